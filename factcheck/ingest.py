"""Take in fact-checks from a file: the second of the two journeys.

file → records → validated fact-checks → saved with their history → vectors
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from factcheck.errors import InputError
from factcheck.formats.input_files import open_input
from factcheck.formats.record_reader import read_records
from factcheck.ingesting.ingest_run import IngestOptions, IngestProcess
from factcheck.model import IngestReport, RawRecord, RecordProblem
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.store import Store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

__all__ = ["IngestOptions", "ingest", "save_records"]


def ingest(  # noqa: PLR0913 (what a caller may listen to is not an option)
    source: Path | BinaryIO,
    store: Store,
    encoder: "Encoder | None" = None,
    options: IngestOptions | None = None,
    *,
    name: str = "",
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Take in every record of *source* that can be taken, and say what became of each.

    What was saved stays saved, whatever happens later: running it again goes on where it
    stopped, and changes nothing that is already there.

    Args:
        source: A file, or an open binary stream.
        store: Open for writing.
        encoder: Makes the vectors; without one, only words are indexed.
        options: How to read, and how much to do.
        name: What to call the source in the history; its own name by default.
        on_problem: Gets every record that could not be taken.
        on_progress: Is told now and then how far it is.

    Raises:
        InputError: The file as a whole cannot be read as records.
        StoreError: The store cannot be written to.
    """
    chosen = options or IngestOptions()
    run = IngestProcess(store, chosen, on_problem, on_progress)
    with (
        open_input(source, name) as opened,
        store.rehearsal() if chosen.rehearse else nullcontext(),
    ):
        _refuse_itself(opened.path, store)
        report = run.take_in(
            opened.name,
            lambda reading: read_records(opened, reading),
            lambda: Progress("reading", opened.bytes_read, opened.size),
        )
    return run.encoded(report, encoder)


def save_records(  # noqa: PLR0913 (as above)
    records: Sequence[RawRecord | RecordProblem],
    store: Store,
    encoder: "Encoder | None" = None,
    options: IngestOptions | None = None,
    *,
    name: str,
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> IngestReport:
    """Take in records that were read already, from a page instead of a file, as `ingest` does.

    Raises:
        StoreError: The store cannot be written to.
    """
    chosen = options or IngestOptions()
    run = IngestProcess(store, chosen, on_problem, on_progress)
    with store.rehearsal() if chosen.rehearse else nullcontext():
        report = run.take_in(
            name, lambda _: records, lambda: Progress("reading", len(records), len(records))
        )
    return run.encoded(report, encoder)


def _refuse_itself(path: Path | None, store: Store) -> None:
    if path is not None and path.exists() and path.samefile(store.path):
        raise InputError(f"{path} is the store itself: there is nothing in it to take in")
