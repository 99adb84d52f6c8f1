"""Write citations as running text: plain, for Markdown and for a web page."""

from html import escape

from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Kind, Part, in_words, parts
from factcheck.citations.markup import html_link, html_of, markdown_link, markdown_text
from factcheck.citations.phrases import Phrases, phrases_for

_ENDS = tuple(".!?؟…:")
_ROBUST = (Kind.READ,)


def plain(cited: CitationData) -> str:
    """Write *cited* as one line of text."""
    phrases = phrases_for(cited.language)
    return " ".join(_stopped(in_words(part, phrases), part) for part in parts(cited))


def markdown(cited: CitationData) -> str:
    """Write *cited* as one paragraph of Markdown, where nothing foreign can become markup."""
    phrases = phrases_for(cited.language)
    return " ".join(_in_markdown(part, phrases) for part in parts(cited))


def html(cited: CitationData) -> str:
    """Write *cited* as one paragraph of HTML, every foreign text with its language."""
    phrases = phrases_for(cited.language)
    archived = next((part.url for part in parts(cited) if part.kind is Kind.ARCHIVED), "")
    said = "\n  ".join(_in_html(part, phrases, archived) for part in parts(cited))
    language, direction = phrases.language, phrases.direction
    return f'<p class="fact-check" lang="{language}" dir="{direction}">\n  {said}\n</p>'


def _stopped(text: str, part: Part) -> str:
    # A full stop behind an address would become a part of it for many readers.
    return text if part.url or text.endswith(_ENDS) else f"{text}."


def _in_markdown(part: Part, phrases: Phrases) -> str:
    if not part.url:
        return markdown_text(_stopped(in_words(part, phrases), part))
    linked = markdown_link(part.text, part.url)
    return f"{markdown_text(part.label)}{phrases.colon}{linked}" if part.label else linked


def _in_html(part: Part, phrases: Phrases, archived: str) -> str:
    said = _foreign_or_ours(part, phrases, archived)
    labelled = f"{escape(part.label)}{phrases.colon}{said}" if part.label else said
    # What ends the text is looked for in the text, for the markup would hide it.
    stop = "" if part.url or in_words(part, phrases).endswith(_ENDS) else "."
    return f'<span class="{part.kind}">{labelled}{stop}</span>'


def _foreign_or_ours(part: Part, phrases: Phrases, archived: str) -> str:
    if part.url:
        # So that a page which is gone can still be followed to its copy.
        robust = f' data-versionurl="{escape(archived)}"' if archived else ""
        return html_link(part.url, robust if part.kind in _ROBUST else "")
    if part.quoted:
        return escape(phrases.quoted("\0")).replace("\0", html_of(part.text, part.language))
    return f"<bdi>{escape(part.text)}</bdi>"
