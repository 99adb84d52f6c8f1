"""Open the store's file for reading or writing, transactions, and SQLite's errors in our words."""

import functools
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from factcheck.errors import (
    NotAStore,
    StoreBusy,
    StoreError,
    StoreReadOnly,
)
from factcheck.store.file_check import (
    check_header,
    check_schema,
    check_version,
    has_open_log,
    in_wal_mode,
    read_header,
    require_file,
)
from factcheck.store.migrations import MIGRATIONS, migrate
from factcheck.store.open_files import Identity, connection_closed, connection_opens
from factcheck.store.row_mapping import DamagedRecordError

if TYPE_CHECKING:
    from filelock import BaseFileLock

_LOCK_POLL_SECONDS = 0.01

# Bounds the check of a file's schema, which may have been crafted to run for ever.
_MAX_OPENING_STEPS = 50_000_000

_BUSY = "is being written to by another factcheck; try again when that has finished"
_READ_ONLY = "cannot be written to; check permissions, or name another place with --db"
_DAMAGED = "is damaged; run 'factcheck doctor' on it, or restore a copy"
_FULL = "cannot grow: the disk is full or failing; make room and run the same command again"
_NOT_OURS = "does not have the tables of a factcheck store"
_TOO_BIG = "cannot take a text that large; shorten the record"

# SQLite's primary result codes (sqlite.org/rescode.html).
_BY_CODE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_ERROR: (NotAStore, _NOT_OURS),
    sqlite3.SQLITE_BUSY: (StoreBusy, _BUSY),
    sqlite3.SQLITE_LOCKED: (StoreBusy, _BUSY),
    sqlite3.SQLITE_READONLY: (StoreReadOnly, _READ_ONLY),
    sqlite3.SQLITE_IOERR: (StoreError, _FULL),
    sqlite3.SQLITE_FULL: (StoreError, _FULL),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "cannot be opened; check the path and permissions"),
    sqlite3.SQLITE_CORRUPT: (NotAStore, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (NotAStore, "is not a factcheck store; check --db or FACTCHECK_DB"),
    sqlite3.SQLITE_TOOBIG: (StoreError, _TOO_BIG),
    sqlite3.SQLITE_CONSTRAINT: (StoreError, "refused a change that would break its own rules"),
    sqlite3.SQLITE_INTERRUPT: (NotAStore, "takes too long to look at; it may be tampered with"),
}


_IMMUTABLE = "immutable=1"


class StoreConnection(sqlite3.Connection):
    """A connection to a store.

    Attributes:
        path: The file, which error messages name.
        is_immutable: Whether it is read without locks, and what others write is not noticed.
    """

    path: Path
    is_immutable: bool
    _identity: Identity | None = None

    @classmethod
    def to(cls, path: Path, parameters: str, wait_seconds: float) -> Self:
        """Open the file at *path* as SQLite's URI *parameters* say, and wait so long for a lock."""
        identity = connection_opens(path)
        try:
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{parameters}",
                uri=True,
                timeout=wait_seconds,
                factory=cls,
                isolation_level=None,  # transactions are begun by us, never behind our back
            )
        except BaseException:
            connection_closed(identity)
            raise
        connection.path, connection._identity = path, identity
        connection.is_immutable = _IMMUTABLE in parameters
        return connection

    def close(self) -> None:
        """Close the file."""
        super().close()
        identity, self._identity = self._identity, None
        connection_closed(identity)


class StorePart:
    """Base class of what reads or writes the tables of an open store."""

    def __init__(self, connection: StoreConnection) -> None:
        """Use an open store; nothing is read yet."""
        self._connection = connection

    @property
    def path(self) -> Path:
        """The store's file."""
        return self._connection.path


_Parameters = ParamSpec("_Parameters")
_Part = TypeVar("_Part", bound=StorePart)
_Result = TypeVar("_Result")


@contextmanager
def sqlite_errors_translated(path: Path) -> Iterator[None]:
    """Raise a `StoreError`, whose message says what to do, for whatever SQLite raises.

    Raises:
        StoreError: Or one of its kinds, for anything that goes wrong with the file.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, such as using a closed store
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        # Without a code it is Python that could not read a text as UTF-8.
        kind, advice = (NotAStore, _DAMAGED) if code is None else _by_code(code & 0xFF)
        raise kind(f"{path} {advice} ({_one_line(error)})") from error
    except (DamagedRecordError, UnicodeDecodeError) as error:
        raise NotAStore(f"{path} {_DAMAGED} ({_one_line(error)})") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise StoreError(f"{path} cannot take a value: {_one_line(error)}") from error


def translate_sqlite_errors(
    method: Callable[Concatenate[_Part, _Parameters], _Result],
) -> Callable[Concatenate[_Part, _Parameters], _Result]:
    """Wrap a method so that it raises a `StoreError` for whatever SQLite raises."""

    @functools.wraps(method)
    def wrapper(part: _Part, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        with sqlite_errors_translated(part.path):
            return method(part, *args, **kwargs)

    return wrapper


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything inside or nothing, taking the write lock at once.

    A plain BEGIN would fail at its first write, without waiting, if another connection
    wrote after its first read.
    """
    # Inside a rehearsal a batch still fails as a whole, without ending the rehearsal.
    nested = connection.in_transaction
    connection.execute("SAVEPOINT batch" if nested else "BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("RELEASE batch" if nested else "COMMIT")
    except BaseException:
        if connection.in_transaction:
            for undo in ("ROLLBACK TO batch", "RELEASE batch") if nested else ("ROLLBACK",):
                connection.execute(undo)
        raise


@contextmanager
def read_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Let everything inside see the store as it is now, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        # Closing the store inside has ended the transaction too.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def open_for_reading(path: Path, wait_seconds: float) -> StoreConnection:
    """Open without ever changing a byte, also on a disk that cannot be written to.

    Raises:
        StoreError: Or one of its kinds.
    """
    require_file(path)
    check_header(path)
    with sqlite_errors_translated(path):
        connection = _read_connection(path, wait_seconds)
        try:
            _check(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def open_for_writing(path: Path, wait_seconds: float) -> StoreConnection:
    """Open, make or bring up to date; the caller holds the writer's lock.

    Raises:
        StoreError: Or one of its kinds.
    """
    if path.exists():
        require_file(path)
        if read_header(path):
            check_header(path)
    with sqlite_errors_translated(path):
        connection = _connect(path, "mode=rwc", wait_seconds)
        try:
            _prepare_for_writing(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def acquire_writer_lock(path: Path, wait_seconds: float) -> "BaseFileLock":
    """Become the only writer: SQLite's own lock is not fair, and old versions have a race.

    Raises:
        StoreBusy: Another process did not let go in time.
        StoreReadOnly: The folder cannot be written to.
    """
    # lazy: only writers lock, and importing it takes 30 ms.
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ends_at = time.monotonic() + wait_seconds
        lock = FileLock(f"{path}.lock", poll_interval=_LOCK_POLL_SECONDS)
        # A file lock has no queue: a writer that releases and reacquires it at once would starve
        # the others. A second lock makes the queue: one writer waits there for the first lock.
        queue = FileLock(f"{path}.next.lock", poll_interval=_LOCK_POLL_SECONDS)
        with queue.acquire(timeout=wait_seconds):
            lock.acquire(timeout=max(0.0, ends_at - time.monotonic()))
    except Timeout as error:
        raise StoreBusy(f"{path} {_BUSY}") from error
    except (OSError, NotImplementedError, ValueError) as error:
        raise StoreReadOnly(f"{path} {_READ_ONLY} ({_one_line(error)})") from error
    return lock


def checkpoint_log(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file, unless a reader still needs it."""
    with suppress(sqlite3.OperationalError):
        # A long reader is not waited for: the next writer does it.
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_SETTINGS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # so that REPLACE cannot slip past the append-only triggers
    "cache_size = -16384",  # kibibytes
)


def _connect(path: Path, parameters: str, wait_seconds: float) -> StoreConnection:
    connection = StoreConnection.to(path, parameters, wait_seconds)
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _read_connection(path: Path, wait_seconds: float) -> StoreConnection:
    try:
        return _connect_read_only(path, "mode=ro", wait_seconds)
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF
        if code not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        if not in_wal_mode(read_header(path)):
            raise
        if has_open_log(path):
            raise StoreError(
                f"{path} lies on a read-only disk with its last changes still in {path.name}-wal; "
                "copy both files to a folder that can be written to"
            ) from error
    # Where we may not write, SQLite cannot lock either.
    return _connect_read_only(path, _IMMUTABLE, wait_seconds)


def _connect_read_only(path: Path, parameters: str, wait_seconds: float) -> StoreConnection:
    connection = _connect(path, parameters, wait_seconds)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    connection.set_progress_handler(lambda: 1, _MAX_OPENING_STEPS)
    check_schema(connection, path)
    connection.set_progress_handler(None, 0)


def _prepare_for_writing(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    check_version(version, path)
    if version < len(MIGRATIONS):
        with transaction(connection):
            _refuse_unless_new(connection, path, version)
            migrate(connection, version)
    _check(connection, path)
    # Fails while another connection reads: the next writer tries again.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")


def _refuse_unless_new(connection: sqlite3.Connection, path: Path, version: int) -> None:
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if version == 0 and tables:
        raise NotAStore(f"{path} {_NOT_OURS}; check --db or FACTCHECK_DB")


def _by_code(code: int) -> tuple[type[StoreError], str]:
    return _BY_CODE.get(code, (StoreError, "cannot be used"))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
