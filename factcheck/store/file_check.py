"""Check that a file is a store before anything in it is used."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from factcheck.errors import NotAStore, StoreError, StoreNotFound, StoreTooNew
from factcheck.store.migrations import (
    ALL_TRIGGERS,
    APPLICATION_ID,
    MIGRATIONS,
    OLDEST_READABLE,
    TABLES,
    VIEWS,
    VIRTUAL_TABLES,
    statements_of,
    tables_of,
)
from factcheck.store.open_files import close_when_unused

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_WAL_VERSION = 2


def resolve_link(path: Path) -> Path:
    """Follow a link to the file itself: its log and its lock lie beside that.

    Raises:
        StoreError: The link leads round in a circle.
    """
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"{str(path)!r} cannot be opened: {error}") from error


def require_file(path: Path) -> None:
    """Refuse a place where no file is.

    Raises:
        StoreNotFound: Nothing is there.
        NotAStore: Something else than a file is there.
        StoreError: The place cannot even be looked at.
    """
    try:
        if not path.exists():
            raise StoreNotFound(f"{path} does not exist; run 'factcheck ingest' first")
        if not path.is_file():
            raise NotAStore(f"{path} is not a file; name the store's file itself")
    except (OSError, ValueError) as error:
        raise StoreError(f"{str(path)!r} cannot be opened: {error}") from error


def read_header(path: Path) -> bytes:
    """Read the file's first hundred bytes.

    Raises:
        StoreError: The file may not be read.
    """
    try:
        file = path.open("rb")
        try:
            return file.read(_HEADER_BYTES)
        finally:
            close_when_unused(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{path} cannot be read: {reason}; check its permissions") from error


def in_wal_mode(header: bytes) -> bool:
    """Tell whether readers need the files -wal and -shm beside the store."""
    return header[18:19] == bytes([_WAL_VERSION])


def check_header(path: Path) -> None:
    """Look at the header only: quick, and safe with any bytes.

    Raises:
        NotAStore: Another kind of file, another program's file, or one that was cut short.
    """
    if _has_content(path, "-journal"):
        return  # a write was cut off: only SQLite can tell what the file will be
    header = read_header(path)
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        raise NotAStore(f"{path} is not a factcheck store; check --db or FACTCHECK_DB")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAStore(f"{path} is an SQLite file of another program; check --db or FACTCHECK_DB")
    # While a log is open the file may be shorter than its header says.
    if not _has_content(path, "-wal") and path.stat().st_size < _size_in_header(header):
        raise NotAStore(f"{path} is cut short; copy it again from where it came from")


def has_open_log(path: Path) -> bool:
    """Tell whether the newest changes still lie in the write-ahead log beside the file."""
    return _has_content(path, "-wal")


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Check that tables are tables and that nothing runs by itself when they are used.

    Raises:
        StoreTooNew: A newer factcheck wrote the file.
        StoreError: An older one did, and it must be brought up to date first.
        NotAStore: A table is missing, is a view, or has somebody's triggers.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAStore(f"{path} is an SQLite file of another program; check --db or FACTCHECK_DB")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    check_version(version, path)
    if version < OLDEST_READABLE:
        raise StoreError(
            f"{path} was written by an older factcheck; "
            "run 'factcheck doctor --fix' to bring it up to date"
        )
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    tables = tables_of(version)
    problem = _schema_problem(rows, tables, statements_of(version)) or _column_problem(
        connection, tables
    )
    if problem:
        raise NotAStore(f"{path} is not a factcheck store, or was tampered with: {problem}")


def check_version(version: int, path: Path) -> None:
    """Refuse a file with more migrations than we know.

    Raises:
        StoreTooNew: The file is newer than this program.
    """
    if version > len(MIGRATIONS):
        raise StoreTooNew(
            f"{path} was written by a newer factcheck (format {version}, this one reads "
            f"{len(MIGRATIONS)}); upgrade factcheck"
        )


def _schema_problem(
    rows: list[tuple[str, str, str, str | None]],
    tables: Mapping[str, object],
    statements: Mapping[str, str],
) -> str:
    schema = {str(name).casefold(): (kind, sql or "") for kind, name, _, sql in rows}
    for name in tables:
        kind, sql = schema.get(name, ("", ""))
        if kind != "table" or "VIRTUAL" in sql.upper().partition("(")[0]:
            return f"{name} is not a table"
    for name, expected in statements.items():
        if _squashed(schema.get(name, ("", ""))[1]) != _squashed(expected):
            return f"{name} is not what factcheck made"
    ours = {*TABLES, *VIRTUAL_TABLES, *VIEWS}
    for kind, name, table, _ in rows:
        if kind == "trigger" and name not in ALL_TRIGGERS and str(table).casefold() in ours:
            return f"{table} has a trigger of somebody else"
    return ""


def _column_problem(
    connection: sqlite3.Connection, tables: Mapping[str, Mapping[str, type]]
) -> str:
    for name, expected in tables.items():
        columns = connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,))
        found = dict(columns.fetchall())
        if not found.keys() >= expected.keys():
            return f"{name} lacks the column {min(expected.keys() - found.keys())}"
        if any(found.values()):
            return f"{name} has computed columns"
    return ""


def _size_in_header(header: bytes) -> int:
    # The header's page count holds only where two change counters agree (SQLite file format 1.3).
    if header[24:28] != header[92:96]:
        return 0
    page_size = int.from_bytes(header[16:18], "big")
    return (65536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")


def _has_content(path: Path, suffix: str) -> bool:
    side_file = path.with_name(path.name + suffix)
    try:
        return side_file.stat().st_size > 0
    except OSError:
        return False


def _squashed(sql: str) -> str:
    return " ".join(sql.split())
