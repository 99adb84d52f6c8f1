import math

import numpy as np
import pytest

from factcheck.evaluation.calibration_measures import (
    MEASURES,
    Bin,
    Observations,
    bins_half_without,
    expected_calibration_error,
    sweep,
)


def measured(*results):
    return Observations.of(results).measures()


def test_a_right_match_in_the_first_place_is_perfect(result, hit):
    values = measured(result("c1", hit(score=1.0), hit("other", 0.2, is_match=False)))

    assert {name: values[name] for name in ("map@5", "mrr", "p@1", "success@10")} == {
        "map@5": 1.0,
        "mrr": 1.0,
        "p@1": 1.0,
        "success@10": 1.0,
    }
    assert (values["match_precision"], values["match_recall"], values["ece"]) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize(("place", "map5", "mrr"), [(1, 1, 1), (2, 0.5, 0.5), (6, 0, 1 / 6)])
def test_the_place_of_the_right_answer_counts(result, hit, place, map5, mrr):
    hits = [hit(f"other{n}", 0.5) for n in range(place - 1)] + [hit("right", 0.5)]
    values = measured(result("c1", *hits))

    assert (values["map@5"], values["mrr"]) == pytest.approx((map5, mrr))


def test_equal_scores_keep_the_order_of_the_answer(result, hit):
    results = [
        result(f"c{n}", hit(first, 0.5), hit(second, 0.5))
        for n, (first, second) in enumerate([("right", "other"), ("other", "right")])
    ]

    assert measured(*results)["p@1"] == 0.5


@pytest.mark.parametrize("name", ["a\0b", "a b", "\t", "Ж", "\ud800"])
def test_any_name_of_a_claim_or_a_document_will_do(result, hit, name):
    given = result(name, hit(name), answers=frozenset({name, f"missing:{name}"}))

    assert measured(given)["map@5"] == 0.5


def test_a_claim_that_finds_nothing_counts_as_a_miss(result, hit):
    values = measured(result("c1", hit()), result("c2"))

    assert (values["map@5"], values["match_precision"], values["match_recall"]) == (0.5, 1.0, 0.5)


def test_an_answer_that_the_store_does_not_hold_is_a_miss(result, hit):
    answers = frozenset({"right", "missing:d9"})

    assert measured(result("c1", hit(), answers=answers))["map@5"] == 0.5


def test_a_wrong_match_costs_precision_also_where_nothing_answers_the_claim(result, hit):
    values = measured(
        result("c1", hit()),
        result("c2", hit("other"), hit("right", 0.4, is_match=False)),
        result("c3", hit("other"), answers=frozenset()),
    )

    assert values["match_precision"] == pytest.approx(1 / 3)
    assert values["match_recall"] == 0.5
    assert values["p@1"] == 0.5


def test_false_matches_are_counted_where_nothing_right_could_be_found(result, hit):
    values = measured(
        result("c1", hit(), hits_without=(hit("other"),)),
        result("c2", hit(), hits_without=(hit("other", 0.8, is_match=False),)),
        result("c3", answers=frozenset()),
        result("c4", hit()),
    )

    assert values["false_match_rate"] == pytest.approx(1 / 3)


def test_what_was_not_tried_is_not_a_number(result, hit):
    values = measured(result("c1", hit("other", 0.5, is_match=False)))

    assert math.isnan(values["false_match_rate"])
    assert math.isnan(values["match_precision"])
    assert values["match_recall"] == 0.0


def test_no_answer_anywhere_leaves_the_ranking_unmeasured(result, hit):
    values = measured(result("c1", hit("other", is_match=False), answers=frozenset()))

    assert math.isnan(values["map@5"])
    assert values["false_match_rate"] == 0.0
    assert list(values) == list(MEASURES)


def test_the_calibration_error_weighs_bins_by_their_claims():
    bins = (Bin(0.1, 0.3, 0.2, 0.2, 30), Bin(0.8, 1.0, 0.9, 0.5, 10))

    assert expected_calibration_error(bins) == pytest.approx(0.1)


def test_honest_scores_have_a_small_calibration_error(result, hit):
    random = np.random.default_rng(5)
    scores = random.random(3_000)
    names = np.where(random.random(3_000) < scores, "right", "other")
    results = [
        result(f"c{n}", hit(str(name), float(score)))
        for n, (name, score) in enumerate(zip(names, scores, strict=True))
    ]
    observed = Observations.of(results)

    assert observed.measures()["ece"] < 0.04
    assert {each.claims for each in observed.bins()} == {200}
    assert observed.bins()[0].highest <= observed.bins()[1].lowest


def test_the_sweep_decides_again_but_conflicts_still_forbid(result, hit):
    rows = {
        row.threshold: row
        for row in sweep(
            [
                result("c1", hit(score=0.6, is_match=False), hits_without=(hit("x", 0.55),)),
                result("c2", hit(score=0.99, is_match=False, conflict=True), hits_without=()),
            ]
        )
    }

    assert (rows[0.5].match_precision, rows[0.5].match_recall) == (1.0, 0.5)
    assert rows[0.5].false_match_rate == 0.5
    assert (rows[0.9].match_precision, rows[0.9].match_recall) == (None, 0.0)


def test_hidden_answers_weigh_as_much_as_found_ones_in_the_second_calibration(result, hit):
    results = [result("c1", hit(score=0.9), hits_without=(hit("other", 0.1),)), result("c2")]

    assert [(each.mean_score, each.accuracy) for each in bins_half_without(results)] == [
        (0.1, 0),
        (0.9, 1),
    ]


def test_the_duplicate_of_an_answer_is_right_for_decisions_but_not_for_the_ranking(result, hit):
    values = measured(result("c1", hit("copy", 1.0), duplicates=frozenset({"copy"})))

    assert (values["match_precision"], values["match_recall"], values["ece"]) == (1.0, 1.0, 0.0)
    assert values["p@1"] == 0.0
