"""Collections to train both networks on, with hard negatives mined by an encoder."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from claim_training.label_files import (
    is_held_out,
    json_lines,
    training_answers,
    training_queries,
)
from rapidfuzz import fuzz

from factcheck.neural.encoder import Encoder

NEGATIVES = 25
# Near misses that are worded like an answer are most likely unlabelled answers.
TWINS_FROM = 72
# In large collections of articles the nearest are likely to be answers too.
SKIPPED = {"factchecktweet": 8, "turnbackhoax_id": 2}
FOLDERS = (
    "checkthat2020_en",
    "checkthat2021_2b_en",
    "checkthat2022_2a_en",
    "turnbackhoax_id",
    "factchecktweet",
)
MOST_DOCUMENTS = 15_000
_NOISE = re.compile(r"https?://\S+|pic\.twitter\S+|@\w+")

# What the encoder reads, and the claim alone.
Document = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries with the documents that answer them, and with those that nearly do.

    Attributes:
        documents: Claim and title, as the encoder reads them.
        claims: Of the documents, without the title where there is a claim.
        answers: By query, numbers of documents.
        negatives: By query, numbers of documents, nearest first.
    """

    name: str
    queries: Sequence[str]
    documents: Sequence[str]
    claims: Sequence[str]
    answers: Sequence[frozenset[int]]
    negatives: Sequence[Sequence[int]]


def mined(data: Path, encoder: Encoder) -> list[Collection]:
    """Read all collections and search them; development queries are left out by their words."""
    banned = {
        _words(query["text"])
        for path in sorted(data.glob("*/queries.dev.jsonl.gz"))
        for query in json_lines(path)
    }
    found = []
    for name in FOLDERS:
        folder = data / name
        documents = json_lines(folder / "corpus.jsonl.gz")
        answers = training_answers(folder)
        queries = [
            (q["text"], frozenset(answers[q["id"]]))
            for q in training_queries(folder)
            if q["id"] in answers and _words(q["text"]) not in banned
        ]
        wanted = {document for _, right in queries for document in right}
        kept = _sample(documents, wanted)
        found.append(_mined(name, queries, kept, encoder))
    for path in sorted((data / "posts_to_claims").glob("*.gz")):
        rows = json_lines(path)
        posts = [(row["post"], frozenset({row["claim"]})) for row in rows]
        claims = {row["claim"]: (row["claim"], row["claim"]) for row in rows}
        found.append(_mined(path.name.partition(".")[0], posts, claims, encoder))
    return found


def held_out_of_score(data: Path) -> Callable[[str], bool]:
    """Return whether a query, or another of the same words, is kept for training the score."""
    kept = {
        _words(query["text"])
        for name in FOLDERS
        for query in training_queries(data / name)
        if is_held_out(name, query["id"])
    }
    return lambda query: _words(query) in kept


def _sample(documents: Sequence[dict[str, str]], wanted: set[str]) -> dict[str, Document]:
    rng = random.Random(0)
    numbers = range(len(documents))
    chosen = set(rng.sample(numbers, min(MOST_DOCUMENTS, len(documents))))
    kept = {}
    for number, document in enumerate(documents):
        claim, title = document.get("claim") or "", document.get("title") or ""
        text = claim if claim == title else f"{claim} {title}".strip()
        if text and (number in chosen or document["id"] in wanted):
            kept[document["id"]] = text, claim or title
    return kept


def _mined(
    name: str,
    queries: Sequence[tuple[str, frozenset[str]]],
    documents: dict[str, Document],
    encoder: Encoder,
) -> Collection:
    texts = [text for text, _ in documents.values()]
    places = {key: n for n, key in enumerate(documents)}
    rows = [(text, frozenset(places[r] for r in right if r in places)) for text, right in queries]
    rows = [row for row in rows if row[1]]
    stored = encoder.encode_fact_checks(texts)
    asked = encoder.encode_claims([text for text, _ in rows])
    negatives = []
    for vector, (_, right) in zip(asked, rows, strict=True):
        near = np.argsort(-(stored @ vector), kind="stable")[: 2 * NEGATIVES].tolist()
        kept = [
            number
            for number in near
            if number not in right
            and max(fuzz.token_sort_ratio(texts[number], texts[r]) for r in right) < TWINS_FROM
        ]
        negatives.append(kept[SKIPPED.get(name, 0) :][:NEGATIVES])
    print(name, len(rows), "queries,", len(texts), "documents", flush=True)
    claims = [claim for _, claim in documents.values()]
    queries, answers = [text for text, _ in rows], [right for _, right in rows]
    return Collection(name, queries, texts, claims, answers, negatives)


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", _NOISE.sub("", text.lower())).strip()[:120]
