"""Time every part of a look-up in one warm process, on a store of any size.

    python benchmarks/warm.py WORK [--rows 500000] [--corpora FOLDER] [--claims 200]

``big_store.py`` makes the store in the folder WORK. Each claim is asked alone through the public
Python API; a part's time is what is spent in it for one claim, or with ``--processor`` what its
thread gets of the processor, for busy machines (the networks and the float32 product have threads
of their own, which are not counted then). Beside it, in the same run: the vectors compared by one
product in float32.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from big_store import big_store, posts

from factcheck import lookup as pipeline
from factcheck.lookup import Lookup
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.retrieval.dense import DenseIndex
from factcheck.store.store import Store, open_store
from factcheck.store.word_index import WordIndex

_WARMING = 10
_DENSE_CANDIDATES = 50

# Which calls make up a part; none is made inside another.
_PARTS: dict[str, tuple[tuple[object, str], ...]] = {
    "vectors": ((DenseIndex, "search"), (DenseIndex, "cosines")),
    "words": ((WordIndex, "search"),),
    "rows of candidates": ((WordIndex, "rows"), (Store, "languages")),
    "features and first score": ((pipeline, "score_pairs"),),
    "fact-checks": ((Store, "fact_checks"),),
    "conflicts": ((pipeline, "check_conflicts"),),
    "decision": ((pipeline, "decide"), (pipeline, "apply_group_rules")),
}


@dataclass
class Stopwatch:
    """Adds up what is spent in parts of the program.

    Attributes:
        clock: Gives seconds.
        seconds: By part, one number for each claim.
    """

    clock: ClassVar[Callable[[], float]] = staticmethod(time.perf_counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def next_claim(self) -> None:
        """Begin to add up anew."""
        for times in self.seconds.values():
            times.append(0.0)

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap *function* so that its time counts."""
        times = self.seconds.setdefault(part, [])

        def wrapper(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # whatever it takes
            begun = Stopwatch.clock()
            try:
                result = function(*arguments, **options)
                return list(result) if isinstance(result, Iterator) else result
            finally:
                if times:
                    times[-1] += Stopwatch.clock() - begun

        return wrapper


def main() -> None:
    """Print one row for each part."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--claims", type=int, default=200)
    parser.add_argument("--processor", action="store_true")
    arguments = parser.parse_args()
    if arguments.processor:
        Stopwatch.clock = staticmethod(time.thread_time)
    encoder = default_encoder(print)
    path = big_store(arguments.work, arguments.rows, encoder, arguments.corpora, print)
    claims = some_claims(arguments.claims, arguments.corpora)
    with open_store(path) as store:
        print(f"{store.words.shape()[0]:,} fact-checks, {len(claims)} claims, one at a time\n")
        table = parts_of(store, encoder, claims)
        table |= rivals(path, encoder, claims)
    print(f"| {'part':40} | median, ms | p95, ms |\n|{'-' * 42}|---:|---:|")
    for part, times in table.items():
        median, slow = np.percentile(np.array(times) * 1000, [50, 95])
        print(f"| {part:40} | {median:10.1f} | {slow:7.1f} |")


def some_claims(count: int, corpora: Path | None) -> list[str]:
    """Give posts of ours, and with corpora as many claims of their development splits."""
    claims = posts(count)
    for source in sorted(corpora.glob("*/queries.dev.jsonl.gz")) if corpora else []:
        with gzip.open(source, "rt", encoding="utf-8") as lines:
            claims += [json.loads(line)["text"] for line in lines][: count // 5]
    return claims


def parts_of(store: Store, encoder: Encoder, claims: list[str]) -> dict[str, list[float]]:
    """Answer *claims*, and give for each part and for each claim the seconds."""
    watch = Stopwatch()
    encoder_parts = {"encoder": "encode_claims", "reranker": "score_pairs"}
    with _watched(watch, _PARTS | {p: ((type(encoder), n),) for p, n in encoder_parts.items()}):
        lookup = Lookup(store, encoder)
        for claim in claims[:_WARMING]:
            lookup.answer(claim)
        whole = []
        for claim in claims[_WARMING:]:
            watch.next_claim()
            begun = Stopwatch.clock()
            lookup.answer(claim)
            whole.append(Stopwatch.clock() - begun)
    networks = np.sum([watch.seconds[part] for part in encoder_parts], axis=0)
    everything_else = (np.array(whole) - networks).tolist()
    return {
        **watch.seconds,
        "**all but the networks**": everything_else,
        "**everything**": whole,
    }


def rivals(path: Path, encoder: Encoder, claims: list[str]) -> dict[str, list[float]]:
    """Time what would do the same with numpy alone."""
    times: list[float] = []
    with open_store(path) as store:
        vectors = store.vectors.load(encoder.id)[1].astype(np.float32)
    for claim in encoder.encode_claims(claims):
        begun = Stopwatch.clock()
        cosines = vectors @ claim
        np.argpartition(-cosines, _DENSE_CANDIDATES)[:_DENSE_CANDIDATES]
        times.append(Stopwatch.clock() - begun)
    return {"rival: one float32 product": times}


@contextmanager
def _watched(watch: Stopwatch, parts: dict[str, tuple[tuple[object, str], ...]]) -> Iterator[None]:
    """Let *watch* see the calls for as long as this lasts."""
    calls = [(part, owner, name) for part, each in parts.items() for owner, name in each]
    before = [(owner, name, getattr(owner, name)) for _, owner, name in calls]
    for part, owner, name in calls:
        setattr(owner, name, watch.timed(part, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


if __name__ == "__main__":
    main()
