"""Train the first-stage tables of factcheck/ranking/weights.json.

Fits a logistic regression, by Newton's method with a small ridge, to development data: pairs of
a claim and each of its candidates, retrieved and compared as in a lookup. Every claim is used
twice: as it is, and with its right answers taken out of the candidates, so that the score learns
what it looks like when there is no answer.

    python tools/train_score.py DATA WORK [--again]

DATA holds one folder a collection: ``checkthat2022_2a_en`` and ``turnbackhoax_id``, each with
``corpus.jsonl.gz``, ``queries.train.jsonl.gz`` and ``qrels.train.tsv`` (CLEF CheckThat! 2022
task 2A, and TurnBackHoax; neither may be passed on; the CheckThat! lab and MAFINDO give access),
``ntrex/sentences.jsonl.gz`` and ``tico19/en-id.jsonl.gz``, ``en-sw.jsonl.gz`` (NTREX-128 and
TICO-19, free). WORK keeps the stores between runs and may be that of benchmarks/quality.py.
Test splits are never read.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from labelled_lookups import (
    LabelledLookups,
    LabelledQuery,
    collection_lookups,
    labelled_lookups,
)
from numpy.typing import NDArray
from rapidfuzz import fuzz

from factcheck.model import FactCheck
from factcheck.neural.encoder import default_encoder
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.ranking.features import PairFeatures, WholeClaim, compute_features
from factcheck.ranking.ranker import is_cross_lingual
from factcheck.retrieval.query import parse_query
from factcheck.retrieval.retriever import Candidate, RetrievedQuery, RetrievedText, Retriever
from factcheck.text.facts import Facts, read_facts
from factcheck.text.normalise import readable

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "factcheck" / "ranking" / "weights.json"
# Conflicts are looked for in so many of the likeliest candidates, as in a lookup.
SHORTLIST = 10
COLUMNS = tuple(f.name for f in fields(PairFeatures) if f.name not in ("number", "shared_terms"))
FEATURES = tuple(name for name in COLUMNS if name != "rare_bm25_ratio_to_top")
# Where words are all there is, rare ones order candidates better, but the weight that fits best
# hides what a post repeats word for word beside something rarer: decision 45.
MOST_FOR_RARE_WORDS = 6.0
WORDS_ONLY_FEATURES = tuple(
    name for name in COLUMNS if not name.startswith("cosine") and name != "bm25_ratio_to_top"
)
# Across languages the best of few chance words is still the best, and a longer claim has more.
CROSS_LINGUAL_FEATURES = tuple(
    name
    for name in FEATURES
    if name not in ("bm25_ratio_to_top", "log_query_length", "cosine_times_claim_coverage")
)
RIDGE = 1.0
# Every feature may only speak for a pair; the length of a claim and the products of two features
# may go either way: docs/decisions/0009-products-of-features.md.
UNBOUNDED = frozenset({"log_query_length", "cosine_times_claim_coverage", "cosine_times_token_set"})
# Percent of the same wording; below it two claims of one rumour begin to differ in substance.
DUPLICATE_RATIO = 80
# A feature that was taken out comes back if the likelihood would rise by more than rounding.
LEAST_GRADIENT = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """A pair's features, and whether one fact-check serves both claims."""

    features: PairFeatures
    conflict: bool
    cross_lingual: bool
    same: bool


def main() -> None:
    """Compute features, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--again", action="store_true", help="fit to the features of the last run")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    stored_features = arguments.work / "features.npz"
    stored_words = arguments.work / "words_features.npz"
    if not arguments.again:
        encoder = default_encoder(print)
        every = labelled_lookups(arguments.data, arguments.work, encoder)
        np.savez_compressed(stored_features, **as_arrays(examples(every)))
        by_words = collection_lookups(arguments.data, arguments.work, None)
        np.savez_compressed(stored_words, **as_arrays(examples(by_words)))
    arrays, words = np.load(stored_features), np.load(stored_words)
    cross_lingual = arrays["cross_lingual"]
    same_language = fit(arrays, ~cross_lingual, FEATURES)
    tables = {
        "same_language": same_language,
        "cross_lingual": fit(arrays, cross_lingual, CROSS_LINGUAL_FEATURES),
        "words_only": words_only_table(words)
        # Posts hardly ever contradict, so the price of a conflict is that of the first table.
        | {"per_conflict": same_language["per_conflict"]},
    }
    tables = json.loads(TARGET.read_text(encoding="utf-8")) | tables
    TARGET.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(tables, indent=2))


def words_only_table(arrays: Mapping[str, NDArray[np.float64]]) -> dict[str, Any]:
    """Fit to posts alone: our own sentences share so many words that words seem to prove too much.

    The best candidate keeps its score where the weight of rare words is cut.
    """
    table = fit(arrays, ~arrays["cross_lingual"], WORDS_ONLY_FEATURES)
    weight = table["weights"]["rare_bm25_ratio_to_top"]
    table["weights"]["rare_bm25_ratio_to_top"] = min(weight, MOST_FOR_RARE_WORDS)
    table["intercept"] = round(table["intercept"] + max(weight - MOST_FOR_RARE_WORDS, 0.0), 3)
    return table


def examples(every: Iterable[LabelledLookups]) -> Iterator[Example]:
    """Look up the claims of every source."""
    for lookups in every:
        yield from gather(lookups)
        print(lookups.name, len(lookups.queries), "claims compared")


def as_arrays(compared: Iterable[Example]) -> dict[str, NDArray[np.float64]]:
    """Turn examples into one array a column."""
    rows = [
        (
            *(getattr(each.features, name) for name in COLUMNS),
            *(getattr(each, name) for name in ("conflict", "cross_lingual", "same")),
        )
        for each in compared
    ]
    table = np.array(rows, np.float64)
    columns = {name: table[:, place] for place, name in enumerate(COLUMNS)}
    return columns | {
        "conflict": table[:, -3],
        "cross_lingual": table[:, -2].astype(bool),
        "same": table[:, -1],
    }


def gather(lookups: LabelledLookups) -> Iterator[Example]:
    """Compute the features of every query's candidates, with and without the right ones."""
    retriever = lookups.retriever()
    parsed = [parse_query(query.text, whole_only=True) for query in lookups.queries]
    found = retriever.retrieve(parsed, retriever.encode(parsed))
    for query, retrieved in zip(lookups.queries, found, strict=True):
        yield from _examples(lookups, retriever, retrieved, query)


def _examples(
    lookups: LabelledLookups, retriever: Retriever, retrieved: RetrievedQuery, query: LabelledQuery
) -> Iterator[Example]:
    language = retrieved.query.language
    for text in retrieved.texts:
        fact_checks = lookups.store.fact_checks(candidate.number for candidate in text.candidates)
        right = {n for n, each in fact_checks.items() if each.record_id in query.answers}
        candidates = without_duplicates(text.candidates, right)
        facts = read_facts(readable(text.text), language)
        likeliest = sorted(candidates, key=lambda c: -(c.cosine or 0))[:SHORTLIST]
        conflicting = {c.number for c in likeliest if conflicts(facts, fact_checks[c.number])}
        for pool in pools(text, candidates, right):
            asked = RetrievedQuery(retrieved.query, (pool,))
            whole = WholeClaim.of(asked.terms, pool.candidates, retriever.statistics)
            features = compute_features(pool.terms, pool.candidates, retriever.statistics, whole)
            for candidate, each in zip(pool.candidates, features, strict=True):
                yield Example(
                    each,
                    candidate.number in conflicting,
                    is_cross_lingual(language, candidate.language, each.query_coverage),
                    candidate.number in right,
                )


def conflicts(facts: Facts, fact_check: FactCheck) -> bool:
    """Whether a rule finds that the two claims state something else."""
    return bool(find_conflicts(facts, read_facts(readable(fact_check.claim), fact_check.language)))


def pools(
    text: RetrievedText, candidates: Sequence[Candidate], right: Set[int]
) -> Iterator[RetrievedText]:
    """Yield a text with its candidates, and with those only that do not answer it."""
    wrong = tuple(candidate for candidate in candidates if candidate.number not in right)
    if right:
        yield replace(text, candidates=tuple(candidates))
    yield replace(text, candidates=wrong)


def without_duplicates(candidates: Sequence[Candidate], right: Set[int]) -> tuple[Candidate, ...]:
    """Leave out unlabelled candidates that say what a right one says.

    Corpora hold one fact-check twice and label one of the two: the other is no wrong answer.
    """
    wordings = [" ".join(each.claim_terms) for each in candidates if each.number in right]
    return tuple(
        each
        for each in candidates
        if each.number in right
        or not any(
            fuzz.token_sort_ratio(" ".join(each.claim_terms), wording) >= DUPLICATE_RATIO
            for wording in wordings
        )
    )


def fit(
    arrays: Mapping[str, NDArray[np.float64]],
    rows: NDArray[np.bool_],
    names: Sequence[str],
) -> dict[str, Any]:
    """Fit log-odds = intercept + Σ weight × value + per_conflict × conflict.

    A higher feature may never lower a score: weights below 0 are not allowed but for UNBOUNDED.
    The best table under that condition is found by taking features out and in, one at a time.
    """
    columns = {name: arrays[name][rows] for name in (*names, "conflict")}
    means = {name: column.mean() for name, column in columns.items()}
    scales = {name: column.std() + 1e-9 for name, column in columns.items()}
    inputs = {name: (columns[name] - means[name]) / scales[name] for name in columns}
    labels = arrays["same"][rows]
    bounded = set(names) - UNBOUNDED
    kept = {*names, "conflict"}
    for _ in range(4 * len(names)):
        order = sorted(kept)
        table = np.stack([np.ones(len(labels)), *(inputs[name] for name in order)], axis=1)
        weights = newton(table, labels)
        slopes = dict(zip(order, weights[1:].tolist(), strict=True))
        worst = min(bounded & kept, key=lambda name: slopes[name])
        if slopes[worst] < 0:
            kept.remove(worst)
            continue
        missed = labels - 1 / (1 + np.exp(-table @ weights))
        gradients = {name: float(inputs[name] @ missed) for name in bounded - kept}
        helpful = [name for name, gradient in gradients.items() if gradient > LEAST_GRADIENT]
        if not helpful:
            break
        kept.add(max(helpful, key=lambda name: gradients[name]))
    slopes = {name: slope / scales[name] for name, slope in slopes.items()}
    intercept = float(weights[0]) - sum(slopes[name] * means[name] for name in slopes)
    conflict = min(slopes.pop("conflict"), 0.0)
    return {
        "intercept": round(float(intercept), 3),
        "weights": {name: round(float(slopes[name]), 3) for name in names if name in slopes},
        "per_conflict": round(float(conflict), 3),
    }


def newton(inputs: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Maximise the ridge-penalised likelihood of a logistic regression."""
    weights = np.zeros(inputs.shape[1])
    penalty = np.full(inputs.shape[1], RIDGE)
    penalty[0] = 0.0
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (labels - predicted) - penalty * weights
        hessian = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


if __name__ == "__main__":
    main()
