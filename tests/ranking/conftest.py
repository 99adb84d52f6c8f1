"""Fact-checks of one claim, with only what matters to a test spelled out."""

import pytest

from factcheck.model import (
    Decision,
    FactCheck,
    MappedBy,
    Match,
    Publisher,
    RatingReading,
    Signal,
    Verdict,
)

SUPPORT = Signal("same_meaning", 0.9, False, "Close in meaning")


def a_fact_check(verdict=Verdict.FALSE, reviewed_on="", publisher="Daily Check", **given):
    fields = {
        "claim": "The dam is about to burst.",
        "publisher": publisher if isinstance(publisher, Publisher) else Publisher(publisher),
        "reading": RatingReading(verdict, MappedBy.LANGUAGE_TABLE),
        "rating": verdict.replace("_", " ").capitalize(),
        "reviewed_on": reviewed_on,
    }
    fields |= given
    named = (fields["claim"], fields["publisher"].name, verdict, reviewed_on)
    return FactCheck(**({"id": " ".join(named)} | fields))


def a_match(decision=Decision.MATCH, *, part="", signals=(SUPPORT,), score=0.95, **given):
    return Match(a_fact_check(**given), decision, score, signals, part)


@pytest.fixture
def fact_check():
    return a_fact_check


@pytest.fixture
def match():
    return a_match
