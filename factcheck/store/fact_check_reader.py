"""Read fact-checks and their history back from the store."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from factcheck.errors import FactCheckNotFound
from factcheck.model import FactCheck, Revision
from factcheck.store.connection import StorePart, translate_sqlite_errors
from factcheck.store.identity import SHORTEST_PREFIX, can_be_id, typed_id, url_key
from factcheck.store.migrations import TABLES
from factcheck.store.row_mapping import (
    PICTURE_KEY,
    UNDONE,
    DamagedRecordError,
    Record,
    as_fact_check,
    as_list,
    claim_key_hash,
    read_json,
    read_sources,
)

_NEAR_IDS = 3

_INTERNAL = "number id publisher_id content_hash claim_key revision first_run last_run".split()
_COLUMNS = tuple(name for name in TABLES["fact_checks"] if name not in _INTERNAL)
_PUBLISHER_COLUMNS = ("publisher", "publisher_domain", "publisher_country")
_SELECT = (
    f"SELECT f.number, f.id, {', '.join(f'f.{name}' for name in _COLUMNS)}, "
    "p.name AS publisher, p.domain AS publisher_domain, p.country AS publisher_country, "
    # One statement, so that no writer can come between a fact-check and its pages.
    "(SELECT json_group_array(json_array(s.kind, s.position, s.url)) FROM sources s "
    "WHERE s.fact_check = f.number AND s.kind <> 'review') AS pages "
    "FROM fact_checks f JOIN publishers p ON p.id = f.publisher_id"
)


class FactCheckReader(StorePart):
    """Read fact-checks by id, number, address or claim."""

    @translate_sqlite_errors
    def resolve(self, id_text: str) -> str:
        """Find the one id that a person meant.

        Raises:
            FactCheckNotFound: There is none, or more than one begins so.
        """
        typed = typed_id(id_text)
        if can_be_id(typed):
            found = self._connection.execute(
                # "{" comes right after "z": a range that the index can walk.
                "SELECT id FROM fact_checks WHERE id >= ? AND id < ? ORDER BY id LIMIT 4",
                (typed, typed + "{"),
            ).fetchall()
            if len(found) == 1:
                return str(found[0][0])
            if found:
                several = ", ".join(row[0] for row in found[:_NEAR_IDS])
                more = ", …" if len(found) > _NEAR_IDS else ""
                raise FactCheckNotFound(
                    f"more than one fact-check begins with {typed}: {several}{more}; type more"
                )
        raise FactCheckNotFound(self._not_found(id_text, typed))

    @translate_sqlite_errors
    def get(self, id_text: str) -> FactCheck:
        """Give one fact-check with the record that it was read from.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        public = self.resolve(id_text)
        row = self._one(f"{_SELECT} WHERE f.id = ?", (public,))
        raw = self._connection.execute(
            "SELECT raw FROM revisions WHERE fact_check = ? ORDER BY number DESC LIMIT 1",
            (row["number"],),
        ).fetchone()
        return as_fact_check(_record(row), public, read_json(raw[0] if raw else "{}", dict))

    @translate_sqlite_errors
    def fact_checks(self, numbers: Iterable[int]) -> dict[int, FactCheck]:
        """Give many fact-checks by number, in no order and without their raw records."""
        sql = f"{_SELECT} WHERE f.number IN (SELECT value FROM json_each(?))"
        cursor = self._connection.execute(sql, (as_list(numbers),))
        return {
            row["number"]: as_fact_check(_record(row), row["id"]) for row in _dictionaries(cursor)
        }

    @translate_sqlite_errors
    def by_ids(self, ids: Iterable[str]) -> dict[str, FactCheck]:
        """Give many fact-checks by whole id, without their raw records; unknown ids are left out.

        Ids are read as a person types them; the result has them as they were given.
        """
        typed = {each: typed_id(each) for each in ids}
        wanted = [public for public in typed.values() if can_be_id(public)]
        sql = f"{_SELECT} WHERE f.id IN (SELECT value FROM json_each(?))"
        rows = _dictionaries(self._connection.execute(sql, (as_list(wanted),)))
        found = {row["id"]: as_fact_check(_record(row), row["id"]) for row in rows}
        return {each: found[public] for each, public in typed.items() if public in found}

    @translate_sqlite_errors
    def languages(self, numbers: Iterable[int]) -> dict[int, str]:
        """Give the language of each fact-check."""
        sql = (
            "SELECT number, language FROM fact_checks "
            "WHERE number IN (SELECT value FROM json_each(?))"
        )
        return dict(self._connection.execute(sql, (as_list(numbers),)).fetchall())

    def record(self, number: int) -> Record:
        """Give the flat record of one fact-check that is known to exist."""
        return _record(self._one(f"{_SELECT} WHERE f.number = ?", (number,)))

    def readable_records(self, numbers: Iterable[int]) -> dict[int, Record]:
        """Give the flat records of fact-checks by number, without those that cannot be read."""
        sql = f"{_SELECT} WHERE f.number IN (SELECT value FROM json_each(?))"
        records = {}
        for row in _dictionaries(self._connection.execute(sql, (as_list(numbers),))):
            with suppress(DamagedRecordError):
                records[row["number"]] = _record(row)
        return records

    @translate_sqlite_errors
    def history(self, id_text: str) -> tuple[Revision, ...]:
        """Give every state that a fact-check has been in, oldest first.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        public = self.resolve(id_text)
        rows = self._connection.execute(
            "SELECT r.number, r.recorded_at, r.run_id, n.input_name, r.changes, r.snapshot, r.raw "
            "FROM revisions r JOIN ingest_runs n ON n.id = r.run_id "
            "WHERE r.fact_check = (SELECT number FROM fact_checks WHERE id = ?) ORDER BY r.number",
            (public,),
        )
        return tuple(_revision(row, public) for row in rows)

    @translate_sqlite_errors
    def by_url(self, url: str) -> tuple[int, ...]:
        """Find the numbers of fact-checks whose page, claim or archived copy is at *url*."""
        sql = (
            "SELECT s.fact_check FROM sources s JOIN fact_checks f ON f.number = s.fact_check "
            f"WHERE s.url_key = ? AND f.state <> '{UNDONE}'"
        )
        return self._numbers(sql, url_key(url))

    @translate_sqlite_errors
    def pictures(self) -> list[tuple[int, str]]:
        """List the pictures of fact-checks, each a `PictureHash` as text, with their numbers."""
        sql = (
            "SELECT s.fact_check, s.url FROM sources s JOIN fact_checks f "
            "ON f.number = s.fact_check WHERE s.url_key = ? AND s.kind = 'picture' "
            f"AND f.state <> '{UNDONE}' ORDER BY s.fact_check, s.position"
        )
        return self._connection.execute(sql, (PICTURE_KEY,)).fetchall()

    @translate_sqlite_errors
    def by_claim_key(self, comparable_claim: str) -> tuple[int, ...]:
        """Find the numbers of fact-checks whose comparable claim is exactly this."""
        key = claim_key_hash(comparable_claim)
        return self._numbers("SELECT number FROM fact_checks WHERE claim_key = ?", key)

    def _numbers(self, sql: str, key: str) -> tuple[int, ...]:
        if not key:
            return ()
        return tuple(sorted({row[0] for row in self._connection.execute(sql, (key,))}))

    def _one(self, sql: str, parameters: tuple[object, ...]) -> dict[str, Any]:
        return next(_dictionaries(self._connection.execute(sql, parameters)))

    def _not_found(self, id_text: str, typed: str) -> str:
        shown = " ".join(id_text.split())[:40]
        if len(typed) < SHORTEST_PREFIX:
            return f"no fact-check has the id {shown!r}; type at least {SHORTEST_PREFIX} characters"
        # lazy: only a mistyped id is compared with all others.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        ids = (row[0] for row in self._connection.execute("SELECT id FROM fact_checks"))
        near = process.extract(
            typed[:40],
            ids,
            scorer=OSA.distance,  # type: ignore[arg-type]  # rapidfuzz types scorers too narrowly
            score_cutoff=2,
            limit=_NEAR_IDS,
        )
        if not near:
            return f"no fact-check has the id {shown!r}; 'factcheck lookup' finds one by its claim"
        return f"no fact-check has the id {shown!r}; near it: {', '.join(hit[0] for hit in near)}"


def _record(row: dict[str, Any]) -> Record:
    record = {name: row[name] for name in (*_COLUMNS, *_PUBLISHER_COLUMNS)}
    for name in ("media_flags", "tags"):
        record[name] = read_json(record[name], list)
    record["harm"] = read_json(record["harm"] or "{}", dict)
    return record | read_sources(row["pages"])


def _revision(row: tuple[Any, ...], public_id: str) -> Revision:
    number, recorded_at, run_id, input_name, changes, snapshot, raw = row
    return Revision(
        number=number,
        recorded_at=recorded_at,
        run_id=run_id,
        input_name=input_name,
        changes={name: tuple(pair) for name, pair in read_json(changes, dict).items()},
        fact_check=as_fact_check(read_json(snapshot, dict), public_id, read_json(raw, dict)),
    )


def _dictionaries(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
