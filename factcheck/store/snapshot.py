"""Copy a store for others to read, also while it is being written to.

read transaction → copy of the pages → check → rename
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from factcheck.errors import NotAStore, StoreError, UsageError
from factcheck.store.atomic_write import atomic_write
from factcheck.store.backup import belongs_to_store, copy_pages
from factcheck.store.connection import sqlite_errors_translated
from factcheck.store.file_check import has_open_log
from factcheck.store.integrity import StoreStats
from factcheck.store.migrations import tables_of
from factcheck.store.store import Store, open_store

# Append-only tables. If the store has the last row of each, it has all rows before it.
_APPEND_ONLY = {
    "ingest_runs": "id, started_at, input_name, input_sha256, kind",
    "revisions": "rowid AS id, fact_check, number, run_id, recorded_at",
    "source_checks": "*",
    "rating_mappings": "*",
    "judgements": "*",
    "trusted_origins": "*",
}


class Outcome(StrEnum):
    """What became of the file that a snapshot was asked for.

    ``unchanged`` leaves the file alone, with its time of change: it holds all of this already.
    """

    WRITTEN = "written"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a store.

    Attributes:
        path: The copy.
        store: The store that was copied.
        sha256: Of the copy's bytes, in hexadecimal.
        stats: Counted in the copy.
    """

    path: Path
    store: Path
    outcome: Outcome
    sha256: str
    stats: StoreStats


def take_snapshot(store: Store, target: Path, *, force: bool = False) -> Snapshot:
    """Copy *store* to *target*: one file that reads from anywhere, whole or not there at all.

    An earlier snapshot of the same store is replaced; so that nothing is lost by it, all that
    it holds must be in *store*. A process that has it open goes on reading the old content.

    Args:
        store: May be open for reading only, and others may write to it meanwhile.
        target: Not the store itself.
        force: Replace any other file too.

    Raises:
        UsageError: *target* must not be written to.
        StoreError: The store is damaged, or the copy cannot be written.
    """
    place = target.resolve()
    try:
        _refuse_to_spoil(target, place, store, force=force)
        with atomic_write(place) as copy:
            with sqlite_errors_translated(target):
                copy_pages(store.connection, copy)
            stats = _checked_stats(copy, store)
            # No more people may read the copy than the store.
            copy.chmod(copy.stat().st_mode & store.path.stat().st_mode | 0o600)
            sha256 = _sha256(copy)
            outcome = _outcome(place, sha256)
            if outcome is Outcome.UNCHANGED:
                copy.unlink()
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error
    return Snapshot(target, store.path, outcome, sha256, stats)


def _refuse_to_spoil(target: Path, place: Path, store: Store, *, force: bool) -> None:
    if belongs_to_store(target, store.path):
        raise UsageError(f"{target} is the store itself; name another file")
    if not place.parent.is_dir() or (place.exists() and not place.is_file()):
        raise UsageError(f"cannot write {target}: there is no such folder, or it is no file")
    if has_open_log(place):
        # Its log would be taken for the log of the new file.
        raise UsageError(f"{target} is a store that somebody writes to; name another file")
    if place.exists() and not force and not _is_part_of(place, store):
        raise UsageError(
            f"{target} is there already and is no earlier snapshot of {store.path}; "
            "--force replaces it"
        )


def _is_part_of(place: Path, store: Store) -> bool:
    """Tell whether everything in the store at *place* is in *store* too."""
    try:
        with open_store(place) as earlier, sqlite_errors_translated(place):
            format_number = earlier.connection.execute("PRAGMA user_version").fetchone()[0]
            for table in _APPEND_ONLY.keys() & tables_of(format_number).keys():
                rows = f"SELECT {_APPEND_ONLY[table]} FROM {table}"
                last = earlier.connection.execute(f"{rows} ORDER BY id DESC LIMIT 1").fetchone()
                found = last and store.connection.execute(f"{rows} WHERE id = ?", last[:1])
                if found and found.fetchone() != last:
                    return False
    except StoreError:
        return False
    return True


def _checked_stats(copy: Path, store: Store) -> StoreStats:
    with open_store(copy) as opened:
        for finding in opened.check(quickly=True):
            if finding.problem:
                raise NotAStore(
                    f"{store.path} was not copied: {finding.text}; run 'factcheck doctor' on it"
                )
        return opened.stats()


def _outcome(place: Path, sha256: str) -> Outcome:
    if place.is_file() and _sha256(place) == sha256:
        return Outcome.UNCHANGED
    return Outcome.REPLACED if place.exists() else Outcome.WRITTEN


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
