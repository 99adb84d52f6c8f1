"""Answer claims inside a worker of Spark: store and encoder are opened once a process.

Loaded where Spark runs and nowhere else.
"""

import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import pyarrow as pa
from pyspark import SparkFiles

from factcheck.errors import ClusterError
from factcheck.formats.date_parser import claim_date
from factcheck.lookup import DatedClaim, Lookup, LookupOptions
from factcheck.neural.encoder import (
    FOLDER_SETTING,
    Encoder,
    default_encoder,
    folder_encoder,
)
from factcheck.neural.model_cache import cache_folder
from factcheck.spark.answer_columns import Row, answer_row, problem_row
from factcheck.store.atomic_write import atomic_write
from factcheck.store.producer import __version__
from factcheck.store.store import open_store

# An answer as JSON may take 10 kB; this many are held at once, whatever Spark sends.
_ROWS_TOGETHER = 256
# A task may use two stores, or one store with two sets of options, in turns.
_LOOKUPS_KEPT = 2
# On one machine, of all that were ever sent to it.
_STORES_KEPT = 4


@dataclass(frozen=True, slots=True)
class Task:
    """The settings of a job, the same for every row.

    Attributes:
        store_file: Name under which Spark brought the store.
        columns: Which of `ANSWER_COLUMNS` are wanted.
        today: No claim can be later than this, ``YYYY-MM-DD``.
        words_only: Compare words, and open no encoder.
        encoder_folder: Of an encoder of one's own, on every worker; empty for ours.
        threads: How many a worker may use.
        version: Of factcheck where the job was started.
    """

    store_file: str
    options: LookupOptions
    columns: tuple[str, ...]
    today: str
    words_only: bool = False
    encoder_folder: str = ""
    threads: int = 1
    version: str = __version__


def answered(task: Task, batches: Iterator[tuple[pa.Array, ...]]) -> Iterator[pa.Array]:
    """Answer claims in their order, one row for each.

    Args:
        task: The settings of the job, and its store.
        batches: The claims and their dates, two arrays of texts. A claim that is null stays
            unanswered: all of its row is null.

    Raises:
        FactCheckError: The store or the encoder cannot be used here.
    """
    lookup = _lookup(task)
    row_type = _arrow_type(task.columns)
    for claims, dates in batches:
        rows = _rows(task, lookup, claims.to_pylist(), dates.to_pylist())
        while together := list(islice(rows, _ROWS_TOGETHER)):
            yield pa.array(together, row_type)


def _rows(
    task: Task, lookup: Lookup, claims: list[str | None], dates: list[str | None]
) -> Iterator[Row | None]:
    day = date.fromisoformat(task.today)
    answers = lookup.answers(
        _dated(claim, written, day)
        for claim, written in zip(claims, dates, strict=True)
        if claim and not claim.isspace()
    )
    for claim in claims:
        if claim is None:
            yield None
        elif not claim or claim.isspace():
            yield problem_row("no text", task.columns)
        else:
            yield answer_row(next(answers), task.columns)


def _dated(claim: str, written: str | None, day: date) -> str | DatedClaim:
    if not written or written.isspace():
        return claim
    return DatedClaim(claim, claim_date(written, day))


def _arrow_type(columns: tuple[str, ...]) -> pa.DataType:
    numbers = {"score": pa.float64(), "group": pa.int32()}
    return pa.struct([(name, numbers.get(name, pa.string())) for name in columns])


# A store belongs to the thread that opened it.
_Opened = tuple[int, Task]
_lookups: "OrderedDict[_Opened, Lookup]" = OrderedDict()
_encoders: dict[tuple[str, int], Encoder] = {}


def _lookup(task: Task) -> Lookup:
    """Open what *task* needs, or give what this process has opened for it before."""
    if task.version != __version__:
        raise ClusterError(
            f"a worker has factcheck {__version__} and the driver {task.version}; "
            "install the same on all machines"
        )
    key = (threading.get_ident(), task)
    if key not in _lookups:
        store = open_store(
            shared_copy(Path(SparkFiles.get(task.store_file)), cache_folder(os.environ))
        )
        notes = ("compared by words only, as asked",) if task.words_only else ()
        encoder = None if task.words_only else _encoder(task)
        _lookups[key] = Lookup(store, encoder, task.options, notes)
        while len(_lookups) > _LOOKUPS_KEPT:
            # Its store is closed when nothing refers to it any more.
            _lookups.popitem(last=False)
    _lookups.move_to_end(key)
    return _lookups[key]


def shared_copy(shipped: Path, cache: Path) -> Path:
    """Return the copy of a shipped store that all executors of this machine read.

    Spark gives each executor a file of its own; in one place, what is made from the store and
    kept in the cache folder is made once a machine. Where that cannot be, *shipped* serves.
    """
    kept = cache / "cluster" / shipped.name
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            with atomic_write(kept) as unfinished:
                _link_or_copy(shipped, unfinished)
        kept.touch()
        by_use = sorted(kept.parent.glob("factcheck-*.db"), key=lambda each: each.stat().st_mtime)
        # A process that has one of them open goes on reading it.
        for old in by_use[:-_STORES_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return shipped
    return kept


def _link_or_copy(shipped: Path, own: Path) -> None:
    try:
        own.hardlink_to(shipped)
    except OSError:
        shutil.copyfile(shipped, own)


def _encoder(task: Task) -> Encoder:
    """Open the encoder; a worker that cannot must not answer by words what others compare."""
    key = (task.encoder_folder, task.threads)
    if key not in _encoders:
        if task.encoder_folder:
            _encoders[key] = folder_encoder(Path(task.encoder_folder), threads=task.threads)
        else:
            # The driver decides which encoder is used, for all workers alike.
            settings = {name: value for name, value in os.environ.items() if name != FOLDER_SETTING}
            _encoders[key] = default_encoder(
                lambda _message: None, environment=settings, threads=task.threads
            )
    return _encoders[key]
