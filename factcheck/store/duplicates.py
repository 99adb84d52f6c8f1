"""Propose fact-checks that may be the same article at several addresses; a person decides."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from factcheck.store.row_mapping import UNDONE

# The same claim may have been ruled on by hundreds; beyond that a claim says too little
# for its twins to be told.
_MOST_ALIKE = 200
_ALIKE = (
    "SELECT f.claim_key, f.id, f.claim, p.name, p.domain, f.title, f.rating, f.reviewed_on, "
    "f.review_url FROM fact_checks f JOIN publishers p ON p.id = f.publisher_id "
    f"WHERE f.claim_key <> '' AND f.state <> '{UNDONE}' AND f.claim_key IN ("
    "SELECT claim_key FROM fact_checks WHERE claim_key <> '' "
    f"AND state <> '{UNDONE}' GROUP BY 1 HAVING count(*) BETWEEN 2 AND {_MOST_ALIKE}) "
    "ORDER BY f.claim_key, f.number"
)


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """One of several fact-checks that may be the same."""

    id: str
    claim: str
    publisher: str
    publisher_domain: str
    title: str
    rating: str
    reviewed_on: str
    review_url: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Fact-checks of the same claim that may be one.

    Attributes:
        reason: ``same_publisher``, or ``syndication`` where another publisher has an article
            of the same title.
    """

    reason: str
    fact_checks: tuple[PossibleDuplicate, ...]


def find_duplicates(connection: sqlite3.Connection) -> tuple[DuplicateGroup, ...]:
    """Find fact-checks of one claim by one publisher, or under one title, at several addresses.

    Two publishers who rule on one claim, each in an article of its own, are no twins.
    """
    rows = connection.execute(_ALIKE)
    return tuple(
        twins
        for _, group in groupby(rows, key=lambda row: row[0])
        for twins in _in([PossibleDuplicate(*row[1:]) for row in group])
    )


def _in(alike: list[PossibleDuplicate]) -> Iterator[DuplicateGroup]:
    by_publisher: dict[str, list[PossibleDuplicate]] = {}
    by_title: dict[str, list[PossibleDuplicate]] = {}
    for each in alike:
        by_publisher.setdefault(_publisher(each), []).append(each)
        by_title.setdefault(_folded(each.title), []).append(each)
    for twins in by_publisher.values():
        if len(twins) > 1:
            yield DuplicateGroup("same_publisher", tuple(twins))
    for title, twins in by_title.items():
        if title and len({_publisher(each) for each in twins}) > 1:
            yield DuplicateGroup("syndication", tuple(twins))


def _publisher(twin: PossibleDuplicate) -> str:
    return twin.publisher_domain.casefold() or _folded(twin.publisher)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
