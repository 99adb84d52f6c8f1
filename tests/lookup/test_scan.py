"""A document is split into sentences, and each is looked up, alone and with what it leans on."""

import io

import pytest

from factcheck.formats.documents import read_document
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Decision
from factcheck.scan import (
    document_sentences,
    most_checkable,
    rank_with_context,
    scan_sentences,
)
from factcheck.store.store import open_store


def sentences_of(text):
    return document_sentences(read_document(io.BytesIO(text.encode()), "speech.txt"))


@pytest.fixture
def scan(take_in, record, store_path):
    """Scan a text in a store of some claims; give what was looked up, by its sentence."""

    def scan(text, *claims, **options):
        take_in([record(claim) for claim in claims])
        chosen = most_checkable(sentences_of(text))
        with open_store(store_path) as store:
            lookup = Lookup(store, None, LookupOptions(**options))
            found = scan_sentences(lookup, chosen, LookupOptions(**options))
            return {each.sentence.text: each for each in found}

    return scan


def test_offsets_lead_back_to_the_sentence():
    text = "SMITH: We won in 2019. He lost, says Dr. Brown.\n\nThat was all."
    document = read_document(io.BytesIO(text.encode()), "speech.txt")
    sentences = document_sentences(document)

    assert [each.text for each in sentences] == [
        "We won in 2019.",
        "He lost, says Dr. Brown.",
        "That was all.",
    ]
    assert all(document.text[each.place.start : each.place.end] == each.text for each in sentences)
    assert [each.number for each in sentences] == [1, 2, 3]
    assert [each.place.paragraph for each in sentences] == [1, 1, 2]


def test_captions_without_full_stops_are_cut_into_parts():
    text = "the bridge was closed for many years and nobody knew why, " * 20
    parts = sentences_of(text)

    assert len(parts) > 5
    assert all(len(each.text.split()) <= 45 for each in parts)
    assert " ".join(each.text for each in parts) == text.strip()


def test_what_another_speaker_said_is_no_context():
    first, second, third = sentences_of("ANA: The bridge is old.\n\nIVO: It was closed. It is new.")

    assert (first.before, first.after) == ("", "")
    assert (second.before, second.after) == ("", "It is new.")
    assert (third.before, third.after) == ("It was closed.", "")


BRIDGE = "The Stone Bridge of Pocitelj was closed to all traffic for 12 years."


def test_a_sentence_with_a_pronoun_is_found_with_the_sentence_before(scan):
    text = "Look at the Stone Bridge of Pocitelj. It was closed for 12 years."
    found = scan(text, BRIDGE)["It was closed for 12 years."]

    assert found.context == "Look at the Stone Bridge of Pocitelj."
    assert found.answer.claim == "It was closed for 12 years."
    # That "it" is the bridge is our guess.
    assert found.answer.decision is Decision.SUGGESTED
    assert {match.decision for match in found.answer.matches} == {Decision.SUGGESTED}
    assert any("Look at the Stone Bridge" in note for note in found.answer.notes)


def test_what_answers_the_sentence_before_does_not_answer_this_one(scan):
    found = scan(f"{BRIDGE} It was painted green by the school.", BRIDGE)

    assert found[BRIDGE].answer.decision is Decision.MATCH
    assert found[BRIDGE].context == ""
    assert found["It was painted green by the school."].answer.decision is Decision.NONE


def test_a_sentence_that_matches_alone_needs_no_context(scan):
    claim = "This old bridge was closed to all traffic for 12 years."
    found = scan(f"Some words stand before it. {claim}", claim)[claim]

    assert found.answer.decision is Decision.MATCH
    assert found.context == ""


def test_the_most_checkable_sentences_come_first():
    sentences = sentences_of(
        "Thank you all! I hope that you are well today. Prices in Kenya rose by 12 percent in 2019."
    )
    ranked = most_checkable(sentences)

    assert ranked[0].text == "Prices in Kenya rose by 12 percent in 2019."
    assert "Thank you all!" not in [each.text for each in ranked]
    assert most_checkable(sentences, 1) == ranked[:1]


def test_fact_checks_that_fit_alone_and_with_a_neighbour_come_first(match, fact_check):
    def found(name, score, decision):
        return match(fact_check=fact_check(id=name), score=score, decision=decision)

    alone = [found("a", 0.5, Decision.SUGGESTED), found("b", 0.4, Decision.SUGGESTED)]
    own = [found("d", 0.9, Decision.MATCH)]
    joined = [
        found("b", 0.6, Decision.SUGGESTED),
        found("c", 0.9, Decision.MATCH),
        found("d", 0.95, Decision.MATCH),
    ]
    ranked = rank_with_context(alone, [(own, joined)])

    assert [(each.fact_check.id, each.decision) for each in ranked] == [
        ("b", Decision.SUGGESTED),
        ("a", Decision.SUGGESTED),
        ("c", Decision.SUGGESTED),
        ("d", Decision.NONE),
    ]
