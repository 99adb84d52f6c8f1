"""Answers and fact-checks to be shown, with only what matters to a test spelled out."""

import pytest

from factcheck.model import (
    Answer,
    Decision,
    FactCheck,
    MappedBy,
    Match,
    Publisher,
    RatingReading,
    Signal,
    Verdict,
)

URL = "https://provjera.example/analiza/vrela-voda-ne-lijeci-gripu?lang=bs#tvrdnja-2"


def a_fact_check(**given):
    fields = {
        "id": "k3jw9x2mq7ra",
        "claim": "Pijenje vrele vode liječi gripu.",
        "publisher": Publisher("Provjera", "provjera.example", "BA"),
        "review_url": URL,
        "title": "Vrela voda ne liječi gripu",
        "rating": "Lažna vijest",
        "rating_language": "bs",
        "reading": RatingReading(Verdict.FALSE, MappedBy.PUBLISHER_TABLE),
        "reviewed_on": "2021-03-04",
        "claimant": "Portal Zdravlje danas",
        "claimed_on": "2021-02",
        "appearances": ("https://zdravlje.example/vrela-voda",),
        "archive_urls": ("https://arhiv.example/2021/vrela-voda",),
        "language": "bs",
        "script": "Latn",
        "tags": ("zdravlje", "gripa"),
        "summary": "Ljekari kažu da voda ne djeluje na virus.",
        "record_id": "provjera-118",
        "raw": {"tvrdnja": "Pijenje vrele vode liječi gripu."},
    }
    return FactCheck(**(fields | given))


SAME = Signal("same_meaning", 0.95, False, "The two say nearly the same, in two languages.")
NAMED = Signal("same_words", 0.4, False, 'Both name "gripa".')
CONFLICT = Signal("different_number", 0.9, True, "The claim says 12 years, the fact-check 2 years.")


def a_match(**given):
    fields = {
        "fact_check": a_fact_check(),
        "decision": Decision.MATCH,
        "score": 0.968,
        "signals": (SAME, NAMED),
    }
    return Match(**(fields | given))


def an_answer(**given):
    fields = {
        "claim": "Kunywa maji ya moto kunatibu mafua.",
        "language": "sw",
        "decision": Decision.MATCH,
        "matches": (a_match(),),
    }
    return Answer(**(fields | given))


@pytest.fixture
def fact_check():
    return a_fact_check


@pytest.fixture
def match():
    return a_match


@pytest.fixture
def answer():
    return an_answer


@pytest.fixture
def conflict():
    return CONFLICT
