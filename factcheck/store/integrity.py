"""Count what is in the store, check it for damage, and rebuild what can be rebuilt."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck.errors import StoreError
from factcheck.store.connection import StoreConnection, transaction
from factcheck.store.judgement_table import JudgementTable
from factcheck.store.row_check import ChangedRow, changed_rows, restore_rows
from factcheck.store.row_mapping import UNDONE, DamagedRecordError, text_hash
from factcheck.store.runs import IngestRun, RunTable
from factcheck.store.vector_table import VectorTable, bad_vector_numbers
from factcheck.store.word_index import WordIndex, joined
from factcheck.text.counting import counted
from factcheck.text.terms import terms

_READ_AT_ONCE = 5_000
_LATEST_RUNS = 20
_LISTED_PROBLEMS = 5
_FACT_CHECKS_ARE = ("fact-check is", "fact-checks are")
_MAX_VALUE = 40

# Folding every text anew would take minutes; a change of the rules shows in any few hundred.
_SAMPLED_TEXTS = 300

# Before this version two writers could, very rarely, spoil the log (sqlite.org/wal.html).
# Ours take turns, but other programs may write to the same file.
_FIRST_SAFE_SQLITE = (3, 51, 3)

# What an undone ingest brought is in no index and no count.
_LIVE_TABLE = f"fact_checks WHERE state <> '{UNDONE}'"
_LIVE = f"SELECT number, claim, title FROM fact_checks WHERE state <> '{UNDONE}'"


@dataclass(frozen=True, slots=True)
class StoreStats:
    """How much the store holds; every mapping has the largest count first.

    Attributes:
        years: Years of review; fact-checks without a review date are under ``""``.
        runs: The latest twenty, newest first.
        encoder: Id of the encoder that wrote the vectors, empty if there are none.
        pending_vectors: Fact-checks that still wait for a vector.
        size_bytes: Of the file, and of its write-ahead log if there is one.
    """

    fact_checks: int = 0
    revisions: int = 0
    publisher_count: int = 0
    vectors: int = 0
    pending_vectors: int = 0
    encoder: str = ""
    size_bytes: int = 0
    run_count: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    publishers: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    runs: tuple[IngestRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check of the store found.

    Attributes:
        name: Stable name for scripts, such as ``bad_vectors``.
        problem: False for what is only worth knowing.
        repairable: Whether ``Store.repair`` mends it.
        text: One sentence with counts.
    """

    name: str
    text: str
    problem: bool = True
    repairable: bool = False


_Step = Callable[[StoreConnection], Iterator[Finding]]


def stats(connection: StoreConnection, path: Path) -> StoreStats:
    """Count what is in the store."""
    vectors = VectorTable(connection)
    return StoreStats(
        fact_checks=_count(connection, _LIVE_TABLE),
        revisions=_count(connection, "revisions"),
        publisher_count=_one(connection, "SELECT count(DISTINCT name) FROM publishers"),
        vectors=_count(connection, "vectors"),
        pending_vectors=vectors.pending_count(),
        encoder=vectors.encoder_id(),
        size_bytes=_size(path),
        run_count=_count(connection, "ingest_runs"),
        languages=_counts(connection, "language", _LIVE_TABLE),
        verdicts=_counts(connection, "verdict", _LIVE_TABLE),
        years=_counts(connection, "substr(reviewed_on, 1, 4)", _LIVE_TABLE),
        publishers=_counts(
            connection,
            "p.name",
            f"fact_checks f JOIN publishers p ON p.id = f.publisher_id AND f.state <> '{UNDONE}'",
        ),
        runs=RunTable(connection).latest(_LATEST_RUNS),
    )


def check(connection: StoreConnection, *, quickly: bool = False) -> tuple[Finding, ...]:
    """Look for damage, for what is missing, and for what is worth knowing."""
    steps = _QUICK_STEPS if quickly else _STEPS
    return tuple(finding for step in steps for finding in _findings(step, connection))


def repair(connection: StoreConnection) -> tuple[Finding, ...]:
    """Restore changed rows, index all words anew, drop unusable vectors, and queue texts.

    Returns what was restored.
    """
    with transaction(connection):
        restored = restore_rows(connection)
        _rebuild_words(connection)
        _requeue(connection)
        _rebuild_aliases(connection)
    if not restored:
        return ()
    shown = ", ".join(row.id for row in restored[:_LISTED_PROBLEMS])
    more = ", …" if len(restored) > _LISTED_PROBLEMS else ""
    are = counted(len(restored), *_FACT_CHECKS_ARE)
    text = f"{are} again as the last revision has it: {shown}{more}"
    return (Finding("restored_rows", text, problem=False),)


def _findings(step: _Step, connection: StoreConnection) -> list[Finding]:
    # One damaged table must not hide what is known about the others.
    try:
        return list(step(connection))
    except (sqlite3.DatabaseError, UnicodeDecodeError, DamagedRecordError, StoreError) as error:
        cause = error.__cause__ or error
        return [Finding("damaged_file", f"SQLite finds damage: {_short(cause)}")]


def _structure(connection: StoreConnection) -> Iterator[Finding]:
    yield from _damage(connection, "integrity_check")


def _structure_quickly(connection: StoreConnection) -> Iterator[Finding]:
    yield from _damage(connection, "quick_check")  # without looking every index entry up


def _damage(connection: StoreConnection, pragma: str) -> Iterator[Finding]:
    for row in connection.execute(f"PRAGMA {pragma}({_LISTED_PROBLEMS})"):
        if row[0] != "ok":
            yield Finding("damaged_file", f"SQLite finds damage: {_short(row[0])}")


def _references(connection: StoreConnection) -> Iterator[Finding]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchmany(_LISTED_PROBLEMS)
    for table, number, parent, _key in broken:
        yield Finding("broken_reference", f"{table} {number} points to nothing in {parent}")


def _rows(connection: StoreConnection) -> Iterator[Finding]:
    for restorable, text in (
        (True, "not as the last revision has it"),
        (False, "changed, and no revision tells what it was"),
    ):
        count = 0
        shown: list[ChangedRow] = []
        for row in changed_rows(connection):
            if (row.record is not None) is restorable:
                count += 1
                shown = [*shown, row][:_LISTED_PROBLEMS]  # not all: each has its record
        if count:
            name = "changed_rows" if restorable else "rows_without_history"
            more = ", …" if count > len(shown) else ""
            are = counted(count, *_FACT_CHECKS_ARE)
            listed = f"{are} {text}: {_listed(shown)}{more}"
            yield Finding(name, listed, repairable=restorable)


def _listed(rows: Sequence[ChangedRow]) -> str:
    return "; ".join(f"{row.id}: {_differences(row)}" for row in rows)


def _differences(row: ChangedRow) -> str:
    if not row.differences:
        return "it cannot be read"
    return ", ".join(
        f"{name} is {_short(is_)[:_MAX_VALUE]!r}, not {_short(was)[:_MAX_VALUE]!r}"
        for name, (is_, was) in list(row.differences.items())[:_LISTED_PROBLEMS]
    )


def _words(connection: StoreConnection) -> Iterator[Finding]:
    def finding(name: str, text: str) -> Finding:
        return Finding(name, text, repairable=True)

    try:
        if not _one(connection, "PRAGMA query_only"):
            # Written as an INSERT, but it only reads; a read-only file refuses it all the same.
            connection.execute("INSERT INTO words(words) VALUES('integrity-check')")
        missing = _one(
            connection,
            f"SELECT count(*) FROM {_LIVE_TABLE} AND number NOT IN (SELECT rowid FROM words)",
        )
        extra = _one(
            connection,
            f"SELECT count(*) FROM words WHERE rowid NOT IN (SELECT number FROM {_LIVE_TABLE})",
        )
        stale = _stale_words(connection)
    except sqlite3.DatabaseError as error:
        yield finding("damaged_words", f"the word index is damaged: {_short(error)}")
        return
    documents, _average = WordIndex(connection).shape()
    if missing or extra or documents != _count(connection, _LIVE_TABLE):
        yield finding(
            "missing_words",
            f"the word index lacks {counted(missing, 'fact-check')} and has {extra:,} too many",
        )
    if stale:
        yield finding("stale_words", f"the words of {stale} of {_SAMPLED_TEXTS} sampled differ")


def _stale_words(connection: StoreConnection) -> int:
    step = max(1, _count(connection, "fact_checks") // _SAMPLED_TEXTS)
    rows = connection.execute(
        "SELECT f.claim, f.title, w.claim, w.title FROM fact_checks f "
        "JOIN words w ON w.rowid = f.number WHERE f.number % ? = 0 LIMIT ?",
        (step, _SAMPLED_TEXTS),
    )
    return sum(
        (joined(terms(claim)), joined(terms(title))) != (claim_words, title_words)
        for claim, title, claim_words, title_words in rows
    )


def _vectors(connection: StoreConnection) -> Iterator[Finding]:
    bad = len(_bad_vectors(connection))
    lost = len(_stale_or_lost(connection))
    pending = VectorTable(connection).pending_count()
    if bad:
        yield Finding("bad_vectors", f"{counted(bad, 'vector')} cannot be used", repairable=True)
    if lost:
        yield Finding(
            "stale_vectors",
            counted(
                lost,
                "fact-check has no vector of its text",
                "fact-checks have no vector of their text",
            ),
            repairable=True,
        )
    if pending:
        yield Finding(
            "pending_vectors",
            f"{counted(pending, 'fact-check waits', 'fact-checks wait')} for a vector; "
            "'factcheck doctor --fix' encodes what waits",
            problem=False,
            repairable=True,
        )


def _aliases(connection: StoreConnection) -> Iterator[Finding]:
    table = JudgementTable(connection, writable=False)
    if not table.has_any():
        return
    spoiled, missing = table.wrong_aliases()
    indexed, _average = table.alias_words.shape()
    extra = _one(
        connection,
        "SELECT count(*) FROM alias_words WHERE rowid NOT IN "
        "(SELECT id FROM judgements WHERE judgement = 'same')",
    )
    if spoiled:
        listed = ", ".join(map(str, spoiled[:_LISTED_PROBLEMS]))
        yield Finding(
            "spoiled_judgements",
            f"{counted(len(spoiled), 'judgement was', 'judgements were')} changed: {listed}",
        )
    if missing or extra or indexed != _count(connection, "alias_words"):
        yield Finding(
            "missing_aliases",
            f"the index of confirmed wordings lacks {len(missing)} and has {extra} too many",
            repairable=True,
        )
    bad = len(_bad_alias_vectors(connection))
    if bad:
        yield Finding(
            "bad_aliases",
            f"{counted(bad, 'vector of a wording', 'vectors of wordings')} cannot be used",
            repairable=True,
        )
    if pending := table.alias_vectors.pending_count():
        yield Finding(
            "pending_aliases",
            f"{pending} confirmed wordings wait for a vector; 'factcheck doctor --fix' makes them",
            problem=False,
            repairable=True,
        )


def _bad_alias_vectors(connection: StoreConnection) -> list[int]:
    _, dimensions = VectorTable(connection).encoder()
    return [
        number
        for rows in _batches(connection, "SELECT judgement, vector FROM alias_vectors")
        for number in bad_vector_numbers(rows, dimensions)
    ]


def _rebuild_aliases(connection: StoreConnection) -> None:
    table = JudgementTable(connection, writable=True)
    table.alias_vectors.forget(_bad_alias_vectors(connection))
    table.rebuild_aliases()


def _unmapped(connection: StoreConnection) -> Iterator[Finding]:
    checks, ratings = connection.execute(
        "SELECT count(*), count(DISTINCT rating) FROM fact_checks "
        f"WHERE mapped_by = 'nobody' AND rating <> '' AND state <> '{UNDONE}'"
    ).fetchone()
    if checks:
        have = counted(checks, "fact-check has", "fact-checks have")
        text = f"{have} a rating that no table reads: {counted(ratings, 'rating')} in all"
        yield Finding("unmapped_ratings", text, problem=False)


def _interrupted(connection: StoreConnection) -> Iterator[Finding]:
    runs = _one(connection, "SELECT count(*) FROM ingest_runs WHERE status = 'interrupted'")
    if runs:
        text = f"{runs} ingest runs were interrupted; feeding the same file again completes them"
        yield Finding("interrupted_runs", text, problem=False)


def _engine(connection: StoreConnection) -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < _FIRST_SAFE_SQLITE:
        text = (
            f"SQLite {sqlite3.sqlite_version} can spoil a file that two programs write to at "
            "once; factcheck takes turns, so let no other program write to the store"
        )
        yield Finding("old_sqlite", text, problem=False)


def _rebuild_words(connection: StoreConnection) -> None:
    index = WordIndex(connection)
    index.clear()
    for rows in _batches(connection, _LIVE):
        index.add(
            [(number, joined(terms(claim)), joined(terms(title))) for number, claim, title in rows]
        )


def _requeue(connection: StoreConnection) -> None:
    table = VectorTable(connection)
    table.mend_fingerprints()
    wanting = {*_bad_vectors(connection), *_stale_or_lost(connection)}
    table.forget(wanting)
    for rows in _batches(connection, _LIVE):
        table.queue((n, text_hash(claim, title)) for n, claim, title in rows if n in wanting)
    if not _count(connection, "vectors"):
        connection.execute("DELETE FROM encoders")


def _bad_vectors(connection: StoreConnection) -> list[int]:
    _, dimensions = VectorTable(connection).encoder()
    return [
        number
        for rows in _batches(connection, "SELECT fact_check, vector FROM vectors")
        for number in bad_vector_numbers(rows, dimensions)
    ]


def _stale_or_lost(connection: StoreConnection) -> list[int]:
    sql = (
        "SELECT f.number, f.claim, f.title, coalesce(q.text_hash, v.text_hash) "
        "FROM fact_checks f LEFT JOIN vectors v ON v.fact_check = f.number "
        f"LEFT JOIN encoding_queue q ON q.fact_check = f.number WHERE f.state <> '{UNDONE}'"
    )
    return [
        number
        for rows in _batches(connection, sql)
        for number, claim, title, stored in rows
        if stored != text_hash(claim, title)
    ]


def _batches(connection: StoreConnection, sql: str) -> Iterator[list[tuple[Any, ...]]]:
    cursor = connection.execute(sql)
    while rows := cursor.fetchmany(_READ_AT_ONCE):
        yield rows


def _counts(connection: StoreConnection, value: str, table: str) -> dict[str, int]:
    sql = f"SELECT {value}, count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1"
    return dict(connection.execute(sql).fetchall())


def _count(connection: StoreConnection, table: str) -> int:
    return _one(connection, f"SELECT count(*) FROM {table}")


def _one(connection: StoreConnection, sql: str) -> int:
    number: int = connection.execute(sql).fetchone()[0]
    return number


def _size(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _short(text: object) -> str:
    return " ".join(str(text).split())[:200]


_STEPS: tuple[_Step, ...] = (
    _structure,
    _references,
    _rows,
    _words,
    _vectors,
    _aliases,
    _unmapped,
    _interrupted,
    _engine,
)
_QUICK_STEPS: tuple[_Step, ...] = (_structure_quickly, _references, _words)
