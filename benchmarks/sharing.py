"""Time snapshots against a plain copy of the file, and lookups while another process writes.

    python benchmarks/sharing.py WORK [--rows 100000] [--seconds 10] [--words-only]

WORK keeps the store of `big_store.py` between runs. Each way to copy is tried three times, in
turn with the others, and the fastest counts. "Moves" is what has to be fetched by somebody who has
the copy from before 1,000 fact-checks were added: pages of 4,096 bytes that are new at their
place, and pages that are new anywhere. Then a reader asks alone, beside a writer, and alone again;
at last ten readers ask beside a writer, who saves 40 fact-checks at a time, as fast as it goes.
Medians are of wall-clock time.
"""

import argparse
import io
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from big_store import big_store, posts

from factcheck.errors import FactCheckError
from factcheck.ingest import ingest
from factcheck.lookup import Lookup
from factcheck.neural.encoder import default_encoder
from factcheck.store.backup import compact_copy
from factcheck.store.snapshot import take_snapshot
from factcheck.store.store import open_store

ROUNDS = 3
ADDED = 1_000
READERS = 10
BATCH = 40
PAGE = 4_096


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader met: seconds for each question, and errors."""

    seconds: tuple[float, ...]
    errors: tuple[str, ...]


def main() -> None:
    """Copy, then share."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--words-only", action="store_true")
    arguments = parser.parse_args()
    large = big_store(arguments.work, arguments.rows, default_encoder(print), None, print)
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        path = Path(folder) / "claims.db"
        with open_store(large) as store:
            count = take_snapshot(store, path).stats.fact_checks
        print(f"{count:,} fact-checks, {path.stat().st_size / 1e6:,.0f} MB\n")
        copies(path, Path(folder))
        moves(path, Path(folder))
        share(path, arguments.seconds, words_only=arguments.words_only)


def copies(path: Path, folder: Path) -> None:
    """Print how long each way to copy the store takes."""
    snapshot = folder / "snapshot.db"
    ways: dict[str, Callable[[], object]] = {
        "the file, copied": lambda: copy_file(path, folder / "copy.db"),
        "snapshot": lambda: take(path, snapshot, anew=True),
        "snapshot, nothing new": lambda: take(path, snapshot, anew=False),
        "written anew": lambda: write_anew(path, folder / "anew.db"),
    }
    best = dict.fromkeys(ways, (float("inf"), float("inf")))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            way()
            took = time.perf_counter() - clock, time.process_time() - processor
            best[name] = min(best[name], took)
    print(f"{'':24}{'seconds':>9}{'of CPU':>9}{'× copy':>9}")
    for name, (clock, processor) in best.items():
        ratio = clock / best["the file, copied"][0]
        print(f"{name:24}{clock:9.2f}{processor:9.2f}{ratio:9.2f}")


def copy_file(path: Path, target: Path) -> None:
    """Copy as `cp` does, until it is on the disk: so do the others."""
    with path.open("rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())


def take(path: Path, target: Path, *, anew: bool) -> None:
    """Take a snapshot."""
    if anew:
        target.unlink(missing_ok=True)
    with open_store(path) as store:
        take_snapshot(store, target)


def write_anew(path: Path, target: Path) -> None:
    """Write a compact copy, as an export does."""
    with open_store(path) as store:
        compact_copy(store.connection, target)


def moves(path: Path, folder: Path) -> None:
    """Print what moves after fact-checks were added."""
    targets = {"snapshot": folder / "snapshot.db", "written anew": folder / "anew.db"}
    before = {name: pages(target) for name, target in targets.items()}
    add(path, 0, ADDED)
    take(path, targets["snapshot"], anew=False)
    write_anew(path, targets["written anew"])
    print(f"\n{f'{ADDED:,} added, moves':24}{'MB':>9}{'at place':>9}{'anywhere':>9}")
    for name, target in targets.items():
        after, known = pages(target), set(before[name])
        same = sum(old == new for old, new in zip(before[name], after, strict=False))
        anywhere = sum(page not in known for page in after)
        figures = (len(after), len(after) - same, anywhere)
        print(f"{name:24}" + "".join(f"{count * PAGE / 1e6:9.1f}" for count in figures))


def pages(path: Path) -> list[int]:
    """Give a number for each page, the same for the same bytes."""
    with path.open("rb") as file:
        return [hash(page) for page in iter(lambda: file.read(PAGE), b"")]


def add(path: Path, first: int, count: int) -> None:
    """Take made-up fact-checks in."""
    lines = (
        {
            "claim": f"Well number {number} of the valley was closed for {number % 90} years.",
            "publisher": "Made-up wells",
            "url": f"https://wells.example/{number}",
            "rating": "False",
            "language": "en",
        }
        for number in range(first, first + count)
    )
    feed = io.BytesIO("\n".join(map(json.dumps, lines)).encode())
    with open_store(path, mode="write") as store:
        ingest(feed, store, None, name=f"wells {first}")


def share(path: Path, seconds: float, *, words_only: bool) -> None:
    """Print how long a look-up takes, alone and in company."""

    def asked(readers: int) -> list[Asked]:
        reading = [pool.submit(read, path, seconds, words_only) for _ in range(readers)]
        return [each.result() for each in reading]

    def in_company(readers: int) -> tuple[list[Asked], int]:
        enough = path.with_name(f"enough-{readers}")
        writing = pool.submit(write, path, readers * 10**6, enough)
        told = asked(readers)
        enough.touch()
        return told, writing.result()

    heads = ("questions", "median ms", "p95 ms", "errors", "batches")
    print(f"\n{'':24}" + "".join(f"{head:>10}" for head in heads))
    with ProcessPoolExecutor(READERS + 1, multiprocessing.get_context("spawn")) as pool:
        alone = asked(1)
        report("one reader, alone", alone)
        beside, batches = in_company(1)
        report("one reader, one writer", beside, batches)
        again = asked(1)
        report("one reader, alone again", again)
        report(f"{READERS} readers, one writer", *in_company(READERS))
    undisturbed = statistics.median((*alone[0].seconds, *again[0].seconds))
    print(f"\nbeside a writer × alone: {statistics.median(beside[0].seconds) / undisturbed:.2f}")


def read(path: Path, seconds: float, words_only: bool) -> Asked:
    """Ask through one look-up until the time is over."""
    encoder = None if words_only else default_encoder(print)
    claims, took, errors = posts(200), [], []
    with open_store(path) as store:
        lookup = Lookup(store, encoder)
        lookup.answer(claims[0])
        ends_at = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < ends_at:
            # Each is asked once only in a round, so that no answer is remembered.
            claim = f"{claims[len(took) % len(claims)]} {len(took)}"
            try:
                lookup.answer(claim)
            except FactCheckError as error:
                errors.append(str(error))
            took.append(time.perf_counter() - begun)
    return Asked(tuple(took), tuple(errors))


def write(path: Path, first: int, enough: Path) -> int:
    """Take batches in until there is a file *enough*, and give their number."""
    batches = 0
    while not enough.exists():
        add(path, first + batches * BATCH, BATCH)
        batches += 1
    return batches


def report(name: str, asked: Sequence[Asked], batches: int = 0) -> None:
    """Print a row, and errors below it."""
    took = sorted(second * 1000 for one in asked for second in one.seconds)
    errors = [error for one in asked for error in one.errors]
    p95 = took[int(len(took) * 0.95)]
    figures = f"{len(took):10,}{statistics.median(took):10.1f}{p95:10.1f}{len(errors):10}"
    print(f"{name:24}{figures}{batches or '–':>10}")
    for error in sorted(set(errors)):
        print(f"    {error}")


if __name__ == "__main__":
    main()
