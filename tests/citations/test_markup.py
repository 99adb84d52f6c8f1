import pytest
from markdown_it import MarkdownIt
from payloads import MARKDOWN

from factcheck.citations.markup import markdown_link, markdown_text


@pytest.mark.parametrize("text", MARKDOWN)
def test_foreign_text_is_shown_letter_by_letter(text):
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown_text(text))
    shown = text.replace("\n", " ")
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        shown = shown.replace(letter, entity)

    assert rendered == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("data:text/html,hi", id="a page inside the address"),
        pytest.param("https://x.example/a b", id="a space"),
        pytest.param("", id="nothing"),
    ],
)
def test_only_web_addresses_become_links(url):
    assert markdown_link("Title", url) == "Title"


def test_brackets_in_an_address_do_not_end_the_link():
    assert markdown_link("T", "https://x.example/a_(b)|c") == "[T](https://x.example/a_%28b%29%7Cc)"
