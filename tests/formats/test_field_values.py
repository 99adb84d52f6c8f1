"""Values are tidied without changing what they say."""

import pytest

from factcheck.formats.country_codes import country_code
from factcheck.formats.field_values import Notes, many_texts, web_address, web_addresses
from factcheck.formats.html_to_text import without_markup


@pytest.mark.parametrize(
    "text", ["5 < 6 & 7 > 3", "AT&T", "I <3 it", "5 <b and c> 3", "a > b", "R&D; more", "<name>"]
)
def test_what_is_no_markup_stays(text):
    assert without_markup(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The <b>dam</b> broke", "The dam broke"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br/>Two", "One Two"),
        ("fish &amp; chips &#8220;x&#8221;", "fish & chips “x”"),
        ('<a href="https://x.example">link</a><script>alert(1)</script>', "link"),
        ("<!-- hidden -->seen", "seen"),
        ("<p>unclosed", "unclosed"),
        ("<p>\ud800x</p>", "x"),
    ],
)
def test_markup_becomes_what_a_reader_sees(text, expected):
    assert " ".join(without_markup(text).split()) == expected


@pytest.mark.parametrize("piece", ["<a ", "<!--", '<x a="', "<p>", "&amp", "<b =", "</x "])
def test_hostile_markup_is_read_fast(piece):
    without_markup("<p>x</p>" + piece * (300_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya", "KE"), ("ke", "KE"), ("KEN", "KE"), ("Bosnia and Herzegovina", "BA"),
        ("Bosna i Hercegovina", "BA"), ("DR Congo", "CD"), ("Turkey", "TR"), ("UK", "GB"),
        ("South Korea", "KR"), ("Kosovo", "XK"), ("Deutschland", "DE"), ("NA", "NA"),
        ("Hrvatska", "HR"), ("Côte d’Ivoire", "CI"), ("Atlantis", ""), ("EU", ""), ("", ""),
        ("Afrika Kusini", "ZA"), ("Amerika Serikat", "US"), ("ZZ", ""), ("12", ""),
    ],
)  # fmt: skip
def test_a_country_is_found_by_code_or_name(text, expected):
    assert country_code(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a | b", ("a", "b")), ("a\nb", ("a", "b")), ('["a", "b"]', ("a", "b")),
        ("a, b", ("a, b",)),
        (("a", "b | c"), ("a", "b", "c")), ("a | a", ("a",)), ("nan", ()), (None, ()),
        ("[broken", ("[broken",)), ("[1, 2]", ("1", "2")),
    ],
)  # fmt: skip
def test_several_values_in_one_cell_are_split(value, expected):
    assert many_texts(value) == expected


def test_commas_part_tags_only():
    assert many_texts("a, b,c", commas=True) == ("a", "b", "c")


def test_urls_in_one_cell_are_split_and_other_texts_left_out():
    notes = Notes()

    found = web_addresses(
        "https://a.example/1, https://b.example/2 https://c.example/?x=1,2\nRéseaux sociaux",
        "x",
        notes,
    )

    assert found == ("https://a.example/1", "https://b.example/2", "https://c.example/?x=1,2")
    assert notes.phrases() == (
        "x: 'Réseaux sociaux' does not begin with http:// or https://: left out",
    )


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.a.example/x#y", "www.a.example"), ("HTTP://A.example", "a.example"),
        ("https://a.example/with space", "a.example"), ("https://žurnal.example/č",
        "žurnal.example"),
        ("https://a.example:8080/x", "a.example"), ("https://127.0.0.1/x", "127.0.0.1"),
    ],
)  # fmt: skip
def test_an_address_names_its_host(text, host):
    assert web_address(text)[1] == host


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "factcheck.example/x", "//a.example/x", "http://", "https:///x",
        "ftp://a.example", "mailto:a@b.example", "http://[bad", "https://a.example:port/",
        "https://a b.example/", 'https://a.example/"onclick', "https://a.example/<b>", "nothing",
        "https://a.example/" + "x" * 3_000, "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        web_address(text)
