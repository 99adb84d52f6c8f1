"""Select fact-checks by language, publisher, date, verdict and harm, and list them by id."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.model import Filters
from factcheck.store.row_mapping import UNDONE, as_list
from factcheck.text.language import close_languages
from factcheck.text.links import domain_of

_MOST_NEAREST = 3
_LEAST_SIMILARITY = 60.0

_LANGUAGE = (
    "(language IN (SELECT value FROM json_each(:languages)) OR "
    "substr(language, 1, instr(language || '-', '-') - 1) "
    "IN (SELECT value FROM json_each(:languages)))"
)
_VERDICT = "verdict IN (SELECT value FROM json_each(:verdicts))"
_PUBLISHER = "publisher_id IN (SELECT value FROM json_each(:publishers))"
# A year or a month is filled up to its end: it passes where it could be late enough.
_REVIEWED_ON = "reviewed_on || substr('-99-99', length(reviewed_on) - 3)"
_CLAIMED_ON = "claimed_on || substr('-99-99', length(claimed_on) - 3)"
_SINCE = f"reviewed_on <> '' AND {_REVIEWED_ON} >= :since"
# Without any date it is empty, filled up before all years.
_DATED_SINCE = f"max({_REVIEWED_ON}, {_CLAIMED_ON}) >= :dated_since"
_HARM = "harm <> '' AND json_extract(harm, '$.kind') IN (SELECT value FROM json_each(:harms))"


def matching(connection: sqlite3.Connection, filters: Filters) -> set[int] | None:
    """Give the numbers of the fact-checks that pass all *filters*, None where all pass."""
    wanted = (
        (_LANGUAGE, filters.languages),
        (_VERDICT, filters.verdicts),
        (_PUBLISHER, filters.publishers),
        (_SINCE, filters.since),
        (_HARM, filters.harms),
        (_DATED_SINCE, filters.dated_since),
    )
    conditions = [sql for sql, values in wanted if values]
    if not conditions:
        return None
    rows = connection.execute(
        f"SELECT number FROM fact_checks WHERE {' AND '.join(conditions)} AND state <> :undone",
        {
            "languages": as_list(_codes(filters.languages, exact=filters.exact_languages)),
            "verdicts": as_list(verdict.value for verdict in filters.verdicts),
            "publishers": as_list(_publisher_ids(connection, filters.publishers)),
            "since": filters.since,
            "dated_since": filters.dated_since,
            "harms": as_list(kind.value for kind in filters.harms),
            "undone": UNDONE,
        },
    )
    return {row[0] for row in rows}


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value of a filter that no fact-check of the store has.

    Attributes:
        name: Of the filter: ``language`` or ``publisher``.
        value: As it was given.
        known: Similar publishers, the nearest first; of languages all, the most frequent first.
    """

    name: str
    value: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What filters can be set to.

    Attributes:
        languages: Codes, the most frequent first.
        publishers: Names, in their order.
    """

    languages: tuple[str, ...]
    publishers: tuple[str, ...]


def known_values(connection: sqlite3.Connection) -> KnownValues:
    """List the languages and publishers of the store."""
    names = connection.execute("SELECT DISTINCT name FROM publishers WHERE name <> '' ORDER BY 1")
    return KnownValues(_languages(connection), tuple(name for (name,) in names))


def unknown_values(connection: sqlite3.Connection, filters: Filters) -> list[UnknownValue]:
    """List the languages and publishers of *filters* that the store does not have."""
    unknown = []
    languages = _languages(connection) if filters.languages else ()
    for code in filters.languages:
        wanted = _codes((code,), exact=filters.exact_languages)
        if wanted.isdisjoint({*languages, *(known.partition("-")[0] for known in languages)}):
            unknown.append(UnknownValue("language", code, languages))
    for name in filters.publishers:
        if not _publisher_ids(connection, (name,)):
            unknown.append(UnknownValue("publisher", name, _similar_publishers(connection, name)))
    return unknown


def numbers_by_id(
    connection: sqlite3.Connection,
    allowed: Collection[int] | None = None,
    *,
    recorded_since: str = "",
) -> list[int]:
    """List fact-checks in the order of their ids.

    Args:
        connection: To an open store.
        allowed: Only these numbers; all if ``None``.
        recorded_since: Only those whose present state came into this store on or after that
            day, written ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
    """
    rows = connection.execute(
        "SELECT number FROM current_fact_checks WHERE recorded_at >= ? ORDER BY id",
        (recorded_since,),
    )
    return [number for (number,) in rows if allowed is None or number in allowed]


def newest_first(
    connection: sqlite3.Connection, allowed: Collection[int] | None = None
) -> list[int]:
    """List fact-checks by the day of their review, those without one last.

    Args:
        connection: To an open store.
        allowed: Only these numbers; all if ``None``.
    """
    chosen = "" if allowed is None else "AND number IN (SELECT value FROM json_each(?))"
    rows = connection.execute(
        f"SELECT number FROM fact_checks WHERE state <> ? {chosen} ORDER BY reviewed_on DESC, id",
        (UNDONE,) if allowed is None else (UNDONE, as_list(allowed)),
    )
    return [number for (number,) in rows]


def publisher_names(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield the id of each publisher with its name, and again with its domain."""
    yield from connection.execute(
        "SELECT id, name FROM publishers UNION ALL SELECT id, domain FROM publishers"
    )


def tag_names(connection: sqlite3.Connection) -> list[str]:
    """List every tag of the store once."""
    rows = connection.execute(
        "SELECT DISTINCT j.value FROM fact_checks f, json_each(f.tags) j WHERE f.tags <> '[]'"
    )
    return [str(tag) for (tag,) in rows]


def numbers_labelled(
    connection: sqlite3.Connection, publishers: Iterable[int], tags: Sequence[str]
) -> set[int]:
    """Give the numbers of the fact-checks by any of *publishers*, or with any of *tags*."""
    sql = "SELECT number FROM fact_checks WHERE publisher_id IN (SELECT value FROM json_each(?))"
    found = {row[0] for row in connection.execute(sql, (as_list(publishers),))}
    if tags:
        sql = (
            "SELECT f.number FROM fact_checks f, json_each(f.tags) j "
            "WHERE f.tags <> '[]' AND j.value IN (SELECT value FROM json_each(?))"
        )
        found.update(row[0] for row in connection.execute(sql, (as_list(tags),)))
    return found


def _publisher_ids(connection: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    # In Python, because SQLite folds the case of ASCII letters only.
    wanted = {domain_of(name.strip()) for name in names}
    return [
        number
        for number, name, domain in connection.execute("SELECT id, name, domain FROM publishers")
        if name.casefold() in wanted or (domain and domain.casefold() in wanted)
    ]


def _similar_publishers(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    # lazy: only a mistyped name is compared with all others.
    from rapidfuzz import fuzz, process

    rows = connection.execute("SELECT name, domain FROM publishers ORDER BY id")
    known = {text.casefold(): text for row in rows for text in row if text}
    near = process.extract(
        name.casefold()[:100],
        list(known),
        scorer=fuzz.WRatio,
        score_cutoff=_LEAST_SIMILARITY,
        limit=_MOST_NEAREST,
    )
    return tuple(known[text] for text, _, _ in near)


def _languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    sql = "SELECT language FROM fact_checks GROUP BY language ORDER BY count(*) DESC, language"
    return tuple(language for (language,) in connection.execute(sql))


def _codes(languages: Iterable[str], *, exact: bool) -> frozenset[str]:
    if exact:
        return frozenset(languages)
    return frozenset(code for language in languages for code in close_languages(language))
