"""Measure the reranker alone, before rules and score: paraphrases against look-alikes.

    PYTHONPATH=tools python benchmarks/reranker.py

Pairs are those of our topics that nothing was trained on, and of tests/cases. For each kind it
prints the area under the curve, the share of look-alikes and of paraphrases with log-odds above 0,
and how long a short and the longest pair take.
"""

import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from claim_training.topics import Topic, read_topics, use_of
from numpy.typing import NDArray

from factcheck.neural.encoder import RerankingEncoder, default_encoder

CASES = Path(__file__).parent.parent / "tests" / "cases"
Pair = tuple[str, str]
SHORT = ("The old bridge was closed in May for repairs.", "In May the old bridge was closed.")
LONG = (" ".join(["The old bridge was closed in May."] * 40),) * 2


def main() -> None:
    """Score all pairs and print a table."""
    encoder = default_encoder(print)
    if not isinstance(encoder, RerankingEncoder):
        raise SystemExit("this measures the encoder that comes with factcheck")
    topics = [topic for topic in read_topics() if use_of(topic.name) == "measuring"]
    kinds = {
        "topics, one language": (of_topics(topics, "same", False), of_topics(topics, "", False)),
        "topics, across languages": (of_topics(topics, "same", True), of_topics(topics, "", True)),
        "cases, one language": (of_cases("paraphrases", False), of_cases("lookalikes", False)),
        "cases, across languages": (of_cases("paraphrases", True), of_cases("lookalikes", True)),
    }
    print(f"{'':26}{'repeats':>9}{'others':>8}{'AUC':>8}{'others>0':>10}{'repeats>0':>11}")
    for name, (repeats, others) in kinds.items():
        yes, no = (encoder.score_pairs(list(pairs)) for pairs in (repeats, others))
        print(
            f"{name:26}{len(yes):>9}{len(no):>8}{area(yes, no):>8.3f}"
            f"{(no > 0).mean():>10.3f}{(yes > 0).mean():>11.3f}"
        )
    for name, pair in (("short", SHORT), ("longest", LONG)):
        print(f"{name} pair: {1000 * seconds(encoder, pair):.1f} ms on one thread")


def of_topics(topics: Sequence[Topic], kind: str, across: bool) -> Iterator[Pair]:
    """Yield pairs of a topic's rows: with its published claim, the same or altered."""
    names = ("again", "post") if kind == "same" else ("altered", "altered_post", "altered_b")
    for topic in topics:
        for place, query in enumerate(topic.rows):
            # Every language against the next one, so that all take part and none too often.
            document = topic.rows[(place + across) % len(topic.rows)]
            for name in (*names, "same") if across and kind == "same" else names:
                if query.get(name):
                    yield query[name], document["same"]


def of_cases(name: str, across: bool) -> Iterator[Pair]:
    """Yield the cases of a file, within one language or across two."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["claim_language"] != row["published_language"]) is across:
                yield row["claim"], row["published"]


def area(yes: NDArray[np.float32], no: NDArray[np.float32]) -> float:
    """Compute the area under the curve: how often a paraphrase scores above a look-alike."""
    order = np.concatenate([yes, no]).argsort().argsort() + 1
    return float((order[: len(yes)].sum() - len(yes) * (len(yes) + 1) / 2) / len(yes) / len(no))


def seconds(encoder: RerankingEncoder, pair: Pair) -> float:
    """Time one pair, the quickest of ten."""
    times = []
    for _ in range(10):
        started = time.perf_counter()
        encoder.score_pairs([pair])
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    main()
