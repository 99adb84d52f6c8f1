"""Decide on pairs of claims: each as `lookup` would in a store of that one fact-check.

parse → encode → rank → rerank → check conflicts → decide
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from factcheck.evaluation.labelled_pairs import LabelledPair
from factcheck.model import Decision, FactCheck, Publisher
from factcheck.ranking.calibration import Scorer, default_scorer
from factcheck.ranking.decision import check_conflicts, decide
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.ranker import RankedQuery, score_pairs
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.dense import DenseIndex, VectorBlock
from factcheck.retrieval.query import ExactMatch, Query, parse_query
from factcheck.retrieval.retriever import Candidate, RetrievedQuery, RetrievedText
from factcheck.text.normalise import comparable
from factcheck.text.scripts import script_of
from factcheck.text.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder

# Pairs that go through the networks together.
_BATCH = 256
_PUBLISHER = Publisher("pairs")
# The row of the only fact-check.
_ROW = 1


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
    """The stages of a look-up over stores that hold one bare claim each."""

    def __init__(self, encoder: "Encoder | None", policy: MatchPolicy) -> None:
        self._encoder = encoder
        self._policy = policy
        self._scorer: Scorer = default_scorer()
        self._reranker = Reranker(encoder)

    def decide(self, pairs: Sequence[LabelledPair]) -> Iterator[PairDecision]:
        queries = [_with_exact(parse_query(pair.claim), pair) for pair in pairs]
        cosines = self._cosines(queries, pairs)
        ranked = [self._rank(*each) for each in zip(queries, pairs, cosines, strict=True)]
        log_odds = self._reranker.score(pair for each in ranked for pair in each.pairs_to_rerank())
        for pair, each in zip(pairs, ranked, strict=True):
            checked = check_conflicts(each, log_odds)
            matches = decide(each.query, checked, self._policy, self._scorer)
            if matches:
                [match] = matches
                names = tuple(conflict.name for conflict in match.conflicts)
                yield PairDecision(pair, match.decision, match.score, names)
            else:
                yield PairDecision(pair, Decision.NONE, 0.0)

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

    def _rank(
        self, query: Query, pair: LabelledPair, cosines: Sequence[float | None]
    ) -> RankedQuery:
        published = terms(pair.published)
        texts = []
        for text, cosine in zip(query.texts, cosines, strict=True):
            asked = terms(text)
            # What shares no word and has no vector is never retrieved.
            is_found = cosine is not None or not set(published).isdisjoint(asked)
            candidate = Candidate(_ROW, published, (), cosine, pair.published_language)
            texts.append(RetrievedText(text, asked, (candidate,) * is_found))
        statistics = TermStatistics(
            1, len(published), lambda wanted: {term: int(term in published) for term in wanted}
        )
        scored = score_pairs(RetrievedQuery(query, tuple(texts)), statistics, self._scorer)
        is_shortlisted = scored or query.exact
        return RankedQuery(query, scored, {_ROW: _fact_check(pair)} if is_shortlisted else {})


def _with_exact(query: Query, pair: LabelledPair) -> Query:
    """Note where the published claim is the very text that is asked."""
    is_exact = bool(query.texts) and comparable(query.claim) == comparable(pair.published)
    return replace(query, exact=(ExactMatch(_ROW),) * is_exact)


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
