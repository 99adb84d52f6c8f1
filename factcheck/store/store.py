"""Keep published fact-checks in one file, and find them again."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from factcheck.model import FactCheck, Filters, Revision
from factcheck.store import filter_query
from factcheck.store.connection import (
    fold_log,
    open_for_reading,
    open_for_writing,
    plain_errors,
    speaks_plainly,
    take_writer_lock,
)
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.file_check import real_place
from factcheck.store.read_transaction import read_transaction
from factcheck.store.seldom_used import SeldomUsed, new_saver
from factcheck.store.store_id import read_store_id
from factcheck.store.store_types import (
    ITSELF,
    Finding,
    Origin,
    PendingText,
    Saved,
    StoreStats,
    TextRules,
)
from factcheck.store.vector_table import VectorTable
from factcheck.store.word_index import WordIndex
from factcheck.text.normalise import comparable
from factcheck.text.terms import terms

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import ArrayLike, NDArray

# How long a second ingest waits for the first before it gives up.
WRITER_WAIT_SECONDS = 10.0

DEFAULT_TEXT_RULES = TextRules(words=terms, comparable=comparable)


class Store(SeldomUsed):
    """One file with fact-checks, their history, their words and their vectors.

    Use it as a context manager. Every method raises a `StoreError` of the fitting kind
    where the file cannot be used. Those that take an id raise `FactCheckNotFound` where it
    names none or more than one; those that take an encoder's id raise `EncoderMismatch`
    where the stored vectors come from another encoder.
    A store belongs to the thread that opened it.

    Attributes:
        path: Where the file lies.
        source_checks: What was found when review pages were looked at.
        ledger: What changed when, which input says what, and ways to take it back.
        rating_mappings: What a maintainer says that ratings mean.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        writer_lock: "BaseFileLock | None" = None,
        text_rules: TextRules = DEFAULT_TEXT_RULES,
    ) -> None:
        """Take over an open connection; `open_store` makes one."""
        self.path = path
        self._connection = connection
        self._writer_lock = writer_lock
        self._text_rules = text_rules
        self._reader = FactCheckReader(connection)
        self._words = WordIndex(connection)
        self._vectors = VectorTable(connection)
        self._saver = new_saver(connection, self._words, text_rules) if writer_lock else None

    def __enter__(self) -> Self:
        """Give the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The open SQLite connection, for one's own questions in SQL."""
        return self._connection

    @property
    def skipped_vectors(self) -> int:
        """How many unusable vectors the last `load_vectors` left out."""
        return self._vectors.skipped

    @property
    def store_id(self) -> str:
        """The store's id, 32 hexadecimal digits; a copy of the file keeps it, an export does not.

        Empty where the file was last written by a version that knew no ids.
        """
        with plain_errors(self.path):
            return read_store_id(self._connection)

    def close(self) -> None:
        """Close the file; a writer leaves nothing beside it unless somebody is reading."""
        try:
            if self._writer_lock is not None:
                fold_log(self._connection)
        finally:
            self._connection.close()
            if self._writer_lock is not None:
                self._writer_lock.release()
                self._writer_lock = None

    @speaks_plainly
    def begin_run(
        self,
        input_name: str,
        started_at: str,
        *,
        input_sha256: str = "",
        factcheck_version: str = "",
        origin: Origin = ITSELF,
    ) -> int:
        """Note that an ingest begins, and give its run id; *started_at* is UTC in ISO 8601."""
        from factcheck.store.runs import NewRun  # lazy: only writers begin runs

        run = NewRun(input_name, started_at, input_sha256, factcheck_version, origin)
        return self._writer().begin_run(run)

    @speaks_plainly
    def save_batch(
        self, run_id: int, fact_checks: Iterable[FactCheck], recorded_at: str
    ) -> list[Saved]:
        """Save all of *fact_checks* in one transaction, and say what became of each, in order.

        The id is made here, from the review URL and the claim, whatever the values carry.
        """
        return self._writer().save_batch(run_id, fact_checks, recorded_at)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let everything inside be written and seen, and take it all back at the end."""
        saver = self._writer()
        with plain_errors(self.path):
            saver.rehearse()
        try:
            yield
        finally:
            saver.take_back()

    @speaks_plainly
    def finish_run(self, run_id: int, counts: Mapping[str, int], finished_at: str) -> None:
        """Note that an ingest has come to its end, and what it counted."""
        self._writer().finish_run(run_id, counts, finished_at)

    @speaks_plainly
    def resolve(self, id_text: str) -> str:
        """Find the id that a person meant: any case, hyphens, o for 0, or its beginning."""
        return self._reader.resolve(id_text)

    @speaks_plainly
    def get(self, id_text: str) -> FactCheck:
        """Give one fact-check with the record that it was read from."""
        return self._reader.get(id_text)

    @speaks_plainly
    def fact_checks(self, numbers: Iterable[int]) -> dict[int, FactCheck]:
        """Give many fact-checks at once by number, without their raw records."""
        return self._reader.fact_checks(numbers)

    @speaks_plainly
    def history(self, id_text: str) -> tuple[Revision, ...]:
        """Give every state that a fact-check has been in, oldest first."""
        return self._reader.history(id_text)

    @speaks_plainly
    def by_url(self, url: str) -> tuple[int, ...]:
        """Find the numbers of fact-checks whose page, claim or archived copy is at *url*."""
        return self._reader.by_url(url)

    @speaks_plainly
    def by_claim_key(self, key: str) -> tuple[int, ...]:
        """Find the numbers of fact-checks whose claim, made comparable, is exactly *key*."""
        return self._reader.by_claim_key(key)

    @speaks_plainly
    def matching(self, filters: Filters) -> set[int] | None:
        """Find the numbers of the fact-checks that pass *filters*, None where all pass."""
        return filter_query.matching(self._connection, filters)

    @speaks_plainly
    def word_search(
        self, words: Iterable[str], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Find fact-checks that have any of *words*: (number, BM25), best first."""
        return self._words.search(words, limit, allowed)

    @speaks_plainly
    def document_frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """Count the fact-checks that each word stands in."""
        return self._words.document_frequencies(words)

    @speaks_plainly
    def word_rows(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Give the folded words of claim and title, parted by spaces."""
        return self._words.rows(numbers)

    @speaks_plainly
    def languages(self, numbers: Iterable[int]) -> dict[int, str]:
        """Give the language of each fact-check."""
        return self._reader.languages(numbers)

    @speaks_plainly
    def corpus_shape(self) -> tuple[int, float]:
        """Give the number of fact-checks and their average length in words."""
        return self._words.shape()

    @speaks_plainly
    def encoder_id(self) -> str:
        """Name the encoder that wrote the vectors, empty if there are none."""
        return self._vectors.encoder()[0]

    @speaks_plainly
    def pending_vectors(self, encoder_id: str, limit: int, *, after: int = 0) -> list[PendingText]:
        """List fact-checks that wait for a vector, by number, beginning behind *after*."""
        return self._vectors.pending(encoder_id, limit, after)

    @speaks_plainly
    def pending_vector_count(self) -> int:
        """Count the fact-checks that wait for a vector."""
        return self._vectors.pending_count()

    @speaks_plainly
    def save_vectors(self, encoder_id: str, rows: "Iterable[tuple[int, str, ArrayLike]]") -> int:
        """Keep (number, text hash, vector) in one transaction; give how many were kept."""
        self._writer()
        return self._vectors.save(encoder_id, rows)

    @speaks_plainly
    def load_vectors(self, encoder_id: str) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read all usable vectors: numbers (n,) rising, and float16 (n, dimensions)."""
        return self._vectors.load(encoder_id)

    @speaks_plainly
    def vector_states(self, encoder_id: str) -> dict[int, str]:
        """Name the state of every block of vectors in 64 hexadecimal digits."""
        return self._vectors.states(encoder_id)

    @speaks_plainly
    def vector_block(
        self, encoder_id: str, block: int
    ) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read the vectors of one block as `read_vectors` does."""
        return self._vectors.block(encoder_id, block)

    @speaks_plainly
    def highest_vector(self) -> int:
        """Give the highest number that has a vector, 0 if there is none."""
        return self._vectors.highest()

    @speaks_plainly
    def read_vectors(
        self, numbers: Iterable[int]
    ) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read a few vectors: those numbers that have one, rising, and (n, dimensions)."""
        return self._vectors.read(numbers)

    @speaks_plainly
    def drop_vectors(self) -> None:
        """Delete all vectors, so that another encoder can make new ones."""
        self._writer()
        self._vectors.drop()

    def version(self) -> tuple[int, int]:
        """Give a value that changes whenever somebody, here or elsewhere, writes to the store."""
        with plain_errors(self.path):
            found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found, self._connection.total_changes

    @contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Let everything inside see the store as it is now, whatever somebody writes meanwhile.

        Whoever has opened the store for writing sees what they write themselves.
        """
        if self._saver is not None or self._connection.in_transaction:
            yield
            return
        with read_transaction(self._connection):
            yield

    @speaks_plainly
    def stats(self) -> StoreStats:
        """Count what is in the store."""
        from factcheck.store import integrity  # lazy: no look-up needs it

        return integrity.stats(self._connection, self.path)

    @speaks_plainly
    def check(self, *, quickly: bool = False) -> tuple[Finding, ...]:
        """Look for damage; open for writing, the word index is checked more deeply.

        *quickly* leaves out what compares every text with its index entries and its vector.
        """
        from factcheck.store import integrity  # lazy: no look-up needs it

        return integrity.check(self._connection, self._text_rules, quickly=quickly)

    @speaks_plainly
    def repair(self) -> None:
        """Rebuild the word index, and drop vectors that no search may use."""
        from factcheck.store import integrity  # lazy: no look-up needs it

        self._writer()
        integrity.repair(self._connection, self._text_rules)

    @speaks_plainly
    def compact_copy(self, path: Path) -> None:
        """Write everything anew to *path*: one file that also reads from a read-only disk."""
        from factcheck.store import backup  # lazy: no look-up needs it

        backup.compact_copy(self._connection, path)


def open_store(
    path: str | Path,
    *,
    mode: Literal["read", "write"] = "read",
    text_rules: TextRules = DEFAULT_TEXT_RULES,
    wait_seconds: float = WRITER_WAIT_SECONDS,
) -> Store:
    """Open the store at *path*; for writing, make it where there is none.

    Raises:
        StoreNotFound: There is nothing to read.
        NotAStore: The file is something else, or damaged.
        StoreTooNew: A newer factcheck wrote it.
        StoreBusy: Somebody else is writing, and did not finish within *wait_seconds*.
        StoreReadOnly: It cannot be written to.
    """
    place = real_place(Path(path))
    if mode == "read":
        return Store(place, open_for_reading(place), text_rules=text_rules)
    lock = take_writer_lock(place, wait_seconds)
    try:
        connection = open_for_writing(place)
        with plain_errors(place):
            return Store(place, connection, writer_lock=lock, text_rules=text_rules)
    except BaseException:
        lock.release()
        raise
