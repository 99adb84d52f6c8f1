"""Our own sentences for training: claims in several languages, paraphrases, look-alikes.

Every file of ``topics/`` has one row for a topic in one language: the claim as a publisher prints
it (``same``), with other words in it that mean the same (``synonym``), a paraphrase (``again``), a
post (``post``), the claim changed in one fact (``altered``, ``altered_post``) and in another
(``altered_b``). All rows of a topic say the same
in their languages. ``benchmarks/parallel_claims.csv`` has fewer columns of the same.
"""

import csv
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent.parent
FILES = (
    ROOT / "benchmarks" / "parallel_claims.csv",
    *sorted((Path(__file__).parent / "topics").glob("*.csv")),
)
HELD_OUT_OF = 8

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One claim in several languages."""

    name: str
    rows: Sequence[Row]


def read_topics() -> list[Topic]:
    """Read all topics of all files."""
    rows: dict[str, list[Row]] = {}
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(f"{path.stem}/{row['topic']}", []).append(row)
    return [Topic(name, each) for name, each in sorted(rows.items())]


def use_of(topic: str) -> Literal["training", "score", "measuring"]:
    """Assign a topic to one training set or to measuring, never to two of them."""
    place = zlib.crc32(topic.rsplit("/", 1)[-1].encode()) % HELD_OUT_OF
    if place == 3:
        return "score"
    # The first score was trained on all of the older file.
    if place == 5 and not topic.startswith(f"{FILES[0].stem}/"):
        return "measuring"
    return "training"
