"""Read our own exports back exactly as they were.

Other records leave something open, such as the language, which validation then detects. Ours leave
nothing open, so detection could only change them. Anybody can write such a file, so every value is
checked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from factcheck.formats import claim_review_feed, csv_writer, json_lines_writer, sqlite_subset
from factcheck.formats.export_fields import as_object, as_text, as_texts
from factcheck.formats.field_values import MAX_CLAIM_CHARACTERS, web_address
from factcheck.model import (
    Axis,
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    MediaFlag,
    PictureHash,
    Publisher,
    RatingReading,
    RawRecord,
    RecordProblem,
    State,
    Verdict,
)
from factcheck.ratings.rating_reader import RatingReader
from factcheck.text.normalise import clean

# More than validation keeps of any text or list.
_MAX_CHARACTERS = 20_000
_MAX_LIST = 1_000
_DOMAIN = re.compile(r"[^\s/<>\"\\@?#]{0,255}")
_CODE = re.compile(r"[A-Za-z0-9-]{0,35}")

_Enum = TypeVar("_Enum", bound=StrEnum)
_FORMATS: tuple[Callable[[Mapping[str, object]], Mapping[str, object] | None], ...] = (
    json_lines_writer.fields_in,
    csv_writer.fields_in,
    claim_review_feed.fields_in,
    sqlite_subset.fields_in,
)


def read_back(
    record: RawRecord, ratings: RatingReader
) -> tuple[FactCheck, tuple[str, ...]] | RecordProblem | None:
    """Return the fact-check that *record* was written from, if factcheck wrote it.

    The exporter's reading of the rating is kept, unless a maintainer here overrides it or our
    tables say the opposite.

    Returns:
        ``None`` for any other record. Otherwise the fact-check, whose ``id`` is empty
        until it is stored, and notes; or the problem, with one reason.
    """
    try:
        fact_check = exported(record.raw)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"it says that factcheck wrote it, but {_reason(error)}"
        return RecordProblem(record.line, reason, record.raw, record.item)
    return None if fact_check is None else _with_own_reading(fact_check, ratings)


def exported(raw: Mapping[str, object]) -> FactCheck | None:
    """Return the fact-check that *raw* was written from, ``None`` for any other record.

    Raises:
        KeyError: It lacks a field.
        TypeError: A field is of another type than was written.
        ValueError: A field has a value that cannot be.
    """
    fields = next(filter(None, (fields_in(raw) for fields_in in _FORMATS)), None)
    return None if fields is None else _Fields(fields).fact_check(raw)


def _with_own_reading(
    fact_check: FactCheck, ratings: RatingReader
) -> tuple[FactCheck, tuple[str, ...]]:
    exported, publisher = fact_check.reading, fact_check.publisher
    if exported.mapped_by is MappedBy.RECORD:
        return fact_check, ()
    own = ratings.read(fact_check.rating, publisher.domain, fact_check.language, publisher.name)
    if own.mapped_by is MappedBy.MAINTAINER:
        return replace(fact_check, reading=own), ()
    # Anybody can write a file that says factcheck wrote it.
    if own.verdict.contradicts(exported.verdict):
        note = f"rating {fact_check.rating!r} does not mean {exported.verdict}: read anew"
        return replace(fact_check, reading=own), (note,)
    return fact_check, ()


def _reason(error: Exception) -> str:
    return f"it lacks {error}" if isinstance(error, KeyError) else str(error)


class _Fields:
    """The fields of one record, checked one by one."""

    def __init__(self, fields: Mapping[str, object], within: str = "") -> None:
        self._fields = fields
        self._within = within

    def fact_check(self, raw: Mapping[str, object]) -> FactCheck:
        return FactCheck(
            claim=self.text("claim", MAX_CLAIM_CHARACTERS),
            publisher=self.publisher(),
            review_url=self.address("url"),
            title=self.text("title"),
            summary=self.text("summary"),
            rating=self.text("rating"),
            rating_language=self.plain("rating_language", _CODE),
            reading=RatingReading(
                verdict=self.word("verdict", Verdict),
                mapped_by=self.word("mapped_by", MappedBy),
                axis=self.word("axis", Axis),
                media_flags=tuple(
                    self._known("media_flags", flag, MediaFlag)
                    for flag in self.texts("media_flags")
                ),
            ),
            reviewed_on=self.text("reviewed_on"),
            modified_on=self.text("modified_on"),
            claimant=self.text("claimant"),
            claimed_on=self.text("claimed_on"),
            appearances=tuple(web_address(url)[0] for url in self.texts("appearances")),
            archive_urls=tuple(web_address(url)[0] for url in self.texts("archive_urls")),
            language=self.plain("language", _CODE) or "und",
            script=self.plain("script", _CODE),
            tags=self.texts("tags"),
            pictures=tuple(map(self.picture, self.texts("pictures"))),
            record_id=self.text("record_id"),
            state=self.state(),
            state_reason=self.text("state_reason"),
            state_on=self.text("state_on"),
            harm=self.harm("harm"),
            raw=raw,
        )

    def picture(self, text: str) -> str:
        if PictureHash.read(text) is None:
            raise self._wrong("pictures", f"cannot be {text[:60]!r}")
        return text

    def state(self) -> State:
        state = self.word("state", State)
        if state is State.UNDONE:
            raise self._wrong("state", "cannot be 'undone': only a store undoes its own runs")
        return state

    def publisher(self) -> Publisher:
        name, domain = self.text("publisher"), self.plain("publisher_domain", _DOMAIN)
        if not name:
            raise self._wrong("publisher", "is empty")
        return Publisher(name, domain, self.plain("publisher_country", _CODE))

    def harm(self, name: str) -> HarmNote | None:
        value = self._fields.get(name)
        if not value:
            return None
        note = _Fields(as_object(value), f"{name}.")
        return HarmNote(
            kind=note.word("kind", HarmKind),
            group=note.text("group"),
            context=note.text("context"),
            speaker=note.text("speaker"),
            intent=note.text("intent"),
            content_and_form=note.text("content_and_form"),
            extent=note.text("extent"),
            likelihood=note.text("likelihood"),
            peace_messages=note.messages("peace_messages"),
            noted_by=note.text("noted_by"),
            noted_on=note.text("noted_on"),
        )

    def messages(self, name: str) -> tuple[tuple[str, str], ...]:
        listed = self._fields.get(name) or []
        if not isinstance(listed, list):
            raise self._wrong(name, "is no list")
        each = [_Fields(as_object(value), f"{self._within}{name}.") for value in listed]
        return tuple((one.plain("language", _CODE), one.text("text")) for one in each)

    def text(self, name: str, limit: int = _MAX_CHARACTERS) -> str:
        try:
            text = clean(as_text(self._fields.get(name, "")))
        except TypeError as error:
            raise self._wrong(name, str(error)) from error
        if len(text) > limit:
            raise self._wrong(name, f"has more than {limit:,} characters")
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        try:
            texts = as_texts(self._fields.get(name) or [])
        except TypeError as error:
            raise self._wrong(name, str(error)) from error
        if len(texts) > _MAX_LIST or any(len(text) > _MAX_CHARACTERS for text in texts):
            raise self._wrong(name, "is too long")
        return tuple(filter(None, map(clean, texts)))

    def plain(self, name: str, allowed: re.Pattern[str]) -> str:
        text = self.text(name)
        if allowed.fullmatch(text) is None:
            raise self._wrong(name, f"cannot be {text[:60]!r}")
        return text

    def address(self, name: str) -> str:
        text = self.text(name)
        try:
            return web_address(text)[0] if text else ""
        except ValueError as error:
            raise self._wrong(name, str(error)) from error

    def word(self, name: str, words: type[_Enum]) -> _Enum:
        return self._known(name, self.text(name), words)

    def _known(self, name: str, text: str, words: type[_Enum]) -> _Enum:
        try:
            return words(text)
        except ValueError as error:
            known = ", ".join(words)
            raise self._wrong(name, f"cannot be {text[:60]!r}; it is one of {known}") from error

    def _wrong(self, name: str, what: str) -> ValueError:
        return ValueError(f"its field {self._within}{name} {what}")
