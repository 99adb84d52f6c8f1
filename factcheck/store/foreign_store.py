"""Read another newsroom's store as an untrusted file.

The file is never attached to ours and never written to. Its schema must be, word for word, what
our own migrations make, so that no view, trigger, computed column or foreign module of somebody
else can run; then rows are read one by one, and go through the same validation as any record.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from factcheck.errors import InputError
from factcheck.model import RawRecord, RecordProblem
from factcheck.store.foreign_connection import ForeignConnection, one_line, open_foreign_file
from factcheck.store.foreign_schema import check_foreign_schema
from factcheck.store.migrations import TABLES
from factcheck.store.row_mapping import DamagedRecordError, read_json

# Far above any honest store: half a million fact-checks with vectors take about two gigabytes.
MAX_BYTES = 8_000_000_000
_MOST_SOURCES = 300

# What a fact-check is made of; its number, its ids and its fingerprints mean something there only.
_MOST_JUDGEMENTS = 1_000
_JUDGEMENTS = (
    "SELECT j.text, j.judgement, j.judged_by, j.judged_at, j.note, j.claim, j.verdict "
    "FROM judgements j WHERE j.fact_check = ? AND j.origin = '' AND NOT EXISTS ("
    "SELECT 1 FROM ingest_runs u WHERE u.undoes = j.run_id AND NOT EXISTS ("
    "SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)) ORDER BY j.id LIMIT ?"
)
_JUDGEMENT_FIELDS = (
    "claim",
    "judgement",
    "judged_by",
    "judged_at",
    "note",
    "reviewed_claim",
    "verdict",
)
_TEXTS = tuple(
    name
    for name in TABLES["fact_checks"]
    if name
    in (
        "claim title summary rating rating_language verdict mapped_by review_url reviewed_on "
        "modified_on claimant claimed_on language tags record_id "
        "state state_reason state_on harm"
    ).split()
)
# An export has these too, and they are read back as they are.
EXPORT_RUN = "factcheck export"
HANDED_ON = "handed_on_by"
_EXPORT_TEXTS = ("axis", "media_flags", "script")
_UNDONE = "undone"
_FIELD_NAMES = {"review_url": "url"}
_LISTS = {"appearance": "appearances", "archive": "archive_urls", "picture": "pictures"}
_PUBLISHER = {"name": "publisher", "domain": "publisher_domain", "country": "country"}


class _BadRowError(Exception):
    """One row cannot be a fact-check; the message is the reason."""


def foreign_store_records(path: Path) -> Iterator[RawRecord | RecordProblem]:
    """Yield the current state of every fact-check in a foreign store, in its own order.

    Its history, ids, vectors and word index are not read. A row that is damaged is
    reported, and the next one is read.

    Raises:
        InputError: The file is not exactly a store as we make it, or is damaged or too large.
    """
    with _readable_copy(path) as place, open_foreign_file(place, path) as foreign:
        columns = check_foreign_schema(foreign)
        names = [name for name in _TEXTS if name in columns]
        if not _is_export(foreign):
            yield from _rows(foreign, names)
            return
        for record in _rows(foreign, [*names, *_EXPORT_TEXTS]):
            if isinstance(record, RawRecord):
                yield replace(record, raw={**record.raw, HANDED_ON: EXPORT_RUN})
            else:
                yield record


def _is_export(foreign: ForeignConnection) -> bool:
    """Whether the store was written by `factcheck export`."""
    rows = foreign.all("SELECT input_name FROM ingest_runs LIMIT 2")
    return rows == [(EXPORT_RUN.encode(),)]


@contextmanager
def _readable_copy(path: Path) -> Iterator[Path]:
    """Give the file itself, or a copy of it where its newest changes lie in a log beside it."""
    log, journal = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    try:
        size = path.stat().st_size + _size(log)
        if not path.is_file():
            raise InputError(f"{path} is not a file")
        if size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES:,} bytes: too large for a store")
        if _size(journal):
            # A journal may name other files, which SQLite would then delete.
            raise InputError(
                f"{path} was cut off while it was written; run 'factcheck doctor' on it "
                "where it comes from, and copy it again"
            )
        if not _size(log):
            yield path
            return
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "foreign.db"
            shutil.copyfile(path, place)
            shutil.copyfile(log, place.with_name("foreign.db-wal"))
            yield place
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be read: {reason}") from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _rows(foreign: ForeignConnection, columns: list[str]) -> Iterator[RawRecord | RecordProblem]:
    """Walk along the numbers, so that one row that cannot be read takes no other with it."""
    number: int | None = None
    place = 0
    while True:
        place += 1
        try:
            found = _next_number(foreign, number)
        except sqlite3.Error as error:
            yield RecordProblem(place, f"the store is damaged from here on: {one_line(error)}")
            return
        if found is None:
            return
        if not isinstance(found, int) or (number is not None and found <= number):
            yield RecordProblem(
                place, "the store is damaged from here on: its rows are in no order"
            )
            return
        number = found
        try:
            record = _record(foreign, number, place, columns)
            # What its owner undid is no state of anything.
            if record.fields.get("state") != _UNDONE:
                yield record
        except _BadRowError as bad:
            yield RecordProblem(place, str(bad))
        except sqlite3.Error as error:
            yield RecordProblem(place, f"the row cannot be read: {one_line(error)}")


def _next_number(foreign: ForeignConnection, number: int | None) -> object:
    sql = "SELECT number FROM fact_checks {}ORDER BY number LIMIT 1"
    if number is None:
        row = foreign.one(sql.format(""))
    else:
        row = foreign.one(sql.format("WHERE number > ? "), number)
    return row[0] if row else None


def _record(foreign: ForeignConnection, number: int, place: int, columns: list[str]) -> RawRecord:
    names = ["publisher_id", *columns]
    row = foreign.one(f"SELECT {', '.join(names)} FROM fact_checks WHERE number = ?", number)
    if row is None:
        raise _BadRowError("the row is in the index and not in the table: the store is damaged")
    raw: dict[str, object] = {
        name: _text(value, name) for name, value in zip(columns, row[1:], strict=True)
    }
    raw |= _publisher(foreign, row[0])
    raw |= _sources(foreign, number)
    fields = {
        _FIELD_NAMES.get(name, name): value
        for name, text in raw.items()
        if (value := _value(name, text))
    }
    origins = {_FIELD_NAMES.get(name, name): name for name in raw}
    return RawRecord(
        place,
        fields,
        raw,
        {name: origins[name] for name in fields},
        judgements=_judgements(foreign, number),
    )


def _judgements(foreign: ForeignConnection, number: int) -> tuple[dict[str, object], ...]:
    """Return what its own people said of a fact-check, as an export has it."""
    table = "SELECT 1 FROM sqlite_schema WHERE name = 'judgements'"
    if foreign.one(table) is None:
        return ()
    return tuple(
        {name: _text(value, name) for name, value in zip(_JUDGEMENT_FIELDS, row, strict=True)}
        for row in foreign.all(_JUDGEMENTS, number, _MOST_JUDGEMENTS)
    )


def _publisher(foreign: ForeignConnection, publisher: object) -> dict[str, object]:
    row = foreign.one("SELECT name, domain, country FROM publishers WHERE id = ?", publisher)
    if row is None:
        raise _BadRowError("its publisher is missing: the store is damaged")
    return {
        ours: _text(value, f"publisher's {theirs}")
        for (theirs, ours), value in zip(_PUBLISHER.items(), row, strict=True)
    }


def _sources(foreign: ForeignConnection, number: int) -> dict[str, object]:
    found: dict[str, list[str]] = {}
    sql = "SELECT kind, url FROM sources WHERE fact_check = ? ORDER BY kind, position LIMIT ?"
    for kind, url in foreign.all(sql, number, _MOST_SOURCES):
        name = _LISTS.get(_text(kind, "kind of a source"))
        if name is not None:
            found.setdefault(name, []).append(_text(url, "address of a source"))
    return dict(found)


def _text(value: object, name: str) -> str:
    if not isinstance(value, bytes):
        raise _BadRowError(f"the column {name} holds no text: the store is damaged")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _BadRowError(f"the column {name} has letters that are not UTF-8") from error


def _value(name: str, text: object) -> str | tuple[str, ...]:
    if isinstance(text, list):
        return tuple(text)
    if name != "tags":
        return str(text)
    try:
        listed = read_json(text, list)
    except DamagedRecordError as error:
        raise _BadRowError("the column tags holds no list: the store is damaged") from error
    return tuple(tag if isinstance(tag, str) else json.dumps(tag) for tag in listed)
