"""Pairs out of our own sentences: claims in several languages with paraphrases and look-alikes.

Every file of ``tools/reader/topics/`` has one row for a topic in one language: the claim as a
publisher prints it (``same``), said differently (``again``), as people post it (``post``), changed
in one fact (``altered``, ``altered_post``) and in another (``altered_b``). All rows of a topic say
the same in their languages. ``benchmarks/parallel_claims.csv`` has fewer columns of the same.
"""

import csv
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reader.altering import variant
from reader.generator import Pair

from factcheck.text.scripts import latin

ROOT = Path(__file__).parent.parent.parent
FILES = (
    ROOT / "benchmarks" / "parallel_claims.csv",
    *sorted((Path(__file__).parent / "topics").glob("*.csv")),
)
HELD_OUT_OF = 8
# Serbian is written in two scripts, by the same people about the same things.
TO_LATIN_SHARE = 0.3
OTHER_TOPIC_SHARE = 0.06
SAME_SHARE = 0.42

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One claim in several languages."""

    name: str
    rows: Sequence[Row]

    def same(self, row: Row, lot: random.Random) -> str:
        """Give one of the ways to say the claim."""
        return _written(row, lot.choice(_present(row, "same", "again", "post", "post")), lot)

    def other(self, row: Row, lot: random.Random) -> str:
        """Give a claim that differs in one fact."""
        names = _present(row, "altered", "altered", "altered_post", "altered_b")
        return _written(row, lot.choice(names), lot)

    def pair(self, lot: random.Random) -> Pair:
        """Draw a pair within one language or across two."""
        asked, stored = lot.choice(self.rows), lot.choice(self.rows)
        return (
            _drawn_same(self, asked, stored, lot)
            if lot.random() < SAME_SHARE
            else (_drawn_other(self, asked, stored, lot))
        )


def read_topics() -> list[Topic]:
    """Read all topics of all files."""
    rows: dict[str, list[Row]] = {}
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(f"{path.stem}/{row['topic']}", []).append(row)
    return [Topic(name, each) for name, each in sorted(rows.items())]


def use_of(topic: str) -> Literal["reader", "score", "measuring"]:
    """Say what a topic is for: no topic teaches twice, and none that teaches measures."""
    place = zlib.crc32(topic.rsplit("/", 1)[-1].encode()) % HELD_OUT_OF
    if place == 3:
        return "score"
    # The score's first part has learned from all of the older file.
    if place == 5 and not topic.startswith(f"{FILES[0].stem}/"):
        return "measuring"
    return "reader"


def topic_pairs(topics: Sequence[Topic], lot: random.Random, each: int) -> Iterator[Pair]:
    """Draw *each* pairs a topic."""
    for topic in topics:
        for _ in range(each):
            if lot.random() < OTHER_TOPIC_SHARE:
                stranger = lot.choice(topics)
                if stranger is not topic:
                    yield _strangers(topic, stranger, lot)
                    continue
            yield topic.pair(lot)


def _drawn_same(topic: Topic, asked: Row, stored: Row, lot: random.Random) -> Pair:
    # Two look-alikes of one kind say the same too: style and polarity alone prove nothing.
    if lot.random() < 0.25:
        claim = _written(asked, lot.choice(_present(asked, "altered_post", "altered")), lot)
        published = _written(stored, "altered", lot)
    else:
        claim = topic.same(asked, lot)
        published = _written(stored, lot.choice(_present(stored, "same", "same", "again")), lot)
    if claim == published:
        claim = variant(claim, lot)
    return _pair(asked, stored, (claim, published), same=True)


def _drawn_other(topic: Topic, asked: Row, stored: Row, lot: random.Random) -> Pair:
    if lot.random() < 0.5:
        claim = topic.other(asked, lot)
        published = _written(stored, lot.choice(_present(stored, "same", "same", "again")), lot)
    else:
        claim = topic.same(asked, lot)
        published = _written(stored, lot.choice(_present(stored, "altered", "altered_b")), lot)
    return _pair(asked, stored, (claim, published), same=False)


def _strangers(topic: Topic, stranger: Topic, lot: random.Random) -> Pair:
    asked, stored = lot.choice(topic.rows), lot.choice(stranger.rows)
    claim, published = topic.same(asked, lot), _written(stored, "same", lot)
    return _pair(asked, stored, (claim, published), same=False)


def _pair(asked: Row, stored: Row, texts: tuple[str, str], *, same: bool) -> Pair:
    return Pair(*texts, same, asked["topic"], asked["language"], stored["language"])


def _present(row: Row, *names: str) -> list[str]:
    return [name for name in names if row.get(name)]


def _written(row: Row, name: str, lot: random.Random) -> str:
    text = row[name]
    if row["script"] == "Cyrl" and lot.random() < TO_LATIN_SHARE:
        return latin(text)
    return variant(text, lot) if lot.random() < 0.12 else text
