"""Undo a run, or retire what a feed no longer has: by new revisions, never by deleting."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from factcheck.errors import UsageError
from factcheck.model import State
from factcheck.store.connection import StoreConnection
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.judgement_table import JudgementTable
from factcheck.store.merge_rules import Statement
from factcheck.store.repository import follow
from factcheck.store.revision_writer import NewRevision, RevisionWriter
from factcheck.store.row_mapping import UNDONE, Record, as_json, changed_fields, stored_record
from factcheck.store.runs import OUT_OF_THE_WAY, NewRun, RunTable
from factcheck.store.statements import ReportRow, StatementTable

_GROUP_SIZE = 500
GONE = (UNDONE, State.RETIRED.value)
_TOUCHED = (
    "SELECT fact_check FROM reports WHERE run_id = :run_id "
    "UNION SELECT fact_check FROM revisions WHERE run_id = :run_id ORDER BY 1"
)
_REVISED = (
    "SELECT min(iif(r.run_id = :run_id, r.number, NULL)), EXISTS (SELECT 1 FROM revisions x "
    "JOIN ingest_runs n ON n.id = x.run_id WHERE x.fact_check = :number AND x.run_id > :run_id "
    f"AND NOT {OUT_OF_THE_WAY} AND EXISTS (SELECT 1 FROM revisions y "
    "WHERE y.fact_check = :number AND y.run_id = :run_id)) "
    "FROM revisions r WHERE r.fact_check = :number"
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a run did.

    Attributes:
        run_id: The new run that did it.
        undoes: The run that was undone.
        name: Of the input of that run, or of what else it did, such as a calibration.
        restored: Ids of fact-checks that are again as they were before.
        removed: Ids of fact-checks that this run had added; they are in no index any more.
        kept: Ids of fact-checks that were left alone, because a later run changed them again
            or another input says the same.
        judgements: How many judgements it took back, or brought back.
    """

    run_id: int
    undoes: int
    name: str = ""
    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    judgements: int = 0


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit changed.

    Attributes:
        run_id: The run that did it, 0 where nothing was to change.
        changes: For every field that changed, its value before and after.
    """

    run_id: int
    id: str
    changes: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Joined:
    """Which fact-checks were joined.

    Attributes:
        run_id: The run that did it, 0 where there was nothing to join.
        kept: For every id that stays, those that were retired as the same fact-check.
    """

    run_id: int
    kept: Mapping[str, tuple[str, ...]]


class Undo:
    """Writes the revisions that come from no record of an input."""

    def __init__(self, connection: StoreConnection, writer: RevisionWriter) -> None:
        """Use a store that is open for writing."""
        self._connection = connection
        self._writer = writer
        self._reader = FactCheckReader(connection)
        self._statements = StatementTable(connection)
        self._runs = RunTable(connection)
        self._judgements = JudgementTable(connection, writable=True)

    def missing(self, run_id: int) -> tuple[str, ...]:
        """Give the ids of fact-checks that only this run's input had and that the run lacks."""
        source = self._runs.input_of(run_id)[0]
        return self._ids(self._statements.missing(source))

    def retire(
        self, run_id: int, recorded_at: str, replaced: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Mark what `missing` names as retired, group by group; give the ids.

        With *replaced* only these ids, whose records have other claims now.
        """
        source, name, priority = self._runs.input_of(run_id)
        numbers = self._statements.missing(source)
        reason = f"no longer in {name}"
        if replaced is not None:
            numbers = [n for n in numbers if self._ids([n])[0] in replaced]
            reason = f"its record in {name} has another claim now"
        state = {
            "state": State.RETIRED.value,
            "state_reason": reason,
            "state_on": recorded_at[:10],
        }
        waiting = iter(numbers)
        while group := list(islice(waiting, _GROUP_SIZE)):
            with self._writer.transaction():
                entries = []
                for number in group:
                    before = self._statements.present(number)
                    self._statements.add([_gone(number, source, (run_id, priority), state)])
                    entries.append(self._entry(number, self._merged(number, before), {}))
                self._writer.write([each for each in entries if each], run_id, recorded_at)
        return self._ids(numbers)

    def edit(self, number: int, target: Record, run: NewRun) -> Edited:
        """Write *target* as the next state of a fact-check, in a run of kind ``edit``."""
        entry = self._entry(number, target, {})
        if entry is None:
            return Edited(0, self._ids([number])[0], {})
        with self._writer.transaction():
            run_id = self._runs.begin(replace(run, kind="edit"))
            self._writer.write([entry], run_id, run.started_at)
            self._runs.finish(run_id, {"changed": 1}, run.started_at)
        return Edited(run_id, entry.id, entry.changes)

    def join(self, groups: Sequence[Sequence[int]], run: NewRun) -> Joined:
        """Retire all but the first fact-check of each group as the same as the first."""
        if not groups:
            return Joined(0, {})
        kept = {}
        with self._writer.transaction():
            run_id = self._runs.begin(replace(run, kind="join"))
            entries = []
            for group in groups:
                first, *others = self._ids(group)
                kept[first] = tuple(others)
                state = {
                    "state": State.RETIRED.value,
                    "state_reason": f"the same fact-check as {first}",
                    "state_on": run.started_at[:10],
                }
                for number in group[1:]:
                    self._judgements.follow(run_id, group[0], number)
                    entries.append(self._entry(number, self._reader.record(number) | state, {}))
            self._writer.write([each for each in entries if each], run_id, run.started_at)
            self._runs.finish(run_id, {"retired": len(entries)}, run.started_at)
        return Joined(run_id, kept)

    def undo(self, run_id: int, began: NewRun) -> Undone:
        """Restore what *run_id* changed and take out what it brought, all or nothing.

        Args:
            run_id: The run to undo.
            began: Describes the new run.

        Raises:
            UsageError: There is no such run, or it is undone already.
        """
        with self._writer.transaction():
            self._refuse_undone(run_id)
            new_run = self._runs.begin(replace(began, kind="undo", undoes=run_id))
            outcome: dict[str, list[str]] = {"restored": [], "removed": [], "kept": []}
            touched = self._connection.execute(_TOUCHED, {"run_id": run_id}).fetchall()
            waiting = iter([row[0] for row in touched])
            while group := list(islice(waiting, _GROUP_SIZE)):
                entries = []
                for number in group:
                    result, entry = self._undone(number, run_id, (new_run, began.started_at))
                    if result:
                        outcome[result].extend(self._ids([number]))
                    if entry is not None:
                        entries.append(entry)
                self._writer.write(entries, new_run, began.started_at)
            judged = self._judgements.made_in(run_id)
            counts = {name: len(ids) for name, ids in outcome.items()}
            counts |= {"judgements": judged} if judged else {}
            self._runs.finish(new_run, counts, began.started_at)
        ids = {name: tuple(ids) for name, ids in outcome.items()}
        name = self._runs.get(run_id).input_name
        return Undone(new_run, run_id, name, **ids, judgements=judged)

    def _refuse_undone(self, run_id: int) -> None:
        self._runs.get(run_id)
        undone_by = self._runs.undone_by(run_id)
        if undone_by:
            raise UsageError(
                f"run {run_id} was taken back by run {undone_by}; "
                f"'factcheck undo {undone_by}' brings it back"
            )

    def _undone(
        self, number: int, run_id: int, new_run: tuple[int, str]
    ) -> tuple[str, NewRevision | None]:
        """Add the reports that undo the run for one fact-check; return result and new state."""
        first, changed_again = self._connection.execute(
            _REVISED, {"run_id": run_id, "number": number}
        ).fetchone()
        if changed_again:
            return "kept", None
        before = self._statements.present(number, before_run=new_run[0])
        self._statements.add(self._rows_before(number, run_id, new_run))
        earlier = {} if first is None else self._snapshot(number, first - 1)
        # A run that spoke for no input, such as a new reading of ratings, is simply reverted.
        if self._statements.has_run(run_id, number):
            target = self._merged(number, before)
        else:
            target = self._reader.record(number) | earlier
        entry = self._entry(number, target, earlier)
        if entry is None:
            return ("kept" if first is not None else ""), None
        return ("removed" if entry.record["state"] == UNDONE else "restored"), entry

    def _rows_before(self, number: int, run_id: int, new_run: tuple[int, str]) -> list[ReportRow]:
        """Return for every input of the run the report that it had before."""
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
            for source, before in self._statements.brought_by(run_id, number)
        ]

    def _merged(self, number: int, before: Sequence[Statement]) -> Record:
        """Return the state that follows from the reports that were added since *before*."""
        return follow(self._reader.record(number), before, self._statements.present(number))

    def _entry(self, number: int, target: Record, earlier: Record) -> NewRevision | None:
        """Plan *target* as the next state; None where it is the present one."""
        current = self._reader.record(number)
        # What no input has any more stays as it was stated last: here too, as it was before.
        if target["state"] in GONE and target["state"] == earlier.get("state"):
            target = target | earlier
        changes = changed_fields(current, target)
        if not changes:
            return None
        public, revision = self._connection.execute(
            "SELECT id, revision FROM fact_checks WHERE number = ?", (number,)
        ).fetchone()
        raw = self._raw(number, target)
        return NewRevision(number, public, revision + 1, current, target, raw, changes)

    def _snapshot(self, number: int, revision: int) -> Record:
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

    def _ids(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(_ids(self._connection, numbers))


def _ids(connection: StoreConnection, numbers: Sequence[int]) -> Iterator[str]:
    for number in numbers:
        sql = "SELECT id FROM fact_checks WHERE number = ?"
        yield connection.execute(sql, (number,)).fetchone()[0]


def _gone(number: int, source: int, run: tuple[int, int], state: Record) -> ReportRow:
    run_id, priority = run
    return ReportRow(number, source, run_id, priority, 0, "", as_json(state))
