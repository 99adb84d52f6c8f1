"""The table of runs: everything that wrote to the store, and when."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factcheck.errors import UsageError
from factcheck.store.connection import transaction
from factcheck.store.row_mapping import as_json, read_json

_COLUMNS = (
    "id, started_at, finished_at, input_name, input_sha256, status, counts, factcheck_version, "
    "kind, undoes"
)

# The runs that were undone, unless that was undone too; only undoing before run {0} counts.
UNDONE_RUNS = (
    "SELECT u.undoes FROM ingest_runs u WHERE u.undoes <> 0 AND u.id < {0} AND NOT EXISTS "
    "(SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id AND again.id < {0})"
)
# A later run n does not prevent undoing :run_id if n itself was undone, or undid a run
# after :run_id.
OUT_OF_THE_WAY = (
    "(n.undoes > :run_id OR EXISTS (SELECT 1 FROM ingest_runs u WHERE u.undoes = n.id "
    "AND NOT EXISTS (SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)))"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What an input is known by from one ingest to the next.

    Attributes:
        name: Two inputs of one name are two states of one feed: what the later one says
            replaces what the earlier one stated. Empty for the name of the input itself.
        priority: Of feeds that disagree the one with the higher priority is believed.
    """

    name: str = ""
    priority: int = 0


# An input that nobody gave another name or a priority.
ITSELF = Origin()


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One run that wrote to the store: an ingest, an undo, accepted changes or a new reading.

    Attributes:
        started_at: UTC time in ISO 8601.
        finished_at: Empty while it runs or where it was interrupted.
        status: ``running``, ``finished`` or ``interrupted``.
        counts: What the run reported: added, changed and so on.
        kind: ``ingest``, ``undo``, or what else wrote to the store.
        undoes: The run that this one undid, 0 for none.
    """

    id: int
    started_at: str
    finished_at: str
    input_name: str
    input_sha256: str
    status: str
    counts: Mapping[str, int]
    factcheck_version: str
    kind: str = "ingest"
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that begins.

    Attributes:
        undoes: The run that it undoes, 0 for none.
    """

    input_name: str
    started_at: str
    input_sha256: str = ""
    factcheck_version: str = ""
    origin: Origin = ITSELF
    kind: str = "ingest"
    undoes: int = 0


class RunTable:
    """The runs, oldest first; a run is written once and finished once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open store; nothing is read yet."""
        self._connection = connection

    def begin(self, run: NewRun) -> int:
        """Note that a run begins; runs that never ended are marked as interrupted."""
        with transaction(self._connection):
            # Only one process writes, so whatever still claims to be running is not.
            self._connection.execute(
                "UPDATE ingest_runs SET status = 'interrupted' WHERE status = 'running'"
            )
            # Only an ingest speaks for an input.
            name = run.origin.name or run.input_name
            source = self._input_number(name) if run.kind == "ingest" else 0
            cursor = self._connection.execute(
                "INSERT INTO ingest_runs(started_at, finished_at, input_name, input_sha256, status,"
                " counts, factcheck_version, kind, undoes, input, priority) "
                "VALUES(?, '', ?, ?, 'running', '{}', ?, ?, ?, ?, ?)",
                (
                    run.started_at,
                    run.input_name,
                    run.input_sha256,
                    run.factcheck_version,
                    run.kind,
                    run.undoes,
                    source,
                    run.origin.priority,
                ),
            )
        return int(cursor.lastrowid or 0)

    def finish(self, run_id: int, counts: Mapping[str, int], finished_at: str) -> None:
        """Note that a run has come to its end."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE ingest_runs SET status = 'finished', counts = ?, finished_at = ? "
                "WHERE id = ?",
                (as_json(dict(counts)), finished_at, run_id),
            )

    def input_of(self, run_id: int) -> tuple[int, str, int]:
        """Give the number, the name and the priority of the input of a run."""
        found: tuple[int, str, int] = self._connection.execute(
            "SELECT i.id, i.name, n.priority FROM ingest_runs n JOIN inputs i ON i.id = n.input "
            "WHERE n.id = ?",
            (run_id,),
        ).fetchone()
        return found

    def get(self, run_id: int) -> IngestRun:
        """Give one run.

        Raises:
            UsageError: There is none of this number.
        """
        rows = self.latest(1, f"WHERE id = {int(run_id)}")
        if not rows:
            raise UsageError(f"there is no run {run_id}; 'factcheck changes --runs' lists them")
        return rows[0]

    def _input_number(self, name: str) -> int:
        self._connection.execute("INSERT OR IGNORE INTO inputs(name) VALUES(?)", (name,))
        sql = "SELECT id FROM inputs WHERE name = ?"
        number: int = self._connection.execute(sql, (name,)).fetchone()[0]
        return number

    def undone_by(self, run_id: int) -> int:
        """Give the run that undid *run_id*, 0 if none did or that was undone too."""
        sql = (
            "SELECT coalesce(max(id), 0) FROM ingest_runs u WHERE undoes = ? AND NOT EXISTS "
            "(SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)"
        )
        found: int = self._connection.execute(sql, (run_id,)).fetchone()[0]
        return found

    def latest(self, limit: int, where: str = "") -> tuple[IngestRun, ...]:
        """Give the newest *limit* runs, the newest first; -1 for all."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM ingest_runs {where} ORDER BY id DESC LIMIT ?", (limit,)
        )
        return tuple(_run(row) for row in rows.fetchall())


def _run(row: tuple[Any, ...]) -> IngestRun:
    return IngestRun(
        id=row[0],
        started_at=row[1],
        finished_at=row[2],
        input_name=row[3],
        input_sha256=row[4],
        status=row[5],
        counts=read_json(row[6], dict),
        factcheck_version=row[7],
        kind=row[8],
        undoes=row[9],
    )
