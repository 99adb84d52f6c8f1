"""Know the character sets that pages really use, by the names that they give them."""

import re
import tomllib
from functools import cache
from importlib import resources

# A page has to name its character set within its first bytes (HTML standard: 1,024).
_HEAD_BYTES = 4_096
_NAMED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)


def codec_named_in(page: bytes) -> str:
    """Give Python's name of the character set that a page names in itself, empty if none."""
    found = _NAMED.search(page[:_HEAD_BYTES])
    label = found[1].decode("ascii", errors="replace") if found else ""
    # Whoever wrote that in letters of one byte each did not write UTF-16.
    return codec_of("utf-8" if label.lower().startswith("utf-16") else label)


def codec_of(label: str) -> str:
    """Give Python's name of the character set *label*, empty if it is not known."""
    return _codecs().get(label.strip().strip("\"'").lower(), "")


@cache
def _codecs() -> dict[str, str]:
    text = resources.files("factcheck.web").joinpath("charsets.toml").read_text("utf-8")
    return tomllib.loads(text)
