"""Flatten nested JSON records to dotted names, so that column names apply to them."""

import json
from collections.abc import Iterator, Mapping

from factcheck.formats.column_names import Value, column_names

_MAX_DEPTH = 6
_MAX_FIELDS = 500


def split_record(record: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield one record for each review in *record*, or *record* itself.

    Google's ``claims:search`` lists several reviews under one claim, Data
    Commons' feed several claims under one page.
    """
    names = column_names()
    for key in (*names.reviews, *names.pages):
        inside = record.get(key)
        reviews = (
            [part for part in inside if isinstance(part, dict)] if isinstance(inside, list) else []
        )
        if reviews:
            rest = {name: value for name, value in record.items() if name != key}
            for review in reviews:
                is_whole = key in names.pages or "claimReviewed" in review
                yield {**rest, **review} if is_whole else {**rest, key: review}
            return
    yield record


def flatten(record: Mapping[str, object]) -> dict[str, Value]:
    """Return the texts of *record* under dotted names.

    ``{"reviewRating": {"alternateName": "False"}}`` becomes
    ``{"reviewRating.alternateName": "False"}``; a list of texts stays a list,
    and of a list of objects each name collects its texts.
    """
    flat: dict[str, list[str]] = {}
    _walk(record, "", flat, 0)
    return {name: texts[0] if len(texts) == 1 else tuple(texts) for name, texts in flat.items()}


def _walk(value: object, name: str, flat: dict[str, list[str]], depth: int) -> None:
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        for key, inner in _members(value, name):
            _walk(inner, key, flat, depth + 1)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for inner in value:
            _walk(inner, name, flat, depth + 1)
    elif value is not None and (name in flat or len(flat) < _MAX_FIELDS):
        flat.setdefault(name, []).append(_as_text(value))


def _members(value: Mapping[str, object], name: str) -> Iterator[tuple[str, object]]:
    """Yield the members of an object under their dotted names."""
    # The name of a reporter is not the publisher; the page's host is used instead.
    is_reporter = name == "author" and value.get("@type") == "Person"
    for key, inner in value.items():
        if key in ("@value", "properties"):
            yield name, inner
        elif is_reporter and key == "name":
            yield "author.person", inner
        else:
            yield f"{name}.{key}" if name else key, inner


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
