"""The ingest pipeline: read → validate → save → index → report."""

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from factcheck.errors import InputError
from factcheck.formats.column_names import is_column_of
from factcheck.formats.input_files import open_input
from factcheck.formats.json_flatten import flatten
from factcheck.formats.judgement_list import handed_on
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.status_and_harm import says_current
from factcheck.formats.validation import validate
from factcheck.model import (
    FactCheck,
    IngestReport,
    JudgedPair,
    MappedBy,
    RatingMapping,
    RawRecord,
    RecordProblem,
    Trust,
    Verdict,
)
from factcheck.ratings.rating_reader import RatingReader
from factcheck.retrieval.embed_pending import Progress, embed_pending
from factcheck.store.clock import utc_now
from factcheck.store.merge_rules import ALL_FIELDS, ALWAYS_SET, STATE
from factcheck.store.producer import __version__
from factcheck.store.repository import Saved, SaveOutcome
from factcheck.store.runs import ITSELF, NewRun, Origin
from factcheck.store.saved_maps import SavedMap
from factcheck.store.store import Store
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

__all__ = ["IngestOptions", "ingest", "save_records"]

_Record = RawRecord | RecordProblem

_COUNTED_AS = {
    SaveOutcome.ADDED: "added",
    SaveOutcome.CHANGED: "changed",
    SaveOutcome.UNCHANGED: "unchanged",
    SaveOutcome.REPEATED: "unchanged",
    SaveOutcome.CONFLICTING: "rejected",
}
_RUN_COUNTS = ("records", *sorted(set(_COUNTED_AS.values())))
# In the counts of a run, only where there are some.
LEFT_MISSING = "missing"
LEFT_KEPT = "kept fields"
# If more of an input is rejected, its missing fact-checks may be among the rejected.
_MAX_REJECTED_TO_RETIRE = 0.01
_MISSING_SHOWN = 5
_RULINGS_SHOWN = 3
# Enough to find the column that has the ratings.
_UNRATED_SEARCHED = 1_000
_MAX_COLUMN = 60
_MAX_RULING_LENGTH = 40
_DIFFERING = (
    "something else than another input, which is believed: it has a higher --priority, a later "
    "date, or is the publisher's own page."
)


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a person may decide about an ingest.

    Attributes:
        rehearse: Say what would happen, and leave the store as it is.
        encode: Make vectors now; otherwise a later ingest or ``doctor --fix`` does.
        batch_size: Records that are saved together, or not at all.
        origin: The feed that the input belongs to, and its priority over other inputs.
        retire_missing: Mark the fact-checks that this feed had before and lacks now.
        clear_missing: Blank the fields that this feed had before and lacks now.
        save_map: The name under which to keep the map of columns, empty for not at all. An
            input of that name, or this one, with no map of its own, is read with it.
        trust: How much the judgements of this feed count from now on; None leaves that.
        clock: Tells the time.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    rehearse: bool = False
    encode: bool = True
    batch_size: int = 500
    origin: Origin = ITSELF
    retire_missing: bool = False
    clear_missing: bool = False
    save_map: str = ""
    trust: Trust | None = None
    clock: Callable[[], datetime] = utc_now

    def reading(self, overrides: Iterable[RatingMapping] = ()) -> ReadOptions:
        """Return how to read now, with a maintainer's rating *overrides* before the tables."""
        return replace(self.read, today=self.clock().date(), ratings=RatingReader(overrides))


def ingest(  # noqa: PLR0913 (callbacks are no options)
    source: Path | BinaryIO,
    store: Store,
    encoder: "Encoder | None" = None,
    options: IngestOptions | None = None,
    *,
    name: str = "",
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Save every record of *source* that is valid, and count what became of each.

    Batches that were saved stay saved if a later one fails; running the ingest again goes on
    from there and changes nothing that is already stored.

    Args:
        source: A file, or an open binary stream.
        store: Open for writing.
        encoder: Makes the vectors; without one, only words are indexed.
        options: How to read, and how much to do.
        name: What to call the source in the history; its own name by default.
        on_problem: Called with every record that was rejected.
        on_progress: Called after every batch.

    Raises:
        InputError: The file as a whole cannot be read as records.
        StoreError: The store cannot be written to.
    """
    given = options or IngestOptions()
    shown = name or (str(source) if isinstance(source, Path) else "-")
    chosen, map_name = with_saved_map(given, store, shown)
    read = chosen.read
    with open_input(source, shown, encoding=read.encoding, sheet=read.sheet_choice) as opened:
        _refuse_store_itself(opened.path, store)
        reading = chosen.reading(store.rating_overrides.in_force())
        run = _Run(store, chosen, reading, on_problem, on_progress)
        with naming_saved_map(map_name):
            report = run.ingest(
                read_records(opened, reading),
                opened.name,
                encoder,
                lambda: Progress("reading", opened.bytes_read, opened.size),
            )
        report = replace(report, notes=(*report.notes, *opened.notes))
    if chosen.save_map and not chosen.rehearse:
        saved_map = SavedMap(chosen.read.map, chosen.read.day_first)
        store.saved_maps.save(chosen.save_map, saved_map)
        own_names = _map_names(chosen, shown)
        if own_names and chosen.save_map not in own_names:
            store.saved_maps.save(own_names[0], saved_map)
    if map_name:
        report = replace(report, notes=(*report.notes, saved_map_note(chosen, map_name)))
    return report


def with_saved_map(options: IngestOptions, store: Store, name: str) -> tuple[IngestOptions, str]:
    """Return *options* with the map that was kept for the input *name*, and the map's name.

    The name is that of the feed or the input, or the input's file name, with or without its
    ending. Empty where no map was kept, or where *options* have one.
    """
    if options.read.map or options.save_map:
        return options, ""
    found = store.saved_maps.first(_map_names(options, name))
    if found is None:
        return options, ""
    map_name, saved = found
    day_first = saved.day_first if options.read.day_first is None else options.read.day_first
    read = replace(options.read, map=saved.map, day_first=day_first)
    return replace(options, read=read), map_name


def _map_names(options: IngestOptions, name: str) -> tuple[str, ...]:
    names = (options.origin.name or name, Path(name).name, Path(name).stem)
    # What comes by standard input is another input each time.
    return tuple(each for each in names if each not in ("", "-"))


def saved_map_note(options: IngestOptions, map_name: str) -> str:
    """Return in words that an input was read with the map that was kept as *map_name*."""
    columns = ", ".join(f"{column}={name}" for column, name in options.read.map.items())
    return f"read with the map that was kept as {map_name!r}: {columns}"


@contextmanager
def naming_saved_map(map_name: str) -> Iterator[None]:
    """Say in an error about the input that it was read with a map that was kept."""
    try:
        yield
    except InputError as error:
        if not map_name:
            raise
        raise InputError(
            f"{error} (the map was kept as {map_name!r}; "
            "--save-map with that name and without --map forgets it)"
        ) from error


def save_records(  # noqa: PLR0913 (as above)
    records: Iterable[_Record],
    store: Store,
    encoder: "Encoder | None" = None,
    options: IngestOptions | None = None,
    *,
    name: str,
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    on_saved: Callable[[FactCheck, Saved], None] = lambda *_: None,
) -> IngestReport:
    """Ingest records that were read already, such as those of a web page.

    Takes what `ingest` takes, and *on_saved*, which is called with every valid fact-check and
    what the store did with it.

    Raises:
        StoreError: The store cannot be written to.
    """
    chosen = options or IngestOptions()
    reading = chosen.reading(store.rating_overrides.in_force())
    run = _Run(store, chosen, reading, on_problem, on_progress, on_saved)
    return run.ingest(records, name, encoder, lambda: Progress("reading", run.counts["records"], 0))


def _refuse_store_itself(path: Path | None, store: Store) -> None:
    if path is not None and path.exists() and path.samefile(store.path):
        raise InputError(f"{path} is the store itself: there is nothing in it to take in")


@dataclass(slots=True)
class _Run:
    """One ingest of one input, and the counts and notes of its report."""

    store: Store
    options: IngestOptions
    reading: ReadOptions
    on_problem: Callable[[RecordProblem], None]
    on_progress: Callable[[Progress], None]
    on_saved: Callable[[FactCheck, Saved], None] = lambda *_: None
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    note_examples: dict[str, str] = field(default_factory=dict)
    differing_example: str = ""
    changed_rulings: int = 0
    changed_ruling_examples: list[str] = field(default_factory=list)
    other_claims: int = 0
    other_claim_examples: list[str] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)
    replaced_examples: list[str] = field(default_factory=list)
    ends_with_problem: bool = False
    kept: Counter[str] = field(default_factory=Counter)
    unrated: int = 0
    possible_ratings: Counter[str] = field(default_factory=Counter)
    judgements: int = 0

    def ingest(
        self,
        records: Iterable[_Record],
        name: str,
        encoder: "Encoder | None",
        progress: Callable[[], Progress],
    ) -> IngestReport:
        """Validate, save and index *records* in batches, and report on them."""
        with self.store.repository.rehearsal() if self.options.rehearse else nullcontext():
            run_id = self.store.repository.begin_run(
                name, self._now(), factcheck_version=__version__, origin=self.options.origin
            )
            valid = self._validated(records)
            while batch := list(islice(valid, self.options.batch_size)):
                fact_checks = [fact_check for _, fact_check in batch]
                # Saving indexes the words too.
                cleared = [self._cleared(record) for record, _ in batch]
                results = self.store.repository.save_batch(
                    run_id, fact_checks, self._now(), cleared
                )
                self._record_judgements(run_id, name, batch, results)
                for (record, fact_check), saved in zip(batch, results, strict=True):
                    self._count(record, saved)
                    self.on_saved(fact_check, saved)
                self.on_progress(progress())
            report = self._with_replaced(run_id, self._report(run_id, name))
            report = self._with_missing(run_id, report)
            counts = {name: getattr(report, name) for name in _RUN_COUNTS} | self._left(report)
            self.store.repository.finish_run(run_id, counts, self._now())
            self._set_trust(name)
        if encoder is None or not self.options.encode or self.options.rehearse:
            return report
        return replace(report, encoded=embed_pending(self.store, encoder, self.on_progress))

    def _record_judgements(
        self,
        run_id: int,
        name: str,
        batch: Sequence[tuple[RawRecord, FactCheck]],
        results: Sequence[Saved],
    ) -> None:
        """Record the judgements that came with *batch*, as those of this input."""
        pairs: list[JudgedPair] = []
        origin = self.options.origin.name or name
        for (record, _), saved in zip(batch, results, strict=True):
            for judged in handed_on(record, saved.id, origin):
                if isinstance(judged, str):
                    self._note([judged])
                else:
                    pairs.append(judged)
        if pairs:
            self.judgements += self.store.judgements.record_in(run_id, pairs)

    def _set_trust(self, name: str) -> None:
        trust, origin = self.options.trust, self.options.origin.name or name
        if trust is not None and self.store.judgements.trust().get(origin, Trust.HINT) != trust:
            run = NewRun(f"trust: {origin}, {trust}", self._now(), factcheck_version=__version__)
            self.store.judgements.set_trust(origin, trust, run)

    def _now(self) -> str:
        return self.options.clock().isoformat()

    def _validated(self, records: Iterable[_Record]) -> Iterator[tuple[RawRecord, FactCheck]]:
        for record in records:
            self.counts["records"] += 1
            # A last record that cannot be read looks like a file that was cut in the middle.
            self.ends_with_problem = isinstance(record, RecordProblem)
            if isinstance(record, RecordProblem):
                self._reject(record)
                continue
            result = validate(record, self.reading)
            if isinstance(result, RecordProblem):
                self._reject(result)
                continue
            fact_check, notes = result
            self._note(notes)
            if not fact_check.rating and fact_check.verdict is Verdict.UNRATED:
                self._count_unrated(record, fact_check)
            yield record, fact_check

    def _count_unrated(self, record: RawRecord, fact_check: FactCheck) -> None:
        """Count a record without a rating, and the columns whose value could be one."""
        self.unrated += 1
        if self.unrated > _UNRATED_SEARCHED or not isinstance(record.raw, Mapping):
            return
        publisher, read = fact_check.publisher, self.reading.ratings.read
        for column, value in flatten(record.raw).items():
            if not isinstance(value, str) or is_column_of(column, ("rating", "verdict")):
                continue
            found = read(value, publisher.domain, fact_check.language, publisher.name)
            if found.mapped_by is not MappedBy.NOBODY:
                self.possible_ratings[column] += 1

    def _cleared(self, record: RawRecord) -> Collection[str]:
        if self.options.clear_missing:
            return ALL_FIELDS
        return STATE if says_current(record) else ()

    def _count(self, record: RawRecord, saved: Saved) -> None:
        if saved.outcome is SaveOutcome.CONFLICTING:
            fields = ", ".join(saved.fields)
            reason = (
                f"this input already has fact-check {saved.id} with another {fields}: "
                "keep the record that is right"
            )
            self._reject(record.problem(reason))
            return
        self.counts[_COUNTED_AS[saved.outcome]] += 1
        if saved.differs:
            self.counts["differing"] += 1
            self.differing_example = self.differing_example or saved.id
        self.kept.update(name for name in saved.kept if name not in ALWAYS_SET)
        if saved.changed_ruling is not None:
            self.changed_rulings += 1
            if self.changed_rulings <= _RULINGS_SHOWN:
                self.changed_ruling_examples.append(_change(saved.id, saved.changed_ruling))
        if saved.other_claim is not None:
            self._count_other_claim(saved, saved.other_claim)

    def _count_other_claim(self, saved: Saved, claims: tuple[str, str]) -> None:
        if saved.replaces:
            self.replaced.add(saved.replaces)
            if len(self.replaced_examples) < _RULINGS_SHOWN:
                self.replaced_examples.append(_change(saved.replaces, claims))
            return
        self.other_claims += 1
        if self.other_claims <= _RULINGS_SHOWN:
            self.other_claim_examples.append(_change(saved.id, claims))

    def _note(self, notes: Iterable[str]) -> None:
        # By kind, with one example: a million different dates must not fill the memory.
        for note in notes:
            kind = note.partition("'")[0] + note.rpartition(": ")[2]
            self.notes[kind] += 1
            self.note_examples.setdefault(kind, note)

    def _reject(self, problem: RecordProblem) -> None:
        self.counts["rejected"] += 1
        self.on_problem(problem)

    def _report(self, run_id: int, name: str) -> IngestReport:
        notes = [
            f"{count:,} × {self.note_examples[kind]}" for kind, count in self.notes.most_common()
        ]
        if differing := self.counts["differing"]:
            history = f"'factcheck history {self.differing_example}'"
            notes.append(
                f"{counted(differing, 'record says', 'records say')} {_DIFFERING} See {history}"
            )
        notes += self._notes_on_missing_fields()
        if self.changed_rulings:
            # Changed rulings matter most, so their note comes first.
            count = self.changed_rulings
            examples = _listed(self.changed_ruling_examples, count)
            notes.insert(0, f"{counted(count, 'ruling')} changed: {examples} ({name})")
        if count := self.other_claims:
            examples = _listed(self.other_claim_examples, count)
            notes.append(
                f"{counted(count, 'record')} merged with a fact-check whose claim differs: "
                f"{examples}; 'factcheck undo {run_id}' takes it back"
            )
        if count := self.judgements:
            notes.append(f"{counted(count, 'new judgement')} of {self.options.origin.name or name}")
        return IngestReport(**self.counts, notes=tuple(notes))

    def _notes_on_missing_fields(self) -> Iterator[str]:
        lost = self.kept["rating"]
        if self.unrated and self.unrated >= self.counts["records"] - self.counts["rejected"]:
            yield f"no record has a rating{self._rating_column_hint()}"
        elif lost:
            records = counted(lost, "record has", "records have")
            yield f"{records} no rating any more{self._rating_column_hint()}"
        if self.kept:
            fields = ", ".join(f"{name} ({count:,})" for name, count in self.kept.most_common())
            yield f"kept, because this input said it before: {fields}; --clear-missing blanks it"

    def _rating_column_hint(self) -> str:
        """Return which column may have the ratings: at least half of its values are known ones."""
        searched = min(self.unrated, _UNRATED_SEARCHED)
        for column, count in self.possible_ratings.most_common(1):
            if count * 2 >= searched and len(column) <= _MAX_COLUMN and column.isprintable():
                option = shlex.quote(f"{column}=rating")
                return f": is it the column {column!r}? --map {option}"
        return ""

    def _with_replaced(self, run_id: int, report: IngestReport) -> IngestReport:
        """Retire the fact-checks whose records have claims that do not say the same, and say so.

        Their ids stand in articles, for the claims that they had.
        """
        count = len(self.replaced)
        if not count:
            return report
        retired = len(self.store.ledger.retire(run_id, self._now(), self.replaced))
        records = counted(count, "record has a claim that does", "records have claims that do")
        former = counted(retired, "former one is", "former ones are")
        elsewhere = "" if retired == count else ", the rest is in other inputs too"
        note = (
            f"{records} not say what it said before, and became a fact-check of its own: "
            f"{_listed(self.replaced_examples, count)}; {former} marked as retired"
            f"{elsewhere}; 'factcheck undo {run_id}' takes it back"
        )
        return replace(
            report,
            missing=report.missing + retired,
            retired=report.retired + retired,
            notes=(note, *report.notes),
        )

    def _left(self, report: IngestReport) -> dict[str, int]:
        """Return the counts of what `retire_missing` and `clear_missing` would change."""
        missing = 0 if self.options.retire_missing else report.missing - report.retired
        left = {LEFT_MISSING: missing, LEFT_KEPT: self.kept.total()}
        return {name: count for name, count in left.items() if count}

    def _with_missing(self, run_id: int, report: IngestReport) -> IngestReport:
        """Report the fact-checks that the feed no longer has; retire them if asked and safe."""
        missing = self.store.ledger.missing(run_id)
        if not missing:
            return report
        shown = ", ".join(missing[:_MISSING_SHOWN]) + (", …" if missing[_MISSING_SHOWN:] else "")
        are = counted(
            len(missing),
            "of this input's fact-checks is no longer in it",
            "of this input's fact-checks are no longer in it",
        )
        note = f"{are}: {shown}"
        retired = 0
        doubt = self._why_not_retire()
        if not self.options.retire_missing:
            note += "; --retire-missing marks them"
        elif doubt:
            note += f"; none was retired, because {doubt}"
        else:
            retired = len(self.store.ledger.retire(run_id, self._now()))
            note += "; marked as retired"
        notes = (*report.notes, note)
        return replace(
            report,
            missing=report.missing + len(missing),
            retired=report.retired + retired,
            notes=notes,
        )

    def _why_not_retire(self) -> str:
        """Return why fact-checks may be missing by mistake, empty if nothing suggests it."""
        records, rejected = self.counts["records"], self.counts["rejected"]
        if not records:
            return "the input is empty"
        if self.ends_with_problem:
            return "its end was cut off or could not be read"
        if rejected > records * _MAX_REJECTED_TO_RETIRE:
            return f"{rejected:,} of its {counted(records, 'record was', 'records were')} rejected"
        return ""


def _listed(examples: Sequence[str], count: int) -> str:
    return ", ".join(examples) + (", …" if count > len(examples) else "")


def _change(id: str, values: tuple[str, str]) -> str:
    before, after = map(_quoted, values)
    return f"{id} {before} → {after}"


def _quoted(ruling: str) -> str:
    if len(ruling) > _MAX_RULING_LENGTH:
        ruling = ruling[: _MAX_RULING_LENGTH - 1] + "…"
    return f'"{ruling}"'
