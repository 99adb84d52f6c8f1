"""The tables of rating labels, loaded from their TOML files when first needed."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from factcheck.model import Axis, MappedBy, MediaFlag, RatingReading, Verdict
from factcheck.ratings.rating_labels import plain_label


class LabelReading(NamedTuple):
    """What a label means, and in which language it is written; ``""`` if it may be several."""

    reading: RatingReading
    language: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels of one publisher or of one language.

    Attributes:
        names: Of the publisher; empty for a language.
        domains: Of the publisher's pages.
        languages: Codes; the first is that of most labels.
        source: The page that explains the labels.
        labels: Plain labels to their spelling in the table.
        readings: Plain labels to what they mean and their language.
        cuts: Where this publisher's label ends and a sentence follows: at a
            ``dash``, a full ``stop``, a ``colon`` or after ``brackets``.
            Empty if nothing ever follows.
        joins: Separators between several labels; ``None`` if there is only one.
    """

    names: tuple[str, ...]
    domains: tuple[str, ...]
    languages: tuple[str, ...]
    source: str
    labels: Mapping[str, str]
    readings: Mapping[str, LabelReading]
    cuts: tuple[str, ...] = ()
    joins: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class PublisherIndex:
    """Every publisher's vocabulary by domain and by name."""

    by_domain: Mapping[str, Vocabulary]
    by_name: Mapping[str, Vocabulary]


@cache
def publisher_index() -> PublisherIndex:
    """Return all publishers' vocabularies."""
    by_domain: dict[str, Vocabulary] = {}
    by_name: dict[str, Vocabulary] = {}
    for table in _tables("publishers"):
        vocabulary = _vocabulary(table, MappedBy.PUBLISHER_TABLE)
        by_domain |= dict.fromkeys(table["domains"], vocabulary)
        by_name |= {plain_label(name): vocabulary for name in table["names"]}
    return PublisherIndex(by_domain, by_name)


@cache
def known_publishers() -> tuple[Vocabulary, ...]:
    """Return every publisher's vocabulary once, by name."""
    different = {id(each): each for each in publisher_index().by_name.values()}
    return tuple(sorted(different.values(), key=lambda each: each.names[0].casefold()))


@cache
def known_languages() -> tuple[Vocabulary, ...]:
    """Return every table of a language, or of kindred languages, once, by its first code."""
    different = {id(each): each for each in language_vocabularies().values()}
    return tuple(sorted(different.values(), key=lambda each: each.languages[0]))


@cache
def language_vocabularies() -> Mapping[str, Vocabulary]:
    """Return the vocabularies of languages by their codes."""
    found: dict[str, Vocabulary] = {}
    for table in _tables("languages"):
        vocabulary = _vocabulary(table, MappedBy.LANGUAGE_TABLE)
        found |= dict.fromkeys(table["languages"], vocabulary)
    return found


@cache
def label_readings_of_all_languages() -> Mapping[str, LabelReading]:
    """Return the labels that mean the same in every language whose table knows them."""
    return agreed_readings(known_languages())


def agreed_readings(vocabularies: Iterable[Vocabulary]) -> dict[str, LabelReading]:
    """Return the labels that one of *vocabularies* knows, or that several read alike."""
    found: dict[str, list[LabelReading]] = {}
    for vocabulary in vocabularies:
        is_one_language = len(vocabulary.languages) == 1
        for label, (reading, language) in vocabulary.readings.items():
            entry = LabelReading(reading, language if is_one_language else "")
            found.setdefault(label, []).append(entry)
    return {
        label: entries[0] if len(entries) == 1 else LabelReading(entries[0].reading, "")
        for label, entries in found.items()
        if len({each.reading for each in entries}) == 1
    }


def _tables(folder: str) -> Iterator[dict[str, Any]]:
    place = resources.files("factcheck.ratings").joinpath("vocabularies", folder)
    files: list[Traversable] = sorted(place.iterdir(), key=lambda file: file.name)
    for file in files:
        if file.name.endswith(".toml"):
            content = tomllib.loads(file.read_text("utf-8"))
            yield from content.get("publisher", [content])


def _vocabulary(table: Mapping[str, Any], mapped_by: MappedBy) -> Vocabulary:
    readings: dict[str, LabelReading] = {}
    labels: dict[str, str] = {}
    for rating in table["rating"]:
        reading = RatingReading(
            verdict=Verdict(rating["verdict"]),
            mapped_by=mapped_by,
            axis=Axis(rating.get("axis", "truth")),
            media_flags=tuple(MediaFlag(flag) for flag in rating.get("media", ())),
        )
        language = rating.get("language", table["languages"][0])
        for label in rating["labels"]:
            plain = plain_label(label)
            labels[plain] = label
            readings[plain] = LabelReading(reading, language)
    joins = "|".join(re.escape(join) for join in table.get("joins", ()))
    return Vocabulary(
        names=tuple(table.get("names", ())),
        domains=tuple(table.get("domains", ())),
        languages=tuple(table["languages"]),
        source=table["source"],
        labels=labels,
        readings=readings,
        cuts=tuple(table.get("cuts", ())),
        joins=re.compile(joins) if joins else None,
    )
