"""Rating overrides: what a maintainer says that a rating means.

The tables come with factcheck; overrides are kept in the store, with their history, and apply to
fact-checks that are stored already too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from factcheck.errors import UsageError
from factcheck.model import MappedBy, RatingMapping, RatingReading
from factcheck.ratings.rating_labels import plain_label
from factcheck.ratings.rating_reader import RatingReader
from factcheck.ratings.vocabulary import Vocabulary, known_languages, known_publishers
from factcheck.store.clock import utc_now
from factcheck.store.producer import __version__
from factcheck.store.rating_override_table import (
    OverrideChange,
    OverrideResult,
    RatingRules,
    UnmappedRating,
)
from factcheck.store.runs import NewRun
from factcheck.store.store import Store

_LONGEST_RATING = 1_000


@dataclass(frozen=True, slots=True)
class RatingsOverview:
    """The tables, the overrides in a store, and its ratings that nothing maps.

    Attributes:
        publishers: Tables of publishers, by name.
        languages: Tables of languages, by code.
        mappings: A maintainer's overrides, the oldest first.
        not_mapped: Ratings in the store that nothing maps, the most frequent first.
    """

    publishers: tuple[Vocabulary, ...]
    languages: tuple[Vocabulary, ...]
    mappings: tuple[RatingMapping, ...] = ()
    not_mapped: tuple[UnmappedRating, ...] = ()


def ratings_overview(store: Store | None) -> RatingsOverview:
    """List the tables, and the overrides and unmapped ratings of *store*.

    Raises:
        StoreError: The store cannot be used.
    """
    tables = RatingsOverview(known_publishers(), known_languages())
    if store is None:
        return tables
    return replace(
        tables,
        mappings=store.rating_overrides.in_force(),
        not_mapped=store.rating_overrides.not_mapped(),
    )


def add_mapping(
    store: Store,
    mapping: RatingMapping,
    *,
    replacing: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> OverrideResult:
    """Save *mapping*, and read the rating of every fact-check that has it again.

    Args:
        store: Open for writing.
        mapping: Of one publisher's rating, or of one in a language.
        replacing: Whether it may contradict the tables or replace another override.
        clock: Tells the time.

    Raises:
        UsageError: The rating is empty, is read so already, or means something else.
        StoreError: The store cannot be written to.
    """
    label = _label(mapping)
    earlier = store.rating_overrides.in_force()
    before, after = RatingReader(earlier), RatingReader((*earlier, mapping))
    _refuse_known(mapping, before, earlier, replacing=replacing)
    return store.rating_overrides.change(
        OverrideChange(mapping, label),
        _run(mapping, clock),
        RatingRules(before.read, after.read, plain_label),
    )


def remove_mapping(
    store: Store,
    rating: str,
    *,
    publisher_domain: str = "",
    language: str = "",
    clock: Callable[[], datetime] = utc_now,
) -> OverrideResult:
    """Remove the override of *rating*, and read every fact-check that has it again.

    Raises:
        UsageError: There is no such override.
        StoreError: The store cannot be written to.
    """
    earlier = store.rating_overrides.in_force()
    label = plain_label(rating)
    scope = (label, publisher_domain, language)
    found = next((each for each in earlier if _scope(each) == scope), None)
    if found is None:
        whose = publisher_domain or language
        raise UsageError(
            f"no mapping of {_shown(rating)} was added for {whose}; 'factcheck ratings' lists them"
        )
    before = RatingReader(earlier)
    after = RatingReader(each for each in earlier if each is not found)
    return store.rating_overrides.change(
        OverrideChange(found, label, removed=True),
        _run(found, clock),
        RatingRules(before.read, after.read, plain_label),
    )


def _label(mapping: RatingMapping) -> str:
    label = plain_label(mapping.rating)
    if not label:
        raise UsageError(f"{_shown(mapping.rating)} has no letter or digit that could be a rating")
    if len(mapping.rating) > _LONGEST_RATING:
        raise UsageError(f"a rating has at most {_LONGEST_RATING:,} characters")
    if mapping.language and not any(letter.isalpha() for letter in label):
        raise UsageError(
            f"{_shown(mapping.rating)} is a number, and what it means depends on the publisher's "
            "scale; name one with --publisher"
        )
    return label


def _refuse_known(
    mapping: RatingMapping,
    reader: RatingReader,
    earlier: tuple[RatingMapping, ...],
    *,
    replacing: bool,
) -> None:
    current = reader.read(mapping.rating, mapping.publisher_domain, mapping.language)
    if current.mapped_by is MappedBy.NOBODY:
        return
    by = current.mapped_by.value.replace("_", " ")
    if replace(current, mapped_by=MappedBy.MAINTAINER) == mapping.reading:
        raise UsageError(
            f"{_shown(mapping.rating)} already means {_in_words(current)}, by the {by}; "
            "nothing to add"
        )
    is_own = any(_scope(each) == _scope(mapping) for each in earlier)
    if not replacing and (is_own or current.verdict.contradicts(mapping.verdict)):
        raise UsageError(
            f"{_shown(mapping.rating)} means {_in_words(current)} by the {by}, not "
            f"{_in_words(mapping.reading)}; add --replace if you are sure"
        )


def _scope(mapping: RatingMapping) -> tuple[str, str, str]:
    return plain_label(mapping.rating), mapping.publisher_domain, mapping.language


def _in_words(reading: RatingReading) -> str:
    flags = [flag.value for flag in reading.media_flags]
    axis = [] if reading.axis.value == "truth" else [reading.axis.value]
    return ", ".join([reading.verdict.value, *axis, *flags])


def _shown(rating: str) -> str:
    return repr(rating if len(rating) <= 60 else rating[:59] + "…")


def _run(mapping: RatingMapping, clock: Callable[[], datetime]) -> NewRun:
    whose = mapping.publisher_domain or mapping.language
    return NewRun(
        input_name=f"ratings: {mapping.rating} ({whose})",
        started_at=clock().isoformat(),
        factcheck_version=__version__,
    )
