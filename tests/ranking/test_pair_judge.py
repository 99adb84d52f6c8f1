"""Two claims alone, as the clustering of claims compares them."""

from dataclasses import replace

from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.pair_judge import PairJudge
from factcheck.retrieval.query import parse_query


def test_a_conflict_is_found_where_the_pair_could_not_become_an_answer(fact_check):
    judge = PairJudge(None, MatchPolicy())
    cured = parse_query("Maji ya limau yanatibu malaria kabisa", whole_only=True)
    ranked = judge.rank(
        cured, fact_check(claim="Maji ya limau hayatibu malaria.", language="sw"), [None]
    )
    [(row, pair)] = ranked.pairs.items()
    far = replace(ranked, pairs={row: replace(pair, score=0.01)})

    assert list(far.pairs_to_rerank()) == []
    assert judge.has_conflict(far)
