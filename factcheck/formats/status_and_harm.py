"""Read a fact-check's publication status, and notes on the harm that its claim can do."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.formats.column_names import plain_name
from factcheck.formats.date_parser import read_date
from factcheck.formats.field_values import Notes, many_texts, one_text, trimmed
from factcheck.formats.read_options import ReadOptions
from factcheck.model import HarmKind, HarmNote, RawRecord, State
from factcheck.text.language import language_code
from factcheck.text.normalise import clean

_MAX_REASON = 2_000
_MAX_FACTOR = 2_000
_MAX_MESSAGES = 50
_LONGEST_CODE = 20
_STATE_FIELDS = frozenset(("state", "correction", "expires"))
_HARM_TEXTS = (
    "group",
    "context",
    "speaker",
    "intent",
    "content_and_form",
    "extent",
    "likelihood",
    "noted_by",
)


@dataclass(frozen=True, slots=True)
class PublicationStatus:
    """The state of a fact-check after publication, such as corrected, and since when."""

    state: State = State.CURRENT
    reason: str = ""
    on: str = ""


def read_publication_status(
    record: RawRecord, options: ReadOptions, notes: Notes
) -> PublicationStatus:
    """Return the state that the record names, ``current`` if it names none.

    A column for the state wins; without one, the text of a correction means corrected and a day
    of expiry means expired. An unknown state is ignored, because its column may mean anything.
    """
    fields = record.fields
    if not fields.keys() & _STATE_FIELDS:
        return PublicationStatus()
    state = State(_words("states").get(plain_name(one_text(fields.get("state"))), State.CURRENT))
    correction = one_text(fields.get("correction"))
    expires = _day(fields.get("expires"), "expires", options, notes)
    on = _day(fields.get("state_on"), "state_on", options, notes)
    if state is State.CURRENT and correction:
        state = State.CORRECTED
    elif state is State.CURRENT and expires:
        state = State.EXPIRED
    if state is State.CURRENT:
        return PublicationStatus()
    reason = one_text(fields.get("state_reason")) or correction
    on = on or (expires if state is State.EXPIRED else "")
    return PublicationStatus(state, trimmed(reason, _MAX_REASON, "state_reason", notes), on)


def says_current(record: RawRecord) -> bool:
    """Whether the record itself says that it is current, rather than nothing of its state."""
    return _words("states").get(plain_name(one_text(record.fields.get("state")))) == State.CURRENT


def read_harm(record: RawRecord, options: ReadOptions, notes: Notes) -> HarmNote | None:
    """Return the record's note on harm, ``None`` if it has none.

    Harm is never inferred: without a kind that the record itself names there is no note. Peace
    messages are written ``sw: …``, each on a line or as an element of its own.
    """
    fields = _harm_fields(record)
    kind_text = one_text(fields.get("kind"))
    kind = _words("harm_kinds").get(plain_name(kind_text), "")
    if not kind:
        if kind_text:
            notes.add(f"harm_kind {kind_text[:60]!r} is not known: the note is left out")
        elif fields:
            notes.add("a note on harm without its kind: left out")
        return None
    texts = {
        name: trimmed(one_text(fields.get(name)), _MAX_FACTOR, f"harm_{name}", notes)
        for name in _HARM_TEXTS
    }
    return HarmNote(
        kind=HarmKind(kind),
        noted_on=_day(fields.get("noted_on"), "harm_noted_on", options, notes),
        peace_messages=_peace_messages(fields.get("peace_messages"), notes),
        **texts,
    )


_HarmFields = Mapping[str, str | tuple[str, ...]]


def _harm_fields(record: RawRecord) -> _HarmFields:
    fields = {
        name.removeprefix("harm_"): value
        for name, value in record.fields.items()
        if name.startswith("harm_")
    }
    whole = record.fields.get("harm")
    return {**_harm_object(whole), **fields} if isinstance(whole, str) else fields


def _harm_object(text: str) -> _HarmFields:
    """Read a note in JSON as the store writes it, or a kind alone."""
    try:
        note = json.loads(text)
    except (ValueError, RecursionError):
        return {"kind": text} if text.strip() else {}
    if not isinstance(note, dict):
        return {}
    fields: dict[str, str | tuple[str, ...]] = {
        name: value for name, value in note.items() if isinstance(value, str)
    }
    messages = note.get("peace_messages")
    pairs = messages if isinstance(messages, list) else []
    fields["peace_messages"] = tuple(
        f"{pair[0]}: {pair[1]}" for pair in pairs if isinstance(pair, list) and len(pair) == 2
    )
    return fields


def _peace_messages(
    value: str | tuple[str, ...] | None, notes: Notes
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for message in many_texts(value)[:_MAX_MESSAGES]:
        code, colon, text = clean(message).partition(":")
        language = language_code(code.strip()) if colon and len(code) <= _LONGEST_CODE else "und"
        if language == "und" and code.strip().casefold() != "und":
            text = message
        text = trimmed(clean(text).strip(), _MAX_FACTOR, "peace_messages", notes)
        if language in found:
            notes.add("two peace messages in one language: the first is kept")
        elif text:
            found[language] = text
    return tuple(found.items())


def _day(value: str | tuple[str, ...] | None, name: str, options: ReadOptions, notes: Notes) -> str:
    day, note = read_date(
        one_text(value)[:200],
        language="",
        day_first=options.day_first,
        # A fact-check may expire on a day in the future.
        today=None if name in ("expires", "state_on") else options.today,
    )
    notes.add(f"{name}: {note}" if note else "")
    return day


@cache
def _words(table: str) -> Mapping[str, str]:
    text = resources.files("factcheck.formats").joinpath("status_and_harm.toml").read_text("utf-8")
    return {
        plain_name(word): meaning
        for meaning, words in tomllib.loads(text)[table].items()
        for word in words
    }
