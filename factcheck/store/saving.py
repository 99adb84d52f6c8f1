"""Save fact-checks batch by batch, keeping every earlier state."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from factcheck.model import FactCheck, Publisher
from factcheck.store.connection import transaction
from factcheck.store.identity import public_id, url_key
from factcheck.store.migrations import TABLES
from factcheck.store.reading import Reader
from factcheck.store.rows import (
    Record,
    as_json,
    as_record,
    changed_fields,
    claim_key_hash,
    content_hash,
    raw_as_json,
    text_hash,
)
from factcheck.store.values import Saved, SaveOutcome, TextRules
from factcheck.store.vectors import VectorTable
from factcheck.store.word_search import WordIndex, joined

_REMEMBERED_PUBLISHERS = 10_000

_COLUMNS = tuple(TABLES["fact_checks"])
# A fact-check keeps its number, its id and the run that brought it, whatever else changes.
_UPDATED = tuple(name for name in _COLUMNS if name not in ("number", "id", "first_run"))
_INSERT = (
    f"INSERT INTO fact_checks({', '.join(_COLUMNS)}) "
    f"VALUES({', '.join(f':{name}' for name in _COLUMNS)})"
)
_UPDATE = (
    f"UPDATE fact_checks SET {', '.join(f'{name} = :{name}' for name in _UPDATED)} "
    "WHERE number = :number"
)


@dataclass(slots=True)
class _Known:
    """What is already stored under an id."""

    number: int
    content_hash: str
    revision: int
    seen: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """One fact-check on its way into the file."""

    number: int
    revision: int
    record: Record
    fact_check: FactCheck
    id: str
    content_hash: str
    changes: Mapping[str, tuple[object, object]]

    @property
    def new_text(self) -> bool:
        return self.revision == 1 or bool(self.changes.keys() & {"claim", "title"})


@dataclass(slots=True)
class _Batch:
    """What one transaction will write."""

    known: dict[str, _Known]
    next_number: int
    entries: list[_Entry] = field(default_factory=list)
    records: dict[int, Record] = field(default_factory=dict)
    newly_seen: list[tuple[int]] = field(default_factory=list)


class Saver:
    """The only way for a fact-check into the store."""

    def __init__(
        self, connection: sqlite3.Connection, word_index: WordIndex, text_rules: TextRules
    ) -> None:
        """Use a store that is open for writing."""
        self._connection = connection
        self._words = word_index
        self._rules = text_rules
        self._reader = Reader(connection)
        self._vectors = VectorTable(connection)
        self._publishers: dict[Publisher, int] = {}
        # On disk once it grows: an input may have more records than memory has room for.
        connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS seen_in_run(number INTEGER PRIMARY KEY)"
        )

    def begin_run(
        self, input_name: str, started_at: str, input_sha256: str, factcheck_version: str
    ) -> int:
        """Note that an ingest begins; runs that never ended are marked as interrupted."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM seen_in_run")
            # Only one process writes, so whatever still claims to be running is not.
            self._connection.execute(
                "UPDATE ingest_runs SET status = 'interrupted' WHERE status = 'running'"
            )
            cursor = self._connection.execute(
                "INSERT INTO ingest_runs(started_at, finished_at, input_name, input_sha256, "
                "status, counts, factcheck_version) VALUES(?, '', ?, ?, 'running', '{}', ?)",
                (started_at, input_name, input_sha256, factcheck_version),
            )
        return int(cursor.lastrowid or 0)

    def finish_run(self, run_id: int, counts: Mapping[str, int], finished_at: str) -> None:
        """Note that an ingest has come to its end."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE ingest_runs SET status = 'finished', counts = ?, finished_at = ? "
                "WHERE id = ?",
                (as_json(dict(counts)), finished_at, run_id),
            )

    def rehearse(self) -> None:
        """Begin to write what `take_back` will undo."""
        self._connection.execute("BEGIN IMMEDIATE")

    def take_back(self) -> None:
        """Undo everything since `rehearse`, also in memory."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._publishers.clear()
        self._words.forget()

    def save_batch(
        self, run_id: int, fact_checks: Iterable[FactCheck], recorded_at: str
    ) -> list[Saved]:
        """Save all of *fact_checks* or, where anything fails, none."""
        named = [(_id_of(fact_check), fact_check) for fact_check in fact_checks]
        try:
            with transaction(self._connection):
                batch = _Batch(self._known(named), self._next_number())
                saved = [self._place(batch, public, check) for public, check in named]
                self._write(batch, run_id, recorded_at)
        except BaseException:
            self._publishers.clear()  # some of these were undone
            raise
        return saved

    def _known(self, named: Sequence[tuple[str, FactCheck]]) -> dict[str, _Known]:
        rows = self._connection.execute(
            "SELECT f.id, f.number, f.content_hash, f.revision, s.number IS NOT NULL "
            "FROM fact_checks f LEFT JOIN seen_in_run s ON s.number = f.number "
            "WHERE f.id IN (SELECT value FROM json_each(?))",
            (as_json([public for public, _ in named]),),
        )
        return {
            public: _Known(number, fingerprint, revision, bool(seen))
            for public, number, fingerprint, revision, seen in rows
        }

    def _next_number(self) -> int:
        sql = "SELECT coalesce(max(number), 0) + 1 FROM fact_checks"
        number: int = self._connection.execute(sql).fetchone()[0]
        return number

    def _place(self, batch: _Batch, public: str, fact_check: FactCheck) -> Saved:
        record = as_record(fact_check)
        fingerprint = content_hash(record)
        known = batch.known.get(public)
        if known is None:
            known = _Known(batch.next_number, fingerprint, 0, seen=False)
            batch.known[public] = known
            batch.next_number += 1
            outcome, changes = SaveOutcome.ADDED, {}
        else:
            changes = self._changes(batch, known, record, fingerprint)
            outcome = _outcome(known, changes)
        if outcome in (SaveOutcome.ADDED, SaveOutcome.CHANGED):
            known.revision += 1
            known.content_hash = fingerprint
            batch.records[known.number] = record
            batch.entries.append(
                _Entry(
                    known.number, known.revision, record, fact_check, public, fingerprint, changes
                )
            )
        if not known.seen:
            batch.newly_seen.append((known.number,))
            known.seen = True
        return Saved(public, known.number, outcome, tuple(changes))

    def _changes(
        self, batch: _Batch, known: _Known, record: Record, fingerprint: str
    ) -> dict[str, tuple[object, object]]:
        if known.content_hash == fingerprint:
            return {}
        stored = batch.records.get(known.number) or self._reader.record(known.number)
        return changed_fields(stored, record)

    def _write(self, batch: _Batch, run_id: int, recorded_at: str) -> None:
        entries = batch.entries
        changed = [entry.number for entry in entries if entry.revision > 1]
        new_text = [entry for entry in entries if entry.new_text]
        old_text = [entry.number for entry in new_text if entry.revision > 1]
        run = self._connection.executemany
        run(_INSERT, (self._row(e, run_id) for e in entries if e.revision == 1))
        run(_UPDATE, (self._row(e, run_id) for e in entries if e.revision > 1))
        run("DELETE FROM sources WHERE fact_check = ?", ((number,) for number in changed))
        run("INSERT INTO sources VALUES(?,?,?,?,?)", (row for e in entries for row in _sources(e)))
        run(
            "INSERT INTO revisions VALUES(?,?,?,?,?,?,?)",
            (_revision_row(entry, run_id, recorded_at) for entry in entries),
        )
        self._words.remove(old_text)
        self._words.add([self._word_row(entry) for entry in new_text])
        self._vectors.forget(old_text)
        self._vectors.queue(
            (e.number, text_hash(e.record["claim"], e.record["title"])) for e in new_text
        )
        run("INSERT INTO seen_in_run VALUES(?)", batch.newly_seen)

    def _row(self, entry: _Entry, run_id: int) -> dict[str, object]:
        record = entry.record
        return {
            **record,
            "id": entry.id,
            "number": entry.number,
            "publisher_id": self._publisher(entry.fact_check.publisher),
            "media_flags": as_json(record["media_flags"]),
            "tags": as_json(record["tags"]),
            "content_hash": entry.content_hash,
            "claim_key": claim_key_hash(self._rules.comparable(record["claim"])),
            "revision": entry.revision,
            "first_run": run_id,
            "last_run": run_id,
        }

    def _word_row(self, entry: _Entry) -> tuple[int, str, str]:
        words = self._rules.words
        return (
            entry.number,
            joined(words(entry.record["claim"])),
            joined(words(entry.record["title"])),
        )

    def _publisher(self, publisher: Publisher) -> int:
        known = self._publishers.get(publisher)
        if known is not None:
            return known
        values = (publisher.name, publisher.domain, publisher.country)
        self._connection.execute(
            "INSERT OR IGNORE INTO publishers(name, domain, country) VALUES(?,?,?)", values
        )
        found: int = self._connection.execute(
            "SELECT id FROM publishers WHERE name = ? AND domain = ? AND country = ?", values
        ).fetchone()[0]
        if len(self._publishers) >= _REMEMBERED_PUBLISHERS:
            self._publishers.clear()
        self._publishers[publisher] = found
        return found


def _outcome(known: _Known, changes: Mapping[str, object]) -> SaveOutcome:
    if known.seen:
        # Two spellings of one address (http and https, a tracking tail) are no disagreement.
        at_odds = changes.keys() - {"review_url"}
        return SaveOutcome.CONFLICTING if at_odds else SaveOutcome.REPEATED
    return SaveOutcome.CHANGED if changes else SaveOutcome.UNCHANGED


def _id_of(fact_check: FactCheck) -> str:
    return public_id(
        fact_check.review_url,
        fact_check.claim,
        publisher=fact_check.publisher.name,
        record_id=fact_check.record_id,
    )


def _revision_row(entry: _Entry, run_id: int, recorded_at: str) -> tuple[object, ...]:
    return (
        entry.number,
        entry.revision,
        recorded_at,
        run_id,
        as_json(entry.changes),
        as_json(entry.record),
        raw_as_json(entry.fact_check.raw),
    )


def _sources(entry: _Entry) -> Iterable[tuple[int, str, int, str, str]]:
    record = entry.record
    reviews = [record["review_url"]] if record["review_url"] else []
    kinds = (
        ("review", reviews),
        ("appearance", record["appearances"]),
        ("archive", record["archive_urls"]),
    )
    for kind, urls in kinds:
        for position, url in enumerate(urls):
            yield entry.number, kind, position, url, url_key(url)
