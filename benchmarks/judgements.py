"""Time look-ups in a store with 100,000 judgements beside the same store with none.

    python benchmarks/judgements.py WORK [--rows 100000] [--judgements 100000]

``big_store.py`` makes the store in the folder WORK. A third of the judgements is ``same``, so that
a third of the made-up wordings is searched by words and by vectors too. Both stores answer the same
posts in turn, with the encoder and the reranker and without the answer cache; the ratio is
that of the sums, best of the rounds for each post. ``opened anew`` is what a new process does
after its imports: it opens the store and answers one post.
"""

import argparse
import shutil
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
from big_store import big_store, posts

from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import FactCheck, JudgedPair, Judgement
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.store.runs import NewRun
from factcheck.store.store import Store, open_store

_AT = "2024-01-01T00:00:00+00:00"
_BATCH = 5_000
_SEED = 20_240_102
_NOISE = 0.01
_ONE_IN_SAME = 3


def main() -> None:
    """Make both stores, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--judgements", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    encoder = default_encoder(print)
    plain = big_store(arguments.work, arguments.rows, encoder, on_message=print)
    judged = judged_store(plain, arguments.judgements, encoder.id)
    claims = posts(arguments.posts)
    with open_store(plain) as without, open_store(judged) as with_them:
        stores = {"none": without, "judged": with_them}
        warm = {name: warm_lookup(store, encoder) for name, store in stores.items()}
        judgements = f"{arguments.judgements:,}"
        print(f"| {arguments.rows:,} fact-checks | none, ms | {judgements}, ms | ratio |")
        print("|---|---:|---:|---:|")
        print_row("warm, each post", best_of(arguments.rounds, claims, warm))
        anew = {name: opened_anew(store, encoder) for name, store in stores.items()}
        print_row("opened anew", best_of(arguments.rounds, claims[:10], anew))


def judged_store(plain: Path, count: int, encoder_id: str) -> Path:
    """Give a copy of the store with *count* judgements, and the vectors of their aliases."""
    path = plain.with_name(f"{plain.stem}-judged-{count}.db")
    if path.exists():
        return path
    print(f"judging {count:,} made-up wordings")
    unfinished = path.with_suffix(".unfinished")
    shutil.copyfile(plain, unfinished)
    with open_store(unfinished, mode="write") as store:
        numbers, vectors = store.vectors.load(encoder_id)
        for start in range(0, count, _BATCH):
            places = [place % len(numbers) for place in range(start, min(start + _BATCH, count))]
            checks = store.fact_checks(numbers[places].tolist())
            pairs = [
                _judged(checks[int(numbers[place])], start + at) for at, place in enumerate(places)
            ]
            store.judgements.record(pairs, NewRun("made up", _AT))
        _save_vectors(store, encoder_id, vectors)
    unfinished.rename(path)
    return path


def _judged(fact_check: FactCheck, number: int) -> JudgedPair:
    words = fact_check.claim.split()
    half = len(words) // 2
    judgement = Judgement.DIFFERENT if number % _ONE_IN_SAME else Judgement.SAME
    text = f"{' '.join(words[half:])} {' '.join(words[:half])} {number}"
    return JudgedPair(text, fact_check.id, judgement, f"Judge {number % 5}", _AT)


def _save_vectors(store: Store, encoder_id: str, vectors: np.ndarray) -> None:
    random = np.random.default_rng(_SEED)
    table = store.judgements.alias_vectors
    while waiting := table.pending(encoder_id, _BATCH):
        rows = []
        for text in waiting:
            vector = vectors[text.number % len(vectors)].astype(np.float32)
            vector = vector + random.normal(0, _NOISE, vector.shape)
            rows.append((text.number, text.text_hash, vector / np.linalg.norm(vector)))
        table.save(encoder_id, rows)


def warm_lookup(store: Store, encoder: Encoder) -> Callable[[str], object]:
    """Give a look-up that is open already."""
    return Lookup(store, encoder, LookupOptions(remembered=0)).answer


def opened_anew(store: Store, encoder: Encoder) -> Callable[[str], object]:
    """Give a look-up that opens everything for each claim."""
    return lambda claim: Lookup(store, encoder, LookupOptions(remembered=0)).answer(claim)


def best_of(
    rounds: int, claims: list[str], answer: dict[str, Callable[[str], object]]
) -> dict[str, float]:
    """Give the mean over *claims* of the best time of each, in milliseconds, by store."""
    best = {name: [float("inf")] * len(claims) for name in answer}
    for turn in range(rounds + 1):  # the first warms up
        for place, claim in enumerate(claims):
            order = list(answer) if (turn + place) % 2 else list(reversed(answer))
            for name in order:
                start = time.perf_counter()
                answer[name](claim)
                took = time.perf_counter() - start
                if turn:
                    best[name][place] = min(best[name][place], took)
    return {name: 1000 * sum(times) / len(times) for name, times in best.items()}


def print_row(name: str, means: dict[str, float]) -> None:
    """Print both means and their ratio."""
    none, judged = islice(means.values(), 2)
    print(f"| {name} | {none:.1f} | {judged:.1f} | {judged / none:.2f} |", flush=True)


if __name__ == "__main__":
    main()
