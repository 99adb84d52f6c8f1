"""Count how many look-alikes the rules catch, and how many true pairs they lose.

    python benchmarks/conflict_rules.py [--rows even|odd|all] [--show]

Reads `tests/cases/lookalikes.csv` and `paraphrases.csv`. The rules were developed on the
even rows of both files (counted from 0); the odd rows are held out.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from factcheck.model import Signal
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.text.facts import read_facts
from factcheck.text.language import same_language
from factcheck.text.normalise import readable

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
Row = dict[str, str]


def rows(name: str, which: str) -> Iterator[Row]:
    """Give the rows of a case file that belong to this half, or all."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            if which == "all" or number % 2 == (which == "odd"):
                yield row


def conflicts(row: Row) -> tuple[Signal, ...]:
    """Find what the two claims of a row state differently."""
    claim = read_facts(readable(row["claim"]), row["claim_language"])
    candidate = read_facts(readable(row["published"]), row["published_language"])
    return find_conflicts(claim, candidate)


def count(name: str, which: str, *, show_if: bool | None) -> None:
    """Print the share of rows with a conflict, by kind and by language pair."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for row in rows(name, which):
        signals = conflicts(row)
        near = same_language(row["claim_language"], row["published_language"])
        where = "one language" if near else "across languages"
        pair = f"{row['claim_language']} to {row['published_language']}"
        for key in (where, f"{where}, {row['kind']}", pair):
            found[key].append(bool(signals))
        if show_if is bool(signals):
            print(f"{pair} {row['kind']}: {row['claim']} | {row['published']}")
            print("   ", "; ".join(f"{signal.name}: {signal.text}" for signal in signals))
    for key, hits in sorted(found.items()):
        print(f"{name:12} {key:36} {sum(hits):4} of {len(hits):4}  {sum(hits) / len(hits):6.1%}")


def main() -> None:
    """Count look-alikes caught and paraphrases lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", choices=("even", "odd", "all"), default="all")
    parser.add_argument("--show", action="store_true", help="print what is missed and lost")
    arguments = parser.parse_args()
    count("lookalikes", arguments.rows, show_if=False if arguments.show else None)
    count("paraphrases", arguments.rows, show_if=True if arguments.show else None)


if __name__ == "__main__":
    main()
