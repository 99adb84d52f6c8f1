"""Results of look-ups with only what matters to a test spelled out."""

import pytest

from factcheck.evaluation.lookup_results import Hit, Result


def a_hit(id="right", score=0.95, *, is_match=True, conflict=False):
    return Hit(id, score, is_match, conflict)


def a_result(claim_id="c1", *hits, **given):
    fields = {
        "claim_id": claim_id,
        "language": "en",
        "answers": frozenset({"right"}),
        "answer_languages": frozenset({"en"}),
        "hits": hits,
    }
    return Result(**(fields | given))


@pytest.fixture
def hit():
    return a_hit


@pytest.fixture
def result():
    return a_result
