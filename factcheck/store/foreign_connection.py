"""Open an untrusted SQLite file so that its tables can be read and no code in it can run."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from factcheck.errors import InputError

# Looking at a schema takes a millisecond; what takes seconds was built to.
SCHEMA_SECONDS = 2.0
_ROW_SECONDS = 2.0
_SCAN_SECONDS_PER_MEGABYTE = 0.2
_STEPS_BETWEEN_LOOKS = 10_000

_READABLE = frozenset(
    {
        "sqlite_master",
        "sqlite_schema",
        "fact_checks",
        "ingest_runs",
        "judgements",
        "publishers",
        "sources",
    }
)
_PRAGMAS = frozenset(
    {
        "application_id",
        "cell_size_check",
        "mmap_size",
        "query_only",
        "quick_check",
        "trusted_schema",
        "user_version",
    }
)

# The names of limits are numbers that never change (sqlite.org/c3ref/c_limit_attached.html).
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 4_000_000,  # bytes of one row: ours keep far below it
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 20,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

# Switches of Python 3.12 and later: no writing to the schema, no views, no triggers.
_SWITCHES = (
    ("SQLITE_DBCONFIG_DEFENSIVE", True),
    ("SQLITE_DBCONFIG_TRUSTED_SCHEMA", False),
    ("SQLITE_DBCONFIG_ENABLE_VIEW", False),
    ("SQLITE_DBCONFIG_ENABLE_TRIGGER", False),
    ("SQLITE_DBCONFIG_WRITABLE_SCHEMA", False),
)


class ForeignConnection:
    """A foreign store, open for reading its own tables and for nothing else.

    Texts come as bytes, because a damaged one would otherwise stop the whole reading.

    Attributes:
        path: The file, as messages name it.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, clock: Callable[[], float]
    ) -> None:
        """Take over an open connection; `open_foreign_file` makes one."""
        self.path = path
        self._connection = connection
        self._clock = clock
        self._until = 0.0
        connection.set_progress_handler(self._is_late, _STEPS_BETWEEN_LOOKS)

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Give the first row, if there is one."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Give every row; the caller's SQL limits them."""
        return self.within(_ROW_SECONDS, sql, *values)

    def within(self, seconds: float, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Give every row, or be interrupted.

        Raises:
            sqlite3.Error: It took longer than *seconds*, or cannot be read.
        """
        self._until = self._clock() + seconds
        try:
            return self._connection.execute(sql, values).fetchall()
        except UnicodeDecodeError as error:
            # SQLite's own message quotes a damaged name, which Python cannot decode.
            raise sqlite3.DatabaseError("a name in its schema is not UTF-8") from error

    def scan_seconds(self, size: int) -> float:
        """Say how long a look at every page of a file of *size* bytes may take."""
        return SCHEMA_SECONDS + size / 1_000_000 * _SCAN_SECONDS_PER_MEGABYTE

    def _is_late(self) -> bool:
        return self._clock() > self._until


@contextmanager
def open_foreign_file(
    place: Path, path: Path, clock: Callable[[], float] = time.monotonic
) -> Iterator[ForeignConnection]:
    """Open the file at *place*, which messages call *path*.

    Raises:
        InputError: It cannot be opened, or is damaged so that nothing can be read.
    """
    # Only a copy of ours has a log beside it; in the file's own folder nothing is made.
    parameters = "mode=ro&immutable=1" if place == path else "mode=rw"
    try:
        connection = sqlite3.connect(
            f"{place.absolute().as_uri()}?{parameters}", uri=True, isolation_level=None
        )
        try:
            _restrict(connection)
            yield ForeignConnection(connection, path, clock)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise InputError(f"{path} {_in_words(error)}") from error


def _restrict(connection: sqlite3.Connection) -> None:
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.text_factory = bytes
    for name, value in _SWITCHES:
        switch = getattr(sqlite3, name, None)
        if switch is not None:
            # Type: new in Python 3.12.
            connection.setconfig(switch, value)  # type: ignore[attr-defined, unused-ignore]
    for setting in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        "query_only = ON",
    ):
        connection.execute(f"PRAGMA {setting}")
    connection.set_authorizer(_allows)


def _allows(
    action: int, first: str | None, second: str | None, database: str | None, source: str | None
) -> int:
    """Allow what our own few statements do, and nothing that a schema could add to them."""
    del second
    # A source is the view or the trigger on whose behalf something is done.
    if source is not None or database not in (None, "main"):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    wanted = {sqlite3.SQLITE_READ: _READABLE, sqlite3.SQLITE_PRAGMA: _PRAGMAS}.get(action)
    return sqlite3.SQLITE_OK if wanted and first in wanted else sqlite3.SQLITE_DENY


def _in_words(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return "takes too long to look at: it may have been tampered with"
    return f"cannot be taken in: it is damaged, or was tampered with ({one_line(error)})"


def one_line(message: object) -> str:
    """Return SQLite's message as one printable line: it quotes the file."""
    line = " ".join(str(message).split())[:200]
    return "".join(letter if letter.isprintable() else "?" for letter in line)
