"""Choose how citations are written."""

from collections.abc import Callable, Sequence

from factcheck.citations.bibliography import biblatex, bibtex, csl_items, ris
from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.claim_review_objects import claim_review_objects
from factcheck.citations.replies import reply
from factcheck.citations.running_text import html, markdown, plain
from factcheck.formats.json_lines_writer import json_page

_ONE_BY_ONE: dict[CitationStyle, Callable[[CitationData], str]] = {
    CitationStyle.PLAIN: plain,
    CitationStyle.MARKDOWN: markdown,
    CitationStyle.HTML: html,
    CitationStyle.REPLY: reply,
}
_LISTS: dict[CitationStyle, Callable[[Sequence[CitationData]], str]] = {
    CitationStyle.BIBTEX: bibtex,
    CitationStyle.BIBLATEX: biblatex,
    CitationStyle.RIS: ris,
}
# Between two citations: a paragraph's distance where the text is for people.
_BETWEEN = {
    CitationStyle.PLAIN: "\n",
    CitationStyle.MARKDOWN: "\n\n",
    CitationStyle.HTML: "\n",
    CitationStyle.REPLY: "\n\n",
}


def format_citations(cited: Sequence[CitationData], style: CitationStyle, issued_on: str) -> str:
    """Write *cited*, with a line end behind the last one.

    Args:
        cited: What to write, in this order.
        style: In which form.
        issued_on: The day on which it is passed on, ``YYYY-MM-DD``.
    """
    if style is CitationStyle.CSL_JSON:
        return json_page(csl_items(cited)) + "\n"
    if style is CitationStyle.CLAIMREVIEW:
        return json_page(claim_review_objects(cited, issued_on)) + "\n"
    if style in _LISTS:
        return _LISTS[style](cited)
    one = _ONE_BY_ONE[style]
    return _BETWEEN[style].join(map(one, cited)) + "\n" if cited else ""
