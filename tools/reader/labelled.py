"""Pairs out of labelled collections: posts with the fact-checks that answer them, and near misses.

DATA holds one folder a collection, with ``corpus.jsonl.gz``, ``queries.train.jsonl.gz`` and
``qrels.train.tsv``. Test splits are never read. A seventh of the training queries is kept from the
reader, because the score that weighs its opinion must not be learned where it has learned itself.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from reader.altering import Altering, altering_for, variant
from reader.generator import Pair
from reader.label_files import json_lines, training_answers, training_queries

from factcheck.neural.encoder import Encoder
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.text.facts import read_facts
from factcheck.text.normalise import readable

# Percent of the same wording; a near miss that says what a right answer says is an unlabelled one.
TWINS_FROM = 75
NEAR_MISSES = 25
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
    misses: Sequence[Sequence[int]]
    altering: Altering

    def pairs(self, lot: random.Random) -> Iterator[Pair]:
        """Yield the pairs of one round."""
        numbers = list(range(len(self.posts)))
        lot.shuffle(numbers)
        for number in numbers[: int(len(numbers) * self.source.share)]:
            yield from self._of_post(number, lot)
        for number in lot.sample(range(len(self.claims)), self.source.claims):
            yield from self._of_claim(number, lot)

    def _of_post(self, number: int, lot: random.Random) -> Iterator[Pair]:
        post = self.posts[number]
        answers = sorted(self.answers[number])
        for answer in answers[:2]:
            yield self._pair(post, self.claims[answer], same=True)
        misses = self.misses[number]
        for miss in lot.sample(misses, min(3, len(misses))):
            yield self._pair(post, self.claims[miss], same=False)
        altered = self.altering.look_alike(self.claims[answers[0]], lot)
        # Rules make clean English and Indonesian claims into others; headlines they make a mess.
        if altered is not None and self.source.claims:
            yield self._pair(post, altered, same=False)

    def _of_claim(self, number: int, lot: random.Random) -> Iterator[Pair]:
        claim = self.claims[number]
        if len(claim) < SHORTEST_CLAIM:
            return
        yield self._pair(variant(claim, lot), claim, same=True)
        altered = self.altering.look_alike(claim, lot)
        if altered is None:
            return
        dressed = variant(altered, lot) if lot.random() < 0.5 else altered
        yield self._pair(dressed, claim, same=False)
        if lot.random() < 0.3:
            yield self._pair(variant(altered, lot), altered, same=True)

    def _pair(self, claim: str, published: str, *, same: bool) -> Pair:
        language = self.source.language
        return Pair(claim, published, same, self.source.folder, language, language)


def is_held_out(folder: str, query_id: str) -> bool:
    """Say whether a training query is kept from the reader, for the score to learn from."""
    return zlib.crc32(f"{folder}{query_id}".encode()) % HELD_OUT_OF == 3


def read_collections(
    data: Path, work: Path, encoder: Callable[[], Encoder]
) -> Iterator[Collection]:
    """Read every collection and search it; vectors are kept in *work*."""
    for source in SOURCES:
        yield read_collection(source, data / source.folder, work, encoder)


def read_collection(
    source: Source, folder: Path, work: Path, encoder: Callable[[], Encoder]
) -> Collection:
    """Read one collection and find the near misses of its training queries."""
    documents = json_lines(folder / "corpus.jsonl.gz")
    places = {document["id"]: place for place, document in enumerate(documents)}
    claims = [readable(d.get("claim") or d.get("title") or "") for d in documents]
    labelled = {
        query: {places[document] for document in right}
        for query, right in training_answers(folder).items()
    }
    queries = training_queries(folder)
    vectors = _kept(
        work / f"{source.folder}.queries.npy",
        lambda: encoder().encode_claims([query["text"] for query in queries]),
    )
    published = _kept(
        work / f"{source.folder}.documents.npy",
        lambda: encoder().encode_fact_checks(
            [f"{d.get('claim', '')} {d.get('title', '')}".strip() for d in documents]
        ),
    )
    posts, answers, misses = [], [], []
    for query, vector in zip(queries, vectors, strict=True):
        post, right = readable(query["text"]), labelled.get(query["id"], set())
        kept = {
            place
            for place in right
            if claims[place] and not (source.strict and _at_odds(post, claims[place], source))
        }
        if not kept or is_held_out(source.folder, query["id"]):
            continue
        near = np.argsort(-(published @ vector), kind="stable")[: NEAR_MISSES + len(right)]
        posts.append(post)
        answers.append(frozenset(kept))
        misses.append(_without_twins(near.tolist()[source.skipped :], right, claims))
    return Collection(
        source=source,
        claims=claims,
        posts=posts,
        answers=answers,
        misses=misses,
        altering=altering_for(source.language, claims),
    )


def _at_odds(post: str, claim: str, source: Source) -> bool:
    facts = (read_facts(text, source.language) for text in (post, claim))
    return bool(find_conflicts(*facts))


def _without_twins(near: Iterable[int], right: set[int], claims: Sequence[str]) -> list[int]:
    return [
        place
        for place in near
        if place not in right
        and claims[place]
        and not any(
            fuzz.token_sort_ratio(claims[place], claims[each]) >= TWINS_FROM for each in right
        )
    ]


def _kept(path: Path, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    if not path.exists():
        np.save(path, make())
    return np.asarray(np.load(path), np.float32)
