from dataclasses import fields, replace
from functools import partial

import pytest

from factcheck.ranking.calibration import WeightTable, default_scorer, probability
from factcheck.ranking.features import Comparison

WEAK = Comparison(
    number=1,
    meaning=0.75,
    cosine_gap_to_top=-0.1,
    meaning_above_neighbours=-0.05,
    bm25_ratio_to_top=0.2,
    words_of_claim=0.1,
    claim_covered=0.1,
    title_covered=0.1,
    asked_covered=0.1,
    wording=0.3,
    wording_within=0.3,
    meaning_and_claim=0.0,
    meaning_and_wording=0.0,
    asked_length=2.5,
)
LIKENESSES = [
    field.name
    for field in fields(Comparison)
    # How long a claim is speaks neither way, and the two products make up for what two
    # likenesses say twice: docs/decisions/0009-what-look-alikes-share.md.
    if field.name
    not in ("number", "shared_terms", "asked_length", "meaning_and_claim", "meaning_and_wording")
]


@pytest.mark.parametrize("across", [False, True], ids=["same language", "across languages"])
@pytest.mark.parametrize("name", LIKENESSES)
def test_more_likeness_never_lowers_the_score(name, across):
    more = replace(WEAK, **{name: getattr(WEAK, name) + 0.05})

    scorer = default_scorer()
    assert scorer.score(more, across=across) >= scorer.score(WEAK, across=across)


@pytest.mark.parametrize("across", [False, True], ids=["same language", "across languages"])
def test_a_conflict_never_raises_the_score(across):
    scorer = default_scorer()

    assert scorer.score(WEAK, across=across, conflicts=1) <= scorer.score(WEAK, across=across)


def test_without_vectors_the_table_for_words_decides():
    words_alone = replace(WEAK, meaning=0.0, cosine_gap_to_top=0.0, meaning_above_neighbours=0.0)
    scorer = default_scorer()

    expected = scorer.words_only.log_odds(partial(getattr, words_alone))
    assert scorer.score(words_alone, across=False) == probability(expected)


@pytest.mark.parametrize("across", [False, True], ids=["same language", "across languages"])
def test_what_was_read_as_the_same_scores_higher(across):
    scorer = default_scorer()
    scores = [scorer.score(WEAK, across=across, reading=reading) for reading in (-6, 0, 6)]

    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


@pytest.mark.parametrize("across", [False, True], ids=["same language", "across languages"])
def test_no_likeness_drowns_what_was_read(across):
    scorer = default_scorer()
    boundless = replace(WEAK, meaning=1.0, meaning_above_neighbours=50.0, wording=1.0)

    assert scorer.score(boundless, across=across, reading=-8.0) < 0.5


def test_a_score_is_a_chance_however_extreme_the_values():
    table = WeightTable(intercept=0.0, weights={"meaning": 1e9})
    low = probability(table.log_odds(partial(getattr, replace(WEAK, meaning=-1.0))))

    assert 0 <= low <= probability(table.log_odds(partial(getattr, WEAK))) <= 1
