"""Find the addresses of pages that a post points to."""

import re

_LINK = re.compile(r"https?://[^\s<>\"'“”]{3,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?…)]}»’”"
_MOST_LINKS = 10


def links(text: str) -> tuple[str, ...]:
    """Return the first ten different links of *text*, without the punctuation after them."""
    found = (match[0].rstrip(_TRAILING) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))[:_MOST_LINKS]


def is_only_a_link(text: str) -> bool:
    """Say whether *text* is a link and nothing else."""
    return bool(_LINK.fullmatch(text.strip()))
