"""Escape foreign text for HTML and Markdown, where it must stay text and never become markup."""

import re
from html import escape

from factcheck.text.sanitise import visible

_WEB = re.compile(r"(?i)https?://[^\s<>\"]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>|~@#$!&])")
# What would begin a list, numbered or not, or underline a heading.
_MARKDOWN_BLOCK_START = re.compile(r"^(\s*\d*)([-+=.)])")
# Most Markdown readers make a link of a bare address.
_BARE_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
# These would end a Markdown link or a table cell.
_MARKDOWN_URL = str.maketrans({"|": "%7C", "\\": "%5C", "(": "%28", ")": "%29"})


def web_address(text: str) -> str:
    """Return *text* with hidden characters spelled out if it is an HTTP address, else ``""``."""
    shown = visible(text.strip())
    return shown if _WEB.fullmatch(shown) else ""


def html_text(text: str) -> str:
    """Escape *text* for HTML, also inside an attribute, with hidden characters spelled out."""
    return escape(visible(text))


def html_of(text: str, language: str) -> str:
    """Escape somebody's words for HTML and say which language they are in.

    Their direction is left to their letters, whatever stands around them.

    Args:
        text: As it came.
        language: BCP 47 code; anything else says that nobody knows it.
    """
    return f"<bdi {_spoken(language)}>{html_text(text)}</bdi>"


def html_quotation(text: str, language: str) -> str:
    """Set somebody's words apart as a block, which begins at the side where they do."""
    return f"<blockquote {_spoken(language)}>{html_text(text)}</blockquote>"


def _spoken(language: str) -> str:
    known = language if _LANGUAGE.fullmatch(language) and language != "und" else ""
    return f'lang="{known}" dir="auto"'


def html_link(url: str, attributes: str = "") -> str:
    """Show *url*, which a reader can follow if it is an address of the web."""
    shown = html_text(url)
    if not web_address(url):
        return f"<bdi>{shown}</bdi>"
    followed = f'href="{escape(web_address(url))}" rel="noopener noreferrer"{attributes}'
    return f'<a {followed}><bdi dir="ltr">{shown}</bdi></a>'


def markdown_text(text: str) -> str:
    """Escape *text* so that Markdown shows it letter by letter, also inside a table."""
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", visible(text))
    unlinked = _BARE_LINK.sub(lambda found: f"{found[0]}\\", escaped)
    return _MARKDOWN_BLOCK_START.sub(lambda found: f"{found[1]}\\{found[2]}", unlinked)


def markdown_link(text: str, url: str) -> str:
    """Return a Markdown link to *url*, or only *text* where *url* is no web address."""
    target = web_address(url)
    if not target:
        return markdown_text(text)
    return f"[{markdown_text(text)}]({target.translate(_MARKDOWN_URL)})"
