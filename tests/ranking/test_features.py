import pytest

from factcheck.ranking.features import compute_features
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.retriever import Candidate

COUNTS = {"the": 90, "bridge": 4, "closed": 10, "mostar": 1}


@pytest.fixture
def statistics():
    return TermStatistics(100, 8.0, lambda terms: {t: COUNTS.get(t, 0) for t in terms})


def candidate(number, claim, title="", cosine=None):
    return Candidate(number, tuple(claim.split()), tuple(title.split()), cosine)


def test_a_rare_word_in_common_says_more_than_a_frequent_one(statistics):
    rare, frequent = compute_features(
        ("the", "bridge", "mostar"),
        [candidate(1, "mostar flood"), candidate(2, "the flood")],
        statistics,
    )

    assert rare.query_coverage > frequent.query_coverage
    assert rare.bm25_ratio_to_top == 1.0 > frequent.bm25_ratio_to_top


def test_only_informative_words_are_named_the_rarest_first(statistics):
    [found] = compute_features(
        ("the", "bridge", "mostar"), [candidate(1, "the mostar bridge")], statistics
    )

    assert found.shared_terms == ("mostar", "bridge")


def test_meaning_is_measured_against_the_other_candidates(statistics):
    cosines = (0.95, *[0.85] * 9)
    candidates = [candidate(number, "bridge", cosine=each) for number, each in enumerate(cosines)]
    best, other, *_ = compute_features(("bridge",), candidates, statistics)

    assert best.cosine_gap_to_top == 0.0
    assert other.cosine_gap_to_top == pytest.approx(-0.1)
    assert best.cosine_above_neighbours == pytest.approx(0.09)


def test_the_only_candidate_is_not_measured_against_itself(statistics):
    [only] = compute_features(("bridge",), [candidate(1, "bridge", cosine=0.95)], statistics)

    assert only.cosine_above_neighbours > 0.09


def test_a_candidate_without_a_vector_has_no_meaning_to_compare(statistics):
    with_vector, without = compute_features(
        ("bridge",), [candidate(1, "bridge", cosine=0.9), candidate(2, "bridge")], statistics
    )

    assert with_vector.cosine == 0.9
    assert without.cosine == without.cosine_gap_to_top == 0.0


def test_word_order_does_not_change_the_wording(statistics):
    [found] = compute_features(("closed", "bridge"), [candidate(1, "bridge closed")], statistics)

    assert found.token_sort_ratio == 1.0


@pytest.mark.parametrize(
    ("asked", "claim"),
    [((), "bridge"), (("bridge",), ""), ((), "")],
    ids=["nothing asked", "an empty candidate", "both empty"],
)
def test_nothing_is_like_nothing(statistics, asked, claim):
    [found] = compute_features(asked, [candidate(1, claim)], statistics)

    assert found.query_coverage == found.bm25_ratio_to_top == found.claim_coverage == 0.0


def test_every_term_is_looked_up_once():
    asked = []
    statistics = TermStatistics(
        100, 8.0, lambda terms: asked.extend(terms) or dict.fromkeys(terms, 1)
    )
    compute_features(("bridge", "closed"), [candidate(1, "bridge")], statistics)
    compute_features(("bridge", "flood"), [candidate(1, "closed")], statistics)

    assert sorted(asked) == ["bridge", "closed", "flood"]
