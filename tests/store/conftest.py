"""Small stores to test with."""

import pytest

from factcheck.model import FactCheck, Publisher
from factcheck.store.runs import ITSELF
from factcheck.store.store import open_store

NOW = "2024-05-06T07:08:09Z"


def build(**fields):
    number = fields.pop("number", 1)
    fields.setdefault("claim", f"Bridge number {number} was closed for repairs")
    fields.setdefault("publisher", Publisher("Daily Check", "daily.example", "KE"))
    fields.setdefault("review_url", f"https://daily.example/checks/{number}")
    return FactCheck(**fields)


def save(store, *fact_checks, input_name="checks.csv", recorded_at=NOW, origin=ITSELF):
    run_id = store.repository.begin_run(input_name, recorded_at, origin=origin)
    saved = store.repository.save_batch(run_id, fact_checks, recorded_at)
    store.repository.finish_run(run_id, {"records": len(saved)}, recorded_at)
    return saved


@pytest.fixture
def fact_check():
    return build


@pytest.fixture
def save_all():
    return save


@pytest.fixture
def path(tmp_path):
    return tmp_path / "claims.db"


@pytest.fixture
def store(path):
    with open_store(path, mode="write") as opened:
        yield opened
