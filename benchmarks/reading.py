"""Measure how fast files of fact-checks are read, and what is rejected or dropped.

    python benchmarks/reading.py FOLDER

FOLDER holds one folder for each data set with a ``corpus.jsonl.gz``, one
fact-check a line; or files of any format that ``factcheck ingest`` reads. For
each it prints records, rejects and notes by reason, unmapped
ratings, and records a second.
"""

import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.validation import validate
from factcheck.model import FactCheck, MappedBy, RecordProblem

# Values of records stand between quotation marks in reasons and notes.
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|[\d,]{2,}")


class _Tally:
    """What came out of one file."""

    def __init__(self) -> None:
        self.records = 0
        self.accepted = 0
        self.rated = 0
        self.mapped = 0
        self.rejects: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.unmapped: Counter[str] = Counter()

    def count_problem(self, problem: RecordProblem) -> None:
        self.rejects[_VALUE.sub("…", problem.reason)] += 1

    def count(self, fact_check: FactCheck, notes: tuple[str, ...]) -> None:
        self.accepted += 1
        self.notes.update(_VALUE.sub("…", note) for note in notes)
        if fact_check.rating:
            self.rated += 1
            if fact_check.reading.mapped_by is MappedBy.NOBODY:
                self.unmapped[fact_check.rating] += 1
            else:
                self.mapped += 1


def measure(path: Path, options: ReadOptions) -> None:
    """Read *path* to its end and print what was found."""
    tally = _Tally()
    started = time.perf_counter()
    with open_input(path) as source:
        for record in read_records(source, options):
            tally.records += 1
            outcome = record if isinstance(record, RecordProblem) else validate(record, options)
            if isinstance(outcome, RecordProblem):
                tally.count_problem(outcome)
            else:
                tally.count(*outcome)
        told = f"{source.format}, {source.encoding}{', gzipped' if source.gzipped else ''}"
    seconds = time.perf_counter() - started
    print(f"\n{path} ({told})")
    print(
        f"  {tally.records:,} records in {seconds:.1f} s: {tally.records / seconds:,.0f} a second"
    )
    print(f"  {tally.accepted:,} accepted, {tally.records - tally.accepted:,} rejected")
    if tally.rated:
        share = tally.mapped / tally.rated
        print(f"  {tally.rated:,} rated, {share:.2%} of them read by a vocabulary")
    for title, counts in (
        ("rejected", tally.rejects), ("note", tally.notes), ("rating not read", tally.unmapped)
    ):  # fmt: skip
        for text, count in counts.most_common(15):
            print(f"    {title}, {count:,} times: {text}")


def main() -> int:
    """Measure every file below the folder that was named."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    place = Path(sys.argv[1])
    files = sorted(place.glob("*/corpus.jsonl.gz")) or sorted(place.iterdir())
    options = ReadOptions(
        today=datetime.now(tz=UTC).date(),
    )
    for file in files:
        measure(file, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
