import math

import pytest

from factcheck.retrieval.bm25 import TermStatistics

FREQUENCIES = {"the": 90, "bridge": 4, "closed": 10, "mostar": 1}


@pytest.fixture
def statistics():
    statistics = TermStatistics(
        100, 8.0, lambda terms: {term: FREQUENCIES.get(term, 0) for term in terms}
    )
    statistics.load([*FREQUENCIES, "unseen"])
    return statistics


def test_the_weight_of_a_term_is_lucenes_inverse_document_frequency(statistics):
    assert statistics.weight("bridge") == pytest.approx(math.log(1 + 96.5 / 4.5))
    assert statistics.weight("unseen") > statistics.weight("mostar") > statistics.weight("the") > 0


def test_a_document_of_average_length_scores_its_shared_terms_by_weight(statistics):
    score, rare = statistics.bm25({"mostar", "the"}, {"mostar": 1, "flood": 7}, 8)

    assert score == pytest.approx(statistics.weight("mostar"))
    assert rare == pytest.approx(statistics.weight("mostar") ** 1.5)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(({"mostar": 1}, 8), ({"the": 1}, 8), id="a rarer term"),
        pytest.param(({"mostar": 2}, 8), ({"mostar": 1}, 8), id="a term said more often"),
        pytest.param(({"mostar": 1}, 4), ({"mostar": 1}, 16), id="a shorter document"),
    ],
)
def test_bm25_prefers(better, worse, statistics):
    query = {"mostar", "the"}

    assert statistics.bm25(query, *better) > statistics.bm25(query, *worse)


def test_only_rare_terms_are_informative_the_rarest_first(statistics):
    assert statistics.informative(FREQUENCIES) == ("mostar", "bridge")


def test_every_term_is_counted_once():
    counted = []

    def count(terms):
        counted.extend(terms)
        return dict.fromkeys(terms, 10)

    statistics = TermStatistics(100, 8.0, count)
    statistics.frequencies(["bridge", "mostar"])
    statistics.load(["bridge", "closed"], [frozenset({"mostar", "flood"})])

    assert sorted(counted) == ["bridge", "closed", "flood", "mostar"]
