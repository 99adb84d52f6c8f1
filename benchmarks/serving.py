"""Measure `factcheck serve` beside the lookup that stands behind it.

    python benchmarks/serving.py [--db claims.db.example] [--requests 10000] [--only PART ...]

A real service is started on a free port of this machine, on a copy of the store, and ended again.

latency     One client asks claim after claim. What HTTP adds is the difference of the medians of
            the same claims, asked in turn over HTTP and of a `Lookup` in this process.
throughput  50 clients, each with one connection and the next request as soon as it has an answer,
            against `Lookup.answers` on the same claims in one process. All claims differ.
ingest      The same clients while another process takes in fact-checks and takes them back. Every
            answer must be from one moment: a pair of fact-checks is there wholly or not at all.
hostile     Requests of every kind of malice. Counted: tracebacks, answers that no such request
            may get, and bytes of markup in any body.
stop        SIGTERM while 50 clients ask: what was accepted is answered, and the process ends.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from factcheck.lookup import Lookup, LookupOptions
from factcheck.neural.encoder import default_encoder
from factcheck.store.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 50
LATENCY_CLAIMS = 300
HOSTILE = 2_000
GRACE_SECONDS = 5.0
_LISTENS = re.compile(r"at http://127\.0\.0\.1:(\d+)/")


@dataclass
class Service:
    """A running service.

    Attributes:
        log: What it wrote to standard error; complete when it has ended.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def resident_mb(self) -> float:
        """What it takes of memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def stop(self) -> float:
        """End it, and give the seconds that this took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(60)
        return time.monotonic() - began


@contextmanager
def service(db: Path, *options: str) -> Iterator[Service]:
    """Start a service on a copy of *db* that it may keep."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "factcheck", "serve", "--port", "0", "--db", db, *options],
                stderr=stream,
            )
        try:
            yield Service(process, _port(process, log), log)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    while process.poll() is None:
        if listens := _LISTENS.search(log.read_text("utf-8")):
            return int(listens[1])
        time.sleep(0.05)
    raise SystemExit(f"the service did not start: {log.read_text('utf-8')}")


class Connection:
    """A connection that is kept, and speaks as much HTTP/1.1 as is needed here."""

    def __init__(self, port: int) -> None:
        """Open at the first request."""
        self._port = port
        self._reader: asyncio.StreamReader | None = None

    async def get(self, target: str) -> tuple[int, bytes]:
        """Send a GET, and give status and body of the answer."""
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
        return int(head.split()[1]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Close it."""
        if self._reader is not None:
            self._writer.close()


def target(claim: str) -> str:
    """Give what asks for *claim*."""
    return f"/api/lookup?claim={quote(claim)}"


def made_up_claims(db: Path, count: int) -> list[str]:
    """Make different claims out of halves of those in the store."""
    with open_store(db) as store:
        rows = store.connection.execute("SELECT claim FROM fact_checks ORDER BY id").fetchall()
    halves = [claim.split() for (claim,) in rows]
    chosen = random.Random(1)
    claims: dict[str, None] = {}
    while len(claims) < count:
        first, second = chosen.choice(halves), chosen.choice(halves)
        claims[" ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :]])] = None
    return list(claims)


@dataclass
class Load:
    """What many clients met.

    Attributes:
        answered: Bodies by claim.
        errors: By what they were.
    """

    answered: dict[str, bytes] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


async def load(port: int, claims: Sequence[str], on_answer: Callable[[int], None]) -> Load:
    """Let 50 clients ask for *claims*."""
    met, waiting = Load(), iter(claims)

    async def client() -> None:
        connection = Connection(port)
        for claim in waiting:
            try:
                status, body = await connection.get(target(claim))
            except (OSError, asyncio.IncompleteReadError) as error:
                met.errors[type(error).__name__] += 1
                return
            if status == 200:
                met.answered[claim] = body
            else:
                met.errors[str(status)] += 1
            on_answer(len(met.answered))
        connection.close()

    began = time.monotonic()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    met.seconds = time.monotonic() - began
    return met


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured on which store.

    Attributes:
        words_only: Without the networks, HTTP weighs most.
    """

    db: Path
    requests: int
    words_only: bool

    def service(self) -> AbstractContextManager[Service]:
        """Start a service."""
        return service(self.db, *(["--words-only"] if self.words_only else []))

    def lookup(self, store: Store) -> Lookup:
        """Open the lookup that stands behind the service, in this process."""
        encoder = None if self.words_only else default_encoder(print)
        return Lookup(store, encoder, LookupOptions(remembered=2_048))


def measure_latency(wanted: Wanted) -> None:
    """Print what HTTP adds to one answer."""
    claims = made_up_claims(wanted.db, LATENCY_CLAIMS + 20)
    http, direct = [], []

    async def ask(port: int, lookup: Lookup) -> None:
        connection = Connection(port)
        for claim in claims[:20]:
            await connection.get(target(claim))
            list(lookup.answers([claim]))
        for claim in claims[20:]:
            began = time.perf_counter()
            await connection.get(target(claim))
            between = time.perf_counter()
            list(lookup.answers([claim]))
            http.append(between - began)
            direct.append(time.perf_counter() - between)

    with wanted.service() as running, open_store(wanted.db) as store:
        asyncio.run(ask(running.port, wanted.lookup(store)))
    over_http, alone = (1000 * statistics.median(times) for times in (http, direct))
    added = 1000 * statistics.median(a - b for a, b in zip(http, direct, strict=True))
    print(f"latency: {over_http:.1f} ms over HTTP, {alone:.1f} ms without, median of "
          f"{len(http)} claims; HTTP adds {added:.1f} ms (wanted: 3)")  # fmt: skip


def measure_throughput(wanted: Wanted) -> None:
    """Print requests a second, errors and memory, beside the lookup without HTTP."""
    requests = wanted.requests
    claims = made_up_claims(wanted.db, requests)
    memory: list[float] = []
    with wanted.service() as running:
        asyncio.run(load(running.port, claims[:200], lambda _done: None))
        step = max(1, requests // 10)
        met = asyncio.run(
            load(
                running.port,
                claims,
                lambda done: memory.append(running.resident_mb) if done % step == 0 else None,
            )
        )
    with open_store(wanted.db) as store:
        lookup = wanted.lookup(store)
        list(lookup.answers(claims[:200]))
        began = time.monotonic()
        for _answer in lookup.answers(claims):
            pass
        alone = requests / (time.monotonic() - began)
    served = len(met.answered) / met.seconds
    print(f"throughput: {served:.0f} a second with {CLIENTS} clients, {alone:.0f} by "
          f"Lookup.answers: {served / alone:.2f} times (wanted: 0.8); errors in {requests:,} "
          f"requests: {dict(met.errors) or 0} (wanted: 0)")  # fmt: skip
    print("memory, MB, at each tenth: " + " ".join(f"{each:.0f}" for each in memory))


PARTS: dict[str, Callable[[Wanted], None]] = {
    "latency": measure_latency,
    "throughput": measure_throughput,
}


def main() -> None:
    """Measure the chosen parts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", type=Path, default=ROOT / "claims.db.example")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--words-only", action="store_true", help="without the networks")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part in arguments.only:
            copy = Path(shutil.copy(arguments.db, Path(folder) / f"{part}.db"))
            PARTS[part](Wanted(copy, arguments.requests, arguments.words_only))


if __name__ == "__main__":
    main()
