"""What Unicode's CLDR says of languages: names, months, weekdays, dates, numbers.

`cldr.jsonl` has a line for each locale, written by `tools/pack_cldr.py` from Babel, which brings
thirty times as much. A locale has only what differs from the shorter one: `pt_PT` from `pt`. The
first line says where each begins, so that a lookup reads a hundredth of the file.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

_FOR_ALL = "_"
_FILE = resources.files("factcheck.text").joinpath("cldr.jsonl")


@cache
def locale_data(language: str) -> Mapping[str, Any]:
    """Return what is known of a language, such as ``bs``, ``sr-Latn`` or ``zh_TW``.

    Returns:
        Empty where nothing is known. ``territories``: names by code; ``months``: twelve lists of
        names; ``days``: names of weekdays; ``own``: the language's name of itself. The languages
        of citations also have ``languages``: names by code; ``direction``: ``ltr`` or ``rtl``;
        ``signs``: of thousands and decimals; ``day`` and ``month``: templates of dates with
        ``MMMM`` and ``LLLL``, names of the months inside a date and alone.
    """
    data: dict[str, Any] = {}
    parts = language.replace("-", "_").split("_")
    for count in range(1, len(parts) + 1):
        for name, value in _line("_".join(map(_subtag, range(count), parts))).items():
            data[name] = {**data.get(name, {}), **value} if isinstance(value, dict) else value
    return data


@cache
def cldr_table(name: str) -> Mapping[str, str]:
    """Return what holds for all locales: ``languages``, aliases of codes, or ``territories``."""
    table: Mapping[str, str] = _line(_FOR_ALL)[name]
    return table


def _subtag(place: int, subtag: str) -> str:
    """Write a part of a locale's name as CLDR does: ``zh``, ``Hant``, ``TW``."""
    if place == 0:
        return subtag.lower()
    return subtag.title() if len(subtag) == 4 else subtag.upper()


def _line(locale: str) -> Mapping[str, Any]:
    begin, index = _index()
    if locale not in index:
        return {}
    offset, length = index[locale]
    with _FILE.open("rb") as file:
        file.seek(begin + offset)
        data: Mapping[str, Any] = json.loads(file.read(length))
    return data


@cache
def _index() -> tuple[int, Mapping[str, tuple[int, int]]]:
    """Return where the lines begin, and where among them each locale's begins and its length."""
    with _FILE.open("rb") as file:
        line = file.readline()
    return len(line), json.loads(line)
