"""Sentences are rated by what can be seen in them."""

import pytest

from factcheck.text.checkable import rate_checkable


@pytest.mark.parametrize(
    ("language", "more", "less"),
    [
        pytest.param(
            "en",
            "Unemployment among young people in Kenya rose to 51 percent last year.",
            "It was a long day for all of us here.",
            id="numbers and names",
        ),
        pytest.param(
            "en", "The bridge was closed in May.", "I think the bridge was closed.", id="en"
        ),
        pytest.param(
            "en", "The bridge was closed in May.", "Please share this at once.", id="request"
        ),
        pytest.param("bs", "Most je zatvoren.", "Mislim da je most zatvoren.", id="bs"),
        pytest.param("id", "Jembatan itu ditutup.", "Mari kita tutup jembatan itu.", id="id"),
        pytest.param("sw", "Daraja lilifungwa mwaka jana.", "Tafadhali funga daraja leo.", id="sw"),
        pytest.param("de", "Die Brücke wurde geschlossen.", "Bitte schließt die Brücke.", id="de"),
    ],
)
def test_a_fact_is_more_checkable_than_a_feeling_or_a_request(language, more, less):
    assert rate_checkable(more, language).score > rate_checkable(less, language).score


@pytest.mark.parametrize(
    ("sentence", "is_claim"),
    [
        pytest.param("The old bridge was closed.", True, id="statement"),
        pytest.param(
            "Did you know that the old bridge was closed?", True, id="a claim in disguise"
        ),
        pytest.param("How many people live in this town?", False, id="open question"),
        pytest.param("Thank you all!", False, id="thanks"),
        pytest.param("Last Monday.", False, id="fragment"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_asserts_nothing_is_no_claim(sentence, is_claim):
    assert rate_checkable(sentence, "en").is_claim is is_claim


@pytest.mark.parametrize(
    ("language", "sentence", "needs"),
    [
        pytest.param("en", "He voted against the bill of Senator Brady.", True, id="he"),
        pytest.param("en", "And then they closed the schools in Kenya.", True, id="and then they"),
        pytest.param("en", "The unemployment rate is lower now.", True, id="no name"),
        pytest.param("en", "In Kenya the rate is lower than it was.", False, id="a place"),
        pytest.param("sr", "Он је затворио школе у Кенији.", True, id="Cyrillic"),
        pytest.param("id", "Dia menutup sekolah di Kenya.", True, id="dia"),
    ],
)
def test_a_sentence_needs_the_one_before_if_a_pronoun_opens_it_or_it_names_nobody(
    language, sentence, needs
):
    assert rate_checkable(sentence, language).needs_context is needs
