"""Decide on pairs of claims: each as `lookup` would in a store of that one fact-check.

parse → encode → rank → rerank → check conflicts → decide
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from factcheck.evaluation.labelled_pairs import LabelledPair
from factcheck.model import Decision, FactCheck, Publisher
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.pair_judge import PairJudge
from factcheck.retrieval.dense import DenseIndex, VectorBlock
from factcheck.retrieval.query import Query, parse_query
from factcheck.text.scripts import script_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder

# Pairs that go through the networks together.
_BATCH = 256
_PUBLISHER = Publisher("pairs")


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What became of a pair.

    Attributes:
        score: Probability that one fact-check serves both, 0 to 1; 0 where a look-up would not
            even consider it.
        conflicts: Names of what speaks against a match.
    """

    pair: LabelledPair
    decision: Decision
    score: float
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairOptions:
    """How to decide on pairs.

    Attributes:
        on_progress: Called with the number of pairs that are decided.
    """

    policy: MatchPolicy = field(default_factory=MatchPolicy)
    on_progress: Callable[[int], None] = lambda _: None


def decide_pairs(
    pairs: Sequence[LabelledPair], encoder: "Encoder | None", options: PairOptions | None = None
) -> Iterator[PairDecision]:
    """Decide on each of *pairs* as if its published claim were the only one in a store.

    Args:
        pairs: In any order; answers come in the same.
        encoder: Compares meaning, and reads both claims where it can; None, and words have to do.
        options: Thresholds.
    """
    chosen = options or PairOptions()
    decider = _PairDecider(encoder, chosen.policy)
    waiting, done = iter(pairs), 0
    while batch := list(islice(waiting, _BATCH)):
        yield from decider.decide(batch)
        done += len(batch)
        chosen.on_progress(done)


class _PairDecider:
    """Gives the judge of pairs what a look-up would: parsed claims and the vectors of both."""

    def __init__(self, encoder: "Encoder | None", policy: MatchPolicy) -> None:
        self._encoder = encoder
        self._judge = PairJudge(encoder, policy)

    def decide(self, pairs: Sequence[LabelledPair]) -> Iterator[PairDecision]:
        queries = [parse_query(pair.claim) for pair in pairs]
        ranked = [
            self._judge.rank(query, _fact_check(pair), cosines)
            for query, pair, cosines in zip(
                queries, pairs, self._cosines(queries, pairs), strict=True
            )
        ]
        for pair, match in zip(pairs, self._judge.decide(ranked), strict=True):
            if match is None:
                yield PairDecision(pair, Decision.NONE, 0.0)
            else:
                names = tuple(conflict.name for conflict in match.conflicts)
                yield PairDecision(pair, match.decision, match.score, names)

    def _cosines(
        self, queries: Sequence[Query], pairs: Sequence[LabelledPair]
    ) -> list[tuple[float | None, ...]]:
        """Compare every text of a query with its published claim; None where there is no vector."""
        if self._encoder is None:
            return [(None,) * len(query.texts) for query in queries]
        asked = _once(text for query in queries for text in query.texts)
        published = _once(pair.published for pair in pairs)
        stored = self._encoder.encode_fact_checks(list(published))
        index = DenseIndex([VectorBlock.of(np.arange(len(published)), stored)])
        vectors = self._encoder.encode_claims(list(asked)) if asked else stored[:0]

        def cosine(text: str, number: int) -> float | None:
            vector: NDArray[np.float32] = vectors[asked[text]]
            return index.cosines(vector, [number]).get(number) if vector.any() else None

        return [
            tuple(cosine(text, published[pair.published]) for text in query.texts)
            for query, pair in zip(queries, pairs, strict=True)
        ]


def _fact_check(pair: LabelledPair) -> FactCheck:
    return FactCheck(
        claim=pair.published,
        publisher=_PUBLISHER,
        id="pair",
        language=pair.published_language,
        script=script_of(pair.published),
    )


def _once(texts: Iterable[str]) -> dict[str, int]:
    """Number the different *texts* from 0."""
    return {text: number for number, text in enumerate(dict.fromkeys(texts))}
