"""A claim is parsed into what is searched for."""

import pytest

from factcheck.retrieval.query import CUT_SHORT, NOT_A_CLAIM, parse_query
from factcheck.text.normalise import MAX_CHARACTERS

BRIDGE = "The old bridge over the river was closed in May after the flood."
POST = (
    "Good morning to everybody in this group, I hope that you all slept well tonight. "
    f"{BRIDGE} My aunt is baking a cake with apples and walnuts for the whole street today."
)


def test_copies_of_a_post_are_searched_for_as_the_same_texts():
    plain = parse_query("The old bridge was closed in May")
    copy = parse_query("@reader The old bridge 🔥 was   closed in May https://t.co/1")

    assert copy.texts == plain.texts
    assert copy.links == ("https://t.co/1",)
    assert copy.claim != plain.claim


def test_a_long_post_is_searched_for_as_a_whole_and_by_its_sentences():
    whole, *sentences = parse_query(POST).texts

    assert BRIDGE.rstrip(".") in whole
    assert any(BRIDGE.rstrip(".") in sentence for sentence in sentences)
    assert parse_query(POST, whole_only=True).texts == (whole,)


def test_a_long_post_in_capitals_is_split_as_it_was_written_and_searched_for_in_lower_case():
    assert parse_query(POST.upper()).texts == parse_query(POST.lower(), whole_only=True).texts + (
        tuple(map(str.lower, parse_query(POST).texts[1:]))
    )


def test_who_signed_an_embedded_post_is_searched_for_and_is_no_part_of_the_claim():
    query = parse_query(f"{BRIDGE} — Đorđe Perić (@perić) June 4, 2019")

    assert query.byline == "Đorđe Perić June 4, 2019"
    assert "June" not in "".join(query.texts)


def test_a_link_alone_has_no_text_and_needs_no_note():
    query = parse_query("https://posts.example/77")

    assert (query.texts, query.links, query.notes) == ((), ("https://posts.example/77",), ())


@pytest.mark.parametrize("text", ["", "hello!", "😀😀😀", "12345"], ids=repr)
def test_what_asserts_nothing_is_not_searched_for(text):
    query = parse_query(text)

    assert (query.texts, query.notes) == ((), (NOT_A_CLAIM,))


def test_a_text_that_was_cut_short_has_a_note():
    assert parse_query(f"{BRIDGE} " * (MAX_CHARACTERS // len(BRIDGE) + 1)).notes == (CUT_SHORT,)
