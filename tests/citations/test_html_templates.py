import html

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from payloads import HOSTILE_TEXTS, HOSTILE_URLS

from factcheck.citations.html_templates import html_environment
from factcheck.text.sanitise import visible


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_every_value_is_escaped_and_shows_hidden_characters(text):
    rendered = html_environment().from_string('<i title="{{ text }}">').render(text=text)
    value = rendered.removeprefix('<i title="').removesuffix('">')

    assert not set(value) & set("<>\"'")
    assert html.unescape(value) == visible(text)


def test_markup_of_our_own_is_not_escaped_again():
    template = html_environment().from_string("{{ text }}")

    assert template.render(text=Markup("<b>&amp;</b>")) == "<b>&amp;</b>"


def test_an_undefined_name_is_an_error():
    with pytest.raises(UndefinedError):
        html_environment().from_string("{{ misspelled }}").render()


@pytest.mark.parametrize("url", [*HOSTILE_URLS, "JaVaScRiPt:alert(1)", "//evil.example"], ids=ascii)
def test_only_a_web_address_becomes_a_link(url):
    template = html_environment().from_string(
        '{% from "foreign.html" import link %}{{ link(url) }}'
    )
    rendered = template.render(url=url)

    assert rendered.startswith(("<bdi>", '<a href="https://'))


@pytest.mark.parametrize(
    ("language", "tag"),
    [("bs", "bs"), ("sr-Latn", "sr-Latn"), ("und", ""), ('"><script>', ""), ("", "")],
)
def test_only_a_language_tag_becomes_a_language(language, tag):
    template = html_environment().from_string(
        '{% from "foreign.html" import foreign %}{{ foreign("x", language) }}'
    )

    assert template.render(language=language) == f'<bdi lang="{tag}" dir="auto">x</bdi>'
