"""Put somebody's labelled corpus into a store, and remember which document became what."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import InputError
from factcheck.formats.input_files import Input, open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.validation import validate
from factcheck.model import FactCheck, RawRecord, RecordProblem
from factcheck.ratings.rating_reader import language_of_rating, read_rating
from factcheck.retrieval.embed_pending import Progress, embed_pending
from factcheck.store.clock import utc_now
from factcheck.store.connection import plain_errors
from factcheck.store.producer import __version__
from factcheck.store.store import Store, open_store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_TOGETHER = 500
# A corpus to measure on may be bare claims; a real store refuses those without a publisher.
_NO_PUBLISHER = "publisher not named"

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Documents:
    """Which fact-checks of a store the labels mean.

    Attributes:
        numbers: By the document's name in the labels. Documents with one claim and one
            page are one fact-check.
        records: Records that were read; 0 where nothing was.
        rejected: Records that could not be fact-checks.
        merged: Documents that became the same fact-check as an earlier one.
    """

    numbers: Mapping[str, frozenset[int]]
    records: int = 0
    rejected: int = 0
    merged: int = 0


def stored_documents(store: Store, names: frozenset[str]) -> Documents:
    """Find documents in a store of one's own: by public id, or by the record's own id."""
    sql = (
        "SELECT number, id, record_id FROM fact_checks "
        "WHERE id IN (SELECT value FROM json_each(?1)) "
        "OR record_id IN (SELECT value FROM json_each(?1))"
    )
    found: dict[str, set[int]] = {}
    with plain_errors(store.path):
        rows = store.connection.execute(sql, (json.dumps(sorted(names)),)).fetchall()
    for number, *given in rows:
        for name in names.intersection(given):
            found.setdefault(name, set()).add(number)
    return Documents({name: frozenset(numbers) for name, numbers in found.items()})


def corpus_store(
    corpus: Path, folder: Path, encoder: "Encoder | None", on_progress: OnProgress
) -> tuple[Store, Documents]:
    """Make a store of *corpus* in *folder*, or open the one that an earlier run left there.

    Raises:
        InputError: The corpus cannot be read as records.
        StoreError: The store cannot be made or used.
    """
    name = _name(corpus, encoder)
    path, notes = folder / f"{name}.db", folder / f"{name}.documents.json"
    # Written last, so its presence says that nothing is missing.
    documents = _remembered(notes) if path.exists() else None
    # For writing in any case: that brings a store of an older factcheck up to date.
    with open_store(path, mode="write") as store:
        if documents is None:
            with open_input(corpus) as opened:
                documents = _Intake(store, opened, on_progress).run()
        if encoder is not None:
            embed_pending(store, encoder, on_progress)
    notes.write_text(_as_json(documents), encoding="utf-8")
    return open_store(path), documents


@dataclass(slots=True)
class _Intake:
    """A corpus on its way into a store."""

    store: Store
    opened: Input
    on_progress: OnProgress
    numbers: dict[str, set[int]] = field(default_factory=dict)
    records: int = 0
    rejected: int = 0

    def run(self) -> Documents:
        run_id = self.store.begin_run(
            self.opened.name, utc_now().isoformat(), factcheck_version=__version__
        )
        taken = self._valid()
        while batch := list(islice(taken, _TOGETHER)):
            fact_checks = [fact_check for _, fact_check in batch]
            saved = self.store.save_batch(run_id, fact_checks, utc_now().isoformat())
            for (name, _), each in zip(batch, saved, strict=True):
                self.numbers.setdefault(name, set()).add(each.number)
            self.on_progress(Progress("reading", self.opened.bytes_read, self.opened.size))
        counts = {"records": self.records, "rejected": self.rejected}
        self.store.finish_run(run_id, counts, utc_now().isoformat())
        return self._documents()

    def _valid(self) -> Iterator[tuple[str, FactCheck]]:
        options = ReadOptions(read_rating=read_rating, language_of_rating=language_of_rating)
        for record in read_records(self.opened, options):
            self.records += 1
            result = (
                validate(_attributed(record), options) if isinstance(record, RawRecord) else record
            )
            if isinstance(result, RecordProblem) or not result[0].record_id:
                self.rejected += 1
            else:
                yield result[0].record_id, result[0]

    def _documents(self) -> Documents:
        numbers = {name: frozenset(each) for name, each in self.numbers.items()}
        different = frozenset[int]().union(*numbers.values())
        merged = self.records - self.rejected - len(different)
        return Documents(numbers, self.records, self.rejected, merged)


def _attributed(record: RawRecord) -> RawRecord:
    if record.fields.get("publisher") or record.fields.get("url"):
        return record
    return replace(record, fields={**record.fields, "publisher": _NO_PUBLISHER})


def _name(corpus: Path, encoder: "Encoder | None") -> str:
    """Name the store by everything that it is made of."""
    try:
        with corpus.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{corpus} cannot be opened: {error.strerror or error}") from error
    made_with = f"{content} {encoder.id if encoder else 'words'} {__version__}"
    return f"{corpus.name.split('.')[0]}-{hashlib.sha256(made_with.encode()).hexdigest()[:12]}"


def _remembered(notes: Path) -> Documents | None:
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
