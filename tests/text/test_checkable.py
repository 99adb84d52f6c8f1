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
