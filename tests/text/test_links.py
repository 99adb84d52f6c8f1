import time

import pytest

from factcheck.text.links import domain_of, host_of, is_only_a_link, links


def test_links_are_found_without_the_punctuation_after_them():
    post = "See https://a.example/x?y=1. And (http://b.example/z), “https://c.example”!"

    assert links(post) == ("https://a.example/x?y=1", "http://b.example/z", "https://c.example")


def test_the_same_link_counts_once_and_ten_are_enough():
    assert links("https://a.example/1 https://a.example/1") == ("https://a.example/1",)
    assert len(links(" ".join(f"https://a.example/{n}" for n in range(50)))) == 10


@pytest.mark.parametrize(
    ("text", "only"),
    [
        (" https://a.example/1 ", True),
        ("https://a.example/1 is a lie", False),
        ("a.example", False),
        ("", False),
    ],
)
def test_a_claim_can_be_a_link_and_nothing_else(text, only):
    assert is_only_a_link(text) is only


def test_many_incomplete_links_take_little_time():
    begun = time.process_time()
    links("https://" * 20_000 + "http" * 20_000)

    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://WWW.Fact.example:8080/a?b#c", "www.fact.example", id="with a port"),
        pytest.param("https://user:secret@fact.example/", "fact.example", id="with a user"),
        pytest.param("http://[::1]/a", "::1", id="IPv6"),
        pytest.param("fact.example/a", "", id="without a scheme"),
        pytest.param("https:///a", "", id="without a host"),
        pytest.param("https://[::1/a", "", id="invalid"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_host_of_an_address_is_read_or_empty(url, host):
    assert host_of(url) == host


def test_a_domain_is_written_in_one_way():
    assert domain_of("WWW.Fact.example") == domain_of("fact.example") == "fact.example"
