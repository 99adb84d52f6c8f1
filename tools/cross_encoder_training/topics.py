"""Training pairs from our own sentences: claims in several languages, paraphrases, look-alikes.

Every file of ``topics/`` has one row for a topic in one language: the claim as a publisher prints
it (``same``), a paraphrase (``again``), a post (``post``), the claim changed in one fact
(``altered``, ``altered_post``) and in another (``altered_b``). All rows of a topic say the same
in their languages. ``benchmarks/parallel_claims.csv`` has fewer columns of the same.
"""

import csv
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cross_encoder_training.altering import variant
from cross_encoder_training.generator import Pair

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

    def same(self, row: Row, rng: random.Random) -> str:
        """Give one of the ways to say the claim."""
        return _written(row, rng.choice(_present(row, "same", "again", "post", "post")), rng)

    def other(self, row: Row, rng: random.Random) -> str:
        """Give a claim that differs in one fact."""
        names = _present(row, "altered", "altered", "altered_post", "altered_b")
        return _written(row, rng.choice(names), rng)

    def pair(self, rng: random.Random) -> Pair:
        """Draw a pair within one language or across two."""
        query, document = rng.choice(self.rows), rng.choice(self.rows)
        return (
            _drawn_same(self, query, document, rng)
            if rng.random() < SAME_SHARE
            else (_drawn_other(self, query, document, rng))
        )


def read_topics() -> list[Topic]:
    """Read all topics of all files."""
    rows: dict[str, list[Row]] = {}
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(f"{path.stem}/{row['topic']}", []).append(row)
    return [Topic(name, each) for name, each in sorted(rows.items())]


def use_of(topic: str) -> Literal["cross-encoder", "score", "measuring"]:
    """Assign a topic to one training set or to measuring, never to two of them."""
    place = zlib.crc32(topic.rsplit("/", 1)[-1].encode()) % HELD_OUT_OF
    if place == 3:
        return "score"
    # The first score was trained on all of the older file.
    if place == 5 and not topic.startswith(f"{FILES[0].stem}/"):
        return "measuring"
    return "cross-encoder"


def topic_pairs(topics: Sequence[Topic], rng: random.Random, each: int) -> Iterator[Pair]:
    """Draw *each* pairs a topic."""
    for topic in topics:
        for _ in range(each):
            if rng.random() < OTHER_TOPIC_SHARE:
                other = rng.choice(topics)
                if other is not topic:
                    yield _unrelated(topic, other, rng)
                    continue
            yield topic.pair(rng)


def _drawn_same(topic: Topic, query: Row, document: Row, rng: random.Random) -> Pair:
    # Two look-alikes with the same change are the same claim: style and polarity prove nothing.
    if rng.random() < 0.25:
        claim = _written(query, rng.choice(_present(query, "altered_post", "altered")), rng)
        published = _written(document, "altered", rng)
    else:
        claim = topic.same(query, rng)
        published = _written(document, rng.choice(_present(document, "same", "same", "again")), rng)
    if claim == published:
        claim = variant(claim, rng)
    return _pair(query, document, (claim, published), same=True)


def _drawn_other(topic: Topic, query: Row, document: Row, rng: random.Random) -> Pair:
    if rng.random() < 0.5:
        claim = topic.other(query, rng)
        published = _written(document, rng.choice(_present(document, "same", "same", "again")), rng)
    else:
        claim = topic.same(query, rng)
        published = _written(document, rng.choice(_present(document, "altered", "altered_b")), rng)
    return _pair(query, document, (claim, published), same=False)


def _unrelated(topic: Topic, other: Topic, rng: random.Random) -> Pair:
    query, document = rng.choice(topic.rows), rng.choice(other.rows)
    claim, published = topic.same(query, rng), _written(document, "same", rng)
    return _pair(query, document, (claim, published), same=False)


def _pair(query: Row, document: Row, texts: tuple[str, str], *, same: bool) -> Pair:
    return Pair(*texts, same, query["topic"], query["language"], document["language"])


def _present(row: Row, *names: str) -> list[str]:
    return [name for name in names if row.get(name)]


def _written(row: Row, name: str, rng: random.Random) -> str:
    text = row[name]
    if row["script"] == "Cyrl" and rng.random() < TO_LATIN_SHARE:
        return latin(text)
    return variant(text, rng) if rng.random() < 0.12 else text
