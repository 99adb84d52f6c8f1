"""Compare factcheck with what people would otherwise use: quality and speed, in one run.

    python benchmarks/rivals.py FOLDER --work WORK [--split dev] [--limit N] [--language en]
        [--rows N]

FOLDER is one development set, as README.md describes; WORK keeps its store, as for `quality.py`.
With --rows the made-up fact-checks of `big_store.py` are added until there are so many.
The rivals are in the dependency group `rivals`; what is not installed is skipped, with its reason.

Every rival gets claim and title of the same fact-checks and ranks ten for each claim, one by one.
Each is used as its documentation shows: stemmed, with stop words taken out, queries escaped.
Those that compare words are tried a second time with factcheck's own terms, which fold spellings
and cut endings. The two that compare vectors use factcheck's encoder, on both sides as it wants
it. They take turns for 20 claims at a time, so that a busy moment meets all; times are medians of
the clock, and the mean of the processor's beside them. "Encoder" is what of the median went into
encoding the claim. Of factcheck, what is timed is an answer, with its reasons.
"""

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from big_store import big_store
from rival_searches import (
    Corpus,
    Search,
    TimedEncoder,
    by_bm25s,
    by_bm25s_of_terms,
    by_factcheck,
    by_faiss,
    by_rank_bm25,
    by_rapidfuzz,
    by_sqlite_utils,
    by_tantivy,
    by_tantivy_of_terms,
    by_usearch,
)

from factcheck.evaluation.evaluate import read_labels
from factcheck.evaluation.evaluation_corpus import Documents, corpus_store
from factcheck.evaluation.labelled_claims import LabelledClaim
from factcheck.evaluation.lookup_results import MISSING, Hit, Result
from factcheck.evaluation.ranking_measures import ranking_values
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.store.store import Store, open_store

TOGETHER = 20
WARMED_UP_WITH = 3
NEAR = 0.05
LANGUAGES = {"en": "english", "id": "indonesian", "pt": "portuguese", "es": "spanish"}


@dataclass(slots=True)
class Measurements:
    """What one tool found, and how long it took."""

    search: Search
    index_seconds: float
    found: list[tuple[int, ...]] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    encoder: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main() -> None:
    """Let all of them search, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--split", default="dev", choices=("dev", "train"))
    parser.add_argument("--limit", type=int, help="only the first so many claims")
    parser.add_argument("--language", default="en", help="of the corpus, for stemmers")
    parser.add_argument("--rows", type=int, default=0, help="with made-up fact-checks, so many")
    chosen = parser.parse_args()
    queries = chosen.folder / f"queries.{chosen.split}.jsonl.gz"
    claims = read_labels(queries, chosen.folder / f"qrels.{chosen.split}.tsv")[: chosen.limit]
    encoder = default_encoder(say)
    chosen.work.mkdir(parents=True, exist_ok=True)
    store, documents = corpus_store(
        chosen.folder / "corpus.jsonl.gz", chosen.work, encoder, lambda _: None
    )
    if chosen.rows:
        store.close()
        store = open_store(enlarged(store.path, chosen.rows, encoder))
    with store, open_store(store.path) as second:
        corpus = corpus_of(store, TimedEncoder(encoder), LANGUAGES.get(chosen.language, ""))
        measured = dict(prepared(corpus, second))
        run(measured, [claim.text for claim in claims], corpus.encoder)
        answers = [right_ids(claim, documents, store) for claim in claims]
    print(f"{len(corpus.ids):,} fact-checks, {len(claims)} claims")
    report({name: (quality(one, corpus, answers), one) for name, one in measured.items()})


def say(message: str) -> None:
    """Keep what is not a figure off standard output."""
    print(message, file=sys.stderr)


def enlarged(path: Path, rows: int, encoder: Encoder) -> Path:
    """Give the path of a store with what is at *path* and made-up fact-checks, *rows* in all."""
    folder = path.with_suffix(".enlarged")
    if not (folder / "big.db").exists():
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / "big.db")
    return big_store(folder, rows, encoder, None, say)


def right_ids(claim: LabelledClaim, documents: Documents, store: Store) -> frozenset[str]:
    """Give the ids of what answers a claim; what the store does not hold can never be found."""
    found = {name: documents.numbers.get(name, frozenset()) for name in claim.documents}
    stored = store.fact_checks(frozenset[int]().union(*found.values()))
    missing = {f"{MISSING}{name}" for name, numbers in found.items() if not numbers}
    return frozenset({each.id for each in stored.values()} | missing)


def corpus_of(store: Store, encoder: TimedEncoder, language: str) -> Corpus:
    """Read what is to be searched from the store, so that all search the same."""
    numbers, vectors = store.vectors.load(encoder.id)
    rows = store.fact_checks(numbers.tolist())
    stored = [rows[number] for number in numbers.tolist()]
    return Corpus(
        ids=tuple(each.id for each in stored),
        claims=tuple(each.claim for each in stored),
        titles=tuple(each.title for each in stored),
        vectors=vectors.astype(np.float32),
        language=language,
        store=store,
        encoder=encoder,
    )


def prepared(corpus: Corpus, second: Store) -> Iterator[tuple[str, Measurements]]:
    """Let each rival make its index; print which cannot, and why."""
    rivals: dict[str, Callable[[Corpus], Search]] = {
        "factcheck": lambda it: by_factcheck(it, it.store, it.encoder),
        "factcheck --words-only": lambda it: by_factcheck(it, second, None),
        "rapidfuzz, token_set_ratio": by_rapidfuzz,
        "sqlite-utils, all words": lambda it: by_sqlite_utils(it, any_word=False),
        "sqlite-utils, any word": lambda it: by_sqlite_utils(it, any_word=True),
        "bm25s": by_bm25s,
        "bm25s, our terms": by_bm25s_of_terms,
        "tantivy": by_tantivy,
        "tantivy, our terms": by_tantivy_of_terms,
        "rank-bm25": by_rank_bm25,
        "our encoder, faiss": by_faiss,
        "our encoder, usearch": by_usearch,
    }
    for name, prepare in rivals.items():
        begun = time.perf_counter()
        try:
            search = prepare(corpus)
        except ImportError as error:
            say(f"{name}: skipped, {error.name or error} is not installed (group rivals)")
            continue
        yield name, Measurements(search, time.perf_counter() - begun)


def run(measured: dict[str, Measurements], claims: Sequence[str], encoder: TimedEncoder) -> None:
    """Let every rival answer a few claims in turn, then the next few."""
    for one in measured.values():
        for claim in claims[-WARMED_UP_WITH:]:
            (one.search.timed or one.search.ranks)(f"{claim} again")
    for start in range(0, len(claims), TOGETHER):
        for one in measured.values():
            for claim in claims[start : start + TOGETHER]:
                time_claim(one, claim, encoder)


def time_claim(one: Measurements, claim: str, encoder: TimedEncoder) -> None:
    """Time one claim, and note what was found for it."""
    search, encoded = one.search, encoder.seconds
    processor, clock = time.process_time(), time.perf_counter()
    if search.timed is None:
        found = search.ranks(claim)
    else:
        search.timed(claim)
    one.clock.append(time.perf_counter() - clock)
    one.processor.append(time.process_time() - processor)
    one.encoder.append(encoder.seconds - encoded)
    one.found.append(tuple(found if search.timed is None else search.ranks(claim)))


def quality(
    one: Measurements, corpus: Corpus, answers: Sequence[frozenset[str]]
) -> dict[str, float]:
    """Measure how high the right fact-checks stand, as `quality.py` does."""
    results = []
    for claim, (found, right) in enumerate(zip(one.found, answers, strict=True)):
        hits = tuple(Hit(corpus.ids[place], 0.0, is_match=False, conflict=False) for place in found)
        results.append(Result(str(claim), "und", right, frozenset(), hits))
    values = ranking_values(results)
    return {name: statistics.mean(each.values()) for name, each in values.items()}


def report(rows: dict[str, tuple[dict[str, float], Measurements]]) -> None:
    """Print the table, and whether factcheck is ahead."""
    heads = ("MAP@5", "succ@10", "ms", "encoder", "CPU ms", "index s")
    print(f"{'':28}" + "".join(f"{head:>9}" for head in heads))
    for name, (values, one) in rows.items():
        times = [1000 * statistics.median(each) for each in (one.clock, one.encoder)]
        processor = 1000 * statistics.mean(one.processor)
        print(
            f"{name:28}{values['map@5']:9.3f}{values['success@10']:9.3f}"
            f"{times[0]:9.2f}{times[1]:9.2f}{processor:9.2f}{one.index_seconds:9.2f}"
        )
    ours, rivals = rows["factcheck"], {n: r for n, r in rows.items() if "factcheck" not in n}
    best = max(rivals, key=lambda name: rivals[name][0]["map@5"])
    print(f"\nbest rival: {best}, {ours[0]['map@5'] - rivals[best][0]['map@5']:+.3f} to us")
    for name, (values, one) in rivals.items():
        if values["map@5"] > ours[0]["map@5"] - NEAR:
            ratio = statistics.median(one.clock) / statistics.median(ours[1].clock)
            print(f"within {NEAR} of us: {name}, in {ratio:.2f} times our time")


if __name__ == "__main__":
    main()
