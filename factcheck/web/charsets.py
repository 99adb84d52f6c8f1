"""Decode the bytes of a page by the character sets that pages really use."""

import codecs
import re
import tomllib
from functools import cache
from importlib import resources

from factcheck.errors import SourceRefused

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page has to name its character set within its first bytes (HTML standard: 1,024).
_HEAD_BYTES = 4_096
_DECLARATION = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
# Above this share of undecodable characters, the character set is another one.
_MAX_UNREADABLE_PER_THOUSAND = 1


def decode(body: bytes, label: str) -> tuple[str, str]:
    """Decode *body*.

    A byte-order mark wins over *label*, that over what the page itself names, and UTF-8
    is taken where nothing known is named.

    Args:
        body: The page as it came.
        label: The character set that the server named, empty if none.

    Returns:
        The text, and a note where single characters could not be decoded.

    Raises:
        SourceRefused: More than one character in a thousand cannot be decoded.
    """
    mark, codec = next((pair for pair in _BYTE_ORDER_MARKS if body.startswith(pair[0])), (b"", ""))
    codec = codec or codec_of(label) or codec_named_in(body) or "utf-8"
    text = body[len(mark) :].decode(codec, errors="replace")
    unreadable = text.count("\ufffd")
    if unreadable * 1_000 > len(text) * _MAX_UNREADABLE_PER_THOUSAND and unreadable > 1:
        raise SourceRefused(_unreadable_reason(label, codec))
    note = f"letters that are not {codec}: {unreadable}" if unreadable else ""
    return text, note


def codec_named_in(page: bytes) -> str:
    """Return the Python codec that *page* declares in its markup, empty if none."""
    declared = _DECLARATION.search(page[:_HEAD_BYTES])
    label = declared[1].decode("ascii", errors="replace") if declared else ""
    # A declaration in single bytes cannot be part of a UTF-16 page.
    return codec_of("utf-8" if label.lower().startswith("utf-16") else label)


def codec_of(label: str) -> str:
    """Return the Python codec for the character set *label*, empty if it is not known."""
    return _codecs().get(label.strip().strip("\"'").lower(), "")


@cache
def _codecs() -> dict[str, str]:
    text = resources.files("factcheck.web").joinpath("charsets.toml").read_text("utf-8")
    return tomllib.loads(text)


def _unreadable_reason(label: str, codec: str) -> str:
    if label and not codec_of(label):
        return f"the character set {label[:40]!r} is not known, and the text is not {codec}"
    return f"the text is not in the character set {codec}"
