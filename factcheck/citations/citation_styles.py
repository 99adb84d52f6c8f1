"""Write citations in a chosen style."""

from collections.abc import Callable, Sequence

from factcheck.citations.bibliography import biblatex, bibtex, csl_items, ris
from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.claim_review_objects import claim_review_objects
from factcheck.citations.replies import reply
from factcheck.citations.running_text import html_citation, markdown_citation, plain_citation
from factcheck.formats.json_lines_writer import json_page

_SINGLE_WRITERS: dict[CitationStyle, Callable[[CitationData], str]] = {
    CitationStyle.PLAIN: plain_citation,
    CitationStyle.MARKDOWN: markdown_citation,
    CitationStyle.HTML: html_citation,
    CitationStyle.REPLY: reply,
}
_LIST_WRITERS: dict[CitationStyle, Callable[[Sequence[CitationData]], str]] = {
    CitationStyle.BIBTEX: bibtex,
    CitationStyle.BIBLATEX: biblatex,
    CitationStyle.RIS: ris,
}
# Separators between citations: an empty line where people read them as paragraphs.
_SEPARATORS = {
    CitationStyle.PLAIN: "\n",
    CitationStyle.MARKDOWN: "\n\n",
    CitationStyle.HTML: "\n",
    CitationStyle.REPLY: "\n\n",
}


def format_citations(
    citations: Sequence[CitationData], style: CitationStyle, issued_on: str
) -> str:
    """Return *citations* in *style*, with a line end after the last one.

    Args:
        citations: In the order of the output.
        style: How to write them.
        issued_on: Today, ``YYYY-MM-DD``; ClaimReview says when it was passed on.
    """
    if style is CitationStyle.CSL_JSON:
        return json_page(csl_items(citations)) + "\n"
    if style is CitationStyle.CLAIMREVIEW:
        return json_page(claim_review_objects(citations, issued_on)) + "\n"
    if style in _LIST_WRITERS:
        return _LIST_WRITERS[style](citations)
    write = _SINGLE_WRITERS[style]
    return _SEPARATORS[style].join(map(write, citations)) + "\n" if citations else ""
