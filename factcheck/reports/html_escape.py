"""Put foreign words into a web page, where they can be nothing but words."""

import re
from html import escape

from factcheck.text.sanitise import visible

_WEB = re.compile(r"(?i)https?://[^\s<>\"]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def web_address(text: str) -> str:
    """Return *text* if it is an address of the web, without what could hide in it; else empty."""
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
