"""Partial responses: keep of a JSON object only what a mask such as ``claims(text)`` names."""

import re
from typing import Any

from starlette.exceptions import HTTPException

# Names to what is kept below them; empty, all of it.
Mask = dict[str, "Mask"]

_TOKEN = re.compile(r"\s*(?:([A-Za-z0-9_]+|\*)|([(),/]))\s*", re.ASCII)
_MOST_CHARACTERS = 1_000
_DEEPEST = 12


def parse_mask(text: str) -> Mask:
    """Parse names, parted by commas; ``a/b`` and ``a(b,c)`` go down, ``*`` is every name.

    Raises:
        HTTPException: 400; it is no mask.
    """
    if len(text) > _MOST_CHARACTERS:
        raise _refused()
    tokens = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise _refused()
        tokens.append(token[1] or token[2])
        position = token.end()
    mask, rest = _parse(tokens, 0)
    if rest:
        raise _refused()
    return mask


def apply_mask(value: Any, mask: Mask) -> Any:  # noqa: ANN401 - any JSON value
    """Give what *mask* keeps of a JSON value; of a list, of each of its elements."""
    if isinstance(value, list):
        return [apply_mask(element, mask) for element in value]
    if not mask or not isinstance(value, dict):
        return value
    kept = {}
    for name, part in value.items():
        below = mask[name] if name in mask else mask.get("*")
        # What is named below a text or a number is not there.
        if below == {} or (below and isinstance(part, list | dict)):
            kept[name] = apply_mask(part, below)
    return kept


def _parse(tokens: list[str], depth: int) -> tuple[Mask, list[str]]:
    """Parse to the end or to a bracket that closes; give what is left too."""
    if depth > _DEEPEST:
        raise _refused()
    mask: Mask = {}
    while True:
        names, below, tokens = _parse_path(tokens, depth)
        at = mask
        for name in names:
            at = at.setdefault(name, {})
        at |= below
        if tokens[:1] != [","]:
            return mask, tokens
        tokens = tokens[1:]


def _parse_path(tokens: list[str], depth: int) -> tuple[list[str], Mask, list[str]]:
    names: list[str] = []
    while tokens and tokens[0] not in "(),/":
        names.append(tokens[0])
        tokens = tokens[1:]
        if tokens[:1] == ["("]:
            below, tokens = _parse(tokens[1:], depth + 1)
            if tokens[:1] != [")"]:
                raise _refused()
            return names, below, tokens[1:]
        if tokens[:1] != ["/"]:
            return names, {}, tokens
        tokens = tokens[1:]
    raise _refused()


def _refused() -> HTTPException:
    return HTTPException(400, "'fields' is no field mask, such as claims(text,claimReview/url)")
