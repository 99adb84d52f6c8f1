"""Make factcheck/ranking/weights.json: what each measured likeness counts.

Learns a logistic regression, by Newton's method with a small ridge, from development data:
pairs of a claim and each of its candidates, as the product itself finds and compares them.
Every claim is used twice: as it is, and with its right answers taken out of the candidates,
so that the score learns what it looks like when there is no answer.

    python tools/train_score.py DATA WORK

DATA holds the folders ``checkthat2022_2a_en`` and ``turnbackhoax_id``, each with
``corpus.jsonl.gz``, ``queries.train.jsonl.gz`` and ``qrels.train.tsv``: CLEF CheckThat! 2022
task 2A, and TurnBackHoax. Neither may be passed on; the CheckThat! lab and MAFINDO give access.
Claims across languages come from ``benchmarks/parallel_claims.csv``. WORK keeps the stores
between runs. Test splits are never read.
"""

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from cross_encoder_training.label_files import training_answers, training_queries
from numpy.typing import NDArray
from rapidfuzz import fuzz

from factcheck.ingest import ingest
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.ranking.features import Comparison, compare
from factcheck.ranking.ranker import across_languages
from factcheck.retrieval.retriever import Candidate, Candidates, Query, Retriever
from factcheck.store.store import Store, open_store
from factcheck.text.facts import read_facts
from factcheck.text.normalise import readable

ROOT = Path(__file__).parent.parent
PARALLEL = ROOT / "benchmarks" / "parallel_claims.csv"
TARGET = ROOT / "factcheck" / "matching" / "weights.json"
CORPORA = ("checkthat2022_2a_en", "turnbackhoax_id")
MOST_QUERIES = 1000
# Conflicts are read for so many of the likeliest candidates, as in a look-up.
READ_CLOSELY = 10
VALUES = tuple(f.name for f in fields(Comparison) if f.name not in ("number", "shared_terms"))
WORD_VALUES = tuple(name for name in VALUES if not name.startswith("meaning"))
# Across languages the best of few chance words is still the best, and a longer claim has more.
ACROSS_VALUES = tuple(
    name
    for name in VALUES
    if name not in ("bm25_ratio_to_top", "asked_length", "meaning_and_claim")
)
RIDGE = 1.0
# A young store: whatever stands out in it stands out less than it seems.
SMALL_STORE = 300
# Every likeness may only speak for a pair; the length of a claim and what two likenesses say
# together may go either way.
FREE = frozenset({"asked_length", "meaning_and_claim", "meaning_and_wording"})
# Percent of the same wording; below it two claims of one rumour begin to differ in substance.
TWINS_FROM = 80
# A value that was taken out comes back if the likelihood would rise by more than rounding.
LEAST_PULL = 2.0
LANGUAGES = ("bs", "en", "es", "fr", "id", "sr", "sw")
ALTERED_SHARE = 0.35

# topic → language → its row of the table
Topics = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, what was measured, and whether one fact-check serves both."""

    values: Comparison
    conflict: bool
    across: bool
    same: bool


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A claim to look up and the record ids of the fact-checks that answer it."""

    text: str
    answers: frozenset[str]


def main() -> None:
    """Read, compare, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--again", action="store_true", help="learn from the last comparison")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    compared = arguments.work / "compared.npz"
    if not arguments.again:
        np.savez_compressed(compared, **as_arrays(all_examples(arguments.data, arguments.work)))
    arrays = np.load(compared)
    across = arrays["across"]
    tables = {
        "same_language": learn(arrays, ~across, VALUES),
        "across_languages": learn(arrays, across, ACROSS_VALUES),
        "words_only": learn(arrays, ~across, WORD_VALUES),
    }
    tables = json.loads(TARGET.read_text(encoding="utf-8")) | tables
    TARGET.write_text(json.dumps(tables, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(tables, indent=2))


def all_examples(data: Path, work: Path) -> Iterator[Example]:
    """Compare the claims of every set with stores large and small."""
    encoder = default_encoder(print)
    sources = [data / corpus / "corpus.jsonl.gz" for corpus in CORPORA]
    for corpus, source in zip(CORPORA, sources, strict=True):
        store = stored(work / f"{corpus}.db", [source], encoder)
        queries = labelled(data / corpus)
        yield from gather(store, encoder, queries)
        yield from gather(store, encoder, queries[::3], allowed=drawn(store, queries, SMALL_STORE))
        print(corpus, "compared")
    topics = parallel_topics()
    with tempfile.TemporaryDirectory() as folder:
        mixed = Path(folder) / "parallel.jsonl"
        mixed.write_text("\n".join(map(json.dumps, parallel_records(topics))), encoding="utf-8")
        store = stored(work / "parallel.db", [*sources, mixed], encoder)
    numbers = dict(store.connection.execute("SELECT record_id, number FROM fact_checks"))
    strangers = {n for record_id, n in numbers.items() if not record_id.startswith("parallel-")}
    lot = random.Random(2)
    for turn in range(len(LANGUAGES)):
        # Each topic is stored in one language at a time, beside many strangers or few.
        kept = {
            numbers[record_id(topic, stored_language(place, turn))]
            for place, topic in enumerate(topics)
        }
        few = set(lot.sample(sorted(strangers), SMALL_STORE))
        queries = list(parallel_queries(topics, turn, lot))
        yield from gather(store, encoder, queries[::2], allowed=kept | strangers)
        yield from gather(store, encoder, queries[1::2], allowed=kept | few)
        print("parallel claims", turn + 1, "of", len(LANGUAGES), "compared")


def as_arrays(examples: Iterable[Example]) -> dict[str, NDArray[np.float64]]:
    """Turn examples into one array a column."""
    rows = [
        (*(getattr(e.values, name) for name in VALUES), e.conflict, e.across, e.same)
        for e in examples
    ]
    table = np.array(rows, np.float64)
    columns = {name: table[:, place] for place, name in enumerate(VALUES)}
    return columns | {
        "conflict": table[:, -3],
        "across": table[:, -2].astype(bool),
        "same": table[:, -1],
    }


def stored(path: Path, inputs: Sequence[Path], encoder: Encoder) -> Store:
    """Open the store of *inputs*, made once."""
    with open_store(path, mode="write") as store:
        for source in inputs:
            print(source, ingest(source, store, encoder))
    return open_store(path)


def labelled(folder: Path) -> list[LabelledQuery]:
    """Read the training queries of one corpus and their answers."""
    answers, records = training_answers(folder), training_queries(folder)
    found = [
        LabelledQuery(r["text"], frozenset(answers[r["id"]])) for r in records if r["id"] in answers
    ]
    random.Random(0).shuffle(found)
    return found[:MOST_QUERIES]


def parallel_topics() -> Topics:
    """Read our own claims in several languages: topic → language → its row."""
    topics: Topics = {}
    with PARALLEL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            topics.setdefault(row["topic"], {})[row["language"]] = row
    return topics


def record_id(topic: str, language: str) -> str:
    """Name one of our claims."""
    return f"parallel-{topic}-{language}"


def stored_language(place: int, turn: int) -> str:
    """Say in which language the topic at *place* is stored in a turn."""
    return LANGUAGES[(place + turn) % len(LANGUAGES)]


def parallel_records(topics: Topics) -> Iterator[dict[str, str]]:
    """Yield every topic in each of its languages."""
    for topic, rows in topics.items():
        for language, row in rows.items():
            yield {
                "id": record_id(topic, language),
                "claim": row["same"],
                "language": language,
                "publisher": "factcheck development data",
            }


def parallel_queries(topics: Topics, turn: int, lot: random.Random) -> Iterator[LabelledQuery]:
    """Yield each topic in the language it is stored in and in two others, also altered.

    An altered claim has no answer. Fewer of them are used than of the others: people repeat
    a rumour far more often than they twist one.
    """
    for place, (topic, rows) in enumerate(topics.items()):
        home = stored_language(place, turn)
        answer = frozenset({record_id(topic, home)})
        for language in (home, *lot.sample([each for each in LANGUAGES if each != home], 2)):
            yield LabelledQuery(rows[language]["post"], answer)
            if language != home:
                yield LabelledQuery(rows[language]["same"], answer)
            if lot.random() < ALTERED_SHARE:
                yield LabelledQuery(rows[language]["altered"], frozenset())


def gather(
    store: Store,
    encoder: Encoder,
    queries: Sequence[LabelledQuery],
    allowed: Set[int] | None = None,
) -> Iterator[Example]:
    """Compare every query with its candidates, with and without the right ones among them."""
    finder = Retriever(store, encoder, allowed)
    asked = [Query.of(query.text, whole_only=True) for query in queries]
    texts = [text for one in asked for text in one.texts]
    found = iter(finder.search(texts, finder.encode(texts)))
    for query, one in zip(queries, asked, strict=True):
        for _ in one.texts:
            yield from _examples(store, finder, one, next(found), query)


def drawn(store: Store, queries: Sequence[LabelledQuery], size: int) -> set[int]:
    """Draw fact-checks by lot, among them answers to a tenth of the queries at most."""
    wanted = {answer for query in queries for answer in query.answers}
    rows = store.connection.execute("SELECT number, record_id FROM fact_checks").fetchall()
    lot = random.Random(1)
    answers = [number for number, record_id in rows if record_id in wanted]
    return {
        *lot.sample([number for number, _ in rows], size),
        *lot.sample(answers, min(size // 2, len(answers))),
    }


def _examples(
    store: Store, finder: Retriever, asked: Query, found: Candidates, query: LabelledQuery
) -> Iterator[Example]:
    details = store.fact_checks(candidate.number for candidate in found.candidates)
    right = {number for number, each in details.items() if each.record_id in query.answers}
    found = replace(found, candidates=without_twins(found.candidates, right))
    facts = read_facts(readable(found.text), asked.language)
    near = sorted(found.candidates, key=lambda c: -(c.cosine or 0))[:READ_CLOSELY]
    conflicting = {
        c.number
        for c in near
        if find_conflicts(
            facts, read_facts(readable(details[c.number].claim), details[c.number].language)
        )
    }
    without = replace(found, candidates=tuple(c for c in found.candidates if c.number not in right))
    for pool in (found, without) if right else (without,):
        for candidate, values in zip(
            pool.candidates,
            compare(pool.terms, pool.candidates, finder.statistics),
            strict=True,
        ):
            yield Example(
                values,
                candidate.number in conflicting,
                across_languages(asked.language, candidate.language, values.asked_covered),
                candidate.number in right,
            )


def without_twins(candidates: Sequence[Candidate], right: Set[int]) -> tuple[Candidate, ...]:
    """Leave out unlabelled candidates that say what a right one says.

    Corpora hold one fact-check twice and label one of the two: the other is no wrong answer.
    """
    wordings = [" ".join(each.claim_terms) for each in candidates if each.number in right]
    return tuple(
        each
        for each in candidates
        if each.number in right
        or not any(
            fuzz.token_sort_ratio(" ".join(each.claim_terms), wording) >= TWINS_FROM
            for wording in wordings
        )
    )


def learn(
    arrays: Mapping[str, NDArray[np.float64]], rows: NDArray[np.bool_], names: Sequence[str]
) -> dict[str, object]:
    """Fit log-odds = intercept + Σ weight × value + per_conflict × conflict.

    More of a likeness may never lower a score: weights below 0 are not allowed. The best table
    under that condition is searched for by taking values out and in again, one at a time.
    """
    columns = {name: arrays[name][rows] for name in (*names, "conflict")}
    means = {name: column.mean() for name, column in columns.items()}
    scales = {name: column.std() + 1e-9 for name, column in columns.items()}
    inputs = {name: (columns[name] - means[name]) / scales[name] for name in columns}
    labels = arrays["same"][rows]
    bounded = set(names) - FREE
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
        pulls = {name: float(inputs[name] @ missed) for name in bounded - kept}
        helpful = [name for name, pull in pulls.items() if pull > LEAST_PULL]
        if not helpful:
            break
        kept.add(max(helpful, key=lambda name: pulls[name]))
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
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (labels - chance) - penalty * weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


if __name__ == "__main__":
    main()
