"""The table of reports: what each input stated of each fact-check, and when."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from factcheck.store.merge_rules import Report, Statement, present_statements
from factcheck.store.row_mapping import stored_record
from factcheck.store.runs import OUT_OF_THE_WAY, UNDONE_RUNS

# Stands in for the id of a report that is not written yet: later than all others.
NEWEST = sys.maxsize

# With no revision and no fingerprint a report says only that the input lacks the fact-check.
_GONE = "{0}.revision = 0 AND {0}.content_hash = ''"
_NEWEST = (
    "{0}.id = (SELECT max(id) FROM reports x "
    "WHERE x.fact_check = {0}.fact_check AND x.input = {0}.input)"
)
_REPORTS = (
    "SELECT r.id, r.input, i.name, r.priority, coalesce(nullif(r.record, ''), v.snapshot), "
    f"r.run_id, n.started_at, r.run_id IN ({UNDONE_RUNS.format(':before_run')}) "
    "FROM reports r JOIN inputs i ON i.id = r.input JOIN ingest_runs n ON n.id = r.run_id "
    "LEFT JOIN revisions v ON v.fact_check = r.fact_check AND v.number = r.revision "
    "WHERE r.fact_check = :number ORDER BY r.id"
)
_COLUMNS = "fact_check, input, run_id, priority, revision, content_hash, record"
_ADD = f"INSERT INTO reports({_COLUMNS}) VALUES(?,?,?,?,?,?,?)"
_BROUGHT = (
    "SELECT max(r.id), r.input FROM reports r WHERE r.run_id = :run_id AND r.fact_check = :number "
    "AND NOT EXISTS (SELECT 1 FROM reports x JOIN ingest_runs n ON n.id = x.run_id "
    "WHERE x.fact_check = r.fact_check AND x.input = r.input AND x.id > r.id "
    f"AND x.run_id <> :run_id AND NOT {OUT_OF_THE_WAY}) GROUP BY r.input"
)
_MISSING = (
    f"SELECT r.fact_check FROM reports r WHERE r.input = ? AND {_NEWEST.format('r')} "
    f"AND NOT ({_GONE.format('r')}) "
    "AND r.fact_check NOT IN (SELECT number FROM seen_in_run) AND NOT EXISTS ("
    "SELECT 1 FROM reports o WHERE o.fact_check = r.fact_check AND o.input <> r.input "
    f"AND {_NEWEST.format('o')} AND NOT ({_GONE.format('o')})) ORDER BY r.fact_check"
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report on its way into the file.

    Attributes:
        revision: The revision that has exactly this content, 0 where none has.
        content_hash: Fingerprint of the content; empty where the input lacks the fact-check.
        record: As JSON, empty where *revision* has the same.
    """

    fact_check: int
    input: int
    run_id: int
    priority: int
    revision: int
    content_hash: str
    record: str


class StatementTable:
    """An append-only table: the newest report of an input is what it states at present."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open store; nothing is read yet."""
        self._connection = connection

    def reports(self, number: int, *, before_run: int = NEWEST) -> list[Report]:
        """Return every report on one fact-check, oldest first.

        Args:
            number: The fact-check.
            before_run: What this run and later ones undo counts as not undone.
        """
        return [
            Report(id_, source, name, priority, stored_record(record), run_id, at, bool(undone))
            for id_, source, name, priority, record, run_id, at, undone in (
                self._connection.execute(_REPORTS, {"number": number, "before_run": before_run})
            )
        ]

    def present(self, number: int, *, before_run: int = NEWEST) -> list[Statement]:
        """Return what each input states of one fact-check at present, oldest report first."""
        return present_statements(self.reports(number, before_run=before_run))

    def add(self, rows: Iterable[ReportRow]) -> None:
        """Append *rows*, inside the caller's transaction."""
        self._connection.executemany(_ADD, (astuple(row) for row in rows))

    def missing(self, source: int) -> list[int]:
        """List the fact-checks that only this input had, and that this run has not seen."""
        return [row[0] for row in self._connection.execute(_MISSING, (source,))]

    def has_run(self, run_id: int, number: int) -> bool:
        """Whether an input stated anything of a fact-check in this run."""
        sql = "SELECT 1 FROM reports WHERE run_id = ? AND fact_check = ? LIMIT 1"
        return self._connection.execute(sql, (run_id, number)).fetchone() is not None

    def brought_by(self, run_id: int, number: int) -> Iterator[tuple[int, ReportRow | None]]:
        """Yield the inputs with a report in *run_id*, each with its report before that.

        An input with a report in a later run is left out.
        """
        rows = self._connection.execute(_BROUGHT, {"run_id": run_id, "number": number}).fetchall()
        for newest, source in rows:
            before = self._connection.execute(
                f"SELECT {_COLUMNS} FROM reports WHERE fact_check = ? AND input = ? AND id < ? "
                "AND run_id <> ? ORDER BY id DESC LIMIT 1",
                (number, source, newest, run_id),
            ).fetchone()
            yield source, ReportRow(*before) if before else None
