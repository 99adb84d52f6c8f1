"""No reason is said in English alone: each is a message that the catalogues know."""

import csv
from pathlib import Path

import pytest

from factcheck.citations.translator import UI_LANGUAGES, translator
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Message
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.store.store import open_store
from factcheck.text.facts import read_facts
from factcheck.text.normalise import readable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def conflicts():
    """All conflicts between the pairs of the table of look-alikes."""
    with (ROOT / "tests" / "cases" / "lookalikes.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    return [
        signal
        for pair in pairs
        for signal in find_conflicts(
            read_facts(readable(pair["claim"]), pair["claim_language"]),
            read_facts(readable(pair["published"]), pair["published_language"]),
        )
    ]


@pytest.fixture(scope="module")
def answers():
    """Answers that hold support, cautions and notes."""
    with open_store(ROOT / "claims.db.example") as store:
        lookup = Lookup(store, None, LookupOptions(today="2031-01-01"))
        stored = [fact_check.claim for fact_check in store.fact_checks(range(1, 15)).values()]
        claims = [*stored[:3], *(claim.rpartition(" ")[0] for claim in stored[3:])]
        return list(lookup.answers([*claims, "vaksin", "5G"]))


def untranslated(texts, language):
    t = translator(language)
    return {text for text in texts if not isinstance(text, Message) or t(text) == text}


@pytest.mark.parametrize("language", [each for each in UI_LANGUAGES if each != "en"])
def test_every_conflict_is_said_in_every_language(conflicts, language):
    kinds = {signal.name for signal in conflicts}

    assert len(kinds) > 10
    assert untranslated([signal.text for signal in conflicts], language) == set()


def test_every_reason_and_note_of_an_answer_is_said_in_bosnian(answers):
    matches = [match for answer in answers for match in (*answer.matches, *answer.near_misses)]
    reasons = [signal.text for match in matches for signal in match.signals]
    notes = [note for answer in answers for note in answer.notes]
    kinds = {signal.name for match in matches for signal in match.signals}

    assert {"recycled", "same_text", "shared_words", "similar_wording"} <= kinds
    assert notes
    assert untranslated([*reasons, *notes], "bs") == set()
