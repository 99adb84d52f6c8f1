"""Save fact-checks in batches, with their revisions and what each input states."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import zip_longest

from factcheck.model import FactCheck, Verdict
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    sqlite_errors_translated,
    transaction,
    translate_sqlite_errors,
)
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.identity import public_id
from factcheck.store.merge_rules import (
    GROUPS,
    RULING,
    Report,
    Statement,
    differences,
    filled_from,
    is_edited,
    is_news,
    last_stated,
    merge,
    present_statements,
)
from factcheck.store.revision_writer import NewRevision, RevisionWriter
from factcheck.store.row_mapping import (
    UNDONE,
    Record,
    as_json,
    as_record,
    changed_fields,
    content_hash,
    raw_as_json,
)
from factcheck.store.runs import ITSELF, NewRun, Origin, RunTable
from factcheck.store.same_claim import SameClaims
from factcheck.store.statements import NEWEST, ReportRow, StatementTable
from factcheck.text.near_equal import same_but_for_punctuation

_STORED = (
    "SELECT f.id, f.number, f.revision, s.number IS NOT NULL, r.content_hash, r.priority "
    "FROM fact_checks f LEFT JOIN seen_in_run s ON s.number = f.number "
    "LEFT JOIN reports r ON r.id = (SELECT max(id) FROM reports x "
    "WHERE x.fact_check = f.number AND x.input = ?) "
    "WHERE f.id IN (SELECT value FROM json_each(?))"
)


class SaveOutcome(StrEnum):
    """What saving one fact-check did.

    ``repeated`` is the same fact-check again in one run, ``conflicting`` the same one
    saying something else: which of the two is right is for a person to say, so the
    first one stays and the second is not saved.
    """

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one fact-check that was given to the store.

    Attributes:
        number: Its row, for word and vector search.
        fields: The names of the fields that changed, or that conflict.
        differs: The names of fields in which another input is believed.
        changed_ruling: The ruling before and after where this changed it: the publisher's
            rating, or our verdict where that alone changed.
        kept: The names of fields that the input said before, says no more, and that stay.
        other_claim: The claim as it was and as this fact-check has it, where they differ.
        replaces: The fact-check that the input stated in the same record until now, with a
            claim that does not say the same; empty if there is none.
    """

    id: str
    number: int
    outcome: SaveOutcome
    fields: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    changed_ruling: tuple[str, str] | None = None
    kept: tuple[str, ...] = ()
    other_claim: tuple[str, str] | None = None
    replaces: str = ""


@dataclass(slots=True)
class _Stored:
    """What is stored under an id, and the fingerprint of what this input stated of it last."""

    number: int
    revision: int
    seen: bool
    stated_hash: str | None
    priority: int | None = 0


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A fact-check to save, with its id, flat record and fingerprint.

    Attributes:
        cleared: The fields that it says are blank.
    """

    id: str
    record: Record
    fingerprint: str
    fact_check: FactCheck
    cleared: Collection[str] = ()

    def completed_by(self, before: Record | None) -> "_Incoming":
        """Return it with what the same input said *before*, wherever it says nothing now."""
        if before is None:
            return self
        record = filled_from(before, self.record)
        record |= {name: self.record[name] for name in self.cleared}
        if record == self.record:
            return self
        return replace(self, record=record, fingerprint=content_hash(record))


@dataclass(slots=True)
class _Batch:
    """What one transaction will write."""

    run_id: int
    input: int
    input_name: str
    priority: int
    stored: dict[str, _Stored]
    same_claims: SameClaims
    next_number: int
    revisions: list[NewRevision] = field(default_factory=list)
    reports: list[ReportRow] = field(default_factory=list)
    stated: dict[int, Record] = field(default_factory=dict)
    newly_seen: list[tuple[int]] = field(default_factory=list)

    def report(self, stored: _Stored, incoming: _Incoming, revision: int) -> None:
        """Plan a report of the input; *revision* is the one that equals it, 0 where none does."""
        text = "" if revision else as_json(incoming.record)
        self.reports.append(
            ReportRow(
                stored.number,
                self.input,
                self.run_id,
                self.priority,
                revision,
                incoming.fingerprint,
                text,
            )
        )


class Repository(StorePart):
    """Saves fact-checks."""

    def __init__(self, connection: StoreConnection) -> None:
        """Use a store that is open for writing."""
        super().__init__(connection)
        self._reader = FactCheckReader(connection)
        self._runs = RunTable(connection)
        self._statements = StatementTable(connection)
        self.writer = RevisionWriter(connection)
        # On disk once it grows: an input may have more records than memory has room for.
        connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS seen_in_run(number INTEGER PRIMARY KEY)"
        )

    @translate_sqlite_errors
    def begin_run(
        self,
        input_name: str,
        started_at: str,
        *,
        input_sha256: str = "",
        factcheck_version: str = "",
        origin: Origin = ITSELF,
    ) -> int:
        """Record that an ingest begins, and return its run id; *started_at* is UTC in ISO 8601."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM seen_in_run")
            return self._runs.begin(
                NewRun(input_name, started_at, input_sha256, factcheck_version, origin)
            )

    @translate_sqlite_errors
    def finish_run(self, run_id: int, counts: Mapping[str, int], finished_at: str) -> None:
        """Record that an ingest has ended, and what it counted."""
        self._runs.finish(run_id, counts, finished_at)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let everything inside be written and read back, and roll it back at the end."""
        with sqlite_errors_translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self.writer.forget()

    @translate_sqlite_errors
    def save_batch(
        self,
        run_id: int,
        fact_checks: Iterable[FactCheck],
        recorded_at: str,
        cleared: Iterable[Collection[str]] = (),
    ) -> list[Saved]:
        """Save all of *fact_checks* or, where anything fails, none; return the results in order.

        The id is made here, from the review URL and the claim, whatever the values carry. What
        the input said before stays where a fact-check is blank now, unless *cleared* has that
        field: for each fact-check the fields that it says are blank, by default none.
        """
        all_incoming = [
            _incoming(fact_check, fields or ())
            for fact_check, fields in zip_longest(fact_checks, cleared)
        ]
        with self.writer.transaction():
            batch = self._batch(run_id, all_incoming)
            saved = [self._save(batch, incoming) for incoming in all_incoming]
            self.writer.write(batch.revisions, run_id, recorded_at)
            self._statements.add(batch.reports)
            self._connection.executemany("INSERT INTO seen_in_run VALUES(?)", batch.newly_seen)
        return saved

    def _batch(self, run_id: int, all_incoming: Sequence[_Incoming]) -> _Batch:
        source, name, priority = self._runs.input_of(run_id)
        ids = frozenset(incoming.id for incoming in all_incoming)
        record_ids = Counter(incoming.record["record_id"] for incoming in all_incoming)
        same_claims = SameClaims(self._connection, source, ids, record_ids)
        stored = self._stored(source, ids)
        return _Batch(run_id, source, name, priority, stored, same_claims, self._next_number())

    def _stored(self, source: int, ids: Iterable[str]) -> dict[str, _Stored]:
        rows = self._connection.execute(_STORED, (source, as_json(list(ids))))
        return {
            public: _Stored(number, revision, bool(seen), stated_hash, priority)
            for public, number, revision, seen, stated_hash, priority in rows
        }

    def _next_number(self) -> int:
        sql = "SELECT coalesce(max(number), 0) + 1 FROM fact_checks"
        number: int = self._connection.execute(sql).fetchone()[0]
        return number

    def _save(self, batch: _Batch, incoming: _Incoming) -> Saved:
        stored = batch.stored.get(incoming.id)
        known = batch.same_claims.find(incoming.record) if stored is None else ""
        if known:
            incoming = replace(incoming, id=known)
            if known not in batch.stored:
                batch.stored |= self._stored(batch.input, [known])
            stored = batch.stored[known]
        if stored is None:
            saved = self._add(batch, incoming)
        elif stored.seen:
            return self._repeat(batch, stored, incoming)
        elif (stored.stated_hash, stored.priority) == (incoming.fingerprint, batch.priority):
            saved = Saved(incoming.id, stored.number, SaveOutcome.UNCHANGED)
        else:
            saved = self._merge(batch, stored, incoming)
        stored = batch.stored[incoming.id]
        stored.seen = True
        batch.same_claims.seen.add(incoming.id)
        stored.stated_hash = incoming.fingerprint
        batch.stated[stored.number] = incoming.record
        batch.newly_seen.append((stored.number,))
        return saved

    def _add(self, batch: _Batch, incoming: _Incoming) -> Saved:
        stored = _Stored(batch.next_number, 1, seen=False, stated_hash=None)
        batch.stored[incoming.id] = stored
        replaces, former_claim = batch.same_claims.replaced_by(incoming.record)
        batch.same_claims.add(incoming.id, incoming.record)
        batch.next_number += 1
        raw = raw_as_json(incoming.fact_check.raw)
        revision = NewRevision(
            stored.number, incoming.id, 1, None, incoming.record, raw, {}, incoming.fingerprint
        )
        batch.revisions.append(revision)
        batch.report(stored, incoming, 1)
        claims = (former_claim, incoming.record["claim"]) if replaces else None
        return Saved(
            incoming.id, stored.number, SaveOutcome.ADDED, other_claim=claims, replaces=replaces
        )

    def _repeat(self, batch: _Batch, stored: _Stored, incoming: _Incoming) -> Saved:
        """Compare with what the same input stated earlier in this run."""
        if stored.stated_hash == incoming.fingerprint:
            return Saved(incoming.id, stored.number, SaveOutcome.REPEATED)
        earlier = batch.stated.get(stored.number)
        if earlier is None:
            earlier = last_stated(self._statements.reports(stored.number), batch.input)
        incoming = incoming.completed_by(earlier)
        # Two spellings of one address (http and https, a tracking parameter) are no conflict.
        changes = changed_fields(earlier or {}, incoming.record)
        at_odds = changes.keys() - {"review_url"}
        claims = _other_claim(changes)
        if claims and same_but_for_punctuation(*claims):
            at_odds -= {"claim"}
        outcome = SaveOutcome.CONFLICTING if at_odds else SaveOutcome.REPEATED
        return Saved(incoming.id, stored.number, outcome, tuple(changes), other_claim=claims)

    def _merge(self, batch: _Batch, stored: _Stored, incoming: _Incoming) -> Saved:
        """Apply the merge rules, now that the input states something else than before."""
        reports = self._statements.reports(stored.number)
        said = incoming.record
        incoming = incoming.completed_by(last_stated(reports, batch.input))
        before = present_statements(reports)
        new = Report(NEWEST, batch.input, batch.input_name, batch.priority, incoming.record)
        own = next((each.report for each in before if each.report.input == new.input), None)
        is_news = own is None or (own.record, own.priority) != (new.record, new.priority)
        after = present_statements([*reports, new]) if is_news else before
        current = self._reader.record(stored.number)
        target = follow(current, before, after)
        changes = changed_fields(current, target)
        if changes:
            stored.revision += 1
            raw = raw_as_json(incoming.fact_check.raw)
            batch.revisions.append(
                NewRevision(
                    stored.number, incoming.id, stored.revision, current, target, raw, changes
                )
            )
        if is_news:
            holds_it = target == incoming.record and (bool(changes) or current == incoming.record)
            batch.report(stored, incoming, stored.revision if holds_it else 0)
        returned = current["state"] == UNDONE and target["state"] != UNDONE
        outcome = SaveOutcome.CHANGED if changes else SaveOutcome.UNCHANGED
        return Saved(
            incoming.id,
            stored.number,
            SaveOutcome.ADDED if returned else outcome,
            tuple(changes),
            tuple(differences(new, target)),
            None if returned else _changed_ruling(current, target),
            tuple(changed_fields(said, incoming.record)),
            None if returned else _other_claim(changes),
        )


def follow(current: Record, before: Sequence[Statement], after: Sequence[Statement]) -> Record:
    """Change *current* by what follows from the change of what the inputs state, and no more.

    What was written by anything else than an input, such as an edit, stays until the inputs say
    something newer of that group of fields; our own new reading of their words is nothing newer.
    """
    was = merge(before).record if before else {}
    becomes = merge(after).record if after else {}
    target = dict(current)
    for group in GROUPS:
        names = [name for name in group if name in becomes]
        if not names:
            continue
        if is_news(was, becomes, group):
            target |= {name: becomes[name] for name in names}
        elif not (group == RULING and is_edited(current, becomes)):
            changed = (name for name in names if name not in was or was[name] != becomes[name])
            target |= {name: becomes[name] for name in changed}
    return target


def _other_claim(changes: Mapping[str, tuple[object, object]]) -> tuple[str, str] | None:
    if "claim" not in changes:
        return None
    before, after = changes["claim"]
    return str(before), str(after)


def _changed_ruling(before: Record, after: Record) -> tuple[str, str] | None:
    """Return the ruling before and after: the rating, or our verdict of one and the same rating.

    None where it stayed the same or where there was none.
    """
    name = "rating" if before["rating"] != after["rating"] else "verdict"
    has_ruling = bool(before["rating"]) or before["verdict"] != Verdict.UNRATED.value
    if not has_ruling or before[name] == after[name]:
        return None
    return before[name], after[name]


def _incoming(fact_check: FactCheck, cleared: Collection[str]) -> _Incoming:
    record = as_record(fact_check)
    public = public_id(
        fact_check.review_url,
        fact_check.claim,
        publisher=fact_check.publisher.name,
        record_id=fact_check.record_id,
    )
    return _Incoming(public, record, content_hash(record), fact_check, cleared)
