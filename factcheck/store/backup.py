"""Copy the store: page by page, or rewritten into the smallest file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from factcheck.errors import StoreError
from factcheck.store.atomic_write import atomic_write
from factcheck.store.connection import read_transaction, sqlite_errors_translated

# Answers that wait for people (`factcheck.review`).
REVIEW_SUFFIX = ".review.jsonl"
# What was asked (`factcheck.store.query_log`).
LOG_SUFFIX = ".log.db"
# Beside a store lie its write-ahead log, its lock, what is being reviewed and what was asked.
_SIDE_FILES = (
    "",
    "-wal",
    "-shm",
    "-journal",
    ".lock",
    ".next.lock",
    REVIEW_SUFFIX,
    LOG_SUFFIX,
    f"{LOG_SUFFIX}-journal",
)
# Between two groups of pages Ctrl-C gets through: a millisecond or two at a time.
_PAGES_PER_STEP = 1_000


def belongs_to_store(path: Path, store: Path) -> bool:
    """Tell whether writing to *path* would spoil the store, its log or its lock."""
    target = path.resolve()
    for suffix in _SIDE_FILES:
        place = store.with_name(store.name + suffix).resolve()
        if target == place or (path.exists() and place.exists() and path.samefile(place)):
            return True
    return False


def copy_pages(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the store as it is now to the new file *path*, page by page.

    What others write meanwhile is not in it, and they do not wait. Every page stays at its
    place, so what did not change in the store did not change in the copy either, and the same
    content gives the same bytes. The copy is one file, without a log, so that it opens without
    writing anything.

    Raises:
        sqlite3.Error: The store cannot be read or the copy not be written.
    """
    with (
        read_transaction(connection),
        closing(sqlite3.connect(path, isolation_level=None)) as copy,
    ):
        # SQLite starts the transaction at the first read. Without one, the backup starts again
        # whenever another connection writes.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.backup(copy, pages=_PAGES_PER_STEP, progress=lambda *_: None)
        copy.execute("PRAGMA journal_mode = DELETE")


def compact_copy(connection: sqlite3.Connection, path: Path) -> None:
    """Rewrite the store into one small file at *path*, replacing what was there.

    The copy needs no files beside it, not even on a disk that cannot be written to.

    Raises:
        StoreError: The copy cannot be written there.
    """
    try:
        with atomic_write(path) as unfinished, sqlite_errors_translated(path):
            # Includes what is still in the log, and leaves out free pages.
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("VACUUM INTO ?", (str(unfinished),))
            _compact(unfinished)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written: {reason}; name another place") from error


def _compact(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("INSERT INTO words(words) VALUES('optimize')")
        copy.execute("VACUUM")
