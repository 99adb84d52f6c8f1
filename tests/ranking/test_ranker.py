"""Candidates are scored, sorted and shortlisted."""

import pytest

from factcheck.ranking.calibration import default_scorer
from factcheck.ranking.features import PairFeatures
from factcheck.ranking.ranker import ScoredPair, is_cross_lingual, score_pairs, shortlist
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.query import ExactMatch, Query
from factcheck.retrieval.retriever import Candidate, RetrievedQuery, RetrievedText

FEATURES = PairFeatures(1, *[0.0] * 14)


def query(exact=()):
    return Query("a claim", ("a claim",), "en", (), (), exact=exact)


def pairs(*scores, cross_lingual=False):
    return {
        number: ScoredPair(score, "a claim", FEATURES, cross_lingual)
        for number, score in enumerate(scores, start=1)
    }


def test_a_candidate_is_scored_beside_the_text_that_it_fits_best():
    statistics = TermStatistics(100, 4.0, lambda terms: dict.fromkeys(terms, 2))
    bridge = Candidate(7, ("bridge", "closed"))
    other = Candidate(3, ("chess", "club"))
    texts = (
        RetrievedText("good morning all", ("good", "morning"), (other, bridge)),
        RetrievedText("the bridge is closed", ("bridge", "closed"), (other, bridge)),
    )

    scored = score_pairs(RetrievedQuery(query(), texts), statistics, default_scorer())

    assert next(iter(scored)) == 7
    assert scored[7].text == "the bridge is closed"


def test_the_best_candidate_of_one_sentence_gives_way_to_that_of_the_whole_post():
    frequencies = {"news": 5, "bridge": 2, "mostar": 1, "flood": 2}
    statistics = TermStatistics(100, 4.0, lambda terms: {t: frequencies[t] for t in terms})
    bridge = Candidate(7, ("bridge", "mostar", "flood"))
    news = Candidate(3, ("news",))
    texts = (
        RetrievedText("The flood in Mostar. The bridge. News.", tuple(frequencies), (bridge, news)),
        RetrievedText("News.", ("news",), (news,)),
    )

    scored = score_pairs(RetrievedQuery(query(), texts), statistics, default_scorer())

    assert scored[7].features.bm25_ratio_to_top == 1.0
    assert scored[3].features.bm25_ratio_to_top < 0.5


def test_unlikely_candidates_are_left_out_but_for_the_nearest_three():
    likely, unlikely = [0.9, 0.5], [0.001] * 5

    assert shortlist(query(), pairs(*likely, *unlikely), keep_all=False) == [1, 2, 3]
    assert shortlist(query(), pairs(*likely, *unlikely), keep_all=True) == [1, 2, 3, 4, 5, 6, 7]


def test_at_most_ten_are_shortlisted_beside_the_exact_matches():
    exact = (ExactMatch(2), ExactMatch(99, "https://posts.example/77"))

    numbers = shortlist(query(exact), pairs(*[0.9] * 30), keep_all=True)

    assert numbers[:2] == [2, 99]
    assert numbers[2:] == [1, *range(3, 12)]


def test_a_pair_that_cannot_become_an_answer_is_not_reranked():
    assert pairs(0.1)[1].needs_reranking
    assert not pairs(0.05)[1].needs_reranking


@pytest.mark.parametrize(
    ("claim", "candidate", "coverage", "cross_lingual"),
    [
        pytest.param("en", "id", 0.1, True, id="two languages"),
        pytest.param("en", "id", 0.6, False, id="a wrong guess: most words are shared"),
        pytest.param("und", "id", 0.1, False, id="one is not known"),
        pytest.param("bs", "sr", 0.1, False, id="standards of one language"),
    ],
)
def test_languages_are_compared_by_code_unless_the_words_say_otherwise(
    claim, candidate, coverage, cross_lingual
):
    assert is_cross_lingual(claim, candidate, coverage) is cross_lingual
