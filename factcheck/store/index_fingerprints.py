"""Name the states of the vectors and of the words, so that what is made of them can tell.

A state is a fingerprint of everything that was ever done to a block of fact-checks: every change
is worked into it, in the transaction that makes the change. Two copies of a store that went
different ways never agree on a block that differs.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence

from factcheck.store.row_mapping import DamagedRecordError

# Fact-checks with neighbouring numbers that have one state together.
BLOCK = 16_384

_STATE = re.compile("[0-9a-f]{64}")

# A number first, then whatever was done to it.
Change = Sequence[object]


def states_of(connection: sqlite3.Connection, name: str) -> dict[int, str]:
    """Give the states of *name*, ``vectors`` or ``words``: 64 hexadecimal digits by block.

    Raises:
        DamagedRecordError: A state is something else.
    """
    sql = "SELECT block, state FROM states WHERE name = ? ORDER BY block"
    states = dict(connection.execute(sql, (name,)).fetchall())
    if not all(map(_is_state, states.values())):
        raise DamagedRecordError(f"the state of the {name} is no fingerprint")
    return states


def sound_states(connection: sqlite3.Connection, name: str) -> dict[int, str]:
    """Give the states of *name* as `states_of` does, and delete those that are damaged."""
    sql = "SELECT block, state FROM states WHERE name = ?"
    states = dict(connection.execute(sql, (name,)).fetchall())
    damaged = [block for block, state in states.items() if not _is_state(state)]
    connection.executemany(
        "DELETE FROM states WHERE name = ? AND block = ?", ((name, block) for block in damaged)
    )
    return {block: state for block, state in states.items() if block not in damaged}


def turn(connection: sqlite3.Connection, name: str, changes: Iterable[Change]) -> None:
    """Work *changes* into the states of *name*, inside the caller's transaction."""
    by_block: dict[int, list[Change]] = {}
    for change in changes:
        by_block.setdefault(int(str(change[0])) // BLOCK, []).append(change)
    if not by_block:
        return
    states = states_of(connection, name)
    for block, block_changes in by_block.items():
        states[block] = _turned(states.get(block, ""), block_changes)
    connection.executemany(
        "INSERT OR REPLACE INTO states(name, block, state) VALUES(?,?,?)",
        ((name, block, states[block]) for block in by_block),
    )


def forget_states(connection: sqlite3.Connection, name: str) -> None:
    """Begin anew, now that there is nothing that could have a state."""
    connection.execute("DELETE FROM states WHERE name = ?", (name,))


def _is_state(state: object) -> bool:
    return isinstance(state, str) and bool(_STATE.fullmatch(state))


def _turned(state: str, changes: Iterable[Change]) -> str:
    digest = hashlib.sha256(state.encode())
    for change in changes:
        digest.update(repr(tuple(change)).encode(errors="surrogatepass"))
    return digest.hexdigest()
