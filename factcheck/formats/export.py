"""Export fact-checks: as a ClaimReview feed, JSON Lines, CSV or XLSX, or a smaller store."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from factcheck.errors import UsageError
from factcheck.formats.claim_review_feed import claim_review_feed
from factcheck.formats.csv_writer import table
from factcheck.formats.export_fields import ExportFormat
from factcheck.formats.json_lines_writer import json_lines
from factcheck.formats.sqlite_subset import write_store
from factcheck.model import FactCheck, Filters
from factcheck.store.clock import utc_now
from factcheck.store.connection import read_transaction, sqlite_errors_translated
from factcheck.store.filter_query import numbers_by_id
from factcheck.store.store import Store

_BATCH_SIZE = 500

# (fact-checks, day of the export) to chunks of text.
_TEXT_FORMATS: Mapping[ExportFormat, Callable[[Iterable[FactCheck], str], Iterator[str]]] = {
    ExportFormat.CLAIMREVIEW: claim_review_feed,
    ExportFormat.JSONL: json_lines,
    ExportFormat.CSV: table,
    # On a stream that makes a workbook of it.
    ExportFormat.XLSX: table,
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is exported.

    Attributes:
        filters: As for a look-up.
        recorded_since: Only what this store ingested or changed on or after that day:
            ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
        judgements: Whether JSON Lines and stores have our own judgements.
        clock: Tells the day of the export.
    """

    filters: Filters = field(default_factory=Filters)
    recorded_since: str = ""
    judgements: bool = True
    clock: Callable[[], datetime] = utc_now

    @property
    def made_on(self) -> str:
        """The day of the export."""
        return self.clock().date().isoformat()


def export_text(
    store: Store, stream: TextIO, format: ExportFormat, options: ExportOptions | None = None
) -> int:
    """Write fact-checks to *stream* and return their count.

    The same fact-checks give the same bytes, in whatever order they were ingested.

    Raises:
        UsageError: The format is no text format.
        StoreError: The store cannot be read.
    """
    chosen = options or ExportOptions()
    if format not in _TEXT_FORMATS:
        raise UsageError(f"{format.value} is a file of its own and no text; name it with -o FILE")
    count = 0

    def each(batches: Iterable[Mapping[int, FactCheck]]) -> Iterator[FactCheck]:
        nonlocal count
        for batch in batches:
            yield from batch.values()
            count += len(batch)

    with _batches(store, chosen) as batches:
        for chunk in _TEXT_FORMATS[format](each(batches), chosen.made_on):
            stream.write(chunk)
    return count


def export_store(store: Store, path: Path, options: ExportOptions | None = None) -> int:
    """Write fact-checks and their vectors to a new store, and return their count.

    Raises:
        StoreError: *store* cannot be read, or the new one cannot be written.
    """
    chosen = options or ExportOptions()
    with _batches(store, chosen) as batches:
        return write_store(store, batches, path, chosen.made_on)


@contextmanager
def _batches(store: Store, options: ExportOptions) -> Iterator[Iterator[Mapping[int, FactCheck]]]:
    """Yield batches of the chosen fact-checks by number, sorted by id."""
    with sqlite_errors_translated(store.path), read_transaction(store.connection):
        numbers = numbers_by_id(
            store.connection,
            store.matching(options.filters),
            recorded_since=options.recorded_since,
        )
        yield (
            _read(store, numbers[start : start + _BATCH_SIZE], options)
            for start in range(0, len(numbers), _BATCH_SIZE)
        )


def _read(store: Store, numbers: list[int], options: ExportOptions) -> dict[int, FactCheck]:
    found = store.fact_checks(numbers)
    judged = store.judgements.own_of(numbers) if options.judgements else {}
    return {
        number: replace(found[number], judgements=judged[number])
        if number in judged
        else found[number]
        for number in numbers
    }
