import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.store.identity import key_url, public_id, typed_id, url_key

PAGE = "https://daily.example/checks/1"


def test_an_id_never_changes_because_it_is_printed_in_articles():
    assert public_id(PAGE, "The bridge is closed") == "kdv0r5yfjf7q"
    assert public_id("", "The bridge is closed", publisher="Daily", record_id="7") == "v6c52hv403xy"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://daily.example/checks/1", id="http-is-https"),
        pytest.param("HTTPS://WWW.Daily.Example/checks/1/", id="case-www-and-last-slash"),
        pytest.param("https://daily.example:443/checks/1", id="default-port"),
        pytest.param("https://daily.example/checks/1?utm_source=x&fbclid=1", id="tracking"),
        pytest.param(" https://daily.example/checks/1\n", id="white-space"),
        pytest.param("daily.example/checks/1", id="no-scheme"),
        pytest.param("https://daily.example/checks/1#", id="empty-fragment"),
    ],
)
def test_one_page_has_one_key_however_its_address_is_written(url):
    assert key_url(url) == PAGE
    assert public_id(url, "claim") == public_id(PAGE, "claim")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(PAGE + "#second", id="fragment-is-another-claim"),
        pytest.param(PAGE + "?page=2", id="query-is-another-page"),
        pytest.param("https://daily.example/Checks/1", id="paths-have-case"),
        pytest.param("https://sw.daily.example/checks/1", id="another-edition"),
    ],
)
def test_another_page_has_another_key(url):
    assert key_url(url) != PAGE


def test_letters_and_their_escapes_are_the_same_address():
    assert key_url("https://a.example/خبر") == key_url("https://a.example/%d8%ae%d8%a8%d8%b1")


def test_claims_differ_only_by_words_not_by_spaces_or_composition():
    assert public_id(PAGE, "c\u030c  b") == public_id(PAGE, "\u010d b")
    assert public_id(PAGE, "a b") != public_id(PAGE, "A b")


def test_without_a_page_publisher_and_record_id_tell_fact_checks_apart():
    ids = {
        public_id("", "same", publisher=publisher, record_id=record)
        for publisher in ("One", "Two")
        for record in ("1", "2")
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://m.facebook.com/a/1?mibextid=x", "https://www.facebook.com/a/1"),
        ("https://x.com/a/status/1", "https://mobile.twitter.com/a/status/1#m"),
        ("https://en.m.wikipedia.org/wiki/Moon", "https://en.wikipedia.org/wiki/Moon"),
    ],
)
def test_mobile_and_renamed_sites_are_one_place_for_look_ups(one, other):
    assert url_key(one) == url_key(other)


def test_a_site_called_m_keeps_its_name():
    assert url_key("https://m.me/a") == "https://m.me/a"


@given(st.text(max_size=80) | st.from_regex(r"https?://[\[\]:@#?%/a.]{0,20}"))
def test_no_address_however_broken_raises(url):
    assert isinstance(key_url(url), str)
    assert isinstance(url_key(url), str)
    assert len(public_id(url, url)) == 12


@given(st.text(max_size=40), st.text(max_size=40))
def test_an_id_has_only_letters_and_digits_that_are_not_misread(url, claim):
    allowed = set(string.ascii_lowercase + string.digits) - set("ilou")
    assert set(public_id(url, claim)) <= allowed


def test_a_typed_id_forgives_what_people_misread():
    assert typed_id(" 7KQ2-ol1I ") == "7kq20111"
