"""Close files of a store only when no connection of this process needs their locks.

POSIX drops all locks of a process on a file as soon as the process closes any descriptor of it.
SQLite knows that of its own descriptors. If somebody else closed one, another process would take
itself for the last user of the store and remove the log that our connections read: they would see
an old state for ever.
"""

import os
import threading
from collections import Counter
from pathlib import Path
from typing import BinaryIO

Identity = tuple[int, int]

_lock = threading.Lock()
_connections: Counter[Identity] = Counter()
_unclosed: dict[Identity, list[BinaryIO]] = {}


def connection_opens(path: Path) -> Identity | None:
    """Note that a connection is about to be opened; None where there is no file yet."""
    try:
        status = path.stat()
    except OSError:
        return None
    identity = status.st_dev, status.st_ino
    with _lock:
        _connections[identity] += 1
    return identity


def connection_closed(identity: Identity | None) -> None:
    """Note that a connection is closed; the last one takes along what waited for it."""
    if identity is None:
        return
    with _lock:
        _connections[identity] -= 1
        if _connections[identity] <= 0:
            del _connections[identity]
            for file in _unclosed.pop(identity, ()):
                file.close()


def close_when_unused(file: BinaryIO) -> None:
    """Close *file* now, or with the last connection to the store that it belongs to."""
    status = os.fstat(file.fileno())
    identity = status.st_dev, status.st_ino
    with _lock:
        if identity in _connections:
            _unclosed.setdefault(identity, []).append(file)
        else:
            file.close()
