"""Read what became of a fact-check, and what somebody noted about the harm that a claim can do."""

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
class Aftermath:
    """What became of a fact-check, and since when."""

    state: State = State.CURRENT
    reason: str = ""
    on: str = ""


def read_aftermath(record: RawRecord, options: ReadOptions, notes: Notes) -> Aftermath:
    """Return what the record says of the fact-check's state; nothing is concluded from silence.

    A column for the state wins; a correction's text says that it was corrected, a day of expiry
    that it expires. A state that we do not know is left out, as its column may mean anything.
    """
    fields = record.fields
    if not fields.keys() & _STATE_FIELDS:
        return Aftermath()
    state = State(_words("states").get(plain_name(one_text(fields.get("state"))), State.CURRENT))
    correction = one_text(fields.get("correction"))
    expires = _day(fields.get("expires"), "expires", options, notes)
    on = _day(fields.get("state_on"), "state_on", options, notes)
    if state is State.CURRENT and correction:
        state = State.CORRECTED
    elif state is State.CURRENT and expires:
        state = State.EXPIRED
    if state is State.CURRENT:
        return Aftermath()
    reason = one_text(fields.get("state_reason")) or correction
    on = on or (expires if state is State.EXPIRED else "")
    return Aftermath(state, trimmed(reason, _MAX_REASON, "state_reason", notes), on)


def read_harm(record: RawRecord, options: ReadOptions, notes: Notes) -> HarmNote | None:
    """Return the note on harm that the record carries, ``None`` where it has none.

    Nobody's words are weighed here: without a kind that the record itself names there is no
    note. Peace messages are written ``sw: …``, each on a line or as an element of its own.
    """
    said = _harm_fields(record)
    kind_text = one_text(said.get("kind"))
    kind = _words("harm_kinds").get(plain_name(kind_text), "")
    if not kind:
        if kind_text:
            notes.add(f"harm_kind {kind_text[:60]!r} is not known: the note is left out")
        elif said:
            notes.add("a note on harm without its kind: left out")
        return None
    texts = {
        name: trimmed(one_text(said.get(name)), _MAX_FACTOR, f"harm_{name}", notes)
        for name in _HARM_TEXTS
    }
    return HarmNote(
        kind=HarmKind(kind),
        noted_on=_day(said.get("noted_on"), "harm_noted_on", options, notes),
        peace_messages=_peace_messages(said.get("peace_messages"), notes),
        **texts,
    )


_Said = Mapping[str, str | tuple[str, ...]]


def _harm_fields(record: RawRecord) -> _Said:
    fields = {
        name.removeprefix("harm_"): value
        for name, value in record.fields.items()
        if name.startswith("harm_")
    }
    whole = record.fields.get("harm")
    return {**_harm_object(whole), **fields} if isinstance(whole, str) else fields


def _harm_object(text: str) -> _Said:
    """Read a whole note from JSON, as a store keeps it; the word for a kind alone will do."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {"kind": text} if text.strip() else {}
    if not isinstance(told, dict):
        return {}
    said: dict[str, str | tuple[str, ...]] = {
        name: value for name, value in told.items() if isinstance(value, str)
    }
    messages = told.get("peace_messages")
    pairs = messages if isinstance(messages, list) else []
    said["peace_messages"] = tuple(
        f"{pair[0]}: {pair[1]}" for pair in pairs if isinstance(pair, list) and len(pair) == 2
    )
    return said


def _peace_messages(
    value: str | tuple[str, ...] | None, notes: Notes
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for message in many_texts(value)[:_MAX_MESSAGES]:
        code, colon, text = clean(message).partition(":")
        known = language_code(code.strip()) if colon and len(code) <= _LONGEST_CODE else "und"
        if known == "und" and code.strip().casefold() != "und":
            text = message
        text = trimmed(clean(text).strip(), _MAX_FACTOR, "peace_messages", notes)
        if known in found:
            notes.add("two peace messages in one language: the first is kept")
        elif text:
            found[known] = text
    return tuple(found.items())


def _day(value: str | tuple[str, ...] | None, name: str, options: ReadOptions, notes: Notes) -> str:
    day, note = read_date(
        one_text(value)[:200],
        language="",
        day_first=options.day_first,
        # A fact-check may expire on a day that is yet to come.
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
