"""Measure which share of the ratings in collections of fact-checks the vocabularies read.

    python benchmarks/ratings.py FOLDERS [COLUMN=FIELD ...]

FOLDERS holds one folder for each data set with a ``corpus.jsonl.gz``, one
fact-check a line; or files of any format that ``factcheck ingest`` reads, with
columns named as for its ``--map``. For each that has ratings it prints the
share that is mapped, by fact-checks and by different ratings, what they were
mapped to, and all that is not mapped, most frequent first. The exit status is
1 where a share is below the target.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from factcheck.errors import InputError
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.validation import validate
from factcheck.model import Axis, FactCheck, MappedBy, RawRecord

TARGET = 0.97
_LISTED = 40

# The words, whose they are, and the language of the page.
_Rating = tuple[str, str, str]


def rated(path: Path, options: ReadOptions) -> Iterator[FactCheck]:
    """Yield the fact-checks in *path* that have a rating."""
    with open_input(path) as source:
        for record in read_records(source, options):
            outcome = validate(record, options) if isinstance(record, RawRecord) else record
            if isinstance(outcome, tuple) and outcome[0].rating:
                yield outcome[0]


def measure(path: Path, options: ReadOptions) -> bool:
    """Print how much of *path* is mapped; false where that is less than the target."""
    mapped: Counter[_Rating] = Counter()
    unmapped: Counter[_Rating] = Counter()
    meanings: Counter[str] = Counter()
    try:
        for fact_check in rated(path, options):
            reading = fact_check.reading
            known = reading.mapped_by is not MappedBy.NOBODY
            publisher = fact_check.publisher.domain or fact_check.publisher.name
            counts = mapped if known else unmapped
            counts[fact_check.rating, publisher, fact_check.language] += 1
            on_axis = "" if reading.axis is Axis.TRUTH else f" ({reading.axis})"
            meanings[f"{reading.verdict}{on_axis}" if known else "not mapped"] += 1
    except InputError as error:
        print(f"\n{path}\n  not read: {error}")
        return True
    total = mapped.total() + unmapped.total()
    if not total:
        print(f"\n{path}\n  no ratings")
        return True
    different = len(mapped) + len(unmapped)
    share = mapped.total() / total
    print(f"\n{path}")
    print(f"  {mapped.total():,} of {total:,} fact-checks mapped: {share:.2%}")
    print(f"  {len(mapped):,} of {different:,} different ratings: {len(mapped) / different:.2%}")
    print("  " + ", ".join(f"{meaning} {count:,}" for meaning, count in meanings.most_common()))
    for (rating, publisher, language), count in unmapped.most_common(_LISTED):
        print(f"    not mapped, {count:,} times: {rating[:100]!r} ({publisher}, {language})")
    if len(unmapped) > _LISTED:
        print(f"    and {len(unmapped) - _LISTED:,} more")
    return share >= TARGET


def main() -> int:
    """Measure every file below the folder that was named."""
    if len(sys.argv) < 2 or not all("=" in pair for pair in sys.argv[2:]):
        print(__doc__)
        return 2
    place = Path(sys.argv[1])
    files = sorted(place.glob("*/corpus.jsonl.gz")) + sorted(
        file for file in place.iterdir() if file.is_file() and file.suffix != ".md"
    )
    options = ReadOptions(
        map=dict(pair.split("=", 1) for pair in sys.argv[2:]),
        today=datetime.now(tz=UTC).date(),
    )
    return 0 if all([measure(file, options) for file in files]) else 1


if __name__ == "__main__":
    sys.exit(main())
