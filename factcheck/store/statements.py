"""Keep what each input said of each fact-check, so that two of them never take turns."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from factcheck.store.merge_rules import Report
from factcheck.store.row_mapping import stored_record
from factcheck.store.runs import OUT_OF_THE_WAY

# A report that an input makes for the first time: later than all others.
NEWEST = sys.maxsize

# With no revision and no fingerprint a report says only that the input tells of it no more.
GONE = "{0}.revision = 0 AND {0}.content_hash = ''"
_NEWEST = (
    "{0}.id = (SELECT max(id) FROM reports x "
    "WHERE x.fact_check = {0}.fact_check AND x.input = {0}.input)"
)
_OF = (
    "SELECT r.input, i.name, r.priority, coalesce(nullif(r.record, ''), v.snapshot), "
    "(SELECT min(id) FROM reports x WHERE x.fact_check = r.fact_check AND x.input = r.input "
    "AND x.id > coalesce((SELECT max(id) FROM reports y WHERE y.fact_check = r.fact_check "
    f"AND y.input = r.input AND y.id < r.id AND {GONE.format('y')}), 0)), "
    "r.run_id, n.started_at FROM reports r JOIN inputs i ON i.id = r.input "
    "JOIN ingest_runs n ON n.id = r.run_id "
    "LEFT JOIN revisions v ON v.fact_check = r.fact_check AND v.number = r.revision "
    f"WHERE r.fact_check = ? AND {_NEWEST.format('r')} ORDER BY r.id"
)
_ADD = (
    "INSERT INTO reports(fact_check, input, run_id, priority, revision, content_hash, record) "
    "VALUES(?,?,?,?,?,?,?)"
)
_BROUGHT = (
    "SELECT max(r.id), r.input FROM reports r WHERE r.run_id = ?1 AND r.fact_check = ?2 "
    "AND NOT EXISTS (SELECT 1 FROM reports x JOIN ingest_runs n ON n.id = x.run_id "
    "WHERE x.fact_check = r.fact_check AND x.input = r.input AND x.id > r.id "
    f"AND x.run_id <> ?1 AND NOT {OUT_OF_THE_WAY}) GROUP BY r.input"
)
_VANISHED = (
    f"SELECT r.fact_check FROM reports r WHERE r.input = ? AND {_NEWEST.format('r')} "
    f"AND NOT ({GONE.format('r')}) "
    "AND r.fact_check NOT IN (SELECT number FROM seen_in_run) AND NOT EXISTS ("
    "SELECT 1 FROM reports o WHERE o.fact_check = r.fact_check AND o.input <> r.input "
    f"AND {_NEWEST.format('o')} AND NOT ({GONE.format('o')})) ORDER BY r.fact_check"
)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One report on its way into the file.

    Attributes:
        revision: The revision that holds exactly the same, 0 where none does.
        content_hash: Fingerprint of what was said; empty where nothing is said any more.
        record: As JSON, empty where *revision* holds the same.
    """

    fact_check: int
    input: int
    run_id: int
    priority: int
    revision: int
    content_hash: str
    record: str

    def as_values(self) -> tuple[int, int, int, int, int, str, str]:
        """Give the values in the order of the columns."""
        return (
            self.fact_check,
            self.input,
            self.run_id,
            self.priority,
            self.revision,
            self.content_hash,
            self.record,
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A report with the run that brought it and when that began."""

    report: Report
    run_id: int
    at: str


class StatementTable:
    """An append-only list: the newest report of an input is what it says at present."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open store; nothing is read yet."""
        self._connection = connection

    def told(self, number: int) -> list[Statement]:
        """Give what every input says of one fact-check at present, oldest report first."""
        return [
            Statement(Report(source, name, first, priority, stored_record(record)), run_id, at)
            for source, name, priority, record, first, run_id, at in self._connection.execute(
                _OF, (number,)
            )
        ]

    def of(self, number: int) -> list[Report]:
        """Give the reports on one fact-check, without when they were made."""
        return [told.report for told in self.told(number)]

    def add(self, rows: Iterable[StatementRow]) -> None:
        """Append *rows*, inside the caller's transaction."""
        self._connection.executemany(_ADD, (row.as_values() for row in rows))

    def vanished(self, source: int) -> list[int]:
        """List fact-checks that only this input told of, and that this run has not seen."""
        return [row[0] for row in self._connection.execute(_VANISHED, (source,))]

    def has_run(self, run_id: int, number: int) -> bool:
        """Whether an input said anything of a fact-check in this run."""
        sql = "SELECT 1 FROM reports WHERE run_id = ? AND fact_check = ? LIMIT 1"
        return self._connection.execute(sql, (run_id, number)).fetchone() is not None

    def brought_by(self, run_id: int, number: int) -> Iterator[tuple[int, StatementRow | None]]:
        """Give the inputs that *run_id* heard of a fact-check, each with its report before that.

        An input that was heard again in a later run is left out.
        """
        rows = self._connection.execute(_BROUGHT, (run_id, number)).fetchall()
        for newest, source in rows:
            before = self._connection.execute(
                "SELECT fact_check, input, run_id, priority, revision, content_hash, record "
                "FROM reports WHERE fact_check = ? AND input = ? AND id < ? AND run_id <> ? "
                "ORDER BY id DESC LIMIT 1",
                (number, source, newest, run_id),
            ).fetchone()
            yield source, StatementRow(*before) if before else None
