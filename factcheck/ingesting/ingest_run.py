"""Take one input through validation into the store, and account for every record of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from factcheck.formats.read_options import ReadOptions
from factcheck.formats.round_trip import read_back
from factcheck.formats.validation import validate
from factcheck.model import (
    FactCheck,
    IngestReport,
    MappedBy,
    RatingMapping,
    RawRecord,
    RecordProblem,
)
from factcheck.ratings.numeric_ratings import read_number
from factcheck.ratings.rating_reader import RatingReader, language_of_rating
from factcheck.retrieval.embed_pending import Progress, embed_pending
from factcheck.store.clock import utc_now
from factcheck.store.foreign_store import read_partner_store
from factcheck.store.producer import __version__
from factcheck.store.store import Store
from factcheck.store.store_types import ITSELF, Origin, Saved, SaveOutcome

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_ReadRecords = Callable[[ReadOptions], Iterable[RawRecord | RecordProblem]]

_COUNTED_AS = {
    SaveOutcome.ADDED: "added",
    SaveOutcome.CHANGED: "changed",
    SaveOutcome.UNCHANGED: "unchanged",
    SaveOutcome.REPEATED: "unchanged",
    SaveOutcome.CONFLICTING: "rejected",
}

# More than that, and whoever is missing may be among the rejected.
_MOST_REJECTED = 0.01
_SHOWN_MISSING = 5
_DIFFERING = (
    "records say something else than another input, which is believed; if this input replaces "
    "that one, take it in with --feed and the other's name. One of them:"
)


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a person may decide about an ingest.

    Attributes:
        rehearse: Say what would happen, and leave the store as it is.
        encode: Make vectors now; otherwise a later ingest or ``doctor --fix`` does.
        batch_size: Records that are saved together, or not at all.
        origin: The feed that the input is a state of, and whether it is believed before others.
        retire_missing: Mark what this feed told of before and lacks now.
        clock: Tells the time.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    rehearse: bool = False
    encode: bool = True
    batch_size: int = 500
    origin: Origin = ITSELF
    retire_missing: bool = False
    clock: Callable[[], datetime] = utc_now


@dataclass(slots=True)
class IngestProcess:
    """One input on its way into the store; used once."""

    store: Store
    options: IngestOptions
    on_problem: Callable[[RecordProblem], None]
    on_progress: Callable[[Progress], None]
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    differing: str = ""
    cut_short: bool = False

    def take_in(
        self, name: str, read: _ReadRecords, progress: Callable[[], Progress]
    ) -> IngestReport:
        """Save every record that *read* yields and that can be taken, batch by batch."""
        now = self.options.clock()
        run = self.store.begin_run(
            name, now.isoformat(), factcheck_version=__version__, origin=self.options.origin
        )
        for batch in _batches(self._valid(read, now), self.options.batch_size):
            at = self.options.clock().isoformat()
            saved = self.store.save_batch(run, [fact_check for _, fact_check in batch], at)
            for (record, _), each in zip(batch, saved, strict=True):
                self._count(record, each)
            self.on_progress(progress())
        report = self._without_missing(run, self._report())
        self.store.finish_run(run, _counts(report), self.options.clock().isoformat())
        return report

    def encoded(self, report: IngestReport, encoder: "Encoder | None") -> IngestReport:
        """Make the vectors that are waiting, unless nobody wants them, and report them too."""
        if encoder is None or not self.options.encode or self.options.rehearse:
            return report
        return replace(report, encoded=embed_pending(self.store, encoder, self.on_progress))

    def _without_missing(self, run: int, report: IngestReport) -> IngestReport:
        """Say what the feed no longer has, and mark it where that was asked for and is safe."""
        missing = self.store.ledger.vanished(run)
        if not missing:
            return report
        shown = ", ".join(missing[:_SHOWN_MISSING]) + (", …" if missing[_SHOWN_MISSING:] else "")
        said = f"{len(missing):,} of this input's fact-checks are no longer in it: {shown}"
        retired = 0
        doubt = self._doubt()
        if not self.options.retire_missing:
            said += "; --retire-missing marks them"
        elif doubt:
            said += f"; none was retired, because {doubt}"
        else:
            retired = len(self.store.ledger.retire(run, self.options.clock().isoformat()))
            said += "; marked as retired"
        notes = (*report.notes, said)
        return replace(report, missing=len(missing), retired=retired, notes=notes)

    def _doubt(self) -> str:
        """Say why what is missing may be missing by mistake, empty if nothing speaks for it."""
        records, rejected = self.counts["records"], self.counts["rejected"]
        if not records:
            return "the input is empty"
        if self.cut_short:
            return "its end was cut off or could not be read"
        if rejected > records * _MOST_REJECTED:
            return f"{rejected:,} of its {records:,} records were rejected"
        return ""

    def _valid(self, read: _ReadRecords, now: datetime) -> Iterator[tuple[RawRecord, FactCheck]]:
        options = with_tables(self.options.read, now, self.store.rating_mappings.in_force())
        for record in read(options):
            self.counts["records"] += 1
            # A last record that cannot be read looks like a file that was cut in the middle.
            self.cut_short = isinstance(record, RecordProblem)
            if isinstance(record, RecordProblem):
                self._reject(record)
                continue
            checked = validated(record, options)
            if isinstance(checked, RecordProblem):
                self._reject(checked)
                continue
            fact_check, notes = checked
            self._note(notes)
            yield record, fact_check

    def _count(self, record: RawRecord, saved: Saved) -> None:
        if saved.outcome is SaveOutcome.CONFLICTING:
            fields = ", ".join(saved.fields)
            reason = (
                f"this input already has fact-check {saved.id} with another {fields}: "
                "keep the record that is right"
            )
            self._reject(RecordProblem(record.line, reason, record.raw, record.item))
            return
        self.counts[_COUNTED_AS[saved.outcome]] += 1
        if saved.differs:
            self.counts["differing"] += 1
            self.differing = self.differing or saved.id

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
        if self.differing:
            differing = self.counts["differing"]
            notes = (*notes, f"{differing:,} {_DIFFERING} 'factcheck history {self.differing}'")
        report = IngestReport(**self.counts, notes=notes)
        accounted = report.added + report.changed + report.unchanged + report.rejected
        if accounted != report.records:
            raise AssertionError(f"{report.records} records came in, {accounted} are accounted for")
        return report


def with_tables(
    read: ReadOptions, now: datetime, mappings: Iterable[RatingMapping] = ()
) -> ReadOptions:
    """Return *read* with all that readers cannot know: the day, the ratings, partners' stores.

    Of the ratings, a maintainer's *mappings* come before the tables.
    """
    return replace(
        read,
        today=now.date(),
        read_rating=RatingReader(mappings).read,
        language_of_rating=language_of_rating,
        read_number=read_number,
        read_store=read_partner_store,
    )


def validated(
    record: RawRecord, options: ReadOptions
) -> tuple[FactCheck, tuple[str, ...]] | RecordProblem:
    """Return the fact-check that *record* describes, with notes, or why there is none."""
    # Our own exports leave nothing to be guessed, unless somebody says what their columns are.
    own = None if options.map else read_back(record)
    return validate(record, options) if own is None else _read_as_said(own, options)


def _read_as_said(
    own: tuple[FactCheck, tuple[str, ...]] | RecordProblem, options: ReadOptions
) -> tuple[FactCheck, tuple[str, ...]] | RecordProblem:
    """Read what somebody exported as they read it, but for what a maintainer here has said."""
    if isinstance(own, RecordProblem) or own[0].reading.mapped_by is MappedBy.RECORD:
        return own
    fact_check, notes = own
    by = fact_check.publisher
    said = options.read_rating(fact_check.rating, by.domain, fact_check.language, by.name)
    if said.mapped_by is MappedBy.MAINTAINER:
        return replace(fact_check, reading=said), notes
    # Anybody can write a file that says factcheck wrote it.
    if said.verdict.contradicts(fact_check.verdict):
        note = f"rating {fact_check.rating!r} does not mean {fact_check.verdict}: read anew"
        return replace(fact_check, reading=said), (*notes, note)
    return own


def _batches(
    entries: Iterable[tuple[RawRecord, FactCheck]], size: int
) -> Iterator[list[tuple[RawRecord, FactCheck]]]:
    waiting = iter(entries)
    while batch := list(islice(waiting, size)):
        yield batch


def _counts(report: IngestReport) -> Mapping[str, int]:
    return {name: getattr(report, name) for name in ("records", *sorted(set(_COUNTED_AS.values())))}
