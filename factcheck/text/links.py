"""Find the addresses in a text, and the host of an address."""

import re
from urllib.parse import urlsplit

_LINK = re.compile(r"https?://[^\s<>\"'“”]{3,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?…)]}»’”"
_MAX_LINKS = 10


def links(text: str) -> tuple[str, ...]:
    """Return the first ten different links of *text*, without the punctuation after them."""
    matches = (match[0].rstrip(_TRAILING) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(matches))[:_MAX_LINKS]


def is_only_a_link(text: str) -> bool:
    """Return whether *text* is a link and nothing else."""
    return bool(_LINK.fullmatch(text.strip()))


def host_of(url: str) -> str:
    """Return the host of *url* in lower case, without user and port; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def domain_of(host: str) -> str:
    """Return *host* as publishers' domains are stored: in lower case, without ``www.``."""
    return host.casefold().removeprefix("www.")
