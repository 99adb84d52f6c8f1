"""The history of the whole store: changes, runs, what each input states, and undo."""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from factcheck.errors import StoreReadOnly, UsageError
from factcheck.model import JudgedPair, State
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    sqlite_errors_translated,
    translate_sqlite_errors,
)
from factcheck.store.duplicates import DuplicateGroup, find_duplicates
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.judgement_table import JudgementTable
from factcheck.store.merge_rules import differences, in_order_of_trust, merge
from factcheck.store.revision_writer import RevisionWriter
from factcheck.store.row_mapping import UNDONE, Record, read_json
from factcheck.store.runs import IngestRun, NewRun, RunTable
from factcheck.store.statements import StatementTable
from factcheck.store.undo import GONE, Edited, Joined, Undo, Undone

_CHANGES = (
    "SELECT f.id, r.number, r.recorded_at, r.run_id, n.kind, n.input_name, r.changes, "
    "json_extract(r.snapshot, '$.claim'), json_extract(r.snapshot, '$.publisher') "
    "FROM revisions r JOIN ingest_runs n ON n.id = r.run_id "
    "JOIN fact_checks f ON f.number = r.fact_check "
    "WHERE r.recorded_at >= ? ORDER BY r.rowid"
)
_READ_AT_ONCE = 1_000
_LEAST_JOINED = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of one fact-check, as an entry in the list of changes.

    Attributes:
        kind: ``added``, ``changed``, ``retired``, ``undone`` or ``judged``.
        revision: 1 for the first state, 0 for a judgement.
        recorded_at: UTC time in ISO 8601, to the second.
        input_name: What brought it, as the user named it.
        changes: For every field that changed, its value before and after.
    """

    id: str
    kind: str
    revision: int
    recorded_at: str
    run_id: int
    input_name: str
    claim: str
    publisher: str
    changes: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class InputStatement:
    """What one input states of a fact-check at present.

    Attributes:
        input_name: The input, or the feed that it belongs to.
        run_id: The run in which it stated that.
        said_at: When that run began.
        gave: The stored fields that come from this input.
        differs: The fields in which another input is believed, with this one's values.
        state: Why this input no longer has the fact-check, empty while it has it.
    """

    input_name: str
    run_id: int
    said_at: str
    priority: int = 0
    gave: tuple[str, ...] = ()
    differs: Mapping[str, object] = field(default_factory=dict)
    state: str = ""


class Ledger(StorePart):
    """The history of the whole store.

    Every method raises a `StoreError` of the fitting kind where the file cannot be used.
    """

    def __init__(self, connection: StoreConnection, writer: RevisionWriter | None) -> None:
        """Use an open store; without a *writer* nothing can be undone."""
        super().__init__(connection)
        self._reader = FactCheckReader(connection)
        self._statements = StatementTable(connection)
        self._runs = RunTable(connection)
        self._judgements = JudgementTable(connection, writable=writer is not None)
        self._undoing = Undo(connection, writer) if writer is not None else None

    def changes(self, since: str = "") -> Iterator[Change]:
        """Yield every revision and judgement recorded since *since*, a part of an ISO 8601 time.

        The newest run comes last, and memory does not grow with their number.
        """
        judged = map(_judged_change, self._judgements.since(since))
        yield from heapq.merge(self._revised(since), judged, key=lambda change: change.run_id)

    def _revised(self, since: str) -> Iterator[Change]:
        with sqlite_errors_translated(self.path):
            cursor = self._connection.execute(_CHANGES, (since,))
            while rows := cursor.fetchmany(_READ_AT_ONCE):
                yield from (_change(*row) for row in rows)

    @translate_sqlite_errors
    def runs(self) -> tuple[IngestRun, ...]:
        """Give every run, the newest last."""
        return self._runs.latest(-1)[::-1]

    @translate_sqlite_errors
    def run(self, run_id: int) -> IngestRun:
        """Give one run.

        Raises:
            UsageError: There is none of this number.
        """
        return self._runs.get(run_id)

    @translate_sqlite_errors
    def statements(self, id_text: str) -> tuple[InputStatement, ...]:
        """Give what each input says of one fact-check, the one whose ruling is believed first.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        statements = self._statements.present(self._number(id_text))
        if not statements:
            return ()
        merged = merge(statements)
        ranked = in_order_of_trust(statements)
        rest = [each for each in statements if each not in ranked]
        return tuple(
            InputStatement(
                input_name=report.name,
                run_id=report.run_id,
                said_at=report.stated_at,
                priority=report.priority,
                gave=tuple(
                    name for name, by in merged.given_by.items() if by.input == report.input
                ),
                differs=differences(report, merged.record),
                state="" if report.is_whole else str(report.record.get("state", "")),
            )
            for report in (each.report for each in (*ranked, *rest))
        )

    @translate_sqlite_errors
    def edit(self, id_text: str, record: Record, run: NewRun) -> Edited:
        """Write *record* as the next state of a fact-check; what the inputs state stays.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        return self._writable_undo().edit(self._number(id_text), record, run)

    @translate_sqlite_errors
    def duplicates(self) -> tuple[DuplicateGroup, ...]:
        """List fact-checks that may be one, on one page or at several addresses."""
        return find_duplicates(self._connection)

    @translate_sqlite_errors
    def join(self, groups: Sequence[Sequence[str]], at: str, factcheck_version: str = "") -> Joined:
        """Retire all but the first of each group of ids, as a run that can be undone.

        Raises:
            FactCheckNotFound: No fact-check has one of the ids.
            UsageError: A group names a fact-check twice, only one, or one that is gone.
        """
        run = NewRun("joined as one fact-check", at, factcheck_version=factcheck_version)
        numbers = [[self._number(id_text) for id_text in group] for group in groups]
        for group in numbers:
            gone = [n for n in group if self._reader.record(n)["state"] in GONE]
            if gone or len(set(group)) < max(len(group), _LEAST_JOINED):
                raise UsageError(
                    "name two or more different fact-checks, none of them retired or undone"
                )
        return self._writable_undo().join(numbers, run)

    @translate_sqlite_errors
    def missing(self, run_id: int) -> tuple[str, ...]:
        """Give the ids of fact-checks that only this run's input had, and that the run lacks.

        Call it after the last batch of a run and before the next run.
        """
        return self._writable_undo().missing(run_id)

    @translate_sqlite_errors
    def retire(
        self, run_id: int, recorded_at: str, replaced: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Mark what `missing` names as retired, as new revisions; give the ids.

        With *replaced* only these ids, whose records have other claims now.
        """
        return self._writable_undo().retire(run_id, recorded_at, replaced)

    @translate_sqlite_errors
    def undo(self, run_id: int, at: str, factcheck_version: str = "") -> Undone:
        """Undo a run, as a run of its own.

        A fact-check that a later run changed again is left alone and listed as kept.

        Raises:
            UsageError: There is no such run, or it is undone already.
        """
        began = NewRun(f"undo of run {run_id}", at, factcheck_version=factcheck_version)
        return self._writable_undo().undo(run_id, began)

    def _number(self, id_text: str) -> int:
        public = self._reader.resolve(id_text)
        sql = "SELECT number FROM fact_checks WHERE id = ?"
        number: int = self._connection.execute(sql, (public,)).fetchone()[0]
        return number

    def _writable_undo(self) -> Undo:
        if self._undoing is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        return self._undoing


def _change(  # noqa: PLR0913, PLR0917 (a row of the query above)
    public: str,
    revision: int,
    recorded_at: str,
    run_id: int,
    run_kind: str,
    input_name: str,
    changes: str,
    claim: str,
    publisher: str,
) -> Change:
    fields = {name: tuple(pair) for name, pair in read_json(changes, dict).items()}
    kind = _kind(revision, run_kind, fields)
    return Change(public, kind, revision, recorded_at, run_id, input_name, claim, publisher, fields)


def _judged_change(judged: tuple[JudgedPair, str, str, str]) -> Change:
    pair, recorded_at, input_name, publisher = judged
    said = f"{pair.judgement} by {pair.by_and_when}: {pair.text}"
    changes = {"judgement": ("", said)} | ({"note": ("", pair.note)} if pair.note else {})
    values = (pair.fact_check_id, "judged", 0, recorded_at, pair.run_id, input_name, pair.claim)
    return Change(*values, publisher, changes)


def _kind(revision: int, run_kind: str, changes: Mapping[str, tuple[object, ...]]) -> str:
    was, becomes = changes.get("state", ("", ""))
    if run_kind == "undo":
        return "undone"
    if revision == 1 or was == UNDONE:
        return "added"
    return "retired" if becomes == State.RETIRED.value else "changed"
