"""Compare the schema of a foreign store, word for word, with what our migrations make."""

import re
import sqlite3
from functools import cache

from factcheck.errors import InputError
from factcheck.store.foreign_connection import SCHEMA_SECONDS, ForeignConnection, one_line
from factcheck.store.migrations import APPLICATION_ID, MIGRATIONS

# Our own schema has some forty entries; a foreign is not read much further.
_MOST_ENTRIES = 500
_QUOTATION_MARKS = re.compile(r'[\[\]`"]')
_TABLES_READ = ("fact_checks", "publishers", "sources")

# What SQLite itself adds where somebody counted the rows of indexes; it holds no code.
_STATISTICS = {("table", f"sqlite_stat{number}", f"sqlite_stat{number}") for number in (1, 4)}

_Schema = dict[tuple[str, str, str], str]


def check_foreign_schema(foreign: ForeignConnection) -> frozenset[str]:
    """Stop at any file that is not, in every table, view and trigger, one of ours.

    Returns:
        The columns of its fact-checks.

    Raises:
        InputError: It is another program's, of another version, changed or damaged.
    """
    version = _version(foreign)
    expected, columns = _our_schema(version)
    found = _their_schema(foreign)
    for entry, sql in found.items():
        if entry in _STATISTICS:
            continue
        if entry not in expected:
            raise _refusal(foreign, f"it has the {_named(entry)}, which no factcheck made")
        if sql != expected[entry]:
            raise _refusal(foreign, f"its {_named(entry)} is not what factcheck made")
    for entry in expected:
        if entry not in found:
            raise _refusal(foreign, f"it lacks the {_named(entry)}")
    _refuse_damaged(foreign)
    return columns


def _version(foreign: ForeignConnection) -> int:
    if _number(foreign, "application_id") != APPLICATION_ID:
        raise InputError(f"{foreign.path} is an SQLite file of another program, no store")
    version = _number(foreign, "user_version")
    if version > len(MIGRATIONS):
        raise InputError(
            f"{foreign.path} was written by a newer factcheck (format {version}, this one reads "
            f"{len(MIGRATIONS)}); upgrade factcheck"
        )
    if version < 1:
        raise _refusal(foreign, "it has no format number")
    return version


def _number(foreign: ForeignConnection, pragma: str) -> int:
    rows = foreign.within(SCHEMA_SECONDS, f"PRAGMA {pragma}")
    return int(rows[0][0]) if rows else 0


def _their_schema(foreign: ForeignConnection) -> _Schema:
    rows = foreign.within(
        SCHEMA_SECONDS,
        "SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT ?",
        _MOST_ENTRIES + 1,
    )
    if len(rows) > _MOST_ENTRIES:
        raise _refusal(foreign, f"it has more than {_MOST_ENTRIES} tables and the like")
    found: _Schema = {}
    for kind, name, table, sql in rows:
        entry = (_readable(kind), _readable(name), _readable(table))
        if entry in found:
            raise _refusal(foreign, f"it has the {_named(entry)} twice")
        found[entry] = _plain_sql(_readable(sql))
    return found


@cache
def _our_schema(version: int) -> tuple[_Schema, frozenset[str]]:
    """Make an empty store of that version in memory, and read its schema."""
    # lazy: sqlite-utils takes 0.3 s to import, and only a foreign store needs it here.
    from sqlite_utils import Database

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db = Database(connection, execute_plugins=False)
        for step in MIGRATIONS[:version]:
            step(db)
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        columns = connection.execute("SELECT name FROM pragma_table_info('fact_checks')").fetchall()
    finally:
        connection.close()
    schema = {(kind, name, table): _plain_sql(sql or "") for kind, name, table, sql in rows}
    return schema, frozenset(name for (name,) in columns)


def _plain_sql(sql: str) -> str:
    """Write a statement in one way: programs quote names differently, and lay them out."""
    return " ".join(_QUOTATION_MARKS.sub('"', sql).split())


def _readable(value: object) -> str:
    if value is None:
        return ""
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def _refuse_damaged(foreign: ForeignConnection) -> None:
    """Look at every page of the tables that are read; the word index is never touched."""
    seconds = foreign.scan_seconds(foreign.path.stat().st_size)
    for table in _TABLES_READ:
        rows = foreign.within(seconds, f"PRAGMA quick_check('{table}')")
        said = [_readable(row[0]) for row in rows]
        if said != ["ok"]:
            first = one_line(said[0]) if said else "nothing can be read"
            raise InputError(f"{foreign.path} is damaged: {first}")


def _named(entry: tuple[str, str, str]) -> str:
    kind, name, _ = entry
    shown = kind if kind in ("table", "index", "view", "trigger") else "entry"
    return f"{shown} {name[:60]!r}"


def _refusal(foreign: ForeignConnection, reason: str) -> InputError:
    return InputError(f"{foreign.path} is not a store as factcheck makes it: {reason}")
