import re
from html import unescape

import html5lib
import pytest

from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.phrases import LANGUAGES, phrases_for
from factcheck.citations.running_text import html_citation, markdown_citation, plain_citation
from factcheck.model import Decision, State

_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0041\ud800-\udfff]"
)
_TAGS = {"p", "span", "bdi", "a"}


def parsed(text):
    """Read HTML as browsers do, but stop at the first mistake."""
    return html5lib.HTMLParser(strict=True).parseFragment(text)


def elements(tree):
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def test_a_citation_reads_as_one_line(cited):
    assert plain_citation(cited(accessed_on="2023-05-06")) == (
        "Provjera. “Vrela voda ne liječi gripu”. "
        "Fact-check of the claim: “Pijenje vrele vode liječi gripu.”. "
        "Claimed by: Portal Zdravlje danas. Claim made: February 2021. "
        "Rating in the publisher's words: “Lažna vijest”. Our reading: false. "
        "Published: March 4, 2021. "
        "https://provjera.example/analiza/vrela-voda-ne-lijeci-gripu?lang=bs#tvrdnja-2 "
        "Archived copy: https://arhiv.example/2021/vrela-voda "
        "The claim appeared at: https://zdravlje.example/vrela-voda "
        "Accessed: May 6, 2023. Number in our collection: k3jw9x2mq7ra."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", [CitationStyle.PLAIN, CitationStyle.MARKDOWN, CitationStyle.HTML])
def test_the_publishers_words_stand_beside_ours_and_no_warning_is_lost(style, language, cited):
    warned = cited(
        {"state": State.CORRECTED, "state_reason": "Ispravljen datum"},
        decision=Decision.SUGGESTED,
        language=language,
        accessed_on="2023-05-06",
        amended_on="2023-05-01",
        page_state="changed",
        page_seen_on="2023-05-07",
    )
    text = format_citations([warned], style, "2026-01-02").replace("\\", "")
    phrases = phrases_for(language)

    for said in (
        "Lažna vijest",
        phrases.tables["verdicts"]["false"],
        phrases.tables["states"]["corrected"],
        phrases.tables["states"]["amended"],
        "Ispravljen datum",
        phrases.tables["pages"]["changed"],
        phrases.tables["decisions"]["suggested"],
        phrases.day("2023-05-06"),
        "https://arhiv.example/2021/vrela-voda",
    ):
        # Apostrophes are entities in HTML.
        assert said in unescape(text)


def test_a_copy_of_the_claims_page_is_not_called_a_copy_of_the_fact_check(cited):
    post = "https://arhiv.example/objava"
    text = plain_citation(cited({"appearances": (post,), "archive_urls": (post,)}))

    assert f"The claim appeared at: {post}" in text
    assert "Archived copy" not in text


def test_arabic_readers_get_text_from_right_to_left_and_foreign_words_their_language(cited):
    tree = parsed(html_citation(cited(language="ar")))
    paragraph = next(e for e in elements(tree) if e.tag.endswith("}p"))
    foreign = [e.text for e in elements(tree) if e.get("lang") == "bs"]

    assert (paragraph.get("lang"), paragraph.get("dir")) == ("ar", "rtl")
    assert {"Vrela voda ne liječi gripu", "Lažna vijest"} <= set(foreign)


def test_html_of_every_example_is_valid(examples):
    tree = parsed(format_citations(examples, CitationStyle.HTML, "2026-01-02"))

    assert sum(element.tag.endswith("}p") for element in elements(tree)) == len(examples)


def test_html_stays_text_whatever_the_texts(hostile_citation):
    found = elements(parsed(html_citation(hostile_citation)))
    attributes = {name for element in found for name in element.attrib}

    assert {element.tag.partition("}")[2] for element in found} - {""} <= _TAGS
    assert attributes <= {"class", "lang", "dir", "href", "rel", "data-versionurl"}
    assert all(e.get("href").startswith("https://") for e in found if e.get("href"))


@pytest.mark.parametrize("write", [plain_citation, markdown_citation, html_citation])
def test_no_citation_lets_a_hidden_character_through(write, hostile_citation):
    assert _HIDDEN.findall(write(hostile_citation)) == []


@pytest.mark.parametrize("write", [plain_citation, markdown_citation])
def test_a_citation_is_one_line_whatever_the_texts(write, hostile_citation):
    assert "\n" not in write(hostile_citation)


def test_markdown_makes_no_link_of_a_claim(cited):
    text = markdown_citation(cited({"claim": "[here](https://evil.example) <b>x</b>"}))

    assert "](https://evil" not in text
    assert "<b>" not in text.replace("\\<", "")


def test_nothing_to_cite_is_nothing_written():
    assert format_citations([], CitationStyle.PLAIN, "2026-01-02") == ""
    assert format_citations([], CitationStyle.CSL_JSON, "2026-01-02") == "[]\n"
