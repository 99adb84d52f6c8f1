"""Send a snapshot of a store to all workers."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.store.snapshot import take_snapshot
from factcheck.store.store import open_store

if TYPE_CHECKING:
    from pyspark import SparkContext

# Path, size and time of the file and of its write-ahead log.
_Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class _Shipment:
    """The snapshots that one Spark application was sent."""

    folder: Path
    names: dict[_Fingerprint, str] = field(default_factory=dict)


_shipments: dict[str, _Shipment] = {}


def ship(context: "SparkContext", store: Path) -> str:
    """Copy *store* as it is now to where every worker finds it, and give the copy's name.

    A store that did not change since the last time is not sent again. All copies of an
    application stay until it ends, for its tasks may be repeated.

    Raises:
        StoreError: It cannot be read or copied.
    """
    sent = _shipment(str(context.applicationId))
    # Taken first: what is written while we copy is at worst sent once more.
    state = _fingerprint(store)
    if state not in sent.names:
        copy = sent.folder / "claims.db"
        with open_store(store) as opened:
            taken = take_snapshot(opened, copy, force=True)
        # Two stores of one name must not meet on a worker, and one store need not go twice.
        name = f"factcheck-{taken.sha256[:16]}.db"
        if name in sent.names.values():
            copy.unlink()
        else:
            copy.replace(sent.folder / name)
            context.addFile(str(sent.folder / name))
        sent.names[state] = name
    return sent.names[state]


def _shipment(application: str) -> _Shipment:
    if application not in _shipments:
        folder = Path(tempfile.mkdtemp(prefix="factcheck-"))
        # Workers fetch from here for as long as the application runs.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _shipments[application] = _Shipment(folder)
    return _shipments[application]


def _fingerprint(store: Path) -> _Fingerprint:
    real = store.resolve()
    found = []
    for path in (real, real.with_name(f"{real.name}-wal")):
        if path.exists():
            status = path.stat()
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)
