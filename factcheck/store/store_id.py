"""The id of a store: random, kept in the file, the same in every copy of it."""

import hashlib
import re
import sqlite3

_STORE_ID = re.compile("[0-9a-f]{32}")


def read_store_id(connection: sqlite3.Connection) -> str:
    """Return the store's id, 32 hexadecimal digits.

    Empty for a file of format 7, which gets an id when it is next written to, and for a value
    that factcheck did not write: anybody may have written the file.
    """
    has_table = "SELECT 1 FROM sqlite_schema WHERE name = 'meta'"
    if connection.execute(has_table).fetchone() is None:
        return ""
    row = connection.execute("SELECT value FROM meta WHERE name = 'store_id'").fetchone()
    return row[0] if row and _STORE_ID.fullmatch(str(row[0])) else ""


def set_id_from_content(connection: sqlite3.Connection) -> None:
    """Replace the id by one made from the fact-checks in the store.

    For a store that is written once and whose bytes must depend on its content alone: an export
    and the example store.
    """
    digest = hashlib.sha256()
    for row in connection.execute("SELECT id, content_hash FROM fact_checks ORDER BY id"):
        digest.update(repr(row).encode())
    connection.execute(
        "INSERT OR REPLACE INTO meta(name, value) VALUES('store_id', ?)",
        (digest.hexdigest()[:32],),
    )
