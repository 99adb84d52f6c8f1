import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.sanitise import escaped_in_json, shortened, visible

ANY_TEXT = st.text(st.characters(codec=None, min_codepoint=0, max_codepoint=sys.maxunicode))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        pytest.param("a\x1b[2Jb", "a<U+001B>[2Jb", id="an escape sequence clears the screen"),
        pytest.param("a\x9b2Jb", "a<U+009B>2Jb", id="the same as one C1 character"),
        pytest.param("a\u202eb", "a<U+202E>b", id="text runs backwards"),
        pytest.param("a\u2066b\u2069", "a<U+2066>b<U+2069>", id="isolated direction"),
        pytest.param("vac\u200bcine", "vac<U+200B>cine", id="a word cut by nothing"),
        pytest.param("a\u200db", "a<U+200D>b", id="a joiner between Latin letters"),
        pytest.param("a\U000e0041", "a<U+E0041>", id="a message in tags"),
        pytest.param("a\ud800", "a<U+D800>", id="half a character"),
        pytest.param("a\ufeffb", "a<U+FEFF>b", id="a byte-order mark inside"),
        pytest.param("a\r\nb\tc\u2028d", "a b c d", id="line ends and tabs are spaces"),
        pytest.param("a\x07\x7fb", "a<U+0007><U+007F>b", id="bell and delete"),
    ],
)
def test_characters_that_hide_or_move_text_become_visible(hostile, shown):
    assert visible(hostile) == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Šef države: „žive“ ćirilice", id="Bosnian"),
        pytest.param("می\u200cخواهم بنویسم", id="Persian spells with a non-joiner"),
        pytest.param("क्\u200dष", id="Hindi spells with a joiner"),
        pytest.param("صحيح ١٢", id="Arabic"),
        pytest.param("病毒 ウイルス 바이러스", id="Chinese, Japanese, Korean"),
        pytest.param("❤\ufe0f 😷", id="emoji"),
        pytest.param("[red]Mayor [sic] resigned[/red] :warning:", id="what looks like markup"),
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    assert visible(text) == text


def test_no_control_or_direction_character_is_left():
    # Every code point once: random text meets the rare ones too seldom.
    forbidden = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]

    passed = [character for character in forbidden if character in visible(f"a{character}b")]

    assert len(forbidden) > 2000
    assert passed == []


@given(ANY_TEXT)
def test_sanitising_twice_changes_nothing_more(text):
    once = visible(text)

    assert visible(once) == once


@given(ANY_TEXT)
def test_escaping_in_json_changes_no_value(text):
    written = escaped_in_json(json.dumps(text, ensure_ascii=False))

    assert json.loads(written) == text.encode("utf-16", "surrogatepass").decode(
        "utf-16", "surrogatepass"
    )
    assert written.encode("utf-8")


def test_a_long_text_is_shortened_to_its_beginning():
    assert shortened("word " * 1000, 20) == "word word word word ... (5,000 characters in all)"
    assert shortened("a short claim", 20) == "a short claim"
