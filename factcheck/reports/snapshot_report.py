"""Say what came of copying a store for others to read."""

from pathlib import Path
from typing import Protocol

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.stats_report import StoreCounts


class SnapshotTaken(Protocol):
    """A copy of a store at one moment."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        ...

    @property
    def store(self) -> Path:
        """What it is a copy of."""
        ...

    @property
    def outcome(self) -> str:
        """``written``, ``replaced`` or ``unchanged``."""
        ...

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        ...

    @property
    def stats(self) -> StoreCounts:
        """Counted in the copy."""
        ...


def snapshot_line(snapshot: SnapshotTaken) -> str:
    """Return what happened as one line for a person."""
    counts = snapshot.stats
    checks = "fact-check" if counts.fact_checks == 1 else "fact-checks"
    held = f"{counts.fact_checks:,} {checks}, {counts.size_bytes / 1e6:,.1f} MB"
    if snapshot.outcome == "unchanged":
        return f"nothing new: {snapshot.path} holds the same already ({held})"
    return f"snapshot {snapshot.outcome}: {snapshot.path} ({held})"


def snapshot_object(snapshot: SnapshotTaken) -> dict[str, object]:
    """Return the same as a JSON object, with what a script needs to pass the copy on."""
    counts = snapshot.stats
    return {
        "schema_version": SCHEMA_VERSION,
        "snapshot": str(snapshot.path),
        "store": str(snapshot.store),
        "outcome": str(snapshot.outcome),
        "sha256": snapshot.sha256,
        "size_bytes": counts.size_bytes,
        "fact_checks": counts.fact_checks,
        "vectors": counts.vectors,
        "pending_vectors": counts.pending_vectors,
        "encoder": counts.encoder,
    }
