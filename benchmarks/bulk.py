"""Pipe many claims through ``factcheck lookup``; say how fast it was and how much memory it took.

    python benchmarks/bulk.py [--lines 10000] [--db claims.db.example] [--words-only]

The claims are the posts of ``parallel_claims.csv``, numbered so that no two are equal. Two runs,
one with a tenth of the lines, show whether memory grows with the list. Peak memory is the
operating system's figure for the whole process.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run a short list, then the whole one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--db", type=Path, default=HERE.parent / "claims.db.example")
    parser.add_argument("--words-only", action="store_true")
    arguments = parser.parse_args()
    print(f"{'lines':>8} {'seconds':>8} {'lines/s':>8} {'peak MB':>8}  decisions")
    for lines in (arguments.lines // 10, arguments.lines):
        report(lines, arguments.db, ["--words-only"] if arguments.words_only else [])


def report(lines: int, db: Path, options: list[str]) -> None:
    """Pipe so many lines through and print a row."""
    with tempfile.TemporaryDirectory() as folder:
        claims, answers = Path(folder) / "claims.txt", Path(folder) / "answers.jsonl"
        claims.write_text("\n".join(some_claims(lines)) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "factcheck", "lookup", "-", "--db", str(db)]
        begun = time.perf_counter()
        with claims.open("rb") as asked, answers.open("wb") as written:
            process = subprocess.Popen(
                [*command, "--format", "jsonl", *options], stdin=asked, stdout=written
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        decisions = counted(answers, lines)
    peak = usage.ru_maxrss / 1024
    told = ", ".join(f"{count} {decision}" for decision, count in sorted(decisions.items()))
    print(f"{lines:8,} {seconds:8.1f} {lines / seconds:8.1f} {peak:8.0f}  {told}")


def some_claims(number: int) -> list[str]:
    """Give posts of many languages, no two equal."""
    with (HERE / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        posts = [" ".join(row["post"].split()) for row in csv.DictReader(file)]
    return [f"{post} ({place})" for place, post in enumerate(islice(cycle(posts), number))]


def counted(answers: Path, lines: int) -> dict[str, int]:
    """Count the decisions, and insist on one answer a line, in order."""
    decisions: dict[str, int] = {}
    with answers.open(encoding="utf-8") as file:
        numbers = []
        for line in file:
            answer = json.loads(line)
            numbers.append(answer["line"])
            decision = answer.get("decision", "error")
            decisions[decision] = decisions.get(decision, 0) + 1
    if numbers != list(range(1, lines + 1)):
        raise SystemExit("answers are missing or out of order")
    return decisions


if __name__ == "__main__":
    main()
