"""Take one input through validation into the store, and account for every record of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from factcheck.encoding import Progress, encode_waiting
from factcheck.model import FactCheck, IngestReport, RawRecord, RecordProblem
from factcheck.ratings.reading import language_of_rating, read_rating
from factcheck.readers.options import ReadOptions
from factcheck.readers.validate import validate
from factcheck.store.store import Store
from factcheck.store.values import Saved, SaveOutcome
from factcheck.version import __version__

if TYPE_CHECKING:
    from factcheck.semantic.encoder import Encoder

_ReadRecords = Callable[[ReadOptions], Iterable[RawRecord | RecordProblem]]

_COUNTED_AS = {
    SaveOutcome.ADDED: "added",
    SaveOutcome.CHANGED: "changed",
    SaveOutcome.UNCHANGED: "unchanged",
    SaveOutcome.REPEATED: "unchanged",
    SaveOutcome.CONFLICTING: "rejected",
}


def utc_now() -> datetime:
    """Read the clock, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a person may decide about an ingest.

    Attributes:
        rehearse: Say what would happen, and leave the store as it is.
        encode: Make vectors now; otherwise a later ingest or ``doctor --fix`` does.
        batch_size: Records that are saved together, or not at all.
        clock: Tells the time.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    rehearse: bool = False
    encode: bool = True
    batch_size: int = 500
    clock: Callable[[], datetime] = utc_now


@dataclass(slots=True)
class Intake:
    """One input on its way into the store; used once."""

    store: Store
    options: IngestOptions
    on_problem: Callable[[RecordProblem], None]
    on_progress: Callable[[Progress], None]
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def take_in(
        self, name: str, read: _ReadRecords, progress: Callable[[], Progress]
    ) -> IngestReport:
        """Save every record that *read* yields and that can be taken, batch by batch."""
        now = self.options.clock()
        run = self.store.begin_run(name, now.isoformat(), factcheck_version=__version__)
        for batch in _batches(self._valid(read, now), self.options.batch_size):
            at = self.options.clock().isoformat()
            saved = self.store.save_batch(run, [fact_check for _, fact_check in batch], at)
            for (record, _), each in zip(batch, saved, strict=True):
                self._count(record, each)
            self.on_progress(progress())
        report = self._report()
        self.store.finish_run(run, _counts(report), self.options.clock().isoformat())
        return report

    def encoded(self, report: IngestReport, encoder: "Encoder | None") -> IngestReport:
        """Make the vectors that are waiting, unless nobody wants them, and report them too."""
        if encoder is None or not self.options.encode or self.options.rehearse:
            return report
        return replace(report, encoded=encode_waiting(self.store, encoder, self.on_progress))

    def _valid(self, read: _ReadRecords, now: datetime) -> Iterator[tuple[RawRecord, FactCheck]]:
        options = replace(
            self.options.read,
            today=now.date(),
            read_rating=read_rating,
            language_of_rating=language_of_rating,
        )
        for record in read(options):
            self.counts["records"] += 1
            if isinstance(record, RecordProblem):
                self._reject(record)
                continue
            validated = validate(record, options)
            if isinstance(validated, RecordProblem):
                self._reject(validated)
                continue
            fact_check, notes = validated
            self._note(notes)
            yield record, fact_check

    def _count(self, record: RawRecord, saved: Saved) -> None:
        if saved.outcome is SaveOutcome.CONFLICTING:
            fields = ", ".join(saved.fields)
            reason = (
                f"this input already has fact-check {saved.id} with another {fields}: "
                "keep the record that is right"
            )
            self._reject(RecordProblem(record.line, reason, record.raw))
            return
        self.counts[_COUNTED_AS[saved.outcome]] += 1

    def _note(self, notes: Iterable[str]) -> None:
        # By kind, with one example: a million different dates must not fill the memory.
        for note in notes:
            kind = note.partition("'")[0] + note.rpartition(": ")[2]
            self.notes[kind] += 1
            self.examples.setdefault(kind, note)

    def _reject(self, problem: RecordProblem) -> None:
        self.counts["rejected"] += 1
        self.on_problem(problem)

    def _report(self) -> IngestReport:
        notes = tuple(
            f"{count:,} × {self.examples[kind]}" for kind, count in self.notes.most_common()
        )
        report = IngestReport(**self.counts, notes=notes)
        accounted = report.added + report.changed + report.unchanged + report.rejected
        if accounted != report.records:
            raise AssertionError(f"{report.records} records came in, {accounted} are accounted for")
        return report


def _batches(
    entries: Iterable[tuple[RawRecord, FactCheck]], size: int
) -> Iterator[list[tuple[RawRecord, FactCheck]]]:
    waiting = iter(entries)
    while batch := list(islice(waiting, size)):
        yield batch


def _counts(report: IngestReport) -> Mapping[str, int]:
    return {name: getattr(report, name) for name in ("records", *sorted(set(_COUNTED_AS.values())))}
