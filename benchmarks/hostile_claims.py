"""Look up hostile and senseless texts in the example store; count errors and matches.

    python benchmarks/hostile_claims.py [--texts 3000] [--seed 0]

Runs of odd characters, word salads with search operators, markup, escape codes and links, and
floods of one word. None may raise, none should be a match, and none may take long.
"""

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from factcheck import Decision, Lookup, default_encoder, open_store

EXAMPLE = Path(__file__).parent.parent / "claims.db.example"
RANGES = ((0, 0x3000), (0xFB00, 0xFFFE), (0x1F300, 0x1F700))
ODD = (0x200B, 0x202E, 0xFDFA, 0x1D400, 0xE0041, 0x10FFFF, 0xD800)
WORDS = (
    '5G vaccine ne nije tidak bukan hakuna si 5 % 50% 2020 Januari deset miliona not never "a* OR'
    ' b" NEAR( ) <s> </s> #tag @x https://a.b/c [b] [/b] \x1b[2J \ufdfa'
).split(" ")


def main() -> None:
    """Look the texts up and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--texts", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    lot = random.Random(arguments.seed)
    letters = [chr(code) for first, last in RANGES for code in range(first, last)]
    letters += [chr(code) for code in ODD]
    decisions: Counter[str] = Counter()
    slowest = 0.0
    with open_store(EXAMPLE) as store:
        lookup = Lookup(store, default_encoder(print))
        for _ in range(arguments.texts):
            text = hostile(lot, letters)
            begun = time.perf_counter()
            answer = lookup.answer(text)
            slowest = max(slowest, time.perf_counter() - begun)
            decisions[answer.decision] += 1
            if answer.decision is Decision.MATCH:
                print(f"match: {text[:100]!r} as {answer.matches[0].fact_check.claim!r}")
    summary = ", ".join(f"{count:,} {decision}" for decision, count in sorted(decisions.items()))
    print(f"{arguments.texts:,} texts: {summary}; slowest {slowest:.2f} s")


def hostile(lot: random.Random, letters: list[str]) -> str:
    """Return one random text."""
    kind = lot.random()
    if kind < 0.4:
        return "".join(lot.choice(letters) for _ in range(lot.randint(0, 60)))
    if kind < 0.9:
        tails = ("", "!", "\u200d", "\ufe0f")
        salad = (lot.choice(WORDS) + lot.choice(tails) for _ in range(lot.randint(1, 40)))
        return " ".join(salad)
    return lot.choice(WORDS) * lot.choice((1, 50, 5000))


if __name__ == "__main__":
    main()
