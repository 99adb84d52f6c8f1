"""Train the second-stage tables of factcheck/ranking/weights.json, which weigh the cross-encoder.

    python tools/train_reranked_score.py DATA WORK [--again]

Writes the tables ``reranked_same_language`` and ``reranked_cross_lingual``, by the regression of
tools/train_score.py and after it. DATA and WORK are those of that script. Only claims are used
that the cross-encoder was not trained on: a seventh of the training queries, an eighth of our own
topics. Each claim is used with its right answers and without them. Test splits are never read.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

import numpy as np
from cross_encoder_training.label_files import training_answers, training_queries
from cross_encoder_training.labelled import is_held_out
from cross_encoder_training.topics import Row, Topic, read_topics, use_of
from numpy.typing import NDArray
from train_score import (
    ALTERED_SHARE,
    CORPORA,
    SHORTLIST,
    TARGET,
    LabelledQuery,
    newton,
    pools,
    stored,
    without_duplicates,
)

from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.ranking.calibration import default_scorer
from factcheck.ranking.decision import check_conflicts
from factcheck.ranking.ranker import RankedQuery, score_pairs
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.query import parse_query
from factcheck.retrieval.retriever import RetrievedQuery, Retriever
from factcheck.store.store import Store

FEW_UNRELATED = 300
FEATURES = ("first_stage", "cross_encoder", "cosine_gap_to_top")
COLUMNS = (*FEATURES, "conflict")
ARRAYS = (*COLUMNS, "cross_lingual", "same")


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
    """Score the candidates of every held-out claim."""
    encoder = default_encoder(print)
    for corpus in CORPORA:
        store = stored(work / f"{corpus}.db", [data / corpus / "corpus.jsonl.gz"], encoder)
        yield from examples(store, encoder, held_out_queries(data / corpus))
        print(corpus, "scored")
    topics = [topic for topic in read_topics() if use_of(topic.name) == "score"]
    shutil.copy(work / f"{CORPORA[0]}.db", work / "topics.db")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "topics.jsonl"
        file.write_text("\n".join(map(json.dumps, records(topics))), encoding="utf-8")
        store = stored(work / "topics.db", [file], encoder)
    numbers = dict(store.connection.execute("SELECT record_id, number FROM fact_checks"))
    unrelated = sorted(n for name, n in numbers.items() if not name.startswith("topic-"))
    rng = random.Random(3)
    for turn in range(4):
        # Each topic is stored in one language at a time, beside many unrelated or few.
        homes = [topic.rows[turn % len(topic.rows)] for topic in topics]
        kept = {numbers[name_of(t, home)] for t, home in zip(topics, homes, strict=True)}
        few = set(rng.sample(unrelated, FEW_UNRELATED))
        queries = list(topic_queries(topics, homes, rng))
        yield from examples(store, encoder, queries[::2], kept | set(unrelated))
        yield from examples(store, encoder, queries[1::2], kept | few)
        print("topics, turn", turn + 1, "scored")


def held_out_queries(folder: Path) -> list[LabelledQuery]:
    """Read the training queries that the cross-encoder has not seen."""
    answers = training_answers(folder)
    return [
        LabelledQuery(record["text"], frozenset(answers[record["id"]]))
        for record in training_queries(folder)
        if record["id"] in answers and is_held_out(folder.name, record["id"])
    ]


def name_of(topic: Topic, row: Row) -> str:
    """Name a topic in one of its languages."""
    return f"topic-{topic.name}-{row['language']}-{row['script']}"


def records(topics: Sequence[Topic]) -> Iterator[dict[str, str]]:
    """Yield every topic in each of its languages, as records to ingest."""
    for topic in topics:
        for row in topic.rows:
            yield {
                "id": name_of(topic, row),
                "claim": row["same"],
                "language": row["language"],
                "publisher": "factcheck development data",
            }


def topic_queries(
    topics: Sequence[Topic], homes: Sequence[Row], rng: random.Random
) -> Iterator[LabelledQuery]:
    """Yield each topic in the language it is stored in and in another, also altered."""
    for topic, home in zip(topics, homes, strict=True):
        answer = frozenset({name_of(topic, home)})
        away = rng.choice([row for row in topic.rows if row is not home])
        for row in (home, away):
            yield LabelledQuery(row["post"], answer)
            yield LabelledQuery(row.get("again") or row["post"], answer)
            for name in ("altered", "altered_post", "altered_b"):
                if row.get(name) and rng.random() < ALTERED_SHARE:
                    yield LabelledQuery(row[name], frozenset())
        yield LabelledQuery(away["same"], answer)


def examples(
    store: Store,
    encoder: Encoder,
    queries: Sequence[LabelledQuery],
    allowed: Set[int] | None = None,
) -> Iterator[tuple[float, ...]]:
    """Score every query's likeliest candidates, with and without the right ones among them."""
    retriever, reranker = Retriever(store, encoder, allowed), Reranker(encoder)
    parsed = [parse_query(query.text, whole_only=True) for query in queries]
    found = retriever.retrieve(parsed, retriever.encode(parsed))
    for query, retrieved in zip(queries, found, strict=True):
        for text in retrieved.texts:
            fact_checks = store.fact_checks(candidate.number for candidate in text.candidates)
            right = {n for n, each in fact_checks.items() if each.record_id in query.answers}
            for pool in pools(text, without_duplicates(text.candidates, right), right):
                pairs = score_pairs(
                    RetrievedQuery(retrieved.query, (pool,)), retriever.statistics, default_scorer()
                )
                shortlist = {number: fact_checks[number] for number in list(pairs)[:SHORTLIST]}
                ranked = RankedQuery(retrieved.query, pairs, shortlist)
                yield from rows_of(ranked, reranker, right)


def rows_of(
    ranked: RankedQuery, reranker: Reranker, right: Set[int]
) -> Iterator[tuple[float, ...]]:
    """Give the row of ARRAYS for every shortlisted candidate."""
    log_odds = reranker.score(
        (ranked.pairs[number].text, fact_check.claim)
        for number, fact_check in ranked.fact_checks.items()
    )
    checked = check_conflicts(ranked, log_odds)
    for number, each in zip(ranked.fact_checks, checked, strict=True):
        pair = ranked.pairs[number]
        yield (
            default_scorer().first_stage_log_odds(pair.features, cross_lingual=pair.cross_lingual),
            each.cross_encoder or 0.0,
            pair.features.cosine_gap_to_top,
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
