"""Write citations in the style of a journal or a publisher, as a CSL style file describes it."""

import warnings
from collections.abc import Sequence
from html import escape
from pathlib import Path

from factcheck.citations.bibliography import csl_items, note
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Kind
from factcheck.citations.phrases import phrases_for
from factcheck.errors import InputError, MissingExtra
from factcheck.text.sanitise import visible

# citeproc has terms such as "retrieved" in the languages of CSL's own locales.
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
# A style prints these where it wants to; everything else stands behind what it wrote.
_STYLED = frozenset({Kind.PUBLISHER, Kind.TITLE})
# Letters of nobody's alphabet, which stand for signs of markup until all is put together.
_HELD = {ord(sign): chr(0xF8F0 + place) for place, sign in enumerate("&<>\"'")}
_NEVER_GIVEN = {ord(code): None for code in _HELD.values()}
# A style file is some 100 kB long.
_LONGEST_STYLE_BYTES = 4_000_000


def format_with_csl(cited: Sequence[CitationData], style_file: Path, *, as_html: bool) -> list[str]:
    """Write each of *cited* as the style says, and behind it what no style knows of.

    Args:
        cited: What to write; the first one's language is that of the style's own words.
        style_file: A CSL style, such as those that reference managers use.
        as_html: Whether to write HTML instead of plain text.

    Raises:
        InputError: The file is no CSL style, or writes no bibliography.
        MissingExtra: citeproc-py is not installed.
    """
    if not cited:
        return []
    entries = _entries(
        csl_items(cited), style_file, _LOCALES.get(cited[0].language, "en-US"), as_html=as_html
    )
    return [
        _completed(entry, each, as_html=as_html) for entry, each in zip(entries, cited, strict=True)
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
    known = [
        {name: _held(value) for name, value in item.items() if name != "custom"} for item in items
    ]
    try:
        if style_file.stat().st_size > _LONGEST_STYLE_BYTES:
            raise InputError(f"{style_file} is too large for a CSL style")
        with warnings.catch_warnings():
            # It warns of every field that it does not know, in words for its developers.
            warnings.simplefilter("ignore")
            with style_file.open("rb") as opened:
                style = CitationStylesStyle(opened, locale=locale, validate=False)
            written = formatter.html if as_html else formatter.plain
            source = CiteProcJSON(known)
            book = CitationStylesBibliography(style, source, written)
            if not style.has_bibliography():
                raise InputError(f"{style_file} is a CSL style without a bibliography")
            for item in known:
                book.register(Citation([CitationItem(item["id"])]))
            return [str(entry) for entry in book.bibliography()]
    # An XML mistake is one of syntax for lxml, which citeproc reads with.
    except (OSError, SyntaxError, AttributeError, ValueError) as error:
        raise InputError(f"{style_file} cannot be read as a CSL style: {error}") from error


def _held(value: object) -> object:
    """Take what could be markup out of every text inside *value*: citeproc escapes nothing."""
    if isinstance(value, str):
        return value.translate(_NEVER_GIVEN).translate(_HELD)
    if isinstance(value, dict):
        return {name: _held(part) for name, part in value.items()}
    return [_held(part) for part in value] if isinstance(value, list) else value


def _released(text: str, *, as_html: bool) -> str:
    for sign, code in _HELD.items():
        text = text.replace(code, escape(chr(sign)) if as_html else chr(sign))
    return text


def _completed(entry: str, cited: CitationData, *, as_html: bool) -> str:
    phrases = phrases_for(cited.language)
    rest = note(cited, _STYLED)
    released = _released(entry, as_html=as_html)
    if not as_html:
        return f"{visible(released)} [{rest}]"
    from markupsafe import Markup  # lazy: loaded with Jinja2

    from factcheck.citations.html_templates import html_environment  # lazy: loads Jinja2

    template = html_environment().get_template("csl_citation.html")
    # citeproc's own markup, in which every foreign text is escaped by now.
    return template.render(phrases=phrases, styled=Markup(released), rest=rest)
