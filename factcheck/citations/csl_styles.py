"""Write citations with citeproc, in the style that a CSL file describes."""

import warnings
from collections.abc import Sequence
from html import escape
from pathlib import Path

from factcheck.citations.bibliography import csl_items, note
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import PartKind
from factcheck.citations.phrases import phrases_for
from factcheck.errors import InputError, MissingExtra
from factcheck.text.sanitise import visible

# CSL locales for our languages; they have terms such as "retrieved". Swahili has none.
_LOCALES = {
    "en": "en-US",
    "id": "id-ID",
    "hr": "hr-HR",
    "bs": "hr-HR",
    "sr-Latn": "sr-Latn-RS",
    "sr-Cyrl": "sr-Cyrl-RS",
    "es": "es-ES",
    "fr": "fr-FR",
    "pt": "pt-PT",
    "ar": "ar",
}
# Parts that a style prints; all others stand in brackets behind what it wrote.
_PRINTED_BY_STYLE = frozenset({PartKind.PUBLISHER, PartKind.TITLE})
# Private-use characters in place of markup characters, until citeproc is done.
_PLACEHOLDERS = {ord(sign): chr(0xF8F0 + place) for place, sign in enumerate("&<>\"'")}
_REMOVED_FROM_INPUT = {ord(code): None for code in _PLACEHOLDERS.values()}
# A style file is some 100 kB long.
_LONGEST_STYLE_BYTES = 4_000_000


def format_with_csl(
    citations: Sequence[CitationData], style_file: Path, *, as_html: bool
) -> list[str]:
    """Write each of *citations* as the style says, then all other parts in brackets.

    Args:
        citations: In the order of the output; the first one's language chooses the CSL locale.
        style_file: A CSL style, as reference managers use them.
        as_html: Whether to write HTML instead of plain text.

    Raises:
        InputError: The file is no CSL style, or writes no bibliography.
        MissingExtra: citeproc-py is not installed.
    """
    if not citations:
        return []
    entries = _entries(
        csl_items(citations),
        style_file,
        _LOCALES.get(citations[0].language, "en-US"),
        as_html=as_html,
    )
    return [
        _with_other_parts(entry, each, as_html=as_html)
        for entry, each in zip(entries, citations, strict=True)
    ]


def _entries(
    items: list[dict[str, object]], style_file: Path, locale: str, *, as_html: bool
) -> list[str]:
    try:
        # lazy: an extra, and half a second.
        from citeproc import (
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON
    except ImportError as error:
        raise MissingExtra(
            "--csl needs citeproc-py; install it with: pip install 'factcheck-claims[cite]'"
        ) from error
    escaped_items = [
        {name: _with_placeholders(value) for name, value in item.items() if name != "custom"}
        for item in items
    ]
    try:
        if style_file.stat().st_size > _LONGEST_STYLE_BYTES:
            raise InputError(f"{style_file} is too large for a CSL style")
        with warnings.catch_warnings():
            # It warns of every variable that it does not know.
            warnings.simplefilter("ignore")
            with style_file.open("rb") as opened:
                style = CitationStylesStyle(opened, locale=locale, validate=False)
            written = formatter.html if as_html else formatter.plain
            source = CiteProcJSON(escaped_items)
            book = CitationStylesBibliography(style, source, written)
            if not style.has_bibliography():
                raise InputError(f"{style_file} is a CSL style without a bibliography")
            for item in escaped_items:
                book.register(Citation([CitationItem(item["id"])]))
            return [str(entry) for entry in book.bibliography()]
    # lxml, with which citeproc reads, raises SyntaxError for broken XML.
    except (OSError, SyntaxError, AttributeError, ValueError) as error:
        raise InputError(f"{style_file} cannot be read as a CSL style: {error}") from error


def _with_placeholders(value: object) -> object:
    """Replace markup characters in all texts inside *value*, because citeproc escapes nothing."""
    if isinstance(value, str):
        return value.translate(_REMOVED_FROM_INPUT).translate(_PLACEHOLDERS)
    if isinstance(value, dict):
        return {name: _with_placeholders(part) for name, part in value.items()}
    return [_with_placeholders(part) for part in value] if isinstance(value, list) else value


def _without_placeholders(text: str, *, as_html: bool) -> str:
    for sign, code in _PLACEHOLDERS.items():
        text = text.replace(code, escape(chr(sign)) if as_html else chr(sign))
    return text


def _with_other_parts(entry: str, citation: CitationData, *, as_html: bool) -> str:
    phrases = phrases_for(citation.language)
    rest = note(citation, _PRINTED_BY_STYLE)
    released = _without_placeholders(entry, as_html=as_html)
    if not as_html:
        return f"{visible(released)} [{rest}]"
    from markupsafe import Markup  # lazy: loaded with Jinja2

    from factcheck.citations.html_templates import html_environment  # lazy: loads Jinja2

    template = html_environment().get_template("csl_citation.html")
    # citeproc's own markup, in which every foreign text is escaped by now.
    return template.render(phrases=phrases, styled=Markup(released), rest=rest)
