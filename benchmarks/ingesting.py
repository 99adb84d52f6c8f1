"""Ingest the development corpora with the real command, words only, beside a bare insert.

    python benchmarks/ingesting.py FOLDER [--again]

FOLDER holds one folder a set, each with ``corpus.jsonl.gz``; ``benchmarks/README.md`` says what the
sets are and who gives access. For each: records, what became of them, why any was rejected, and
records a second, beside `sqlite-utils` inserting the same lines, parsed, in the same run.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlite_utils


def main() -> None:
    """Ingest each set once."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--again", action="store_true", help="ingest each set a second time")
    arguments = parser.parse_args()
    heads = ("records", "added", "same", "rejected", "/s", "bare/s")
    print(f"{'set':22}", *(f"{head:>8}" for head in heads))
    for source in sorted(arguments.folder.glob("*/corpus.jsonl.gz")):
        with tempfile.TemporaryDirectory() as work:
            for _ in range(2 if arguments.again else 1):
                report(source, Path(work))


def report(source: Path, work: Path) -> None:
    """Ingest one file with the command, insert it bare, and print a row and the rejects."""
    rejects = work / "rejects.jsonl"
    command = [sys.executable, "-m", "factcheck", "ingest", str(source), "--words-only"]
    options = ["--db", str(work / "claims.db"), "--rejects", str(rejects), "--format", "json"]
    begun = time.perf_counter()
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    counts = json.loads(done.stdout)
    counts = counts.get("total", counts)
    records = counts["records"]
    print(
        f"{source.parent.name:22} {records:8,} {counts['added']:8,} {counts['unchanged']:8,} "
        f"{counts['rejected']:8,} {records / seconds:8,.0f} {records / bare(source, work):8,.0f}"
    )
    if rejects.exists():
        for line in rejects.read_text(encoding="utf-8").splitlines()[:10]:
            problem = json.loads(line)
            print(f"    line {problem['line']}: {problem['reason']}")


def bare(source: Path, work: Path) -> float:
    """Seconds that sqlite-utils takes to read and insert the same lines."""
    path = work / "bare.db"
    path.unlink(missing_ok=True)
    begun = time.perf_counter()
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        table = sqlite_utils.Database(path)["records"]
        table.insert_all((json.loads(line) for line in lines), alter=True, batch_size=500)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
