"""Find fact-checks that may be the same article at several addresses."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from factcheck.store.row_mapping import UNDONE

# A claim that hundreds of fact-checks share is too short to tell duplicates by.
_MAX_GROUP = 200
_SAME_CLAIM = (
    "SELECT f.claim_key, f.id, f.claim, p.name, p.domain, f.title, f.rating, f.reviewed_on, "
    "f.review_url FROM fact_checks f JOIN publishers p ON p.id = f.publisher_id "
    f"WHERE f.claim_key <> '' AND f.state <> '{UNDONE}' AND f.claim_key IN ("
    "SELECT claim_key FROM fact_checks WHERE claim_key <> '' "
    f"AND state <> '{UNDONE}' GROUP BY 1 HAVING count(*) BETWEEN 2 AND {_MAX_GROUP}) "
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

    Two publishers who rule on one claim, each in an article of its own, are no duplicates.
    """
    rows = connection.execute(_SAME_CLAIM)
    return tuple(
        duplicates
        for _, group in groupby(rows, key=lambda row: row[0])
        for duplicates in _groups([PossibleDuplicate(*row[1:]) for row in group])
    )


def _groups(alike: list[PossibleDuplicate]) -> Iterator[DuplicateGroup]:
    by_publisher: dict[str, list[PossibleDuplicate]] = {}
    by_title: dict[str, list[PossibleDuplicate]] = {}
    for each in alike:
        by_publisher.setdefault(_publisher(each), []).append(each)
        by_title.setdefault(_folded(each.title), []).append(each)
    for duplicates in by_publisher.values():
        if len(duplicates) > 1:
            yield DuplicateGroup("same_publisher", tuple(duplicates))
    for title, duplicates in by_title.items():
        if title and len({_publisher(each) for each in duplicates}) > 1:
            yield DuplicateGroup("syndication", tuple(duplicates))


def _publisher(fact_check: PossibleDuplicate) -> str:
    return fact_check.publisher_domain.casefold() or _folded(fact_check.publisher)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
