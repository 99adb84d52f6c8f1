"""Take back a whole run, or what a feed no longer has: as new revisions, never by deleting."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from factcheck.errors import UsageError
from factcheck.model import State
from factcheck.store.connection import transaction
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.merge_rules import Report
from factcheck.store.repository import follow
from factcheck.store.revision_writer import Entry, StateWriter
from factcheck.store.row_mapping import UNDONE, Record, as_json, changed_fields, stored_record
from factcheck.store.runs import OUT_OF_THE_WAY, NewRun, RunTable
from factcheck.store.statements import StatementRow, StatementTable

_TOGETHER = 500
_GONE = (UNDONE, State.RETIRED.value)
_TOUCHED = (
    "SELECT fact_check FROM reports WHERE run_id = ?1 "
    "UNION SELECT fact_check FROM revisions WHERE run_id = ?1 ORDER BY 1"
)
_REVISED = (
    "SELECT min(iif(r.run_id = ?1, r.number, NULL)), EXISTS (SELECT 1 FROM revisions x "
    "JOIN ingest_runs n ON n.id = x.run_id WHERE x.fact_check = ?2 AND x.run_id > ?1 "
    f"AND NOT {OUT_OF_THE_WAY} AND EXISTS (SELECT 1 FROM revisions y "
    "WHERE y.fact_check = ?2 AND y.run_id = ?1)) FROM revisions r WHERE r.fact_check = ?2"
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a run back did.

    Attributes:
        run_id: The new run that did it.
        undoes: The run that was taken back.
        restored: Ids of fact-checks that are again as they were before.
        removed: Ids of fact-checks that this run had brought; they answer no more.
        kept: Ids of fact-checks that were left alone, because a later run changed them again
            or another input says the same.
    """

    run_id: int
    undoes: int
    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(slots=True)
class _Step:
    """What one group of fact-checks needs, and what is said of each."""

    entries: list[Entry] = field(default_factory=list)
    reports: list[StatementRow] = field(default_factory=list)


class Undo:
    """Writes the states that come from no record of an input."""

    def __init__(self, connection: sqlite3.Connection, writer: StateWriter) -> None:
        """Use a store that is open for writing."""
        self._connection = connection
        self._writer = writer
        self._reader = FactCheckReader(connection)
        self._reports = StatementTable(connection)
        self._runs = RunTable(connection)

    def vanished(self, run_id: int) -> tuple[str, ...]:
        """Give the ids of fact-checks that only this feed told of and that this run lacks."""
        source = self._runs.feed(run_id)[0]
        return self._ids(self._reports.vanished(source))

    def retire(self, run_id: int, recorded_at: str) -> tuple[str, ...]:
        """Mark what `vanished` names, group by group; give the ids."""
        source, name, priority = self._runs.feed(run_id)
        numbers = self._reports.vanished(source)
        state = {
            "state": State.RETIRED.value,
            "state_reason": f"no longer in {name}",
            "state_on": recorded_at[:10],
        }
        waiting = iter(numbers)
        while group := list(islice(waiting, _TOGETHER)):
            gone = [_gone(number, source, (run_id, priority), state) for number in group]
            step = _Step(reports=gone)
            for number, row in zip(group, gone, strict=True):
                self._follow(step, number, [row], {}, by_input=True)
            self._write(step, run_id, recorded_at)
        return self._ids(numbers)

    def undo(self, run_id: int, began: NewRun) -> Undone:
        """Restore what *run_id* changed and take out what it brought, all or nothing.

        Args:
            run_id: The run to take back.
            began: Describes the new run.

        Raises:
            UsageError: There is no such run, or it was taken back already.
        """
        with transaction(self._connection):
            self._refuse_undone(run_id)
            new_run = self._runs.begin(replace(began, kind="undo", undoes=run_id))
            outcome: dict[str, list[str]] = {"restored": [], "removed": [], "kept": []}
            touched = self._connection.execute(_TOUCHED, (run_id,)).fetchall()
            waiting = iter([row[0] for row in touched])
            while group := list(islice(waiting, _TOGETHER)):
                step = _Step()
                for number in group:
                    what = self._take_back(step, number, run_id, (new_run, began.started_at))
                    outcome[what].extend(self._ids([number])) if what else None
                self._write(step, new_run, began.started_at)
            counts = {name: len(ids) for name, ids in outcome.items()}
            self._runs.finish(new_run, counts, began.started_at)
        return Undone(new_run, run_id, **{name: tuple(ids) for name, ids in outcome.items()})

    def _refuse_undone(self, run_id: int) -> None:
        self._runs.get(run_id)
        undone_by = self._runs.undone_by(run_id)
        if undone_by:
            raise UsageError(
                f"run {run_id} was taken back by run {undone_by}; "
                f"'factcheck undo {undone_by}' brings it back"
            )

    def _take_back(self, step: _Step, number: int, run_id: int, new_run: tuple[int, str]) -> str:
        """Plan for one fact-check, and say what becomes of it."""
        first, changed_again = self._connection.execute(_REVISED, (run_id, number)).fetchone()
        if changed_again:
            return "kept"
        rows = self._rows_before(number, run_id, new_run)
        step.reports.extend(rows)
        # A run that spoke for no input, such as a new reading of ratings, is simply reverted.
        by_input = self._reports.has_run(run_id, number)
        earlier = {} if first is None else self._state(number, first - 1)
        changed = self._follow(step, number, rows, earlier, by_input=by_input)
        if changed is None:
            return "kept" if first is not None else ""
        return "removed" if changed["state"] == UNDONE else "restored"

    def _rows_before(
        self, number: int, run_id: int, new_run: tuple[int, str]
    ) -> list[StatementRow]:
        """Give for every input that the run took in what it said before."""
        this, at = new_run
        state = {
            "state": UNDONE,
            "state_reason": f"run {run_id} was taken back",
            "state_on": at[:10],
        }
        return [
            replace(before, run_id=this)
            if before is not None
            else _gone(number, source, (this, 0), state)
            for source, before in self._reports.brought_by(run_id, number)
        ]

    def _follow(
        self,
        step: _Step,
        number: int,
        rows: Sequence[StatementRow],
        earlier: Record,
        *,
        by_input: bool,
    ) -> Record | None:
        """Plan the state that follows from new report *rows*; give it if it is another one."""
        before = self._reports.of(number)
        now = {row.input: row for row in rows}
        after = [
            self._said(now[each.input], each) if each.input in now else each for each in before
        ]
        current = self._reader.record(number)
        target = follow(current, before, after) if by_input else current | earlier
        # Of what no input tells any more, what was said last stays: here too, what was before.
        if target["state"] in _GONE and target["state"] == earlier.get("state"):
            target = target | earlier
        changes = changed_fields(current, target)
        if not changes:
            return None
        public, revision = self._connection.execute(
            "SELECT id, revision FROM fact_checks WHERE number = ?", (number,)
        ).fetchone()
        raw = self._raw(number, target)
        step.entries.append(Entry(number, public, revision + 1, current, target, raw, changes))
        return target

    def _said(self, row: StatementRow, earlier: Report) -> Report:
        told = stored_record(row.record) if row.record else {}
        record = told or self._state(row.fact_check, row.revision)
        return replace(earlier, record=record, priority=row.priority)

    def _state(self, number: int, revision: int) -> Record:
        row = self._connection.execute(
            "SELECT snapshot FROM revisions WHERE fact_check = ? AND number = ?", (number, revision)
        ).fetchone()
        return stored_record(row[0]) if row else {}

    def _raw(self, number: int, target: Record) -> str:
        """Give the record that the state was read from when it last was the same."""
        rows = self._connection.execute(
            "SELECT snapshot, raw FROM revisions WHERE fact_check = ? ORDER BY number DESC",
            (number,),
        ).fetchall()
        same = (raw for snapshot, raw in rows if stored_record(snapshot) == target)
        return str(next(same, rows[0][1]))

    def _write(self, step: _Step, run_id: int, recorded_at: str) -> None:
        try:
            with transaction(self._connection):
                self._writer.write(step.entries, run_id, recorded_at)
                self._reports.add(step.reports)
        except BaseException:
            self._writer.forget()
            raise

    def _ids(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(_ids(self._connection, numbers))


def _ids(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[str]:
    for number in numbers:
        sql = "SELECT id FROM fact_checks WHERE number = ?"
        yield connection.execute(sql, (number,)).fetchone()[0]


def _gone(number: int, source: int, run: tuple[int, int], state: Record) -> StatementRow:
    run_id, priority = run
    return StatementRow(number, source, run_id, priority, 0, "", as_json(state))
