"""Write a copy of the store that can be mailed to a partner."""

import sqlite3
from contextlib import closing
from pathlib import Path

from factcheck.errors import StoreError
from factcheck.store.connection import plain_errors


def snapshot(connection: sqlite3.Connection, path: Path) -> None:
    """Write everything to one compact file at *path*, replacing what was there.

    The copy needs no files beside it, not even on a disk that cannot be written to.

    Raises:
        StoreError: The copy cannot be written there.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with plain_errors(path):
            # Unlike a copy of the file it holds what still lies in the log, and no free pages.
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("VACUUM INTO ?", (str(unfinished),))
            _settle(unfinished)
        unfinished.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written: {reason}; name another place") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("INSERT INTO words(words) VALUES('optimize')")
        copy.execute("VACUUM")
