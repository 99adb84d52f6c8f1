"""Count look-alikes that are presented as the same claim, and paraphrases that are not.

    python benchmarks/lookalikes.py [--list] [--beside CORPUS --work WORK] [--cases FOLDER]
        [--format json]

Reads `lookalikes.csv` and `paraphrases.csv` from tests/cases. All `published` claims of a file
go into one store; each `claim` is looked up in it, and what counts is what becomes of its own
published claim. CORPUS, a file of fact-checks, adds others around them, as in a real store.
"""

import argparse
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stores import cached_corpus, case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision, Match
from factcheck.neural.encoder import Encoder, default_encoder

CASES = Path(__file__).parent.parent / "tests" / "cases"
FILES = ("lookalikes", "paraphrases")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case's own published claim.

    Attributes:
        decision: ``none`` too where it was not among the candidates.
        first: Whether it stands first.
        match: The pair with its signals, if it was among the candidates.
    """

    row: Row
    decision: Decision
    first: bool
    match: Match | None

    @property
    def pair(self) -> str:
        """Languages of claim and published claim."""
        return f"{self.row['claim_language']}→{self.row['published_language']}"

    @property
    def across(self) -> str:
        """Whether there are two of them."""
        one = self.row["claim_language"] == self.row["published_language"]
        return "one language" if one else "across languages"


def main() -> None:
    """Measure both files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--beside", type=Path, help="a corpus to stand around the cases")
    parser.add_argument("--work", type=Path, help="keeps the corpus's store")
    parser.add_argument("--list", action="store_true", help="print what went wrong")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    if chosen.beside and not chosen.work:
        parser.error("--beside needs --work")
    encoder = default_encoder(lambda _: None)
    beside = cached_corpus(chosen.beside, chosen.work, encoder) if chosen.beside else None
    found = {name: looked_up(chosen.cases / f"{name}.csv", encoder, beside) for name in FILES}
    if chosen.format == "json":
        print(json.dumps({name: as_object(outcomes) for name, outcomes in found.items()}, indent=2))
    else:
        for name, outcomes in found.items():
            print_table(name, outcomes)
    if chosen.list:
        wrong = [one for one in found["lookalikes"] if one.decision is Decision.MATCH]
        lost = [one for one in found["paraphrases"] if one.decision is not Decision.MATCH]
        print_failures("Look-alikes presented as the same claim", wrong)
        print_failures("Paraphrases that are no match", lost)


def looked_up(path: Path, encoder: Encoder, beside: Path | None) -> list[Outcome]:
    """Look every case of a file up among all its published claims."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    published = [
        case(f"case-{n}", row["published"], row["published_language"]) for n, row in enumerate(rows)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_store(Path(folder) / "cases.db", published, encoder, beside) as store,
    ):
        rankings = Lookup(store, encoder).rankings(row["claim"] for row in rows)
        return [
            outcome(row, f"case-{n}", ranking(frozenset()))
            for n, (row, ranking) in enumerate(zip(rows, rankings, strict=True))
        ]


def outcome(row: Row, own: str, matches: Sequence[Match]) -> Outcome:
    """Find a case's own published claim among what was found."""
    match = next((m for m in matches if m.fact_check.record_id == own), None)
    first = bool(matches) and matches[0].fact_check.record_id == own
    return Outcome(row, match.decision if match else Decision.NONE, first, match)


def grouped(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Group cases: all, within and across languages, by kind, by pair of languages."""
    listed = list(outcomes)
    yield "all", listed
    ways: tuple[Callable[[Outcome], str], ...] = (
        lambda one: one.across,
        lambda one: one.row["kind"],
        lambda one: one.pair,
    )
    for way in ways:
        for name in Counter(map(way, listed)):
            yield name, [one for one in listed if way(one) == name]


def shares(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Give the share of each decision, and of own claims that stand first."""
    decided = Counter(one.decision for one in outcomes)
    return {
        **{decision.value: decided[decision] / len(outcomes) for decision in Decision},
        "p@1": sum(one.first for one in outcomes) / len(outcomes),
    }


def as_object(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Give the shares of all groups."""
    return {name: {"cases": len(group), **shares(group)} for name, group in grouped(outcomes)}


def print_table(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print the shares of all groups."""
    print(f"\n{name:20}{'cases':>7}{'match':>9}{'suggested':>11}{'none':>8}{'P@1':>8}")
    for group, members in grouped(outcomes):
        share = shares(members)
        print(
            f"{group:20}{len(members):>7}{share['match']:>9.3f}{share['suggested']:>11.3f}"
            f"{share['none']:>8.3f}{share['p@1']:>8.3f}"
        )


def print_failures(heading: str, outcomes: Sequence[Outcome]) -> None:
    """Print cases with what was seen in them."""
    print(f"\n{heading}: {len(outcomes)}")
    for one in sorted(outcomes, key=lambda one: (one.row["kind"], one.pair)):
        score = f"{one.match.score:.3f}" if one.match else "not found"
        print(f"\n[{one.row['kind']}, {one.pair}] {one.decision}, {score}: {one.row['reason']}")
        print(f"  claim      {one.row['claim']}")
        print(f"  published  {one.row['published']}")
        for signal in one.match.conflicts if one.match else ():
            print(f"  conflict   {signal.name}: {signal.text}")


if __name__ == "__main__":
    main()
