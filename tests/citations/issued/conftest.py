"""A store with fact-checks whose pages were looked at, and a log beside it."""

import pytest

from factcheck.model import FactCheck, MappedBy, Publisher, RatingReading, Verdict
from factcheck.store.store import open_store

DAY = "2024-05-06T07:08:09Z"
LATER = "2024-06-07T08:09:10Z"


def build(**given):
    fields = {
        "claim": "The old bridge was closed for 12 years.",
        "publisher": Publisher("Bridge Watch", "bridge.example", "KE"),
        "review_url": "https://bridge.example/closed",
        "rating": "False",
        "rating_language": "en",
        "reading": RatingReading(Verdict.FALSE, MappedBy.LANGUAGE_TABLE),
        "language": "en",
    }
    return FactCheck(**(fields | given))


def save(store, fact_check, at=DAY):
    run = store.repository.begin_run("checks.csv", at)
    (saved,) = store.repository.save_batch(run, [fact_check], at)
    store.repository.finish_run(run, {"records": 1}, at)
    return saved.id


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        yield opened


@pytest.fixture
def fact_check():
    return build


@pytest.fixture
def keep(store):
    def keeps(at=DAY, **given):
        return save(store, build(**given), at)

    return keeps
