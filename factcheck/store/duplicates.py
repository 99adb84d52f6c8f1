"""Find fact-checks that may be one: on one page, or the same article at several addresses."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from factcheck.model import State
from factcheck.store.identity import key_url
from factcheck.store.row_mapping import UNDONE
from factcheck.text.near_equal import near_equal

# A claim that hundreds of fact-checks share is too short to tell duplicates by, and a page that
# hundreds share is the address of a whole site.
_MAX_GROUP = 200
_GONE = f"('{UNDONE}', '{State.RETIRED.value}')"
_SELECT = (
    "SELECT {key}, f.id, f.claim, p.name, p.domain, f.title, f.rating, f.reviewed_on, "
    "f.review_url, f.verdict, f.language, (SELECT coalesce(max(r.id), 0) FROM reports r "
    "WHERE r.fact_check = f.number) FROM {tables} JOIN publishers p ON p.id = f.publisher_id "
    f"WHERE {{key}} <> '' AND f.state NOT IN {_GONE} AND {{key}} IN ("
    "SELECT {key} FROM {tables} "
    f"WHERE {{key}} <> '' AND f.state NOT IN {_GONE} "
    f"GROUP BY 1 HAVING count(*) BETWEEN 2 AND {_MAX_GROUP}) ORDER BY 1, f.number"
)
_SAME_CLAIM = _SELECT.format(key="f.claim_key", tables="fact_checks f")
_SAME_PAGE = _SELECT.format(
    key="s.url_key",
    tables="(SELECT * FROM sources WHERE kind = 'review') s "
    "JOIN fact_checks f ON f.number = s.fact_check",
)


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """One of several fact-checks that may be the same.

    Attributes:
        stated: Rises with every statement of an input; who was stated last has the highest.
    """

    id: str
    claim: str
    publisher: str
    publisher_domain: str
    title: str
    rating: str
    reviewed_on: str
    review_url: str
    verdict: str
    language: str
    stated: int


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Fact-checks that may be one, the one that was stated last first.

    Attributes:
        reason: ``same_page`` for nearly equal claims on one page, ``same_publisher`` for one
            claim at several addresses, or ``syndication`` where another publisher has an article
            of the same title.
    """

    reason: str
    fact_checks: tuple[PossibleDuplicate, ...]

    @property
    def can_be_joined(self) -> bool:
        """Whether no person has to look: one page, nearly one claim, and one ruling."""
        rulings = {(each.rating.casefold(), each.verdict) for each in self.fact_checks}
        return self.reason == "same_page" and len(rulings) == 1


def find_duplicates(connection: sqlite3.Connection) -> tuple[DuplicateGroup, ...]:
    """Find fact-checks that may be one, without those that were retired.

    They are those of one publisher with nearly one claim on one page, or with one claim at
    several addresses, and those with one claim and one title. Two publishers who rule on one
    claim, each in an article of its own, are no duplicates.
    """
    found: list[DuplicateGroup] = []
    for sql, groups in ((_SAME_PAGE, _on_one_page), (_SAME_CLAIM, _of_one_claim)):
        rows = connection.execute(sql)
        for _, group in groupby(rows, key=lambda row: row[0]):
            found += groups([PossibleDuplicate(*row[1:]) for row in group])
    return tuple(found)


def _on_one_page(alike: list[PossibleDuplicate]) -> Iterator[DuplicateGroup]:
    by_page: dict[tuple[str, str], list[list[PossibleDuplicate]]] = {}
    for each in alike:
        groups = by_page.setdefault((_publisher(each), key_url(each.review_url)), [])
        same = next((group for group in groups if _is_near(each, group)), None)
        if same is None:
            groups.append([each])
        else:
            same.append(each)
    for groups in by_page.values():
        yield from (_group("same_page", group) for group in groups if len(group) > 1)


def _is_near(fact_check: PossibleDuplicate, group: Iterable[PossibleDuplicate]) -> bool:
    claim, language = fact_check.claim, fact_check.language
    return any(near_equal(each.claim, claim, language) for each in group)


def _of_one_claim(alike: list[PossibleDuplicate]) -> Iterator[DuplicateGroup]:
    by_publisher: dict[str, list[PossibleDuplicate]] = {}
    by_title: dict[str, list[PossibleDuplicate]] = {}
    for each in alike:
        by_publisher.setdefault(_publisher(each), []).append(each)
        by_title.setdefault(_folded(each.title), []).append(each)
    for duplicates in by_publisher.values():
        if len({key_url(each.review_url) for each in duplicates}) > 1:
            yield _group("same_publisher", duplicates)
    for title, duplicates in by_title.items():
        if title and len({_publisher(each) for each in duplicates}) > 1:
            yield _group("syndication", duplicates)


def _group(reason: str, duplicates: list[PossibleDuplicate]) -> DuplicateGroup:
    newest_first = sorted(duplicates, key=lambda each: -each.stated)
    return DuplicateGroup(reason, tuple(newest_first))


def _publisher(fact_check: PossibleDuplicate) -> str:
    return fact_check.publisher_domain.casefold() or _folded(fact_check.publisher)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
