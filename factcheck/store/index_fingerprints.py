"""Fingerprints per block of vectors; a changed one invalidates the cached index files.

A fingerprint depends on everything that was ever done to a block of fact-checks: every change is
hashed into it, in the transaction that makes the change. Two copies of a store that went different
ways never agree on a block that differs.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence

from factcheck.store.row_mapping import DamagedRecordError

# Fact-checks with neighbouring numbers that have one fingerprint together.
BLOCK = 16_384

_FINGERPRINT = re.compile("[0-9a-f]{64}")
# The table of the fact-checks' vectors.
VECTORS = "vectors"

# A number of a fact-check first, then whatever was done to it.
Change = Sequence[object]


def read_fingerprints(connection: sqlite3.Connection, of: str = VECTORS) -> dict[int, str]:
    """Give the fingerprint of each block of the table *of*: 64 hexadecimal digits.

    Raises:
        DamagedRecordError: A fingerprint is something else.
    """
    fingerprints = _read(connection, of)
    if not all(map(_is_sound, fingerprints.values())):
        raise DamagedRecordError("a fingerprint of the vectors is damaged")
    return fingerprints


def remove_damaged_fingerprints(connection: sqlite3.Connection, of: str = VECTORS) -> set[int]:
    """Delete the fingerprints that are damaged, and give the blocks of the others."""
    fingerprints = _read(connection, of)
    sound = {block for block, fingerprint in fingerprints.items() if _is_sound(fingerprint)}
    damaged = ((of, block) for block in fingerprints.keys() - sound)
    connection.executemany("DELETE FROM states WHERE name = ? AND block = ?", damaged)
    return sound


def update_fingerprints(
    connection: sqlite3.Connection, changes: Iterable[Change], of: str = VECTORS
) -> None:
    """Hash *changes* of vectors into the fingerprints, inside the caller's transaction."""
    by_block: dict[int, list[Change]] = {}
    for change in changes:
        by_block.setdefault(int(str(change[0])) // BLOCK, []).append(change)
    if not by_block:
        return
    fingerprints = read_fingerprints(connection, of)
    connection.executemany(
        "INSERT OR REPLACE INTO states(name, block, state) VALUES(?,?,?)",
        (
            (of, block, _updated(fingerprints.get(block, ""), block_changes))
            for block, block_changes in by_block.items()
        ),
    )


def delete_fingerprints(connection: sqlite3.Connection, of: str = VECTORS) -> None:
    """Delete all fingerprints, after all vectors were deleted."""
    connection.execute("DELETE FROM states WHERE name = ?", (of,))


def _read(connection: sqlite3.Connection, of: str = VECTORS) -> dict[int, str]:
    sql = "SELECT block, state FROM states WHERE name = ? ORDER BY block"
    return dict(connection.execute(sql, (of,)).fetchall())


def _is_sound(fingerprint: object) -> bool:
    return isinstance(fingerprint, str) and bool(_FINGERPRINT.fullmatch(fingerprint))


def _updated(fingerprint: str, changes: Iterable[Change]) -> str:
    digest = hashlib.sha256(fingerprint.encode())
    for change in changes:
        digest.update(repr(tuple(change)).encode(errors="surrogatepass"))
    return digest.hexdigest()
