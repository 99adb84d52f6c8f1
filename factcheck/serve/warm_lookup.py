"""One warm lookup behind all routes: a bounded queue, a thread, one moment of the store a request.

Requests that wait at the same time are answered together, which the encoder is made for.
"""

import asyncio
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from factcheck.errors import StoreBusy
from factcheck.lookup import DatedClaim, Lookup, LookupOptions
from factcheck.model import Answer, Filters
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.serve.settings import ServeSettings
from factcheck.store.query_log import QueryLog
from factcheck.store.store import Store, open_store

# A list with more claims goes to the thread for lists, so that single claims need not wait for it.
_SHORT = 16
_MOST_LISTS_WAITING = 8
# Claims of different requests that are answered in one read transaction.
_TOGETHER = 128
# Answers of each combination of options; some megabytes.
_REMEMBERED = 512
_PATIENCE_SECONDS = 0.25
# For whoever keeps readers out, as another program may; everybody else waits behind it.
_LOCK_SECONDS = 1.0

Claim = str | DatedClaim
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the claims of one request, from one moment of the store.

    Attributes:
        version: Names that moment; never the same after the store has changed.
    """

    answers: tuple[Answer, ...]
    version: str


@dataclass(frozen=True, slots=True)
class _Job:
    """Claims to be answered, or a query to be run, and who waits for the result.

    Attributes:
        deadline: By `time.monotonic`; nobody waits after it.
        options: Of the claims.
    """

    deadline: float
    claims: Sequence[Claim] = ()
    options: LookupOptions | None = None
    query: Callable[[Store, str], object] | None = None
    future: "Future[Any]" = field(default_factory=Future)


def asked_today(
    filters: Filters | None = None,
    limit: int = 5,
    min_score: float = 0.0,
    *,
    whole_only: bool = False,
    today: str = "",
) -> LookupOptions:
    """Give the options of a request; without *today*, claims are asked about by our clock."""
    return LookupOptions(
        filters or Filters(),
        limit,
        min_score,
        whole_only,
        MatchPolicy(),
        today or clock_today(),
        today_by_clock=not today,
        remembered=_REMEMBERED,
    )


def clock_today() -> str:
    """Give today by the computer's clock, ``YYYY-MM-DD``."""
    return datetime.now(UTC).astimezone().date().isoformat()


class WarmLookup:
    """Answers requests of one event loop from one store.

    Attributes:
        store_id: The id of the store that was opened first.
    """

    def __init__(self, settings: ServeSettings) -> None:
        """Open the store and the pipeline.

        Raises:
            StoreError: The store cannot be used.
            EncoderMismatch: Its vectors come from another encoder.
        """
        self._seconds = settings.request_seconds
        self._query_log = settings.query_log
        # Beside the answers: nobody waits for a log.
        self._log_writer = ThreadPoolExecutor(1)
        self._lanes = [_Lane(settings, settings.most_waiting)]
        self._lanes.append(_Lane(settings, _MOST_LISTS_WAITING))
        self.store_id = self._lanes[0].store_id

    async def answer(
        self, claims: Sequence[Claim], options: LookupOptions, channel: str
    ) -> Answers:
        """Answer *claims* in their order; *channel* is how they came.

        Raises:
            HTTPException: 503, because too many wait.
            FactCheckError: The store cannot be read.
            TimeoutError: It takes too long.
        """
        lane = self._lanes[0 if len(claims) <= _SHORT else 1]
        answers: Answers = await lane.result(_Job(self._deadline(), claims, options))
        if self._query_log is not None:
            self._log_writer.submit(
                _log_answers, self._query_log, claims, answers.answers, options.today, channel
            )
        return answers

    async def read(self, query: Callable[[Store, str], _Result]) -> _Result:
        """Run *query*, which gets the store and the name of the moment, in one read transaction.

        Raises:
            HTTPException: As for `answer`, and so are the others.
        """
        result: _Result = await self._lanes[0].result(_Job(self._deadline(), query=query))
        return result

    async def read_apart(self, query: Callable[[Store, str], _Result]) -> _Result:
        """Run *query* as `read` does, in the thread for lists: single claims need not wait for it.

        Raises:
            HTTPException: As for `answer`, and so are the others.
        """
        result: _Result = await self._lanes[1].result(_Job(self._deadline(), query=query))
        return result

    async def version(self) -> str:
        """Name the present moment of the store, as `answer` does for few claims."""
        return await self.read(lambda _store, version: version)

    def close(self) -> None:
        """Give up what nobody waits for any more, and close the store."""
        for lane in self._lanes:
            lane.stop()
        for lane in self._lanes:
            lane.join()
        self._log_writer.shutdown()

    @property
    def is_working(self) -> bool:
        """Whether something still runs after `close`: the networks finish what they have begun."""
        return any(lane.is_working for lane in self._lanes)

    def _deadline(self) -> float:
        return time.monotonic() + self._seconds


class _Lane:
    """A queue, and the thread that works it off with a lookup of its own."""

    def __init__(self, settings: ServeSettings, most_waiting: int) -> None:
        self._settings = settings
        self._most_waiting = most_waiting
        self._waiting = 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        opened: Future[str] = Future()
        self._thread = threading.Thread(target=self._work, args=(opened,), daemon=True)
        self._thread.start()
        self.store_id = opened.result()

    async def result(self, job: _Job) -> Any:  # noqa: ANN401 - what the job asks for
        """Put *job* into the queue and wait for its result."""
        if self._stopping.is_set():
            raise HTTPException(503, "the service is being stopped", {"Retry-After": "10"})
        if self._waiting >= self._most_waiting:
            raise HTTPException(
                503, "too many requests are waiting; try again soon", {"Retry-After": "1"}
            )
        self._waiting += 1
        try:
            self._jobs.put(job)
            return await asyncio.wrap_future(job.future)
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """Stop as soon as possible."""
        self._stopping.set()
        self._jobs.put(None)

    def join(self) -> None:
        """Wait a moment for the end."""
        self._thread.join(_PATIENCE_SECONDS)

    @property
    def is_working(self) -> bool:
        """Whether the thread has not ended."""
        return self._thread.is_alive()

    def _work(self, opened: "Future[str]") -> None:
        try:
            reader = _Reader(self._settings, self._stopping)
        except Exception as error:  # noqa: BLE001 - raised in the thread that waits for it
            opened.set_exception(error)
            return
        opened.set_result(reader.store_id)
        with closing(reader):
            while (first := self._jobs.get()) is not None:
                reader.do([first, *self._waiting_with(first)])

    def _waiting_with(self, first: _Job) -> Iterator[_Job]:
        """Give what else is waiting, as long as it is not too much at once."""
        claims = len(first.claims)
        while claims < _TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._jobs.put(None)
                return
            claims += len(job.claims)
            yield job


class _Reader:
    """A store and its lookup, in the thread that uses them."""

    def __init__(self, settings: ServeSettings, stopping: threading.Event) -> None:
        self._settings = settings
        self._stopping = stopping
        self._open()

    def _open(self) -> None:
        settings = self._settings
        # Before it is opened: a file that replaces it meanwhile is noticed at the next request.
        file = _file_status(settings.store)
        store = open_store(settings.store, wait_seconds=_LOCK_SECONDS)
        try:
            self._lookup = Lookup(store, settings.encoder, asked_today(), settings.notes)
        except BaseException:
            store.close()
            raise
        # Only now: a file that cannot be opened is tried again, and never passed over.
        self._store, self._file = store, file
        # SQLite counts changes for each connection anew.
        self._connection_id = secrets.token_hex(4)

    @property
    def store_id(self) -> str:
        """The id of the store that is open."""
        return self._store.store_id

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def do(self, jobs: Sequence[_Job]) -> None:
        """Give every job its result or its error, all from one moment of the store."""
        wanted = [job for job in jobs if job.future.set_running_or_notify_cancel()]
        try:
            self._reopen_if_replaced()
            with self._store.read_transaction():
                version = f"{self._connection_id}.{self._store.version()[0]}"
                for alike in _with_same_options(wanted):
                    self._do_alike(alike, version)
        except Exception as error:  # noqa: BLE001 - raised where the result is waited for
            for job in wanted:
                if not job.future.done():
                    job.future.set_exception(error)

    def _reopen_if_replaced(self) -> None:
        """Open the file anew if another one has its name now, such as a new copy of a store."""
        if self._is_replaced():
            replaced = self._store
            self._open()
            replaced.close()

    def _is_replaced(self) -> bool:
        """Whether it is another file, or another content that SQLite would not notice."""
        parts = 4 if self._store.connection.is_immutable else 2
        return _file_status(self._settings.store)[:parts] != self._file[:parts]

    def _refuse_if_written_to(self) -> None:
        """Refuse what was read from a file without locks, which may be of two moments."""
        if self._store.connection.is_immutable and self._is_replaced():
            raise StoreBusy(f"{self._store.path} was written to meanwhile; try again")

    def _do_alike(self, jobs: Sequence[_Job], version: str) -> None:
        """Do jobs together; where that fails, one by one, so that only the cause fails."""
        try:
            results = self._results(jobs, version)
            self._refuse_if_written_to()
        except Exception as error:  # noqa: BLE001 - as above
            if len(jobs) == 1:
                jobs[0].future.set_exception(error)
                return
            for job in jobs:
                self._do_alike([job], version)
            return
        for job, result in zip(jobs, results, strict=True):
            job.future.set_result(result)

    def _results(self, jobs: Sequence[_Job], version: str) -> list[object]:
        if (query := jobs[0].query) is not None:
            return [query(self._store, version)]
        deadline = max(job.deadline for job in jobs)
        claims = [claim for job in jobs for claim in job.claims]
        answers = self._until(deadline, self._lookup.answers(claims, jobs[0].options))
        return [Answers(tuple(islice(answers, len(job.claims))), version) for job in jobs]

    def _until(self, deadline: float, answers: Iterator[Answer]) -> Iterator[Answer]:
        for answer in answers:
            if time.monotonic() > deadline or self._stopping.is_set():
                raise TimeoutError
            yield answer


def _log_answers(
    log: QueryLog, claims: Sequence[Claim], answers: Sequence[Answer], today: str, channel: str
) -> None:
    days = (claim.asked_on if isinstance(claim, DatedClaim) else today for claim in claims)
    log.add([log.entry(answer, day, channel) for answer, day in zip(answers, days, strict=True)])


def _with_same_options(jobs: Iterable[_Job]) -> Iterator[list[_Job]]:
    """Put the claims with the same options together; every query stands alone."""
    groups: dict[LookupOptions | int, list[_Job]] = {}
    for number, job in enumerate(jobs):
        groups.setdefault(job.options or number, []).append(job)
    yield from groups.values()


def _file_status(path: Path) -> tuple[int, ...]:
    """Tell files of one name apart by two numbers, and their contents by two more.

    Where there is no file, opening it explains that.
    """
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
