import io

import pytest
from markdown_it import MarkdownIt

from factcheck.citations.markup import markdown_link, markdown_text
from factcheck.model import Decision
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.report_formats import AnswerFormat

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "a | b | c",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "2021 - a year",
    "> quote",
    "```\ncode",
    "*bold* _italic_ ~~gone~~ `code`",
    "</td></tr></table>",
    "&lt;b&gt; &#x41;",
    "www.evil.example https://evil.example",
    "a \\| b \\",
    "@somebody #12",
]


def page(answer_of_claim):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.MD, stream, is_list=True)
    writer.write_answer(1, answer_of_claim)
    writer.finish()
    return stream.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_shown_letter_by_letter(text):
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown_text(text))
    shown = text.replace("\n", " ")
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        shown = shown.replace(letter, entity)

    assert rendered == f"<p>{shown}</p>\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_claim_breaks_out_of_its_cell(answer, match, fact_check, text):
    paired = match(fact_check=fact_check(claim=text, title=text, rating=text))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(page(answer(matches=(paired,))))

    cells = [token for token in tokens if token.type in ("th_open", "td_open")]
    inline = [child for token in tokens for child in token.children or ()]
    links = {child.attrs["href"] for child in inline if child.type == "link_open"}
    assert len(cells) == 14
    assert links == {fact_check().review_url}
    assert not [child for child in inline if child.type in ("image", "code_inline", "em_open")]


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


def test_near_misses_are_no_answers(answer, match):
    missed = match(decision=Decision.NONE, score=0.2)
    text = page(answer(decision=Decision.NONE, matches=(), near_misses=(missed,)))

    assert "Near misses, not answers:" in text
    assert "| Verdict |" not in text
