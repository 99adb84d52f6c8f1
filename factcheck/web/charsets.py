"""Turn the bytes of a page into letters, by the character sets that pages really use."""

import codecs
import re
import tomllib
from functools import cache
from importlib import resources

from factcheck.errors import SourceRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A page has to name its character set within its first bytes (HTML standard: 1,024).
_HEAD_BYTES = 4_096
_NAMED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
# Above this share of letters that cannot be read, the character set is another one.
_UNREADABLE_IN_A_THOUSAND = 1


def decode(body: bytes, label: str) -> tuple[str, str]:
    """Turn *body* into text.

    A byte-order mark wins over *label*, that over what the page itself names, and UTF-8
    is taken where nothing known is named.

    Args:
        body: The page as it came.
        label: The character set that the server named, empty if none.

    Returns:
        The text, and a note where single letters could not be read.

    Raises:
        SourceRefused: More than one letter in a thousand cannot be read so.
    """
    mark, codec = next((pair for pair in _MARKS if body.startswith(pair[0])), (b"", ""))
    codec = codec or _codec(label) or _codec(_named_inside(body)) or "utf-8"
    text = body[len(mark) :].decode(codec, errors="replace")
    unreadable = text.count("\ufffd")
    if unreadable * 1_000 > len(text) * _UNREADABLE_IN_A_THOUSAND and unreadable > 1:
        raise SourceRefused(_unreadable_reason(label, codec))
    note = f"letters that are not {codec}: {unreadable}" if unreadable else ""
    return text, note


def _unreadable_reason(label: str, codec: str) -> str:
    if label and not _codec(label):
        return f"the character set {label[:40]!r} is not known, and the text is not {codec}"
    return f"the text is not in the character set {codec}"


def _named_inside(body: bytes) -> str:
    found = _NAMED.search(body[:_HEAD_BYTES])
    label = found[1].decode("ascii", errors="replace") if found else ""
    # Whoever wrote that in letters of one byte each did not write UTF-16.
    return "utf-8" if label.lower().startswith("utf-16") else label


def _codec(label: str) -> str:
    return _codecs().get(label.strip().strip("\"'").lower(), "")


@cache
def _codecs() -> dict[str, str]:
    text = resources.files("factcheck.web").joinpath("charsets.toml").read_text("utf-8")
    return tomllib.loads(text)
