"""Parse one JSON value strictly where laxness would change a record."""

import json
import re
from typing import Any, NoReturn

# What ``surrogateescape`` makes of bytes that are not UTF-8; an escape such as \udc80 in valid
# JSON is ASCII text and never matches.
UNDECODABLE = re.compile("[\udc80-\udcff]")
_MAX_DIGITS = 300
# Each Python has its own limit, and stores must not depend on it. No record nests so deeply.
MAX_DEPTH = 200


class BrokenValueError(ValueError):
    """One JSON value cannot be parsed; the message is the reason in words."""


def parse_json(text: str) -> object:
    """Return the value of *text*, strictly where laxness would change a record.

    A key given twice, NaN and infinite numbers are refused. Control characters
    inside strings are let through: real pages have them, and cleaning takes
    them out later.

    Raises:
        BrokenValueError: With the reason in words.
    """
    if UNDECODABLE.search(text):
        raise BrokenValueError("it has letters that do not fit the file's encoding")
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BrokenValueError(f"it is not valid JSON: {_in_words(error)}") from error
    except RecursionError as error:
        raise BrokenValueError("it is nested too deeply") from error


def _in_words(error: json.JSONDecodeError) -> str:
    message = error.msg[:1].lower() + error.msg[1:]
    return f"{message} at character {error.pos + 1}"


def _refuse_constant(name: str) -> NoReturn:
    raise BrokenValueError(f"{name} is not a number")


def _read_int(digits: str) -> object:
    # Python refuses to convert very long numbers; one that long is an identifier.
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _read_float(digits: str) -> object:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise BrokenValueError(f"{digits[:20]} is too large for a number")
    return number


def _refuse_double_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise BrokenValueError(f"the key {key[:60]!r} is given twice")
            seen.add(key)
    return found


class _Decoder(json.JSONDecoder):
    """Refuses what is nested more deeply than `MAX_DEPTH`, with Python's own error."""

    def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]:
        value, end = super().raw_decode(s, idx)
        # Counting brackets is faster than walking, and enough for nearly all.
        brackets = s.count("[", idx, end) + s.count("{", idx, end)
        if brackets > MAX_DEPTH and _is_too_deep(value):
            raise RecursionError("nested too deeply")
        return value, end


def _is_too_deep(value: object) -> bool:
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(MAX_DEPTH):
        lists = (each.values() if isinstance(each, dict) else each for each in level)
        level = [child for each in lists for child in each if isinstance(child, list | dict)]
    return bool(level)


DECODER = _Decoder(
    strict=False,
    parse_constant=_refuse_constant,
    parse_int=_read_int,
    parse_float=_read_float,
    object_pairs_hook=_refuse_double_keys,
)
