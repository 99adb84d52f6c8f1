"""Schemathesis calls everything that our OpenAPI document describes, rightly and wrongly."""

import pytest
from hypothesis import HealthCheck, given, settings
from serving import service

schemathesis = pytest.importorskip("schemathesis")

pytestmark = pytest.mark.nightly

# What is well-formed may still name a language or a fact-check that the store lacks.
_MAY_BE_REFUSED = "positive_data_acceptance"
OPERATIONS = ("lookup", "lookupPosted", "showFactCheck", "cite", "judge")


@pytest.fixture(scope="module")
def operations(served_store):
    """Give what the document describes, by operation id."""
    with service(served_store, "--words-only") as running:
        address = f"http://127.0.0.1:{running.port}/api/openapi.json"
        api = schemathesis.openapi.from_url(address)
        described = [each.ok() for each in api.get_all_operations()]
        yield {each.definition.raw["operationId"]: each for each in described}


def test_all_operations_are_called(operations):
    assert set(operations) == set(OPERATIONS)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, "positive") for name in OPERATIONS),
        # An id may be any text.
        *((name, "negative") for name in OPERATIONS if name != "showFactCheck"),
    ],
)
def test_every_answer_is_as_described(operations, name, mode):
    chosen = schemathesis.GenerationMode(mode)
    may_be_refused = schemathesis.checks.CHECKS.get_by_names([_MAY_BE_REFUSED])

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operations[name].as_strategy(generation_mode=chosen))
    def call(case):
        case.call_and_validate(excluded_checks=may_be_refused)

    call()
