"""Answer the same posts on this machine alone and with Spark; say what a row costs on each.

    python benchmarks/spark.py [--rows 2000] [--db claims.db.example] [--master local[2,4]]

Needs factcheck-claims[spark], Java, and Linux for the figures of processes. Both engines answer a
quarter of the posts first, so that nothing is counted that happens once: start, imports, the
opening of store and encoder, Spark's own compiling. No two posts are equal. CPU is that of all
processes together; Spark's includes Java, reading JSON and writing Parquet.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bulk import some_claims

from factcheck.formats.json_lines_writer import json_line
from factcheck.lookup import Lookup
from factcheck.neural.encoder import default_encoder
from factcheck.reports.answers_json import answer_object
from factcheck.spark.jobs import Job, answer_files
from factcheck.spark.session import spark_session
from factcheck.store.store import open_store

HERE = Path(__file__).parent
PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What answering took: by the clock, and of all processors."""

    seconds: float
    cpu_seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--db", type=Path, default=HERE.parent / "claims.db.example")
    parser.add_argument("--master", default="local[2,4]")
    arguments = parser.parse_args()
    posts = some_claims(arguments.rows + arguments.rows // 4)
    first, rest = posts[: arguments.rows // 4], posts[arguments.rows // 4 :]
    print(f"{'':28} {'rows':>7} {'rows/s':>7} {'CPU ms a row':>13}")
    print_cost("one process, one thread", len(rest), alone(arguments.db, first, rest))
    with tempfile.TemporaryDirectory() as folder:
        cost, workers, size = with_spark(
            arguments.master, arguments.db, (first, rest), Path(folder)
        )
    print_cost(f"Spark, {arguments.master}", len(rest), cost)
    print(f"answers as Parquet: {size / len(rest):,.0f} bytes a row")
    print(f"store: {arguments.db.stat().st_size / 1e6:,.1f} MB")
    print(f"Python workers, each, in MB: {workers}")


def print_cost(what: str, rows: int, cost: Cost) -> None:
    """Print one row."""
    per_row = 1000 * cost.cpu_seconds / rows
    print(f"{what:28} {rows:7,} {rows / cost.seconds:7.1f} {per_row:13.1f}", flush=True)


def alone(db: Path, first: list[str], rest: list[str]) -> Cost:
    """Answer in this process, with one thread for the encoder as a worker of Spark has."""
    with open_store(db) as store:
        lookup = Lookup(store, default_encoder(print, threads=1))
        written = 0

        def answer(posts: list[str]) -> None:
            nonlocal written
            for found in lookup.answers(posts):
                written += len(json_line(answer_object(found)))

        answer(first)
        return measured(lambda: answer(rest))


def with_spark(
    master: str, db: Path, posts: tuple[list[str], list[str]], folder: Path
) -> tuple[Cost, str, int]:
    """Answer two files, and give what the second cost, the workers' memory and bytes written."""
    with spark_session(master) as spark:
        costs = []
        for name, texts in zip(("first", "rest"), posts, strict=True):
            source, target = folder / f"{name}.jsonl", folder / f"{name}.parquet"
            source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
            job = Job(str(source), str(target), db)

            def answer(job: Job = job) -> object:
                return answer_files(spark, job)

            costs.append(measured(answer))
        size = sum(part.stat().st_size for part in target.glob("part-*"))
        return costs[-1], memory_of_workers(), size


def measured(work: Callable[[], object]) -> Cost:
    """Run *work* and measure this process and all below it, which must outlive it."""
    begun, used = time.perf_counter(), cpu_seconds()
    work()
    return Cost(time.perf_counter() - begun, cpu_seconds() - used)


def cpu_seconds() -> float:
    """Return what this process and all below it have used, also those that have ended."""
    ticks = 0
    for process in ours():
        fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def ours() -> set[int]:
    """Return the ids of this process and of all below it."""
    parents = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
    found = {os.getpid()}
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def memory_of_workers() -> str:
    """Return resident memory of each Python worker, and how much of it nobody shares."""
    workers = []
    for process in sorted(ours()):
        folder = PROC / str(process)
        if b"pyspark.daemon" not in (folder / "cmdline").read_bytes():
            continue
        lines = (folder / "smaps_rollup").read_text().splitlines()[1:]
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
        own = sizes["Private_Clean"] + sizes["Private_Dirty"]
        workers.append(f"{sizes['Rss']:.0f} ({own:.0f} its own)")
    return ", ".join(workers)


if __name__ == "__main__":
    main()
