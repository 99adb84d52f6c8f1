"""Walk through all fact-checks in an order that does not depend on how they came in."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

from factcheck.store.row_mapping import as_list
from factcheck.store.vector_table import BYTES_PER_NUMBER


@contextmanager
def read_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Let everything inside see the store as it is now, whatever somebody writes meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        # Whoever has closed the store meanwhile has ended the moment too.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def numbers_by_id(
    connection: sqlite3.Connection,
    allowed: Collection[int] | None = None,
    *,
    recorded_since: str = "",
) -> list[int]:
    """List fact-checks in the order of their ids.

    Args:
        connection: To an open store.
        allowed: Only these numbers; all if ``None``.
        recorded_since: Only those whose present state came into this store on or after that
            day, written ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
    """
    rows = connection.execute(
        "SELECT number FROM current_fact_checks WHERE recorded_at >= ? ORDER BY id",
        (recorded_since,),
    )
    return [number for (number,) in rows if allowed is None or number in allowed]


def vectors_of(
    connection: sqlite3.Connection, numbers: Iterable[int]
) -> dict[int, tuple[str, bytes]]:
    """Give (text hash, vector as little-endian float16) of those that have a sound one."""
    rows = connection.execute(
        "SELECT v.fact_check, v.text_hash, v.vector FROM vectors v "
        "JOIN encoders e ON e.id = v.encoder "
        "WHERE v.fact_check IN (SELECT value FROM json_each(?)) "
        "AND typeof(v.vector) = 'blob' AND length(v.vector) = e.dimensions * ?",
        (as_list(numbers), BYTES_PER_NUMBER),
    )
    return {number: (text_hash, vector) for number, text_hash, vector in rows}
