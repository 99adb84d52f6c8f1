"""Whatever is ingested, corrected, retired and undone, in any order: the store stays sound."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from factcheck.errors import UsageError
from factcheck.model import FactCheck, Publisher, State
from factcheck.store.merge_rules import RULING, merge
from factcheck.store.repository import SaveOutcome
from factcheck.store.row_mapping import as_record
from factcheck.store.statements import StatementTable
from factcheck.store.store import open_store

FEEDS = st.sampled_from(["a.csv", "b.csv", "https://daily.example/checks/1"])
RECORDS = st.dictionaries(
    st.integers(1, 3),
    st.fixed_dictionaries(
        {
            "rating": st.sampled_from(["", "False", "True"]),
            "title": st.sampled_from(["", "One title", "Another title"]),
            "modified_on": st.sampled_from(["", "2024-01", "2024-01-20", "2024-02"]),
            "state": st.sampled_from([State.CURRENT, State.CORRECTED, State.WITHDRAWN]),
        }
    ),
    max_size=3,
)


def fact_checks(records):
    return [
        FactCheck(
            claim=f"Bridge number {number} was closed",
            publisher=Publisher("Daily Check", "daily.example"),
            review_url=f"https://daily.example/checks/{number}",
            **fields,
        )
        for number, fields in records.items()
    ]


class AnyOrder(RuleBasedStateMachine):
    """A few inputs that change, and files under new names whose content never does."""

    files = Bundle("files")

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "claims.db"
        self.store = open_store(path, mode="write")
        # Power cuts are not what this is about, and waiting for the disk takes most of the time.
        self.store.connection.execute("PRAGMA synchronous = OFF")
        self.histories = {}
        self.file_count = 0
        self.has_undone = False

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def ingest(self, feed, records, *, retire=False):
        run = self.store.repository.begin_run(feed, "2024-05-06")
        saved = self.store.repository.save_batch(run, fact_checks(records), "2024-05-06")
        if retire:
            self.store.ledger.retire(run, "2024-05-06")
            assert self.store.ledger.missing(run) == ()
        self.store.repository.finish_run(run, {}, "2024-05-06")
        return run, saved

    def current(self):
        rows = self.store.connection.execute("SELECT number FROM fact_checks").fetchall()
        return self.store.fact_checks(row[0] for row in rows)

    @rule(feed=FEEDS, records=RECORDS, retire=st.booleans())
    def ingest_and_again(self, feed, records, retire):
        self.ingest(feed, records, retire=retire)
        before = self.current()
        _, again = self.ingest(feed, records, retire=retire)

        assert {each.outcome for each in again} <= {SaveOutcome.UNCHANGED}
        assert self.current() == before

    @rule(target=files, records=RECORDS)
    def ingest_a_file_under_a_new_name(self, records):
        self.file_count += 1
        name = f"export-{self.file_count}.csv"
        self.ingest(name, records)
        return name, records

    @rule(again=st.lists(files, max_size=6))
    def ingest_old_files_again_in_any_order(self, again):
        states = [self.current()]
        for _ in range(2):
            for name, records in again:
                self.ingest(name, records)
            states.append(self.current())

        assert states[2] == states[1]
        # What was undone is news when it is ingested again.
        assert states[1] == states[0] or self.has_undone

    @rule(feed=FEEDS, records=RECORDS, retire=st.booleans())
    def ingest_and_undo_and_redo(self, feed, records, retire):
        before = self.current()
        run, _ = self.ingest(feed, records, retire=retire)
        after = self.current()
        undone = self.store.ledger.undo(run, "2024-05-06")
        back = self.current()

        assert undone.kept == ()
        assert {number: back[number] for number in before} == before
        assert {back[number].state for number in back.keys() - before} <= {State.UNDONE}
        self.store.ledger.undo(undone.run_id, "2024-05-06")
        assert self.current() == after

    @rule(run=st.integers(1, 12))
    def undo_something(self, run):
        self.has_undone = True
        before = self.current()
        try:
            undone = self.store.ledger.undo(run, "2024-05-06")
        except UsageError:
            assert self.current() == before
            return
        untouched = {
            number: check
            for number, check in before.items()
            if check.id not in (*undone.restored, *undone.removed)
        }
        after = self.current()
        assert {number: after[number] for number in untouched} == untouched

    @rule()
    def encode(self):
        texts = self.store.vectors.pending("tiny", 9)
        self.store.vectors.save("tiny", [(t.number, t.text_hash, [1.0, 2.0]) for t in texts])

    @invariant()
    def nothing_is_damaged(self):
        assert [finding for finding in self.store.check() if finding.problem] == []

    @invariant()
    def history_only_grows_and_ends_with_what_holds(self):
        for check in self.current().values():
            history = self.store.history(check.id)
            earlier = self.histories.get(check.id, ())
            assert history[: len(earlier)] == earlier
            assert [revision.number for revision in history] == [*range(1, len(history) + 1)]
            assert history[-1].fact_check == check
            self.histories[check.id] = history

    @invariant()
    def what_holds_is_what_the_most_trusted_input_states(self):
        statements = StatementTable(self.store.connection)
        for number, check in self.current().items():
            whole = [each for each in self.store.ledger.statements(check.id) if not each.state]
            assert bool(whole) == (check.state not in (State.UNDONE, State.RETIRED))
            assert not whole or not whole[0].differs.keys() & {*RULING}
            known = self.store.by_url(check.review_url)
            assert bool(known) == (check.state is not State.UNDONE)
            if not self.has_undone:
                merged = merge(statements.present(number)).record
                assert as_record(check) | merged == as_record(check)


AnyOrder.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyOrder = AnyOrder.TestCase
