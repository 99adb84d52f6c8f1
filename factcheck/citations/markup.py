"""Decide what is a web address, and escape foreign text for Markdown."""

import re

from factcheck.text.sanitise import visible

_WEB = re.compile(r"(?i)https?://[^\s<>\"]+")
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
