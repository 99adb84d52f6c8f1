"""Train the second-stage tables of factcheck/ranking/weights.json, which weigh the reranker.

    python tools/train_reranked_score.py DATA WORK [--again]

Writes the tables ``reranked_same_language`` and ``reranked_cross_lingual``, by the regression of
tools/train_score.py and after it. DATA and WORK are those of that script. Only claims are used
that the reranker was not trained on: a seventh of the training queries, and our own topics
that are kept for it. Each claim is used with its right answers and without them. Test splits are
never read.
"""

import argparse
import json
from collections.abc import Iterator, Set
from pathlib import Path

import numpy as np
from labelled_lookups import LabelledLookups, labelled_lookups
from numpy.typing import NDArray
from train_score import SHORTLIST, TARGET, newton, pools, without_duplicates

from factcheck.neural.encoder import default_encoder
from factcheck.ranking.calibration import default_scorer
from factcheck.ranking.decision import check_conflicts
from factcheck.ranking.ranker import RankedQuery, score_pairs
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.query import parse_query
from factcheck.retrieval.retriever import RetrievedQuery

FEATURES = ("first_stage", "reranker")
COLUMNS = (*FEATURES, "conflict")
ARRAYS = (*COLUMNS, "cross_lingual", "same")
# There are thirty times as many rows of topics as of posts, and posts are what people look up.
POSTS_COUNT = 4


def main() -> None:
    """Look up, rerank, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--again", action="store_true", help="fit to the scores of the last run")
    arguments = parser.parse_args()
    scored = arguments.work / "reranked.npz"
    if not arguments.again:
        rows = np.array(list(all_examples(arguments.data, arguments.work)), np.float64)
        np.savez_compressed(scored, **{name: rows[:, n] for n, name in enumerate(ARRAYS)})
    arrays = dict(np.load(scored))
    cross_lingual = arrays["cross_lingual"] > 0
    tables = json.loads(TARGET.read_text(encoding="utf-8"))
    tables["reranked_same_language"] = fit(arrays, ~cross_lingual)
    tables["reranked_cross_lingual"] = fit(arrays, cross_lingual)
    TARGET.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({name: each for name, each in tables.items() if "reranked" in name}, indent=2))


def all_examples(data: Path, work: Path) -> Iterator[tuple[float, ...]]:
    """Score the likeliest candidates of every claim that the reranker has not seen."""
    encoder = default_encoder(print)
    reranker = Reranker(encoder)
    for lookups in labelled_lookups(data, work, encoder):
        times = 1 if lookups.name.startswith("topics") else POSTS_COUNT
        yield from list(examples(lookups, reranker)) * times
        print(lookups.name, "scored")


def examples(lookups: LabelledLookups, reranker: Reranker) -> Iterator[tuple[float, ...]]:
    """Score every query's likeliest candidates, with and without the right ones among them."""
    retriever = lookups.retriever()
    queries = [query for query in lookups.queries if query.unseen]
    parsed = [parse_query(query.text, whole_only=True) for query in queries]
    found = retriever.retrieve(parsed, retriever.encode(parsed))
    for query, retrieved in zip(queries, found, strict=True):
        for text in retrieved.texts:
            fact_checks = lookups.store.fact_checks(each.number for each in text.candidates)
            right = {n for n, each in fact_checks.items() if each.record_id in query.answers}
            for pool in pools(text, without_duplicates(text.candidates, right), right):
                pairs = score_pairs(
                    RetrievedQuery(retrieved.query, (pool,)), retriever.statistics, default_scorer()
                )
                shortlist = [n for n in list(pairs)[:SHORTLIST] if pairs[n].needs_reranking]
                listed = {number: fact_checks[number] for number in shortlist}
                yield from rows_of(RankedQuery(retrieved.query, pairs, listed), reranker, right)


def rows_of(
    ranked: RankedQuery, reranker: Reranker, right: Set[int]
) -> Iterator[tuple[float, ...]]:
    """Give the row of ARRAYS for every shortlisted candidate."""
    log_odds = reranker.score(ranked.pairs_to_rerank())
    checked = check_conflicts(ranked, log_odds)
    for number, each in zip(sorted(ranked.fact_checks), checked, strict=True):
        pair = ranked.pairs[number]
        yield (
            default_scorer().first_stage_log_odds(pair.features, cross_lingual=pair.cross_lingual),
            each.reranker or 0.0,
            bool(each.conflicts),
            pair.cross_lingual,
            number in right,
        )


def fit(arrays: dict[str, NDArray[np.float64]], rows: NDArray[np.bool_]) -> dict[str, object]:
    """Fit log-odds = intercept + Σ weight × value + per_conflict × conflict."""
    table = np.stack([arrays[name][rows] for name in COLUMNS], axis=1)
    means, scales = table.mean(axis=0), table.std(axis=0) + 1e-9
    inputs = np.column_stack([np.ones(len(table)), (table - means) / scales])
    weights = newton(inputs, arrays["same"][rows])
    slopes = weights[1:] / scales
    *slopes_of_features, conflict = slopes.tolist()
    return {
        "intercept": round(float(weights[0] - slopes @ means), 3),
        "weights": {
            name: round(slope, 3) for name, slope in zip(FEATURES, slopes_of_features, strict=True)
        },
        "per_conflict": round(min(conflict, 0.0), 3),
    }


if __name__ == "__main__":
    main()
