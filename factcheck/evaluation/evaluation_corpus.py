"""Ingest a labelled corpus into a store, and map its document names to fact-checks."""

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import InputError
from factcheck.formats.field_values import one_text
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.ingest import save_records
from factcheck.model import FactCheck, RawRecord, RecordProblem
from factcheck.retrieval.embed_pending import Progress, embed_pending
from factcheck.store.connection import sqlite_errors_translated
from factcheck.store.producer import __version__
from factcheck.store.repository import Saved
from factcheck.store.store import Store, open_store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# A corpus may be bare claims; an ingest rejects those without a publisher.
_NO_PUBLISHER = "publisher not named"

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Documents:
    """The fact-checks of a store by the document names in the labels.

    Attributes:
        numbers: By document name. Documents with the same claim and page are one fact-check.
        records: Records that were read; 0 for a store that was there before.
        rejected: Records that are no valid fact-checks.
        merged: Documents that became the same fact-check as an earlier one.
    """

    numbers: Mapping[str, frozenset[int]]
    records: int = 0
    rejected: int = 0
    merged: int = 0


def stored_documents(store: Store, names: frozenset[str]) -> Documents:
    """Find documents in an existing store, by fact-check id or by the record's own id."""
    sql = (
        "SELECT number, id, record_id FROM fact_checks "
        "WHERE id IN (SELECT value FROM json_each(:names)) "
        "OR record_id IN (SELECT value FROM json_each(:names))"
    )
    found: dict[str, set[int]] = {}
    with sqlite_errors_translated(store.path):
        rows = store.connection.execute(sql, {"names": json.dumps(sorted(names))}).fetchall()
    for number, *given in rows:
        for name in names.intersection(given):
            found.setdefault(name, set()).add(number)
    return Documents({name: frozenset(numbers) for name, numbers in found.items()})


def corpus_store(
    corpus: Path, folder: Path, encoder: "Encoder | None", on_progress: OnProgress
) -> tuple[Store, Documents]:
    """Ingest *corpus* into a store in *folder*, or open the one of an earlier run.

    Raises:
        InputError: The corpus cannot be read as records.
        StoreError: The store cannot be written to.
    """
    name = _name(corpus, encoder)
    path, notes = folder / f"{name}.db", folder / f"{name}.documents.json"
    # Written last, so its presence means that the store is complete.
    documents = _read_documents(notes) if path.exists() else None
    # For writing in any case, which migrates a store of an older factcheck.
    with open_store(path, mode="write") as store:
        if documents is None:
            documents = _ingest_corpus(store, corpus, on_progress)
        if encoder is not None:
            embed_pending(store, encoder, on_progress)
    notes.write_text(_as_json(documents), encoding="utf-8")
    return open_store(path), documents


def _ingest_corpus(store: Store, corpus: Path, on_progress: OnProgress) -> Documents:
    numbers: dict[str, set[int]] = {}
    saved_records = 0

    def count(fact_check: FactCheck, saved: Saved) -> None:
        nonlocal saved_records
        saved_records += 1
        numbers.setdefault(fact_check.record_id, set()).add(saved.number)

    with open_input(corpus) as opened:
        records = map(_as_document, read_records(opened, ReadOptions()))
        report = save_records(
            records,
            store,
            name=opened.name,
            on_progress=lambda _: on_progress(Progress("reading", opened.bytes_read, opened.size)),
            on_saved=count,
        )
    by_name = {name: frozenset(each) for name, each in numbers.items()}
    different = frozenset[int]().union(*by_name.values())
    rejected = report.records - saved_records
    return Documents(by_name, report.records, rejected, saved_records - len(different))


def _as_document(record: RawRecord | RecordProblem) -> RawRecord | RecordProblem:
    """Refuse a record without an id, and name a publisher where the corpus names none."""
    if isinstance(record, RecordProblem):
        return record
    if not one_text(record.fields.get("record_id")):
        return RecordProblem(record.line, "the labels cannot name it: no id", record.raw)
    if record.fields.get("publisher") or record.fields.get("url"):
        return record
    return replace(record, fields={**record.fields, "publisher": _NO_PUBLISHER})


def _name(corpus: Path, encoder: "Encoder | None") -> str:
    """Name the store by the corpus, the encoder and our version."""
    try:
        with corpus.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{corpus} cannot be opened: {error.strerror or error}") from error
    made_with = f"{content} {encoder.id if encoder else 'words'} {__version__}"
    return f"{corpus.name.split('.')[0]}-{hashlib.sha256(made_with.encode()).hexdigest()[:12]}"


def _read_documents(notes: Path) -> Documents | None:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(notes.read_text(encoding="utf-8"))
        numbers = {name: frozenset(each) for name, each in kept.pop("numbers").items()}
        return Documents(numbers, **kept)
    return None


def _as_json(documents: Documents) -> str:
    return json.dumps(
        {
            "numbers": {name: sorted(each) for name, each in documents.numbers.items()},
            "records": documents.records,
            "rejected": documents.rejected,
            "merged": documents.merged,
        }
    )
