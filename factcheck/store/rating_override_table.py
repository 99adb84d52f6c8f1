"""The table of rating overrides, and what they change in fact-checks that are stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from factcheck.errors import StoreReadOnly
from factcheck.model import Axis, MappedBy, MediaFlag, RatingMapping, RatingReading, Verdict
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    translate_sqlite_errors,
)
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.revision_writer import NewRevision, RevisionWriter
from factcheck.store.row_mapping import (
    UNDONE,
    DamagedRecordError,
    Record,
    as_json,
    changed_fields,
    read_json,
)
from factcheck.store.runs import NewRun, RunTable

_GROUP_SIZE = 500

# An undone run does not count, unless the undo was undone too.
_IN_FORCE = (
    "SELECT label, rating, publisher_domain, language, verdict, axis, media_flags, removed "
    "FROM rating_mappings m WHERE NOT EXISTS (SELECT 1 FROM ingest_runs u WHERE u.undoes = m.run_id"
    " AND NOT EXISTS (SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)) ORDER BY id"
)
_INSERT = (
    "INSERT INTO rating_mappings(run_id, label, rating, publisher_domain, language, verdict, axis, "
    "media_flags, removed) VALUES(?,?,?,?,?,?,?,?,?)"
)
_RATED = (
    "SELECT DISTINCT f.rating, f.publisher_id, p.domain, f.language, p.name "
    "FROM fact_checks f JOIN publishers p ON p.id = f.publisher_id "
    "WHERE f.rating <> '' AND f.state <> ?"
)
_NUMBERS = (
    "SELECT number FROM fact_checks WHERE rating = ? AND publisher_id = ? AND language = ? "
    "AND state <> ? ORDER BY number"
)
_NOT_MAPPED = (
    "SELECT f.rating, p.name, p.domain, f.language, count(*) FROM fact_checks f "
    "JOIN publishers p ON p.id = f.publisher_id "
    "WHERE f.mapped_by = ? AND f.rating <> '' AND f.state <> ? "
    "GROUP BY f.rating, p.name, p.domain, f.language ORDER BY 5 DESC, 2, 4, 1"
)

# (rating, publisher's domain, language of the fact-check, publisher's name)
ReadRating = Callable[[str, str, str, str], RatingReading]


@dataclass(frozen=True, slots=True)
class UnmappedRating:
    """A rating in the store that no table reads.

    Attributes:
        count: Fact-checks that have it.
    """

    rating: str
    publisher: str
    publisher_domain: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class OverrideChange:
    """An override that is added or removed.

    Attributes:
        mapping: What a rating means.
        label: The rating as it is compared; two spellings of one rating have one label.
        removed: Whether the mapping holds no more.
    """

    mapping: RatingMapping
    label: str
    removed: bool = False


@dataclass(frozen=True, slots=True)
class RatingRules:
    """How ratings are read and compared; passed in, because `ratings` may not be imported here.

    Attributes:
        before: How they were read until now.
        after: How they are read from now on.
        label_of: Gives equal texts for two spellings of one rating.
    """

    before: ReadRating
    after: ReadRating
    label_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class OverrideResult:
    """What an override changed in stored fact-checks.

    Attributes:
        change: The override that was added or removed.
        run_id: The run that did it, for ``factcheck undo``.
        changed: Ids of the fact-checks that are read otherwise now.
    """

    change: OverrideChange
    run_id: int
    changed: tuple[str, ...]


class RatingOverrideTable(StorePart):
    """An append-only list: the last override of a rating is in force.

    Every method raises a `StoreError` of the fitting kind where the file cannot be used.
    """

    def __init__(self, connection: StoreConnection, writer: RevisionWriter | None = None) -> None:
        """Use an open store; only with a *writer* can anything be changed."""
        super().__init__(connection)
        self._writer = writer
        self._reader = FactCheckReader(connection)
        self._runs = RunTable(connection)

    @translate_sqlite_errors
    def in_force(self) -> tuple[RatingMapping, ...]:
        """Give the mappings that hold, the oldest first."""
        found: dict[tuple[str, str, str], RatingMapping] = {}
        for label, *values, removed in self._connection.execute(_IN_FORCE):
            mapping = _mapping(values)
            scope = (label, mapping.publisher_domain, mapping.language)
            found.pop(scope, None)
            if not removed:
                found[scope] = mapping
        return tuple(found.values())

    @translate_sqlite_errors
    def not_mapped(self) -> tuple[UnmappedRating, ...]:
        """List the ratings that nobody maps, the most frequent first."""
        rows = self._connection.execute(_NOT_MAPPED, (MappedBy.NOBODY.value, UNDONE))
        return tuple(UnmappedRating(*row) for row in rows)

    @translate_sqlite_errors
    def change(self, change: OverrideChange, run: NewRun, rules: RatingRules) -> OverrideResult:
        """Keep *change*, and read again every fact-check that has this rating, all or nothing.

        The kind of *run* becomes ``ratings``.
        """
        writer = self._writer
        if writer is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        with writer.transaction():
            run_id = self._runs.begin(replace(run, kind="ratings"))
            self._connection.execute(_INSERT, _values(run_id, change))
            waiting = self._entries(change.label, rules)
            changed: list[str] = []
            while entries := list(islice(waiting, _GROUP_SIZE)):
                writer.write(entries, run_id, run.started_at)
                changed += [entry.id for entry in entries]
            self._runs.finish(run_id, {"changed": len(changed)}, run.started_at)
        return OverrideResult(change, run_id, tuple(changed))

    def _entries(self, label: str, rules: RatingRules) -> Iterator[NewRevision]:
        rated = self._connection.execute(_RATED, (UNDONE,)).fetchall()
        for rating, publisher, domain, language, name in rated:
            if rules.label_of(rating) == label:
                before = rules.before(rating, domain, language, name)
                after = rules.after(rating, domain, language, name)
                numbers = self._connection.execute(
                    _NUMBERS, (rating, publisher, language, UNDONE)
                ).fetchall()
                yield from self._read_again([row[0] for row in numbers], before, after)

    def _read_again(
        self, numbers: Sequence[int], before: RatingReading, after: RatingReading
    ) -> Iterator[NewRevision]:
        for number in numbers:
            current = self._reader.record(number)
            target = current | _as_fields(before, after, current)
            changes = changed_fields(current, target)
            if changes:
                yield self._entry(number, current, target, changes)

    def _entry(
        self,
        number: int,
        current: Record,
        target: Record,
        changes: Mapping[str, tuple[object, object]],
    ) -> NewRevision:
        public, revision, raw = self._connection.execute(
            "SELECT f.id, f.revision, r.raw FROM fact_checks f JOIN revisions r "
            "ON r.fact_check = f.number AND r.number = f.revision WHERE f.number = ?",
            (number,),
        ).fetchone()
        return NewRevision(number, public, revision + 1, current, target, raw, changes)


def _as_fields(before: RatingReading, after: RatingReading, current: Record) -> Record:
    """Write *after* as a record has it; what came with the record itself stays."""
    table_flags = {flag.value for flag in (*before.media_flags, *after.media_flags)}
    own_flags = [flag for flag in current["media_flags"] if flag not in table_flags]
    fields: Record = {
        "axis": after.axis.value,
        "media_flags": [flag.value for flag in after.media_flags] + own_flags,
    }
    if current["mapped_by"] == MappedBy.RECORD.value:
        return fields
    return fields | {"verdict": after.verdict.value, "mapped_by": after.mapped_by.value}


def _values(run_id: int, change: OverrideChange) -> tuple[object, ...]:
    mapping = change.mapping
    return (
        run_id,
        change.label,
        mapping.rating,
        mapping.publisher_domain,
        mapping.language,
        mapping.verdict.value,
        mapping.axis.value,
        as_json([flag.value for flag in mapping.media_flags]),
        int(change.removed),
    )


def _mapping(values: Sequence[str]) -> RatingMapping:
    rating, domain, language, verdict, axis, flags = values
    try:
        return RatingMapping(
            rating,
            Verdict(verdict),
            domain,
            language,
            Axis(axis),
            tuple(MediaFlag(flag) for flag in read_json(flags, list)),
        )
    except ValueError as error:
        raise DamagedRecordError(f"a mapping of a rating cannot be read: {error}") from error
