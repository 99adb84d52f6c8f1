"""Turn HTML in a text field into text; leave everything else as it is."""

import html
import re
import warnings

_TAGS = (
    "a|abbr|article|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|embed|figcaption"
    "|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|ins|li|link|main|mark|meta|nav"
    "|noscript|ol|p|picture|pre|q|s|script|section|small|source|span|strike|strong|style|sub|sup"
    "|svg|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video"
)
_TAG = re.compile(rf"</?(?:{_TAGS})((?:\s[^<>]*)?)/?>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCK = re.compile(
    r"</?(?:address|article|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|li|main|ol|p|pre|section|table|td|th|tr|ul)\b",
    re.IGNORECASE,
)
_MAX_CHARACTERS = 100_000


def without_markup(text: str) -> str:
    """Return the text of *text* that a browser would show.

    Only text with real HTML tags or entities is touched: "5 < 6", "AT&T" and
    "<3" stay. Text inside scripts and styles is left out.
    """
    if "<" in text and any(map(_is_tag, _TAG.finditer(text))):
        text = _visible_text(text[:_MAX_CHARACTERS])
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return text


def _is_tag(found: re.Match[str]) -> bool:
    """Report whether a match is markup: "5 <b and c> 3" is none."""
    inside = (found[1] or "").strip(" \t\r\n/")
    return not inside or "=" in inside


def _visible_text(text: str) -> str:
    # lazy: few fields hold HTML, and Beautiful Soup is slow to import.
    from bs4 import BeautifulSoup

    # Line breaks before blocks are inserted before parsing: changing the tree takes
    # quadratic time with very many tags.
    text = _BLOCK.sub(r"\n\g<0>", text)
    with warnings.catch_warnings():
        # A snippet is not a page: hints about XML or file names do not apply.
        warnings.simplefilter("ignore")
        # lxml, because html.parser takes quadratic time on unclosed tags. It
        # cannot encode half a surrogate pair.
        soup = BeautifulSoup(text.encode("utf-8", "ignore").decode(), "lxml")
    # get_text() leaves out scripts, styles and comments.
    return soup.get_text()
