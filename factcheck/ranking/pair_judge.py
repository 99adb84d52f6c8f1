"""Judge a query and one fact-check by themselves, as a look-up in a store of only that one would.

rank → rerank → check conflicts → decide
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from factcheck.model import Decision, FactCheck, Match
from factcheck.ranking.calibration import Scorer, default_scorer
from factcheck.ranking.decision import CheckedPair, check_conflicts, decide, pair_conflicts
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.ranker import RankedQuery, score_pairs
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.query import ExactMatch, Query
from factcheck.retrieval.retriever import Candidate, RetrievedQuery, RetrievedText
from factcheck.text.normalise import comparable
from factcheck.text.terms import terms

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# The row of the only fact-check.
_ROW = 1
# Of 150 paraphrases in tests/cases none has more than 4.27.
_HIGHEST_LOG_ODDS = 4.5


class PairJudge:
    """The stages of a look-up behind retrieval, over stores that hold one bare claim each."""

    def __init__(self, encoder: "Encoder | None", policy: MatchPolicy) -> None:
        """Read pairs with *encoder* where it can, and decide by *policy*."""
        self._policy = policy
        self._scorer: Scorer = default_scorer()
        self._reranker = Reranker(encoder)

    def rank(
        self, query: Query, fact_check: FactCheck, cosines: Sequence[float | None]
    ) -> RankedQuery:
        """Score the claim of *fact_check* beside the texts of *query*.

        Args:
            query: As parsed; what matches it exactly is found here.
            fact_check: A claim and its language; nothing else of it is looked at.
            cosines: Of its vector and that of each text of *query*; None where there is no vector.
        """
        published = terms(fact_check.claim)
        texts = []
        for text, cosine in zip(query.texts, cosines, strict=True):
            asked = terms(text)
            # What shares no word and has no vector is never retrieved.
            is_found = cosine is not None or not set(published).isdisjoint(asked)
            candidate = Candidate(_ROW, published, (), cosine, fact_check.language)
            texts.append(RetrievedText(text, asked, (candidate,) * is_found))
        statistics = TermStatistics(
            1, len(published), lambda wanted: {term: int(term in published) for term in wanted}
        )
        query = _with_exact(query, fact_check)
        scored = score_pairs(RetrievedQuery(query, tuple(texts)), statistics, self._scorer)
        is_shortlisted = scored or query.exact
        return RankedQuery(query, scored, {_ROW: fact_check} if is_shortlisted else {})

    def decide(self, ranked: Sequence[RankedQuery]) -> list[Match | None]:
        """Read the *ranked* pairs that are worth it, and decide on each.

        Returns:
            For each the match, whatever its decision; None where a look-up would not even
            consider the fact-check.
        """
        log_odds = self._reranker.score(pair for each in ranked for pair in each.pairs_to_rerank())
        decided = (
            decide(each.query, check_conflicts(each, log_odds), self._policy, self._scorer)
            for each in ranked
        )
        return [matches[0] if matches else None for matches in decided]

    def could_match(self, ranked: RankedQuery) -> bool:
        """Whether the pair would be a match if the reranker agreed as much as it ever does.

        Rules are left out. Reading a pair takes a hundred times as long as this.
        """
        if not ranked.fact_checks:
            return False
        [(row, fact_check)] = ranked.fact_checks.items()
        exact = next(iter(ranked.query.exact), None)
        at_best = _HIGHEST_LOG_ODDS if self._reranker.reads_pairs else None
        checked = CheckedPair(fact_check, exact, ranked.pairs.get(row), (), at_best)
        [match] = decide(ranked.query, [checked], self._policy, self._scorer)
        return match.decision is Decision.MATCH

    def has_conflict(self, ranked: RankedQuery) -> bool:
        """Whether the rules find anything that the two claims state differently.

        However far apart the two are: a third claim may be near to both.
        """
        pair = ranked.pairs.get(_ROW)
        if pair is None or ranked.query.exact:
            return False
        return bool(pair_conflicts(ranked.query, pair, ranked.fact_checks[_ROW]))


def _with_exact(query: Query, fact_check: FactCheck) -> Query:
    """Note where the claim of the fact-check is the very text that is asked."""
    is_exact = bool(query.texts) and comparable(query.claim) == comparable(fact_check.claim)
    return replace(query, exact=(ExactMatch(_ROW),) * is_exact)
