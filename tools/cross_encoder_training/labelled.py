"""Training pairs from labelled collections: posts with their fact-checks, and hard negatives.

DATA holds one folder a collection, with ``corpus.jsonl.gz``, ``queries.train.jsonl.gz`` and
``qrels.train.tsv``. Test splits are never read. A seventh of the training queries is held
out, because the score that weighs the cross-encoder must not be trained where it was trained.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cross_encoder_training.altering import Altering, altering_for, variant
from cross_encoder_training.generator import Pair
from cross_encoder_training.label_files import json_lines, training_answers, training_queries
from numpy.typing import NDArray
from rapidfuzz import fuzz

from factcheck.neural.encoder import Encoder
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.text.facts import read_facts
from factcheck.text.normalise import readable

# Percent of the same wording; a hard negative that repeats an answer is an unlabelled answer.
SAME_WORDING_FROM = 75
HARD_NEGATIVES = 25
HELD_OUT_OF = 7
SHORTEST_CLAIM = 15


@dataclass(frozen=True, slots=True)
class Source:
    """How one collection is used.

    Attributes:
        folder: Its name in DATA.
        language: Of its posts.
        skipped: So many of the nearest misses are passed over: in a large collection of articles
            they are likely to be unlabelled answers.
        share: Of its queries, for one round of training.
        claims: Corpus claims a round that variants and look-alikes are made of.
        strict: Only answers in which no rule sees a conflict are shown as the same claim: headlines
            often deny what they review.
    """

    folder: str
    language: str
    skipped: int = 0
    share: float = 1.0
    claims: int = 0
    strict: bool = False


SOURCES = (
    Source("checkthat2022_2a_en", "en", share=0.7, claims=900),
    Source("turnbackhoax_id", "id", share=0.3, claims=400, strict=True),
    Source("factchecktweet", "en", skipped=12, share=0.25, strict=True),
)


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, read and searched once."""

    source: Source
    claims: Sequence[str]
    posts: Sequence[str]
    answers: Sequence[frozenset[int]]
    negatives: Sequence[Sequence[int]]
    altering: Altering

    def pairs(self, rng: random.Random) -> Iterator[Pair]:
        """Yield the pairs of one epoch."""
        numbers = list(range(len(self.posts)))
        rng.shuffle(numbers)
        for number in numbers[: int(len(numbers) * self.source.share)]:
            yield from self._of_post(number, rng)
        for number in rng.sample(range(len(self.claims)), self.source.claims):
            yield from self._of_claim(number, rng)

    def _of_post(self, number: int, rng: random.Random) -> Iterator[Pair]:
        post = self.posts[number]
        answers = sorted(self.answers[number])
        for answer in answers[:2]:
            yield self._pair(post, self.claims[answer], same=True)
        negatives = self.negatives[number]
        for negative in rng.sample(negatives, min(3, len(negatives))):
            yield self._pair(post, self.claims[negative], same=False)
        altered = self.altering.look_alike(self.claims[answers[0]], rng)
        # Rules make clean English and Indonesian claims into others; headlines they make a mess.
        if altered is not None and self.source.claims:
            yield self._pair(post, altered, same=False)

    def _of_claim(self, number: int, rng: random.Random) -> Iterator[Pair]:
        claim = self.claims[number]
        if len(claim) < SHORTEST_CLAIM:
            return
        yield self._pair(variant(claim, rng), claim, same=True)
        altered = self.altering.look_alike(claim, rng)
        if altered is None:
            return
        dressed = variant(altered, rng) if rng.random() < 0.5 else altered
        yield self._pair(dressed, claim, same=False)
        if rng.random() < 0.3:
            yield self._pair(variant(altered, rng), altered, same=True)

    def _pair(self, claim: str, published: str, *, same: bool) -> Pair:
        language = self.source.language
        return Pair(claim, published, same, self.source.folder, language, language)


def is_held_out(folder: str, query_id: str) -> bool:
    """Return whether a training query is held out for training the score."""
    return zlib.crc32(f"{folder}{query_id}".encode()) % HELD_OUT_OF == 3


def read_collections(
    data: Path, work: Path, encoder: Callable[[], Encoder]
) -> Iterator[Collection]:
    """Read every collection and search it; vectors are cached in *work*."""
    for source in SOURCES:
        yield read_collection(source, data / source.folder, work, encoder)


def read_collection(
    source: Source, folder: Path, work: Path, encoder: Callable[[], Encoder]
) -> Collection:
    """Read one collection and find hard negatives for its training queries."""
    documents = json_lines(folder / "corpus.jsonl.gz")
    places = {document["id"]: place for place, document in enumerate(documents)}
    claims = [readable(d.get("claim") or d.get("title") or "") for d in documents]
    labelled = {
        query: {places[document] for document in right}
        for query, right in training_answers(folder).items()
    }
    queries = training_queries(folder)
    vectors = _cached(
        work / f"{source.folder}.queries.npy",
        lambda: encoder().encode_claims([query["text"] for query in queries]),
    )
    published = _cached(
        work / f"{source.folder}.documents.npy",
        lambda: encoder().encode_fact_checks(
            [f"{d.get('claim', '')} {d.get('title', '')}".strip() for d in documents]
        ),
    )
    posts, answers, negatives = [], [], []
    for query, vector in zip(queries, vectors, strict=True):
        post, right = readable(query["text"]), labelled.get(query["id"], set())
        kept = {
            place
            for place in right
            if claims[place] and not (source.strict and _conflicts(post, claims[place], source))
        }
        if not kept or is_held_out(source.folder, query["id"]):
            continue
        nearest = np.argsort(-(published @ vector), kind="stable")[: HARD_NEGATIVES + len(right)]
        posts.append(post)
        answers.append(frozenset(kept))
        negatives.append(_without_answers(nearest.tolist()[source.skipped :], right, claims))
    return Collection(
        source=source,
        claims=claims,
        posts=posts,
        answers=answers,
        negatives=negatives,
        altering=altering_for(source.language, claims),
    )


def _conflicts(post: str, claim: str, source: Source) -> bool:
    facts = (read_facts(text, source.language) for text in (post, claim))
    return bool(find_conflicts(*facts))


def _without_answers(
    candidates: Iterable[int], answers: set[int], claims: Sequence[str]
) -> list[int]:
    """Drop labelled answers, and claims worded nearly as one of them."""
    return [
        place
        for place in candidates
        if place not in answers
        and claims[place]
        and not any(
            fuzz.token_sort_ratio(claims[place], claims[answer]) >= SAME_WORDING_FROM
            for answer in answers
        )
    ]


def _cached(path: Path, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    if not path.exists():
        np.save(path, make())
    return np.asarray(np.load(path), np.float32)
