"""The table of link checks: what was found at the pages of fact-checks, and when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from factcheck.errors import FactCheckNotFound, StoreReadOnly
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    transaction,
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

_COLUMNS = "f.id, c.checked_at, c.url, c.state, c.found_url, c.reasons, c.proposed, c.cited"
# The server did not answer for the page, so the check before that still counts.
_INCONCLUSIVE = ("unreachable", "refused")
# These end once the proposed change is accepted.
_ENDED_BY_ACCEPTING = ("changed", "moved")

# For each field its value in the store when the page was checked, and the one to come.
Proposed = Mapping[str, tuple[object, object]]

# Only what a page says, or where it is: a check gives no verdicts.
_PROPOSABLE = frozenset(
    "claim rating rating_language review_url archive_urls state state_reason state_on".split()
)
_LISTS = frozenset(("archive_urls",))
_CITED_PAGE_LENGTH = 4

Settle = Callable[[Record, Record], Record]


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page that a review page cites, as it was found.

    Attributes:
        state: ``alive``, ``moved``, ``gone``, ``unreachable`` or ``refused``.
        found_url: Where it was found; empty where it was not.
        reason: Why it is in this state, in words; empty for ``alive``.
    """

    url: str
    state: str
    found_url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One check of the page of a fact-check.

    Attributes:
        fact_check_id: The fact-check's public id.
        checked_at: UTC time in ISO 8601, to the second.
        url: The address that was fetched.
        state: ``alive``, ``moved``, ``changed``, ``gone``, ``unreachable`` or ``refused``.
        found_url: Where the page was found; empty where it was not.
        reasons: What was found, in words.
        proposed: Changes to the fact-check, for a maintainer to accept.
        cited: What became of the pages that the page cites.
    """

    fact_check_id: str
    checked_at: str
    url: str
    state: str
    found_url: str = ""
    reasons: tuple[str, ...] = ()
    proposed: Proposed = field(default_factory=dict)
    cited: tuple[CitedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of the proposals that a maintainer agreed to.

    Attributes:
        run_id: The run that did it, for ``factcheck undo``; 0 where nothing was changed.
        changed: For every fact-check that is another now, its fields before and after.
        unchanged: Ids for which the last check proposes nothing new.
        outdated: Ids of fact-checks that were changed otherwise since the check.
    """

    run_id: int
    changed: Mapping[str, Proposed]
    unchanged: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()


class LinkCheckTable(StorePart):
    """An append-only list: a check never changes a fact-check, nor an earlier check.

    Only `accept` changes fact-checks, as a run of the ledger.
    Every method raises a `StoreError` of the fitting kind where the file cannot be used.
    """

    def __init__(self, connection: StoreConnection, writer: RevisionWriter | None = None) -> None:
        """Use an open store; nothing is read yet, and only a *writer* can accept."""
        super().__init__(connection)
        self._writer = writer
        self._reader = FactCheckReader(connection)
        self._runs = RunTable(connection)

    @translate_sqlite_errors
    def add(self, checks: Iterable[StoredCheck]) -> None:
        """Append *checks*, all or none.

        Raises:
            FactCheckNotFound: One is of a fact-check that is not in the store.
        """
        # Exhaust the iterable first: in a transaction nobody else can write.
        waiting = list(checks)
        with transaction(self._connection):
            for check in waiting:
                self._connection.execute(
                    "INSERT INTO source_checks"
                    "(fact_check, checked_at, url, state, found_url, reasons, proposed, cited) "
                    "VALUES(?,?,?,?,?,?,?,?)",
                    (
                        self._number(check.fact_check_id),
                        check.checked_at,
                        check.url,
                        check.state,
                        check.found_url,
                        as_json(check.reasons),
                        as_json(dict(check.proposed)),
                        as_json([astuple(page) for page in check.cited]),
                    ),
                )

    @translate_sqlite_errors
    def of(self, id_text: str) -> tuple[StoredCheck, ...]:
        """Give every check of one fact-check, oldest first.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        public = self._reader.resolve(id_text)
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM source_checks c JOIN fact_checks f ON f.number = c.fact_check "
            "WHERE f.id = ? ORDER BY c.id",
            (public,),
        )
        return tuple(_stored_check(row) for row in rows)

    @translate_sqlite_errors
    def proposals(self, ids: Iterable[str] | None = None) -> tuple[StoredCheck, ...]:
        """Give the last conclusive check of each fact-check that still proposes a change.

        Args:
            ids: Only of these fact-checks, by their public ids; ``None`` for all.
        """
        wanted = None if ids is None else as_json(list(ids))
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM source_checks c JOIN fact_checks f ON f.number = c.fact_check "
            "WHERE c.id = (SELECT max(x.id) FROM source_checks x WHERE x.fact_check = c.fact_check "
            "AND x.state NOT IN (SELECT value FROM json_each(:inconclusive))) "
            f"AND c.proposed <> '{{}}' AND f.state <> '{UNDONE}' "
            "AND (:ids IS NULL OR f.id IN (SELECT value FROM json_each(:ids))) ORDER BY c.id",
            {"inconclusive": as_json(_INCONCLUSIVE), "ids": wanted},
        )
        checks = [_stored_check(row) for row in rows.fetchall()]
        return tuple(check for check in checks if self._is_pending(check))

    @translate_sqlite_errors
    def latest(self, id_text: str) -> StoredCheck | None:
        """Give the last check of a fact-check, ``None`` if there was none.

        A page that changed or moved is alive once its proposed change was accepted.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        checks = self.of(id_text)
        if not checks:
            return None
        last = checks[-1]
        accepted = last.proposed and not self._is_pending(last)
        return (
            replace(last, state="alive") if accepted and last.state in _ENDED_BY_ACCEPTING else last
        )

    @translate_sqlite_errors
    def accept(self, ids: Sequence[str], run: NewRun, settle: Settle) -> Accepted:
        """Apply what the last check of each of *ids* proposes as a revision, all or nothing.

        Args:
            ids: Public ids.
            run: Describes the new run; its kind becomes ``sources``.
            settle: Given the record before and after, lets follow what has to follow from the
                change: a new rating has another verdict.
        """
        writer = self._writer
        if writer is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        latest = {check.fact_check_id: check for check in self.proposals(ids)}
        planned = {public: self._entry(check, settle) for public, check in latest.items()}
        entries = [entry for entry in planned.values() if entry is not None]
        run_id = self._write(writer, entries, run) if entries else 0
        return Accepted(
            run_id=run_id,
            changed={entry.id: entry.changes for entry in entries},
            unchanged=tuple(public for public in ids if public not in latest),
            outdated=tuple(public for public, entry in planned.items() if entry is None),
        )

    @translate_sqlite_errors
    def unchecked_since(self, checked_before: str) -> Sequence[str]:
        """List the ids of fact-checks with a review page that was not checked lately.

        Those never checked come first, then the longest ago.

        Args:
            checked_before: UTC time in ISO 8601; empty for all, whenever they were checked.
        """
        rows = self._connection.execute(
            "SELECT f.id, coalesce(max(c.checked_at), '') AS latest FROM fact_checks f "
            "LEFT JOIN source_checks c ON c.fact_check = f.number "
            f"WHERE f.review_url <> '' AND f.state <> '{UNDONE}' "
            "GROUP BY f.number HAVING :before = '' OR latest < :before "
            "ORDER BY latest, f.number",
            {"before": checked_before},
        )
        return [row[0] for row in rows]

    def _is_pending(self, check: StoredCheck) -> bool:
        current = self._reader.record(self._number(check.fact_check_id))
        return any(current[name] != value for name, (_, value) in check.proposed.items())

    def _entry(self, check: StoredCheck, settle: Settle) -> NewRevision | None:
        """Plan the new state; none where somebody has changed these fields since."""
        number = self._number(check.fact_check_id)
        current = self._reader.record(number)
        if not all(current[name] in pair for name, pair in check.proposed.items()):
            return None
        becomes = {name: value for name, (_, value) in check.proposed.items()}
        target = settle(current, current | becomes)
        revision, raw = self._connection.execute(
            "SELECT f.revision, r.raw FROM fact_checks f JOIN revisions r "
            "ON r.fact_check = f.number AND r.number = f.revision WHERE f.number = ?",
            (number,),
        ).fetchone()
        changes = changed_fields(current, target)
        return NewRevision(number, check.fact_check_id, revision + 1, current, target, raw, changes)

    def _write(self, writer: RevisionWriter, entries: Sequence[NewRevision], run: NewRun) -> int:
        with writer.transaction():
            run_id = self._runs.begin(replace(run, kind="sources"))
            writer.write(entries, run_id, run.started_at)
            self._runs.finish(run_id, {"changed": len(entries)}, run.started_at)
        return run_id

    def _number(self, public_id: str) -> int:
        row = self._connection.execute(
            "SELECT number FROM fact_checks WHERE id = ?", (public_id,)
        ).fetchone()
        if row is None:
            raise FactCheckNotFound(f"no fact-check has the id {public_id!r}")
        return int(row[0])


def _stored_check(row: tuple[Any, ...]) -> StoredCheck:
    public, at, url, state, found, reasons, proposed, cited = row
    return StoredCheck(
        fact_check_id=public,
        checked_at=at,
        url=url,
        state=state,
        found_url=found,
        reasons=tuple(read_json(reasons, list)),
        proposed=_read_proposed(proposed),
        cited=tuple(CitedPage(*row) for row in _read_cited(cited)),
    )


def _read_proposed(text: str) -> Proposed:
    """Read which fields a check proposes to change.

    Raises:
        DamagedRecordError: It is not what a check can propose; anybody may have written it.
    """
    proposed: dict[str, tuple[object, object]] = {}
    for name, pair in read_json(text, dict).items():
        values = pair if isinstance(pair, list) and len(pair) == 2 else []
        if name not in _PROPOSABLE or not values or not all(_fits(name, each) for each in values):
            raise DamagedRecordError(f"a look at a page proposes {name!r} = {pair!r}")
        proposed[name] = (values[0], values[1])
    return proposed


def _read_cited(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """Read address, state, place and reason of every page that a page cites.

    Raises:
        DamagedRecordError: It is something else.
    """
    pages = []
    for row in read_json(text, list):
        is_row = isinstance(row, list) and len(row) == _CITED_PAGE_LENGTH
        if not is_row or not all(isinstance(value, str) for value in row):
            raise DamagedRecordError(f"a look at a page names {row!r} as a page that it cites")
        url, state, found_url, reason = row
        pages.append((url, state, found_url, reason))
    return tuple(pages)


def _fits(name: str, value: object) -> bool:
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)
