"""Map the headings of tables and the keys of JSON to our fields, however they are spelled."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from factcheck.errors import InputError, UsageError
from factcheck.model import RawRecord
from factcheck.text.scripts import latin
from factcheck.text.tokens import fold_word

_BETWEEN_WORDS = re.compile(r"[\W_]+")

# The value of one column: one text, or several where the input has a list.
Value = str | tuple[str, ...]

# A column for each language: peace_message_bs.
_MESSAGES = "harm_peace_messages"
_MESSAGE = re.compile(r"peace[ _]?messages?[ _.]([a-z]{2,3}(?:-[a-z]{2,8})*)", re.IGNORECASE)

_NAMES_SHOWN = 30

# Fields that hold a list: several columns may be mapped to one of them.
_LISTS = frozenset({"appearances", "archive_urls", "pictures", "tags"})


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """Every known heading, as ``column_names.toml`` lists them.

    Attributes:
        fields: Our field names to the headings that mean them, best first.
        strict: Fields that take the first heading a record has, even if blank.
        lists: Keys of JSON objects that hold a list of records.
        reviews: Keys in a record that hold several reviews of its claim.
        pages: Keys in a record that hold whole fact-checks.
    """

    fields: Mapping[str, tuple[str, ...]]
    strict: frozenset[str]
    lists: frozenset[str]
    reviews: tuple[str, ...]
    pages: tuple[str, ...]


@cache
def column_names() -> ColumnNames:
    """Return the known headings."""
    text = resources.files("factcheck.formats").joinpath("column_names.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return ColumnNames(
        fields={
            field: tuple(dict.fromkeys(plain_name(name) for name in (field, *names)))
            for field, names in table["fields"].items()
        },
        strict=frozenset(table["strict"]),
        lists=frozenset(plain_name(name) for name in table["lists"]),
        reviews=tuple(table["reviews"]),
        pages=tuple(table["pages"]),
    )


def is_column_of(heading: str, fields: Iterable[str]) -> bool:
    """Report whether *heading* is a known spelling of one of our *fields*."""
    known = column_names().fields
    return any(plain_name(heading) in known[field] for field in fields)


@lru_cache(maxsize=10_000)
def plain_name(heading: str) -> str:
    """Return *heading* without case, accents, spaces and punctuation, Serbian in Latin letters.

    The dots of a nested name stay: ``reviewRating.alternateName``.
    """
    parts = (_plain_part(part) for part in heading.split("."))
    return ".".join(part for part in parts if part)


def _plain_part(part: str) -> str:
    return _BETWEEN_WORDS.sub("", fold_word(latin(unicodedata.normalize("NFKC", part))))


class Columns:
    """Maps the columns of one input to our fields."""

    def __init__(self, map: Mapping[str, str]) -> None:
        """Use *map*, the user's own column names to our field names.

        Raises:
            UsageError: It names a field that we do not have.
        """
        self._mapped = {plain_name(column): _own_field(field) for column, field in map.items()}
        self._as_written = {plain_name(column): column for column in map}
        self._plans: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    @property
    def has_map(self) -> bool:
        """Whether the user mapped a column."""
        return bool(self._mapped)

    def has_claim(self, values: Mapping[str, Value]) -> bool:
        """Report whether one of *values* is the claim."""
        return "claim" in self.fields(values)

    def missing(self, headings: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that the user mapped and *headings* do not have."""
        present = {plain_name(heading) for heading in headings}
        return tuple(self._as_written[name] for name in self._mapped if name not in present)

    def plan(self, headings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Return for each of our fields the headings to look in, best first."""
        plan = self._plans.get(headings)
        if plan is None:
            # JSON records may differ in their keys; in a hostile file each record does.
            if len(self._plans) >= 1_000:
                self._plans.clear()
            plan = self._make_plan(headings)
            if plan.keys() & {"rating", "verdict"}:
                plan.pop("possible_rating", None)
            self._plans[headings] = plan
        return plan

    def _make_plan(self, headings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        by_name: dict[str, str] = {}
        for heading in headings:
            by_name.setdefault(plain_name(heading), heading)
        plan: dict[str, list[str]] = {}
        for name, field in self._mapped.items():
            if name in by_name:
                plan.setdefault(field, []).append(by_name.pop(name))
        for field, names in column_names().fields.items():
            found = plan.get(field) or [by_name[name] for name in names if name in by_name]
            if field in column_names().strict:
                found = found[:1]
                for heading in found:
                    by_name.pop(plain_name(heading), None)
            if found:
                plan[field] = found
        return {field: tuple(found) for field, found in plan.items()}

    def fields(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return *values* under our field names; blanks are left out."""
        return {field: value for field, _, value in self._found(values)}

    def record(
        self, line: int, values: Mapping[str, Value], raw: Mapping[str, object], item: int = 0
    ) -> RawRecord:
        """Return *values* as a record, with the column that each field came from."""
        found = list(self._found(values))
        fields = {field: value for field, _, value in found}
        origins = {field: heading for field, heading, _ in found}
        return RawRecord(line, fields, raw, origins, item=item)

    def overridden(
        self,
        record: RawRecord,
        values: Mapping[str, Value],
        *,
        item: int = 0,
        notes: tuple[str, ...] = (),
    ) -> RawRecord:
        """Return *record* with *notes* and with the fields that the user mapped, from *values*."""
        by_user = {
            name: value for name, value in values.items() if plain_name(name) in self._mapped
        }
        mapped = {field: (heading, value) for field, heading, value in self._found(by_user)}
        if not (mapped or notes or item):
            return record
        fields = {field: value for field, (_, value) in mapped.items()}
        origins = {field: heading for field, (heading, _) in mapped.items()}
        return replace(
            record,
            fields={**record.fields, **fields},
            origins={**record.origins, **origins},
            notes=(*record.notes, *notes),
            item=item,
        )

    def _found(self, values: Mapping[str, Value]) -> Iterator[tuple[str, str, Value]]:
        yield from self._found_by_name(values)
        messages = {
            heading: found[1]
            for heading in values
            if heading[:1] in "pP" and (found := _MESSAGE.fullmatch(heading))
        }
        filled = [heading for heading in messages if _is_filled(values[heading])]
        if filled:
            texts = (
                f"{messages[name]}: {text}" for name in filled for text in _texts(values[name])
            )
            yield _MESSAGES, ", ".join(filled), tuple(texts)

    def _found_by_name(self, values: Mapping[str, Value]) -> Iterator[tuple[str, str, Value]]:
        for field, headings in self.plan(tuple(values)).items():
            filled = [heading for heading in headings if _is_filled(values[heading])]
            if not filled:
                continue
            if field in _LISTS and len(filled) > 1 and plain_name(filled[0]) in self._mapped:
                # A user who maps several columns to one list wants all of them.
                texts = tuple(text for heading in filled for text in _texts(values[heading]))
                yield field, ", ".join(filled), texts
            else:
                yield field, filled[0], values[filled[0]]


def _is_filled(value: Value) -> bool:
    return bool(value) and (not isinstance(value, str) or bool(value.strip()))


def _texts(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def can_be_records(columns: Columns, headings: Iterable[str]) -> bool:
    """Report whether one of *headings* can be the claim, or the title that stands in for it."""
    plan = columns.plan(tuple(headings))
    return "claim" in plan or "title" in plan


def no_claim_column(name: str, headings: Iterable[str]) -> InputError:
    """Return the error for a file in which nothing can be the claim."""
    seen = ", ".join(repr(heading[:60]) for heading in list(headings)[:20]) or "none"
    known = "claim, claim_text, claimReviewed, text, tvrdnja, klaim, dai, title, headline"
    return InputError(
        f"{name}: no column can be the claim; columns seen: {seen}; known names are {known}, …; "
        "name yours with --map COLUMN=claim"
    )


def no_such_column(name: str, column: str, names: Iterable[str]) -> InputError:
    """Return the error for a mapped column that a file does not have, listing those it has."""
    present = list(names)
    shown = ", ".join(repr(each[:60]) for each in present[:_NAMES_SHOWN])
    more = f" and {len(present) - _NAMES_SHOWN:,} more" if len(present) > _NAMES_SHOWN else ""
    return InputError(f"{name}: --map: there is no column {column!r}; there are {shown}{more}")


def _own_field(name: str) -> str:
    """Return our field that *name* means.

    Raises:
        UsageError: We have no such field.
    """
    wanted = plain_name(name)
    fields = column_names().fields
    for field in fields:
        if plain_name(field) == wanted:
            return field
    for field, names in fields.items():
        if wanted in names:
            return field
    raise UsageError(f"--map: there is no field {name!r}; fields are {', '.join(fields)}")
