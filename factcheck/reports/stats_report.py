"""Report what a store holds, and what taking a snapshot of it did."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from factcheck.citations.labels import VERDICTS, language_name
from factcheck.model import Verdict
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import VERDICT_TONES, Block, Document, Line, Tone
from factcheck.store.integrity import StoreStats
from factcheck.store.runs import IngestRun
from factcheck.store.snapshot import Snapshot
from factcheck.text.counting import counted

# JSON has all rows.
_ROWS_SHOWN = 12


def stats_document(counts: StoreStats, path: Path) -> Document:
    """Return what the store holds, laid out for reading."""
    vectors = counted(counts.vectors, "vector")
    summary = (
        Line("Store", str(path)),
        Line("Size", f"{counts.size_bytes / 1e6:,.1f} MB"),
        Line("Revisions", f"{counts.revisions:,}"),
        Line("By meaning", f"{vectors} by {counts.encoder or 'no encoder yet'}"),
        *_pending(counts.pending_vectors),
    )
    checks = counted(counts.fact_checks, "fact-check")
    publishers = counted(counts.publisher_count, "publisher")
    heading = f"{checks} by {publishers} in {counted(len(counts.languages), 'language')}"
    blocks = (
        Block(heading, summary, Tone.STRONG),
        _table("Languages", ((language_name(code), n) for code, n in counts.languages.items())),
        _verdicts(counts.verdicts),
        _table("Publishers", counts.publishers.items()),
        _table("Years of review", ((year or "no date", n) for year, n in counts.years.items())),
        Block("Latest ingests", tuple(_run_line(run) for run in counts.runs[:_ROWS_SHOWN])),
    )
    return Document(tuple(block for block in blocks if block.lines))


def stats_object(counts: StoreStats, path: Path) -> dict[str, object]:
    """Return what the store holds as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": str(path),
        "fact_checks": counts.fact_checks,
        "revisions": counts.revisions,
        "publisher_count": counts.publisher_count,
        "vectors": counts.vectors,
        "pending_vectors": counts.pending_vectors,
        "encoder": counts.encoder,
        "size_bytes": counts.size_bytes,
        "languages": dict(counts.languages),
        "publishers": dict(counts.publishers),
        "verdicts": dict(counts.verdicts),
        "years": dict(counts.years),
        "runs": [
            {
                "started_at": run.started_at,
                "input_name": run.input_name,
                "status": run.status,
                "counts": dict(run.counts),
            }
            for run in counts.runs
        ],
    }


def snapshot_line(snapshot: Snapshot) -> str:
    """Return what happened as one line for a person."""
    counts = snapshot.stats
    held = f"{counted(counts.fact_checks, 'fact-check')}, {counts.size_bytes / 1e6:,.1f} MB"
    if snapshot.outcome == "unchanged":
        return f"nothing new: {snapshot.path} holds the same already ({held})"
    return f"snapshot {snapshot.outcome}: {snapshot.path} ({held})"


def snapshot_object(snapshot: Snapshot) -> dict[str, object]:
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


def _pending(waiting: int) -> Iterator[Line]:
    if waiting:
        checks = counted(waiting, "fact-check")
        text = f"{checks}; any 'factcheck ingest' encodes what waits"
        yield Line("Waiting", text, Tone.MIXED)


def _table(heading: str, counts: Iterable[tuple[str, int]]) -> Block:
    rows = list(counts)
    lines = [Line(f"{count:,}", name) for name, count in rows[:_ROWS_SHOWN]]
    if len(rows) > _ROWS_SHOWN:
        rest = sum(count for _, count in rows[_ROWS_SHOWN:])
        lines.append(Line(f"{rest:,}", f"in {len(rows) - _ROWS_SHOWN:,} more", Tone.QUIET))
    return Block(heading, tuple(lines))


def _verdicts(counts: Mapping[str, int]) -> Block:
    lines = []
    for value, count in counts.items():
        verdict = Verdict(value)
        lines.append(Line(f"{count:,}", VERDICTS[verdict], VERDICT_TONES[verdict]))
    return Block("Verdicts, in our reading", tuple(lines))


def _run_line(run: IngestRun) -> Line:
    counts = ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count)
    result = ": ".join(part for part in (run.status, counts) if part)
    return Line(run.started_at, f"{run.input_name} ({result})")
