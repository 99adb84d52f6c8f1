"""Turn the bytes of a page into letters, by the character sets that pages really use."""

import codecs

from factcheck.errors import SourceRefused
from factcheck.web.html_charsets import codec_named_in, codec_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
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
    codec = codec or codec_of(label) or codec_named_in(body) or "utf-8"
    text = body[len(mark) :].decode(codec, errors="replace")
    unreadable = text.count("\ufffd")
    if unreadable * 1_000 > len(text) * _UNREADABLE_IN_A_THOUSAND and unreadable > 1:
        raise SourceRefused(_unreadable_reason(label, codec))
    note = f"letters that are not {codec}: {unreadable}" if unreadable else ""
    return text, note


def _unreadable_reason(label: str, codec: str) -> str:
    if label and not codec_of(label):
        return f"the character set {label[:40]!r} is not known, and the text is not {codec}"
    return f"the text is not in the character set {codec}"
