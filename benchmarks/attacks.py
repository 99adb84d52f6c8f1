"""Measure what deceives matching: rewritten claims that are not found, and junk that matches.

    python benchmarks/attacks.py [--format json]

Ten rewritings of a hundred paraphrases in six languages: which share of those that are found
first as they are is still found first? Two hundred texts without a claim: how many are presented
as a match of any fact-check in the store? Look-alikes are measured by gate.py.
"""

import argparse
import csv
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from hostile_claims import ODD, RANGES, hostile
from rewrites import REWRITES, Rewrite
from stores import case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.store.store import Store

CASES = Path(__file__).parent.parent / "tests" / "cases"
TRANSFORMS = {name: rewrite for name, rewrite in REWRITES.items() if name != "many typos"}
CLAIMS = 100
JUNK = 200
_LETTERS = [chr(code) for first, last in RANGES for code in range(first, last)]
_LETTERS += [chr(code) for code in ODD]
_NOTHING = (
    "",
    "...",
    "????",
    "😂😂😂",
    "lol",
    "ok",
    "haha haha haha",
    "Good morning all",
    "12 12 12",
)

# set → group → measure → value, as gate.py has them
Figures = dict[str, dict[str, dict[str, float]]]


def attack_figures(encoder: Encoder, claims: int = CLAIMS, junk: int = JUNK) -> Figures:
    """Measure rewritings and junk on the repository's own paraphrases.

    Figures of different numbers of claims are different sets: their floors must not be mixed up.
    """
    with (CASES / "paraphrases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    published = [
        case(f"case-{n}", row["published"], row["published_language"]) for n, row in enumerate(rows)
    ]
    # Spread over the whole file, whose rows come language by language.
    chosen = sorted(random.Random(0).sample(range(len(rows)), claims))
    asked = [(f"case-{n}", rows[n]["claim"]) for n in chosen]
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_store(Path(folder) / "cases.db", published, encoder) as store,
    ):
        clean = found_first(store, encoder, asked)
        figures = {"clean": {"p@1": sum(clean) / claims}}
        for name, rewrite in TRANSFORMS.items():
            found = found_first(store, encoder, list(_rewritten(asked, rewrite)))
            kept = sum(now for now, before in zip(found, clean, strict=True) if before)
            figures[name] = {"p@1": sum(found) / claims, "kept": kept / sum(clean)}
        matching = _matching(store, encoder, junk) / junk
        return {
            f"rewrites of {claims}": figures,
            f"junk of {junk}": {"all": {"match": matching}},
        }


def _rewritten(asked: Sequence[tuple[str, str]], rewrite: Rewrite) -> Iterator[tuple[str, str]]:
    lot = random.Random(0)
    for own, claim in asked:
        yield own, rewrite(claim, lot)


def found_first(store: Store, encoder: Encoder, asked: Sequence[tuple[str, str]]) -> list[bool]:
    """Say for every claim whether its own fact-check stands first."""
    rankings = Lookup(store, encoder).rankings(claim for _, claim in asked)
    first = []
    for (own, _), ranking in zip(asked, rankings, strict=True):
        matches = ranking(frozenset())
        first.append(bool(matches) and matches[0].fact_check.record_id == own)
    return first


def _matching(store: Store, encoder: Encoder, junk: int) -> int:
    lot = random.Random(0)
    texts = [*_NOTHING, *(hostile(lot, _LETTERS) for _ in range(junk - len(_NOTHING)))]
    answers = Lookup(store, encoder).answers(texts)
    return sum(answer.decision is Decision.MATCH for answer in answers)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    figures = attack_figures(default_encoder(lambda message: print(message, file=sys.stderr)))
    if chosen.format == "json":
        print(json.dumps(figures, indent=2))
        return
    for name, groups in figures.items():
        for group, measures in groups.items():
            told = "  ".join(f"{measure} {value:.3f}" for measure, value in measures.items())
            print(f"{name:18}{group:24}{told}")


if __name__ == "__main__":
    main()
