"""Measure whether a claim gets the same decision in every guise.

    PYTHONPATH=tools python benchmarks/guises.py [--pairs FILE] [--limit N] [--format json]

FILE is a table of pairs for `factcheck evaluate --pairs`; else those of tests/cases are taken. Each
pair is decided as it is and with its claim without its full stop, in capitals, in lower case, in
the other script and without marks on its letters (Bosnian, Croatian, Serbian), with "%" as a word
and the word as "%", and with other separators of thousands. Only claims that a guise changes count.
"""

import argparse
import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from claim_training.alterations import cyrillic, plain

from factcheck.evaluation.labelled_pairs import LabelledPair, read_pairs
from factcheck.evaluation.pair_decisions import PairDecision, decide_pairs
from factcheck.evaluation.pair_measures import wilson_interval
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.text.scripts import script_of

CASES = Path(__file__).parent.parent / "tests" / "cases"
_PERCENT = {"en": "percent", "id": "persen", "bs": "posto", "hr": "posto", "sr": "odsto"}
_SIGN = re.compile(r"(?<=\d)\s?%")
_WORD = re.compile(r"(?<=\d) (?:percent|persen|posto|odsto)\b")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}\b)")
_SOUTH_SLAVIC = {"bs", "hr", "sr"}

Guise = Callable[[LabelledPair], str]


def no_full_stop(pair: LabelledPair) -> str:
    """Leave out the final punctuation."""
    return pair.claim.rstrip(".!")


def other_script(pair: LabelledPair) -> str:
    """Write a Latin claim in Cyrillic."""
    if pair.claim_language not in _SOUTH_SLAVIC or script_of(pair.claim) != "Latn":
        return pair.claim
    return cyrillic(pair.claim)


def no_marks(pair: LabelledPair) -> str:
    """Leave the marks off Bosnian, Croatian and Serbian letters, as many posts do."""
    return plain(pair.claim) if pair.claim_language in _SOUTH_SLAVIC else pair.claim


def percent(pair: LabelledPair) -> str:
    """Write the sign as a word, and the word as a sign."""
    word = _PERCENT.get(pair.claim_language)
    if word and _SIGN.search(pair.claim):
        return _SIGN.sub(f" {word}", pair.claim)
    return _WORD.sub("%", pair.claim)


def thousands(pair: LabelledPair) -> str:
    """Group thousands by a space instead of a point or a comma."""
    return _THOUSANDS.sub("\u00a0", pair.claim)


GUISES: dict[str, Guise] = {
    "no full stop": no_full_stop,
    "capitals": lambda pair: pair.claim.upper(),
    "lower case": lambda pair: pair.claim.lower(),
    "other script": other_script,
    "no marks": no_marks,
    "percent": percent,
    "thousands": thousands,
}


def main() -> None:
    """Measure every guise."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--limit", type=int, default=300, help="pairs at most")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    pairs = read_pairs(chosen.pairs) if chosen.pairs else own_pairs()
    step = max(1, len(pairs) // chosen.limit)
    figures = measured(pairs[::step], default_encoder(lambda _: None))
    if chosen.format == "json":
        print(json.dumps(figures, indent=2))
        return
    print(f"{'guise':16}{'claims':>8}{'same decision':>16}{'95 %':>18}{'of matches':>12}")
    for name, row in figures.items():
        print(
            f"{name:16}{row['claims']:>8.0f}{row['same']:>16.3f}"
            f"{row['low']:>10.3f} to {row['high']:.3f}"
            f"{row['matches_kept']:>12.3f}"
        )


def own_pairs() -> tuple[LabelledPair, ...]:
    """Read the cases of the tests."""
    pairs = []
    for name in ("lookalikes", "paraphrases"):
        with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                label = "same" if name == "paraphrases" else row["kind"]
                texts = (row["claim"], row["published"], label)
                pairs.append(LabelledPair(*texts, row["claim_language"], row["published_language"]))
    return tuple(pairs)


def measured(pairs: Sequence[LabelledPair], encoder: Encoder) -> Mapping[str, Mapping[str, float]]:
    """Give for each guise the claims that it changes, and the share decided as before."""
    plain = list(decide_pairs(pairs, encoder))
    figures = {}
    for name, guise in GUISES.items():
        changed = [(each, guise(each.pair)) for each in plain]
        changed = [(each, claim) for each, claim in changed if claim != each.pair.claim]
        if changed:
            figures[name] = _shares(changed, encoder)
    return figures


def _shares(changed: Sequence[tuple[PairDecision, str]], encoder: Encoder) -> Mapping[str, float]:
    disguised = [replace(each.pair, claim=claim) for each, claim in changed]
    decided = zip(changed, decide_pairs(disguised, encoder), strict=True)
    kept = [(before.decision, before.decision is after.decision) for (before, _), after in decided]
    same = sum(is_kept for _, is_kept in kept)
    low, high = wilson_interval(same, len(kept)) or (0.0, 1.0)
    matches = [is_kept for decision, is_kept in kept if decision == "match"]
    return {
        "claims": len(kept),
        "same": same / len(kept),
        "low": low,
        "high": high,
        "matches_kept": sum(matches) / len(matches) if matches else 1.0,
    }


if __name__ == "__main__":
    main()
