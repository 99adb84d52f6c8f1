"""Search fact-checks for words: in claims, titles, names and domains of publishers, and tags."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from factcheck.errors import UsageError
from factcheck.model import FactCheck, Filters
from factcheck.store.connection import sqlite_errors_translated
from factcheck.store.filter_query import (
    newest_first,
    numbers_labelled,
    publisher_names,
    tag_names,
)
from factcheck.store.store import Store
from factcheck.store.word_index import joined
from factcheck.text.terms import terms

# Bounds the work for a hostile text; nobody types so many words.
_MAX_PHRASES = 32
_PART = re.compile(r'"([^"]*)"?|(\S+)')


class SortOrder(StrEnum):
    """Which fact-checks come first: those that fit the words best, or the newest."""

    RANK = "rank"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What is searched and how much is returned.

    Attributes:
        filters: As for a look-up.
        sort: Ties by rank are ordered by date.
        limit: At most so many fact-checks.
    """

    filters: Filters = field(default_factory=Filters)
    sort: SortOrder = SortOrder.RANK
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The first fact-checks that were found, and how many there are in all."""

    fact_checks: tuple[FactCheck, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Terms that stand next to one another, joined by spaces; the last one may be a prefix."""

    terms: str
    is_prefix: bool

    def stands_in(self, label: str) -> bool:
        """Whether *label*, as `_folded` writes it, has these terms."""
        return f" {self.terms}{'' if self.is_prefix else ' '}" in label


def search_words(store: Store, words: str, options: SearchOptions) -> SearchResults:
    """Find the fact-checks that have every word of *words*.

    Args:
        store: Where to search.
        words: Words, "phrases in quotation marks" and beginnings of words (``vacc*``). Words
            are compared by their first six letters without case and accents.
        options: Filters, order and limit.

    Raises:
        UsageError: There is no word in *words*.
    """
    phrases = _parse(words)
    if not phrases:
        raise UsageError("there is no word to search for")
    with sqlite_errors_translated(store.path), store.read_transaction():
        scores = _scores(store, phrases)
        found = _passing(store, options.filters, scores)
        if options.sort is SortOrder.RANK:
            found.sort(key=lambda number: -scores[number])
        return _results(store, found, options.limit)


def list_newest(store: Store, options: SearchOptions) -> SearchResults:
    """List the fact-checks that pass the filters, newest first."""
    with sqlite_errors_translated(store.path), store.read_transaction():
        found = newest_first(store.connection, store.matching(options.filters))
        return _results(store, found, options.limit)


def _parse(words: str) -> list[_Phrase]:
    phrases: dict[_Phrase, None] = {}
    for match in _PART.finditer(words):
        part = match[1] if match[2] is None else match[2]
        if folded := joined(terms(part)):
            is_prefix = match[2] is not None and part.endswith("*")
            phrases[_Phrase(folded, is_prefix)] = None
    return list(phrases)[:_MAX_PHRASES]


def _scores(store: Store, phrases: Iterable[_Phrase]) -> Mapping[int, float]:
    """Sum the BM25 of all *phrases*, 0 where only publisher or tags have one."""
    labels = _Labels.of(store)
    totals: dict[int, float] | None = None
    for phrase in phrases:
        scores = dict.fromkeys(labels.with_phrase(store, phrase), 0.0)
        scores |= store.words.phrase(phrase.terms, is_prefix=phrase.is_prefix)
        if totals is None:
            totals = scores
        else:
            totals = {n: totals[n] + score for n, score in scores.items() if n in totals}
    return totals or {}


@dataclass(frozen=True, slots=True)
class _Labels:
    """Terms of every publisher's name and domain by its id, and of every tag by the tag."""

    publishers: Sequence[tuple[int, str]]
    tags: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, store: Store) -> "_Labels":
        publishers = publisher_names(store.connection)
        return cls(
            [(number, _folded(name)) for number, name in publishers],
            [(tag, _folded(tag)) for tag in tag_names(store.connection)],
        )

    def with_phrase(self, store: Store, phrase: _Phrase) -> set[int]:
        """Return the numbers of the fact-checks of which a label has *phrase*."""
        publishers = [number for number, text in self.publishers if phrase.stands_in(text)]
        tags = [tag for tag, text in self.tags if phrase.stands_in(text)]
        return numbers_labelled(store.connection, publishers, tags)


def _folded(name: str) -> str:
    """Return the terms of *name* with a space on both sides."""
    return f" {joined(terms(name))} "


def _passing(store: Store, filters: Filters, scores: Mapping[int, float]) -> list[int]:
    allowed = store.matching(filters)
    passing = scores.keys() if allowed is None else scores.keys() & allowed
    return newest_first(store.connection, passing)


def _results(store: Store, found: list[int], limit: int) -> SearchResults:
    shown = found[:limit]
    fact_checks = store.fact_checks(shown)
    return SearchResults(tuple(fact_checks[number] for number in shown), len(found))
