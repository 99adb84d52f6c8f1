"""Learn how much the reader of pairs counts beside what was measured before it read.

    python tools/train_second_score.py DATA WORK [--again]

Writes the tables ``read_same_language`` and ``read_across_languages`` of
factcheck/ranking/weights.json, by the regression of tools/train_score.py and after it. DATA and
WORK are those of that script. Only claims are used that the reader has not learned from: a seventh
of the training queries, an eighth of our own topics. Each claim is used with its right answers
and without them. Test splits are never read.
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
    TARGET,
    LabelledQuery,
    newton,
    stored,
    without_twins,
)

from factcheck.model import FactCheck
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.ranking.calibration import default_scorer
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.ranker import Ranker
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.retriever import Candidates, Query, Retriever
from factcheck.store.store import Store
from factcheck.text.facts import read_facts
from factcheck.text.normalise import readable

READ_CLOSELY = 10
FEW_STRANGERS = 300
VALUES = ("first", "reading", "cosine_gap_to_top")
COLUMNS = (*VALUES, "conflict")
ARRAYS = (*COLUMNS, "across", "same")


def main() -> None:
    """Look up, read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--again", action="store_true", help="learn from the last reading")
    arguments = parser.parse_args()
    kept = arguments.work / "read.npz"
    if not arguments.again:
        rows = np.array(list(all_examples(arguments.data, arguments.work)), np.float64)
        np.savez_compressed(kept, **{name: rows[:, n] for n, name in enumerate(ARRAYS)})
    arrays = dict(np.load(kept))
    across = arrays["across"] > 0
    tables = json.loads(TARGET.read_text(encoding="utf-8"))
    tables["read_same_language"] = learn(arrays, ~across)
    tables["read_across_languages"] = learn(arrays, across)
    TARGET.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({name: each for name, each in tables.items() if "read" in name}, indent=2))


def all_examples(data: Path, work: Path) -> Iterator[tuple[float, ...]]:
    """Read the candidates of every held-out claim."""
    encoder = default_encoder(print)
    for corpus in CORPORA:
        store = stored(work / f"{corpus}.db", [data / corpus / "corpus.jsonl.gz"], encoder)
        yield from examples(store, encoder, held_out_queries(data / corpus))
        print(corpus, "read")
    topics = [topic for topic in read_topics() if use_of(topic.name) == "score"]
    shutil.copy(work / f"{CORPORA[0]}.db", work / "topics.db")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "topics.jsonl"
        file.write_text("\n".join(map(json.dumps, records(topics))), encoding="utf-8")
        store = stored(work / "topics.db", [file], encoder)
    numbers = dict(store.connection.execute("SELECT record_id, number FROM fact_checks"))
    strangers = sorted(n for name, n in numbers.items() if not name.startswith("topic-"))
    lot = random.Random(3)
    for turn in range(4):
        # Each topic is stored in one language at a time, beside many strangers or few.
        homes = [topic.rows[turn % len(topic.rows)] for topic in topics]
        kept = {numbers[name_of(t, home)] for t, home in zip(topics, homes, strict=True)}
        few = set(lot.sample(strangers, FEW_STRANGERS))
        queries = list(topic_queries(topics, homes, lot))
        yield from examples(store, encoder, queries[::2], kept | set(strangers))
        yield from examples(store, encoder, queries[1::2], kept | few)
        print("topics, turn", turn + 1, "read")


def held_out_queries(folder: Path) -> list[LabelledQuery]:
    """Read the training queries that the reader has not seen."""
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
    topics: Sequence[Topic], homes: Sequence[Row], lot: random.Random
) -> Iterator[LabelledQuery]:
    """Yield each topic in the language it is stored in and in another, also altered."""
    for topic, home in zip(topics, homes, strict=True):
        answer = frozenset({name_of(topic, home)})
        away = lot.choice([row for row in topic.rows if row is not home])
        for row in (home, away):
            yield LabelledQuery(row["post"], answer)
            yield LabelledQuery(row.get("again") or row["post"], answer)
            for name in ("altered", "altered_post", "altered_b"):
                if row.get(name) and lot.random() < ALTERED_SHARE:
                    yield LabelledQuery(row[name], frozenset())
        yield LabelledQuery(away["same"], answer)


def examples(
    store: Store,
    encoder: Encoder,
    queries: Sequence[LabelledQuery],
    allowed: Set[int] | None = None,
) -> Iterator[tuple[float, ...]]:
    """Read every query's likeliest candidates, with and without the right ones among them."""
    finder = Retriever(store, encoder, allowed)
    opinion = Reranker(encoder)
    judge = Ranker(MatchPolicy(), opinion)
    asked = [Query.of(query.text, whole_only=True) for query in queries]
    texts = [text for one in asked for text in one.texts]
    found = iter(finder.search(texts, finder.encode(texts)))
    for query, one in zip(queries, asked, strict=True):
        for each in [next(found) for _ in one.texts]:
            details = store.fact_checks(candidate.number for candidate in each.candidates)
            right = {number for number, fc in details.items() if fc.record_id in query.answers}
            pool = without_twins(each.candidates, right)
            pools = [pool, tuple(c for c in pool if c.number not in right)] if right else [pool]
            for candidates in pools:
                question = Candidates(each.text, each.terms, candidates)
                yield from read(judge, opinion, finder, one, question, details, right)


def read(  # noqa: PLR0913, PLR0917 - all that a look-up has in hand
    judge: Ranker,
    opinion: Reranker,
    finder: Retriever,
    asked: Query,
    found: Candidates,
    details: dict[int, FactCheck],
    right: Set[int],
) -> Iterator[tuple[float, ...]]:
    """Give the row of every candidate that a look-up would read."""
    pairs = judge.best_pairs(asked, [found], finder.statistics)
    closest = list(pairs.items())[:READ_CLOSELY]
    readings = opinion.read((pair.text, details[number].claim) for number, pair in closest)
    for number, pair in closest:
        fact_check = details[number]
        language = asked.language if pair.across else fact_check.language
        conflicts = find_conflicts(
            read_facts(readable(pair.text), language),
            read_facts(readable(fact_check.claim), fact_check.language),
        )
        yield (
            default_scorer().first_log_odds(pair.comparison, across=pair.across),
            readings.get((pair.text, fact_check.claim), 0.0),
            pair.comparison.cosine_gap_to_top,
            bool(conflicts),
            pair.across,
            number in right,
        )


def learn(arrays: dict[str, NDArray[np.float64]], rows: NDArray[np.bool_]) -> dict[str, object]:
    """Fit log-odds = intercept + Σ weight × value + per_conflict × conflict."""
    table = np.stack([arrays[name][rows] for name in COLUMNS], axis=1)
    means, scales = table.mean(axis=0), table.std(axis=0) + 1e-9
    inputs = np.column_stack([np.ones(len(table)), (table - means) / scales])
    weights = newton(inputs, arrays["same"][rows])
    slopes = weights[1:] / scales
    *likenesses, conflict = slopes.tolist()
    return {
        "intercept": round(float(weights[0] - slopes @ means), 3),
        "weights": {name: round(slope, 3) for name, slope in zip(VALUES, likenesses, strict=True)},
        "per_conflict": round(min(conflict, 0.0), 3),
    }


if __name__ == "__main__":
    main()
