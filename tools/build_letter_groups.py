"""Build the table of character n-grams, letter_groups.marisa, from langdetect's profiles.

    python tools/build_letter_groups.py PROFILES

PROFILES is the folder ``profiles`` of the package langdetect 1.0.9: for each language the counts
of n-grams of one to three letters in its Wikipedia. Kept are log-likelihoods for the languages
that ``factcheck/text/languages.toml`` has words of.
"""

import argparse
import json
import math
import tomllib
from collections import defaultdict
from pathlib import Path

import marisa_trie

_TEXT = Path(__file__).parents[1] / "factcheck" / "text"
_TARGET = _TEXT / "vocabulary" / "letter_groups.marisa"
# Smoothing as in langdetect: an n-gram that a language lacks counts as one in 20,000.
_SMALLEST = 0.5 / 10_000
# One step of a stored byte, in natural logarithms.
_STEP = 1 / 25
_LANGUAGES_KEY = "\n"


def main() -> None:
    """Read the profiles and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("profiles", type=Path)
    folder = parser.parse_args().profiles
    words = tomllib.loads((_TEXT / "languages.toml").read_text(encoding="utf-8"))["words"]
    languages = sorted(path.name for path in folder.iterdir() if path.name in {*words, "hr"})
    weights: dict[str, bytearray] = defaultdict(bytearray)
    for number, language in enumerate(languages):
        profile = json.loads((folder / language).read_text(encoding="utf-8"))
        for ngram, count in sorted(profile["freq"].items()):
            frequency = count / profile["n_words"][len(ngram) - 1]
            weight = round(math.log1p(frequency / _SMALLEST) / _STEP)
            if weight:
                weights[ngram] += bytes((number, min(weight, 255)))
    entries = [(ngram, bytes(pairs)) for ngram, pairs in sorted(weights.items())]
    entries.append((_LANGUAGES_KEY, " ".join(languages).encode()))
    marisa_trie.BytesTrie(entries).save(str(_TARGET))


if __name__ == "__main__":
    main()
