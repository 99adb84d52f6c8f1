import pytest

from factcheck.evaluation.evaluation_measures import make_report


@pytest.fixture
def results(result, hit):
    return [
        *(result(f"en{n}", hit("right" if n else "other")) for n in range(4)),
        result("sw1", hit(), language="sw", answer_languages=frozenset({"en", "bs"})),
        result("sw2", language="sw", answers=frozenset(), answer_languages=frozenset()),
    ]


def test_languages_and_pairs_are_measured_apart_largest_first(results):
    report = make_report(results, {}, resamples=20)

    assert list(report.by_language) == ["en", "sw"]
    assert report.by_language["en"].values["p@1"] == 0.75
    assert {name: group.claims for name, group in report.by_pair.items()} == {
        "en→en": 4,
        "sw→bs": 1,
        "sw→en": 1,
    }


def test_an_interval_holds_its_measure_and_the_seed_makes_it(results):
    report = make_report(results, {}, seed=3, resamples=200)
    low, high = report.everything.intervals["p@1"]

    assert low < report.everything.values["p@1"] <= high
    assert report == make_report(results, {}, seed=3, resamples=200)


def test_what_cannot_be_measured_has_no_interval(results):
    group = make_report(results, {}, resamples=20).by_pair["en→en"]

    assert group.values["false_match_rate"] is None
    assert group.intervals["false_match_rate"] is None


def test_what_went_in_is_counted(result, hit):
    answers = frozenset({"right", "missing:d9"})
    report = make_report(
        [result("c1", hit(), answers=answers), result("c2", answers=frozenset())],
        {"documents": 5},
        resamples=5,
    )

    assert report.counts == {
        "documents": 5,
        "claims": 2,
        "claims_with_answer": 1,
        "claims_tried_without_answer": 1,
        "answers": 2,
        "answers_not_stored": 1,
        "twins_of_answers": 0,
    }
