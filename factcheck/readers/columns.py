"""Know a column by its heading, however it is spelled."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from factcheck.errors import InputError, UsageError

_BETWEEN_WORDS = re.compile(r"[\W_]+")

# A nested field may stand for its object where only that was given: publisher for publisher.name.
Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """Every known heading, as ``columns.toml`` lists them.

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
    """Return the known headings, read once."""
    text = resources.files("factcheck.readers").joinpath("columns.toml").read_text("utf-8")
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


@lru_cache(maxsize=10_000)
def plain_name(heading: str) -> str:
    """Return *heading* without case, accents and what stands between words.

    The dots of a nested name stay: ``reviewRating.alternateName``.
    """
    parts = (_plain_part(part) for part in heading.split("."))
    return ".".join(part for part in parts if part)


def _plain_part(part: str) -> str:
    folded = unicodedata.normalize("NFKD", part).casefold().replace("đ", "d").replace("ı", "i")
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub("", letters)


class Columns:
    """Turns the columns of one input into our fields."""

    def __init__(self, map: Mapping[str, str]) -> None:
        """Remember *map*, the user's own column names to our field names.

        Raises:
            UsageError: It names a field that we do not have.
        """
        self._mapped = {plain_name(column): _own_field(field) for column, field in map.items()}
        self._plans: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def missing(self, headings: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that the user mapped and *headings* do not have."""
        present = {plain_name(heading) for heading in headings}
        return tuple(column for column in self._mapped if column not in present)

    def plan(self, headings: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Return for each of our fields the headings to look in, best first."""
        known = self._plans.get(headings)
        if known is None:
            # Records of JSON differ in their keys; a hostile file differs in every one.
            if len(self._plans) >= 1_000:
                self._plans.clear()
            known = self._plans[headings] = self._make_plan(headings)
        return known

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
        fields: dict[str, Value] = {}
        for field, headings in self.plan(tuple(values)).items():
            for heading in headings:
                value = values[heading]
                if value and (not isinstance(value, str) or value.strip()):
                    fields[field] = value
                    break
        return fields


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
