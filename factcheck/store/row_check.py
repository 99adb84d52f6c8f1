"""Compare every fact-check with its last revision, and restore it from there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from factcheck.store.connection import StoreConnection
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.revision_writer import NewRevision, RevisionWriter
from factcheck.store.row_mapping import (
    UNDONE,
    DamagedRecordError,
    Record,
    as_fact_check,
    claim_key_hash,
    stored_record,
)
from factcheck.text.normalise import comparable

_READ_AT_ONCE = 1_000
_LAST_REVISIONS = (
    "SELECT f.number, f.id, f.claim_key, f.revision, r.number, r.run_id, r.snapshot "
    "FROM fact_checks f LEFT JOIN revisions r ON r.fact_check = f.number "
    "AND r.number = (SELECT max(x.number) FROM revisions x WHERE x.fact_check = f.number)"
)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A fact-check that is not as its last revision has it.

    Attributes:
        differences: For every field or key that differs, the value in the row and in the
            revision; empty where the row cannot be read.
        revision: Number of the last revision, 0 where there is none.
        run_id: The run that wrote it.
        record: The record of the last revision, empty where it cannot be restored.
    """

    number: int
    id: str
    differences: Mapping[str, tuple[object, object]]
    revision: int = 0
    run_id: int = 0
    record: Record | None = None


def changed_rows(connection: StoreConnection) -> Iterator[ChangedRow]:
    """Yield every fact-check that another program has changed, or added."""
    reader = FactCheckReader(connection)
    cursor = connection.execute(_LAST_REVISIONS)
    while rows := cursor.fetchmany(_READ_AT_ONCE):
        records = reader.readable_records([row[0] for row in rows])
        for row in rows:
            changed = _compared(row, records.get(row[0], {}))
            if changed is not None:
                yield changed


def restore_rows(connection: StoreConnection) -> list[ChangedRow]:
    """Make every changed fact-check what its last revision says, if there is one; list them.

    Indexed words and vectors are the caller's to mend.
    """
    writer = RevisionWriter(connection)
    changed = [row for row in changed_rows(connection) if row.record is not None]
    for row in changed:
        assert row.record is not None  # those alone are in the list
        entry = NewRevision(row.number, row.id, row.revision, None, row.record, "", {})
        writer.rewrite([entry], row.run_id)
    return changed


def _compared(row: tuple[Any, ...], record: Record) -> ChangedRow | None:
    number, public, claim_key, stored_revision, revision, run_id, snapshot = row
    if snapshot is None:
        return ChangedRow(number, public, {"revision": (stored_revision, 0)})
    stated = stored_record(snapshot)
    is_visible = stated.get("state") != UNDONE
    expected = {
        **stated,
        "claim_key": claim_key_hash(comparable(str(stated.get("claim"))) if is_visible else ""),
        "revision": revision,
    }
    found = {**record, "claim_key": claim_key, "revision": stored_revision}
    differences = {
        name: (found.get(name), value)
        for name, value in expected.items()
        if found.get(name) != value
    }
    if not differences:
        return None
    differences = differences if record else {}
    restorable = stated if _is_fact_check(stated, public) else None
    return ChangedRow(number, public, differences, revision, run_id, restorable)


def _is_fact_check(record: Record, public: str) -> bool:
    try:
        as_fact_check(record, public)
    except DamagedRecordError:
        return False
    return True
