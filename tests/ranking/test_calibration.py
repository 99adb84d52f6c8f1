from dataclasses import fields, replace
from functools import partial

import pytest

from factcheck.ranking.calibration import WeightTable, default_scorer, probability
from factcheck.ranking.features import PairFeatures

WEAK = PairFeatures(
    number=1,
    cosine=0.75,
    cosine_gap_to_top=-0.1,
    cosine_above_neighbours=-0.05,
    bm25_ratio_to_top=0.2,
    bm25_per_query_weight=0.1,
    claim_coverage=0.1,
    title_coverage=0.1,
    query_coverage=0.1,
    token_sort_ratio=0.3,
    token_set_ratio=0.3,
    cosine_times_claim_coverage=0.0,
    cosine_times_token_set=0.0,
    log_query_length=2.5,
    rare_bm25_ratio_to_top=0.2,
)
FEATURES = [
    field.name
    for field in fields(PairFeatures)
    # The length of a claim speaks neither way, and the two products make up for what two
    # features say twice: docs/decisions/0009-products-of-features.md.
    if field.name not in ("number", "shared_terms", "log_query_length")
    and not field.name.startswith("cosine_times")
]


@pytest.mark.parametrize("cross_lingual", [False, True], ids=["same language", "across languages"])
@pytest.mark.parametrize("name", FEATURES)
def test_a_higher_feature_never_lowers_the_score(name, cross_lingual):
    more = replace(WEAK, **{name: getattr(WEAK, name) + 0.05})

    scorer = default_scorer()
    higher, lower = (scorer.score(each, cross_lingual=cross_lingual) for each in (more, WEAK))
    assert higher >= lower


@pytest.mark.parametrize("cross_lingual", [False, True], ids=["same language", "across languages"])
def test_a_conflict_never_raises_the_score(cross_lingual):
    undisputed, disputed = (
        default_scorer().score(WEAK, cross_lingual=cross_lingual, conflicts=conflicts)
        for conflicts in (0, 1)
    )

    assert disputed <= undisputed


def test_without_vectors_the_table_for_words_decides():
    words_alone = replace(WEAK, cosine=0.0, cosine_gap_to_top=0.0, cosine_above_neighbours=0.0)
    scorer = default_scorer()

    expected = scorer.words_only.log_odds(partial(getattr, words_alone))
    assert scorer.score(words_alone, cross_lingual=False) == probability(expected)


@pytest.mark.parametrize("cross_lingual", [False, True], ids=["same language", "across languages"])
def test_a_higher_score_of_the_reranker_raises_the_score(cross_lingual):
    scorer = default_scorer()
    scores = [
        scorer.score(WEAK, cross_lingual=cross_lingual, reranker=log_odds)
        for log_odds in (-6, 0, 6)
    ]

    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_a_score_is_a_probability_however_extreme_the_values():
    table = WeightTable(intercept=0.0, weights={"cosine": 1e9})
    low = probability(table.log_odds(partial(getattr, replace(WEAK, cosine=-1.0))))

    assert 0 <= low <= probability(table.log_odds(partial(getattr, WEAK))) <= 1
