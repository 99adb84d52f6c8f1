"""The store: one SQLite file with fact-checks, their history, their words and their vectors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from factcheck.errors import StoreReadOnly
from factcheck.model import Filters
from factcheck.store import filter_query
from factcheck.store.connection import (
    StoreConnection,
    acquire_writer_lock,
    checkpoint_log,
    open_for_reading,
    open_for_writing,
    read_transaction,
    sqlite_errors_translated,
    translate_sqlite_errors,
)
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.file_check import resolve_link
from factcheck.store.store_id import read_store_id
from factcheck.store.vector_table import VectorTable
from factcheck.store.word_index import WordIndex

if TYPE_CHECKING:
    # Loaded when they are first used: no lookup needs them, and a cold start is short.
    from filelock import BaseFileLock

    from factcheck.store.calibration_table import CalibrationTable
    from factcheck.store.integrity import Finding, StoreStats
    from factcheck.store.judgement_table import JudgementTable
    from factcheck.store.ledger import Ledger
    from factcheck.store.link_check_table import LinkCheckTable
    from factcheck.store.rating_override_table import RatingOverrideTable
    from factcheck.store.repository import Repository
    from factcheck.store.revision_writer import RevisionWriter
    from factcheck.store.saved_maps import SavedMapTable

# How long others are waited for, who write or keep readers out, before a command gives up.
WAIT_SECONDS = 10.0


class Store(FactCheckReader):
    """An open store. Use it as a context manager, in the thread that opened it.

    Every method, also those of its parts, raises a `StoreError` of the fitting kind where the
    file cannot be used. Those that take an id raise `FactCheckNotFound` where it names none or
    more than one; those that take an encoder's id raise `EncoderMismatch` where the stored
    vectors come from another encoder.

    Attributes:
        words: The full-text index.
        vectors: The vectors, and the queue of fact-checks that still need one.
    """

    def __init__(
        self,
        connection: StoreConnection,
        *,
        writer_lock: "BaseFileLock | None" = None,
    ) -> None:
        """Take over an open connection; `open_store` makes one."""
        super().__init__(connection)
        self.words = WordIndex(connection)
        self.vectors = VectorTable(connection)
        self._writer_lock = writer_lock

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; a writer leaves nothing beside it unless somebody is reading."""
        try:
            if self._writer_lock is not None:
                checkpoint_log(self._connection)
        finally:
            self._connection.close()
            if self._writer_lock is not None:
                self._writer_lock.release()
                self._writer_lock = None

    @property
    def connection(self) -> StoreConnection:
        """The open SQLite connection, for queries of one's own."""
        return self._connection

    @property
    def store_id(self) -> str:
        """The store's id, 32 hexadecimal digits; a copy of the file keeps it, an export does not.

        Empty where the file was last written by a version that knew no ids.
        """
        with sqlite_errors_translated(self.path):
            return read_store_id(self._connection)

    @cached_property
    def repository(self) -> "Repository":
        """Saves fact-checks.

        Raises:
            StoreReadOnly: The store was opened for reading.
        """
        from factcheck.store.repository import Repository

        if self._writer_lock is None:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")
        return Repository(self._connection)

    @cached_property
    def ledger(self) -> "Ledger":
        """What changed when, what each input states, and ways to undo it."""
        from factcheck.store.ledger import Ledger

        return Ledger(self._connection, self._revision_writer)

    @cached_property
    def link_checks(self) -> "LinkCheckTable":
        """What was found when review pages were checked."""
        from factcheck.store.link_check_table import LinkCheckTable

        return LinkCheckTable(self._connection, self._revision_writer)

    @cached_property
    def rating_overrides(self) -> "RatingOverrideTable":
        """How a maintainer reads ratings."""
        from factcheck.store.rating_override_table import RatingOverrideTable

        return RatingOverrideTable(self._connection, self._revision_writer)

    @cached_property
    def judgements(self) -> "JudgementTable":
        """What people said of texts and fact-checks."""
        from factcheck.store.judgement_table import JudgementTable

        return JudgementTable(self._connection, writable=self._writer_lock is not None)

    @cached_property
    def calibrations(self) -> "CalibrationTable":
        """How scores are recalibrated."""
        from factcheck.store.calibration_table import CalibrationTable

        return CalibrationTable(self._connection)

    @cached_property
    def saved_maps(self) -> "SavedMapTable":
        """How inputs of a name are read."""
        from factcheck.store.saved_maps import SavedMapTable

        return SavedMapTable(self._connection)

    @property
    def _revision_writer(self) -> "RevisionWriter | None":
        return self.repository.writer if self._writer_lock is not None else None

    @translate_sqlite_errors
    def matching(self, filters: Filters) -> set[int] | None:
        """Find the numbers of the fact-checks that pass *filters*, None where all pass."""
        return filter_query.matching(self._connection, filters)

    @translate_sqlite_errors
    def known_values(self) -> filter_query.KnownValues:
        """List the languages and publishers that filters can name."""
        return filter_query.known_values(self._connection)

    @translate_sqlite_errors
    def unknown_values(self, filters: Filters) -> list[filter_query.UnknownValue]:
        """List the languages and publishers of *filters* that no fact-check has."""
        return filter_query.unknown_values(self._connection, filters)

    @translate_sqlite_errors
    def version(self) -> tuple[int, int]:
        """Return a value that changes whenever any process writes to the store."""
        data_version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return data_version, self._connection.total_changes

    @contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Let everything inside see the store as it is now, whatever others write meanwhile.

        A store that is open for writing sees its own writes.
        """
        if self._writer_lock is not None or self._connection.in_transaction:
            yield
            return
        with read_transaction(self._connection):
            yield

    @translate_sqlite_errors
    def stats(self) -> "StoreStats":
        """Count what is in the store."""
        from factcheck.store import integrity

        return integrity.stats(self._connection, self.path)

    @translate_sqlite_errors
    def check(self, *, quickly: bool = False) -> "tuple[Finding, ...]":
        """Look for damage; open for writing, the word index is checked more deeply.

        *quickly* leaves out what compares every text with its index entries and its vector.
        """
        from factcheck.store import integrity

        return integrity.check(self._connection, quickly=quickly)

    @translate_sqlite_errors
    def repair(self) -> "tuple[Finding, ...]":
        """Restore changed rows, rebuild the word index, and drop vectors that no search may use.

        Returns what was restored.
        """
        from factcheck.store import integrity

        self.repository  # noqa: B018 (raises where the store is open for reading)
        return integrity.repair(self._connection)


def open_store(
    path: str | Path,
    *,
    mode: Literal["read", "write"] = "read",
    wait_seconds: float = WAIT_SECONDS,
) -> Store:
    """Open the store at *path*; for writing, make it where there is none.

    Raises:
        StoreNotFound: There is nothing to read.
        NotAStore: The file is something else, or damaged.
        StoreTooNew: A newer factcheck wrote it.
        StoreBusy: Somebody else is writing, or keeps readers out, for longer than *wait_seconds*.
        StoreReadOnly: It cannot be written to.
    """
    place = resolve_link(Path(path))
    if mode == "read":
        return Store(open_for_reading(place, wait_seconds))
    lock = acquire_writer_lock(place, wait_seconds)
    try:
        return Store(open_for_writing(place, wait_seconds), writer_lock=lock)
    except BaseException:
        lock.release()
        raise
