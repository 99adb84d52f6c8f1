"""Say how much the store holds, largest counts first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from factcheck.citations.labels import VERDICTS, language_name
from factcheck.model import Verdict
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import VERDICT_TONES, Block, Document, Line, Tone

# A person wants the big picture; JSON has all.
_ROWS_SHOWN = 12


class CountedRun(Protocol):
    """One ingest, as the store remembers it."""

    @property
    def started_at(self) -> str:
        """UTC time in ISO 8601."""
        ...

    @property
    def input_name(self) -> str:
        """The file, as the user named it."""
        ...

    @property
    def status(self) -> str:
        """``running``, ``finished`` or ``interrupted``."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """What the run reported."""
        ...


class StoreCounts(Protocol):
    """What the store counts about itself."""

    @property
    def fact_checks(self) -> int:
        """How many fact-checks there are."""
        ...

    @property
    def revisions(self) -> int:
        """How many states they have been in, in all."""
        ...

    @property
    def publisher_count(self) -> int:
        """How many publishers there are."""
        ...

    @property
    def vectors(self) -> int:
        """How many fact-checks can be compared by meaning."""
        ...

    @property
    def pending_vectors(self) -> int:
        """How many still wait for that."""
        ...

    @property
    def encoder(self) -> str:
        """Id of the encoder that wrote the vectors."""
        ...

    @property
    def size_bytes(self) -> int:
        """Size of the store's file."""
        ...

    @property
    def languages(self) -> Mapping[str, int]:
        """Fact-checks by language code."""
        ...

    @property
    def publishers(self) -> Mapping[str, int]:
        """Fact-checks by publisher."""
        ...

    @property
    def verdicts(self) -> Mapping[str, int]:
        """Fact-checks by our verdict."""
        ...

    @property
    def years(self) -> Mapping[str, int]:
        """Fact-checks by year of review."""
        ...

    @property
    def runs(self) -> Sequence[CountedRun]:
        """The latest ingests, newest first."""
        ...


def stats_sheet(counts: StoreCounts, path: Path) -> Document:
    """Return what the store holds, laid out for reading."""
    summary = (
        Line("Store", str(path)),
        Line("Size", f"{counts.size_bytes / 1e6:,.1f} MB"),
        Line("Revisions", f"{counts.revisions:,}"),
        Line("By meaning", f"{counts.vectors:,} vectors by {counts.encoder or 'no encoder yet'}"),
        *_pending(counts.pending_vectors),
    )
    heading = (
        f"{counts.fact_checks:,} fact-checks by {counts.publisher_count:,} publishers "
        f"in {len(counts.languages):,} languages"
    )
    blocks = (
        Block(heading, summary, Tone.STRONG),
        _table("Languages", ((language_name(code), n) for code, n in counts.languages.items())),
        _verdicts(counts.verdicts),
        _table("Publishers", counts.publishers.items()),
        _table("Years of review", ((year or "no date", n) for year, n in counts.years.items())),
        Block("Latest ingests", tuple(_run_line(run) for run in counts.runs[:_ROWS_SHOWN])),
    )
    return Document(tuple(block for block in blocks if block.lines))


def stats_object(counts: StoreCounts, path: Path) -> dict[str, object]:
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


def _pending(waiting: int) -> Iterator[Line]:
    if waiting:
        text = f"{waiting:,} fact-checks; any 'factcheck ingest' goes on with them"
        yield Line("Waiting", text, Tone.MIXED)


def _table(heading: str, counted: Iterable[tuple[str, int]]) -> Block:
    rows = list(counted)
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


def _run_line(run: CountedRun) -> Line:
    counted = ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count)
    said = ": ".join(part for part in (run.status, counted) if part)
    return Line(run.started_at, f"{run.input_name} ({said})")
