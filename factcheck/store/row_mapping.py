"""Convert a fact-check to a flat record of texts, and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from factcheck.model import (
    Axis,
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    MediaFlag,
    Publisher,
    RatingReading,
    State,
    Verdict,
)

# One flat record a fact-check: text, or a list of texts.
Record = dict[str, Any]

_Json = TypeVar("_Json", bound=dict[str, Any] | list[Any])

_PLAIN_FIELDS = (
    "claim",
    "title",
    "summary",
    "rating",
    "rating_language",
    "review_url",
    "reviewed_on",
    "modified_on",
    "claimant",
    "claimed_on",
    "language",
    "script",
    "record_id",
)
_LIST_FIELDS = ("appearances", "archive_urls", "tags")
_READING_FIELDS = ("verdict", "axis", "mapped_by")
_PUBLISHER_FIELDS = ("publisher", "publisher_domain", "publisher_country")
_TEXT_FIELDS = (*_PLAIN_FIELDS, *_READING_FIELDS, *_PUBLISHER_FIELDS)
_HARM_TEXTS = tuple(
    field.name for field in fields(HarmNote) if field.name not in ("kind", "peace_messages")
)

# Fields that came after the first format. Blank ones are left out of the fingerprint, so that old
# fingerprints stay valid.
_LATER_FIELDS: Mapping[str, object] = {
    "state": State.CURRENT.value,
    "state_reason": "",
    "state_on": "",
    "harm": {},
    "pictures": [],
}

# A record's name in its file may change without anything having been corrected.
_NOT_CONTENT = ("record_id",)

# Made once: json.dumps would make one for each of millions of calls.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_RAW_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_CONTENT_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))

# Far above any honest record; what is beyond is kept as the beginning of its text.
_LONGEST_RAW = 1_000_000


# A fact-check is "undone" if the run that added it was undone: it keeps its history, and is in no
# index, count or list.
UNDONE = State.UNDONE.value


# The key of pictures among the sources, where pages have their address: an index finds them all.
PICTURE_KEY = "pdq"


class DamagedRecordError(Exception):
    """What is stored cannot be a fact-check."""


def as_record(fact_check: FactCheck) -> Record:
    """Write *fact_check* as one flat record of texts and lists of texts."""
    reading = fact_check.reading
    record: Record = {name: getattr(fact_check, name) for name in _PLAIN_FIELDS}
    record |= {name: list(getattr(fact_check, name)) for name in _LIST_FIELDS}
    record |= {name: getattr(reading, name).value for name in _READING_FIELDS}
    record["media_flags"] = [flag.value for flag in reading.media_flags]
    record["state"] = fact_check.state.value
    record["state_reason"] = fact_check.state_reason
    record["state_on"] = fact_check.state_on
    record["harm"] = _harm_record(fact_check.harm)
    record["pictures"] = list(fact_check.pictures)
    publisher = fact_check.publisher
    values = (publisher.name, publisher.domain, publisher.country)
    return record | dict(zip(_PUBLISHER_FIELDS, values, strict=True))


def as_fact_check(
    record: Mapping[str, Any], public_id: str, raw: Mapping[str, object] | None = None
) -> FactCheck:
    """Read a record back.

    Raises:
        DamagedRecordError: A field is missing or is not what was written.
    """
    try:
        _refuse_wrong_types(record)
        plain: dict[str, Any] = {name: record[name] for name in _PLAIN_FIELDS}
        plain |= {name: tuple(record[name]) for name in _LIST_FIELDS}
        later = {name: record.get(name, blank) for name, blank in _LATER_FIELDS.items()}
        return FactCheck(
            id=public_id,
            raw=raw or {},
            state=State(later["state"]),
            state_reason=_text(later["state_reason"]),
            state_on=_text(later["state_on"]),
            harm=harm_note(later["harm"]),
            pictures=_texts(later["pictures"]),
            publisher=Publisher(*(record[name] for name in _PUBLISHER_FIELDS)),
            reading=RatingReading(
                verdict=Verdict(record["verdict"]),
                mapped_by=MappedBy(record["mapped_by"]),
                axis=Axis(record["axis"]),
                media_flags=tuple(MediaFlag(flag) for flag in record["media_flags"]),
            ),
            **plain,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(f"fact-check {public_id!r}: {error}") from error


def _refuse_wrong_types(record: Mapping[str, Any]) -> None:
    for name in _TEXT_FIELDS:
        if not isinstance(record[name], str):
            raise TypeError(f"{name} is not text")
    for name in (*_LIST_FIELDS, "media_flags"):
        values = record[name]
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise TypeError(f"{name} is not a list of texts")


def _harm_record(note: HarmNote | None) -> Record:
    if note is None:
        return {}
    record: Record = {name: getattr(note, name) for name in _HARM_TEXTS}
    messages = [list(message) for message in note.peace_messages]
    return {"kind": note.kind.value, **record, "peace_messages": messages}


def harm_note(record: object) -> HarmNote | None:
    """Read a harm note back; None for an empty record.

    Raises:
        KeyError: It is not what was written; or a TypeError or a ValueError.
    """
    if not isinstance(record, dict):
        raise TypeError("harm is not an object")
    if not record:
        return None
    return HarmNote(
        kind=HarmKind(record["kind"]),
        peace_messages=tuple((_text(code), _text(said)) for code, said in record["peace_messages"]),
        **{name: _text(record[name]) for name in _HARM_TEXTS},
    )


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(map(_text, value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def content_hash(record: Record) -> str:
    """Fingerprint of everything that a correction could change: 32 hexadecimal digits."""
    content = {
        name: value
        for name, value in record.items()
        if name not in _NOT_CONTENT and not (name in _LATER_FIELDS and value == _LATER_FIELDS[name])
    }
    text = _CONTENT_ENCODER.encode(content)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def text_hash(claim: str, title: str) -> str:
    """Fingerprint of the text that a vector is made from: 16 hexadecimal digits."""
    return hashlib.sha256(f"{claim}\x1f{title}".encode(errors="replace")).hexdigest()[:16]


def claim_key_hash(comparable_claim: str) -> str:
    """Fingerprint of a claim's comparable text: 24 hexadecimal digits, empty for no text.

    The text itself would double the size of every claim in the file.
    """
    if not comparable_claim:
        return ""
    return hashlib.sha256(comparable_claim.encode(errors="replace")).hexdigest()[:24]


def changed_fields(before: Record, after: Record) -> dict[str, tuple[object, object]]:
    """List what a correction changed: the name of each field with both values."""
    return {
        name: (was, value)
        for name, value in after.items()
        if name not in _NOT_CONTENT and (was := before.get(name, _LATER_FIELDS.get(name))) != value
    }


def stored_record(text: object) -> Record:
    """Read a record from its JSON; one from before a field was known gets it blank.

    Raises:
        DamagedRecordError: It is no JSON object.
    """
    record = read_json(text, dict)
    return {**_LATER_FIELDS, **record} if "claim" in record else record


def as_json(value: object) -> str:
    """Write JSON that a person can read in Datasette: letters stay letters."""
    return _ENCODER.encode(value)


def raw_as_json(raw: Mapping[str, object]) -> str:
    """Write a record as it was read; never fails, whatever the input holds."""
    try:
        text = _RAW_ENCODER.encode(raw)
        if "NaN" in text or "Infinity" in text:
            text = as_json(json.loads(text, parse_constant=str))
    except (TypeError, ValueError, RecursionError):
        text = as_json({"unreadable": f"{type(raw).__name__} of {len(raw)} fields"})
    if len(text) > _LONGEST_RAW:
        text = as_json({"shortened": text[: _LONGEST_RAW // 10]})
    # Half a surrogate pair cannot be written as UTF-8, but it can be spelled out in ASCII.
    return text if _is_utf8(text) else json.dumps(json.loads(text))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_json(text: object, kind: type[_Json]) -> _Json:
    """Read a JSON column.

    Raises:
        DamagedRecordError: It is no JSON, or not of that *kind*.
    """
    try:
        value = json.loads(text)  # type: ignore[arg-type]  # what is no text is caught below
    except (TypeError, ValueError, RecursionError) as error:
        raise DamagedRecordError(f"a column that should hold JSON does not: {error}") from error
    if not isinstance(value, kind):
        raise DamagedRecordError(f"a JSON column holds {type(value).__name__}, not {kind.__name__}")
    return value


def read_sources(text: object) -> dict[str, list[str]]:
    """Sort ``[kind, position, url]`` triples into appearances, archive pages and pictures."""
    found: dict[str, list[str]] = {"appearances": [], "archive_urls": [], "pictures": []}
    lists = {"appearance": "appearances", "archive": "archive_urls", "picture": "pictures"}
    try:
        for kind, _, url in sorted(read_json(text, list)):
            found[lists[kind]].append(url)
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(f"pages beside a fact-check cannot be read: {error}") from error
    return found


def as_list(values: Iterable[int] | Iterable[str]) -> str:
    """Write values as one JSON list, so that a query may name as many as it likes."""
    return json.dumps(list(values))
