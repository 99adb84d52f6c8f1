"""Write labelled pairs from data folders, for `factcheck evaluate --pairs`.

    PYTHONPATH=tools python benchmarks/pair_files.py FOLDER --out PAIRS [--use measuring|learning]

FOLDER holds any of these, and each gives a file in the folder PAIRS:

- `topics/*.jsonl`: topics in several languages, each with the claim, the same said again, short
  and as a post, and three alterations (tools/claim_training has ours). Every eighth is
  for measuring, by the rule of `use_of`.
- `ntrex/sentences.jsonl.gz`: NTREX-128, news sentences translated by professionals, with the
  document of each (from Microsoft, on GitHub). Every eighth document is for measuring.
- `xnli_en_sw_hr/dev.jsonl.gz`: the development set of XNLI (from its authors), to measure only.

Then `factcheck evaluate --pairs PAIRS/topics.csv` prints what the decisions are worth. The pairs
are drawn with a seed: the same data give the same files.
"""

import argparse
import csv
import gzip
import json
import random
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations, product
from pathlib import Path
from typing import Any

from claim_training.altering import altering_for
from claim_training.topics import HELD_OUT_OF, use_of

Pair = tuple[str, str, str, str, str, str]
COLUMNS = ("claim", "published", "label", "claim_language", "published_language", "group")
_MEASURING_PLACE = 5
_CLOSE = {"bs", "hr", "sr"}
# Pairs of languages that are drawn for each text, of the 50 that are far from each other.
_FAR_PAIRS = 8
_SAID_AGAIN = {"again": "said again", "short": "short", "post": "post"}
_ALTERED = ("altered", "altered_b", "altered_post")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
# Languages whose denials tools/claim_training/altering.toml can write.
_DENIED_IN = ("en", "id")


def main() -> None:
    """Write a file for each set that is there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--use", default="measuring", choices=("measuring", "learning"))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, make in SETS.items():
        pairs = list(make(chosen.folder, is_measuring=chosen.use == "measuring"))
        if pairs:
            write(chosen.out / f"{name}.csv", pairs)
            print(f"{chosen.out / name}.csv: {len(pairs):,} pairs")


def write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write a table of pairs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(pairs)


def topics(folder: Path, *, is_measuring: bool) -> Iterator[Pair]:
    """Pair each claim of a topic with the same one said otherwise, and with its alterations."""
    rng = random.Random(0)
    for path in sorted((folder / "topics").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            topic = json.loads(line)
            if (use_of(topic["topic"]) == "measuring") is is_measuring:
                yield from _of_topic(topic, rng)


def _of_topic(topic: Mapping[str, Any], rng: random.Random) -> Iterator[Pair]:
    rows = {row["language"]: row for row in topic["rows"]}
    for way, (asked, published) in _language_pairs(list(rows), rng):
        row, same = rows[asked], rows[published]["same"]
        for field, group in _SAID_AGAIN.items():
            yield row[field], same, "same", asked, published, f"{group}, {way}"
        if way != "one":
            yield row["same"], same, "same", asked, published, f"translated, {way}"
        for field in _ALTERED:
            kind = topic["kind_b" if field == "altered_b" else "kind"]
            yield row[field], same, kind, asked, published, f"altered, {way}"


def _language_pairs(
    languages: Sequence[str], rng: random.Random
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield pairs of languages: each with itself, the close ones, and some that are far."""
    yield from (("one", (language, language)) for language in languages)
    pairs = [(one, other) for one, other in permutations(languages, 2)]
    close = [pair for pair in pairs if {code[:2] for code in pair} <= _CLOSE]
    far = [pair for pair in pairs if pair not in close]
    yield from (("bs-hr-sr", pair) for pair in close)
    yield from (("across", pair) for pair in rng.sample(far, min(_FAR_PAIRS, len(far))))


def ntrex(folder: Path, *, is_measuring: bool) -> Iterator[Pair]:
    """Pair translations of a sentence, and a sentence with itself where one thing was changed."""
    rng = random.Random(0)
    sentences = [
        sentence
        for sentence in _lines(folder / "ntrex" / "sentences.jsonl.gz")
        if (_place(sentence["document"]) == _MEASURING_PLACE) is is_measuring
    ]
    if not sentences:
        return
    denying = {
        language: altering_for(language, [each[language] for each in sentences])
        for language in _DENIED_IN
    }
    languages = [name for name in sentences[0] if name not in ("n", "document")]
    for sentence in sentences:
        pairs = list(_language_pairs(languages, rng))
        for way, (asked, published) in pairs:
            codes = asked[:2], published[:2]
            claim, other = sentence[asked], sentence[published]
            if way != "one":
                yield claim, other, "same", *codes, f"translated, {way}"
            if number := _NUMBER.search(claim):
                changed = claim.replace(number[0], _other_number(number[0], rng))
                yield changed, other, "number", *codes, f"number changed, {way}"
            look_alike = denying[asked].look_alike(claim, rng) if asked in denying else None
            if look_alike:
                yield look_alike, other, "different", *codes, f"altered by rule, {way}"


def _other_number(number: str, rng: random.Random) -> str:
    """Change the first digit of a number, so that it keeps its length."""
    return rng.choice([digit for digit in "123456789" if digit != number[0]]) + number[1:]


def xnli(folder: Path, *, is_measuring: bool) -> Iterator[Pair]:
    """Pair premises with hypotheses that contradict them."""
    if not is_measuring:
        return
    for row in _lines(folder / "xnli_en_sw_hr" / "dev.jsonl.gz"):
        if row["label"] != "contradiction":
            continue
        languages = list(row["a"])
        for asked, published in product(languages, repeat=2):
            way = asked if asked == published else "across"
            if way != "across" or _place(row["a"]["en"] + asked + published) == _MEASURING_PLACE:
                claim, other = row["b"][asked], row["a"][published]
                yield claim, other, "different", asked, published, f"contradiction, {way}"


SETS: dict[str, Callable[..., Iterator[Pair]]] = {"topics": topics, "ntrex": ntrex, "xnli": xnli}


def _place(name: str) -> int:
    return zlib.crc32(name.encode()) % HELD_OUT_OF


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
