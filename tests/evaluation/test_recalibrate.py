"""Calibrations fitted to judged pairs, and what they do."""

import random

import pytest

from factcheck.errors import UsageError
from factcheck.evaluation.recalibrate import (
    JudgedScore,
    Share,
    fitted,
    judged_scores,
    recalibrate,
)
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Judgement
from factcheck.ranking.calibration import log_odds, probability
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.store.store import open_store


def pairs(count, *, slope=1.0, intercept=0.0, conflict=False, cross_lingual=False, seed=1):
    """Pairs whose share of right ones follows from their score as the two numbers say."""
    chance = random.Random(seed)
    made = []
    for at in range(count):
        score = chance.uniform(0.25, 0.87)
        right = chance.random() < probability(intercept + slope * log_odds(score))
        made.append(JudgedScore(score, right, conflict, cross_lingual, at % 2))
    return made


@pytest.mark.parametrize(
    ("intercept", "slope"),
    [
        pytest.param(0.0, 1.0, id="scores are right as they are"),
        pytest.param(1.5, 1.0, id="scores are too low"),
        pytest.param(-0.5, 2.0, id="scores are too timid"),
    ],
)
def test_a_fit_finds_how_scores_and_right_pairs_belong_together(intercept, slope):
    own = fitted(pairs(4_000, intercept=intercept, slope=slope), 0.95).same_language

    assert own.intercept == pytest.approx(intercept, abs=0.15)
    assert own.slope == pytest.approx(slope, abs=0.15)
    assert own.judged == 4_000


def test_matches_begin_where_they_are_as_often_right_as_asked():
    judged = pairs(4_000, intercept=1.5)
    own = fitted(judged, 0.95).same_language
    above = [
        each.right
        for each in judged
        if probability(own.intercept + own.slope * log_odds(each.score)) >= own.match_from
    ]

    assert sum(above) / len(above) == pytest.approx(0.95, abs=0.015)
    assert len(above) > 100


def test_matches_begin_where_they_did_if_no_score_is_right_often_enough():
    own = fitted(pairs(400, intercept=-2.0), 0.99).same_language
    threshold = probability((log_odds(own.match_from) - own.intercept) / own.slope)

    assert threshold == pytest.approx(MatchPolicy().match_from)


def test_an_odd_dozen_moves_a_fit_only_a_little():
    few = pairs(25, seed=2) + [JudgedScore(0.5, at < 13, False, False, at % 2) for at in range(25)]
    own = fitted(few, 0.95).same_language

    assert abs(own.intercept) < 1
    assert 0.2 <= own.slope < 2


def test_what_was_judged_the_wrong_way_round_keeps_the_order_of_scores():
    judged = [JudgedScore(0.3, True, False, False, 0)] * 40
    judged += [JudgedScore(0.8, False, False, False, 1)] * 40

    assert fitted(judged, 0.95).same_language.slope == 0.2


def test_scores_that_are_far_too_sure_are_lowered():
    judged = [
        JudgedScore(0.9 + 0.0009 * at, at // 2 % 2 == 0, False, False, at % 2) for at in range(100)
    ]
    own = fitted(judged, 0.95).same_language
    scores = [probability(own.intercept + own.slope * log_odds(each.score)) for each in judged]

    assert sum(scores) / len(scores) == pytest.approx(0.5, abs=0.01)
    assert max(scores) - min(scores) < 0.15


def test_two_languages_are_fitted_by_themselves():
    calibration = fitted(pairs(200) + pairs(49, cross_lingual=True), 0.95)

    assert calibration.same_language is not None
    assert calibration.cross_lingual is None


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param([], id="nothing judged"),
        pytest.param(pairs(49), id="too few"),
        pytest.param(pairs(90, conflict=True), id="conflicts decide these"),
        pytest.param([JudgedScore(0.5, True, False, False, 0)] * 90, id="all are the same"),
        pytest.param(pairs(40) + pairs(40, cross_lingual=True), id="too few of both kinds"),
    ],
)
def test_with_too_few_judgements_it_says_how_many_are_needed(judged):
    with pytest.raises(UsageError, match="needs 50 judged pairs without a conflict"):
        recalibrate(judged, 0.95)


def test_the_effect_is_measured_on_the_other_half():
    found = recalibrate(pairs(1_000, intercept=3.0), 0.95)

    assert found.before.recall.part == 0
    assert found.after.recall.value > 0.3
    assert found.after.precision.interval[0] < 0.95 < found.after.precision.interval[1] + 0.02


def test_a_half_that_is_nothing_but_chance_gains_nothing():
    mixed = pairs(200, intercept=3.0)
    halves = [
        JudgedScore(
            each.score, each.right if each.half else not each.right, False, False, each.half
        )
        for each in mixed
    ]
    found = recalibrate(halves, 0.95)

    assert found.after.precision.value is None or found.after.precision.value < 0.9


def test_a_share_of_nothing_may_be_anything():
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, (0.0, 1.0))
    assert Share(5, 10).interval == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_only_what_this_newsroom_decided_is_scored(take_in, record, store_path, encoder):
    same, different, unsure, disputed = Judgement.SAME, Judgement.DIFFERENT, Judgement.UNSURE, None
    claims = [
        f"The {colour} bridge was closed for years." for colour in ("old", "new", "red", "iron")
    ]
    take_in([record(claim) for claim in claims], encoder)
    with open_store(store_path, mode="write") as store:
        ids = {each.claim: each.id for each in store.fact_checks(range(10)).values()}
        said = []
        for claim, judgement in zip(claims, (same, different, unsure, disputed), strict=True):
            post = claim.replace("was closed", "is now closed")
            for by, each in (("Ana", judgement or same), ("Edo", judgement or different)):
                said.append(Judging(post, ids[claim], each, by))
        record_judgements(store, said, encoder)
        record_judgements(store, [Judging("A bridge", ids[claims[0]], same, "Ina", origin="P")])
        judged = judged_scores(store, encoder)

    assert [each.right for each in judged] == [True, False]
    assert all(0 < each.score < 1 for each in judged)
