import pytest

from factcheck.model import Publisher, Verdict
from factcheck.ranking.disagreement import corrections, disagreement


@pytest.mark.parametrize(
    ("verdicts", "at_odds"),
    [
        pytest.param([Verdict.TRUE, Verdict.FALSE], True, id="opposites"),
        pytest.param([Verdict.FALSE, Verdict.MISLEADING], False, id="two shades of wrong"),
        pytest.param([Verdict.TRUE, Verdict.MOSTLY_TRUE], False, id="two shades of right"),
        pytest.param([Verdict.MIXED, Verdict.FALSE], True, id="half true against false"),
        pytest.param([Verdict.FALSE, Verdict.UNRATED], False, id="unrated opposes nothing"),
        pytest.param([Verdict.TRUE, Verdict.UNPROVEN], False, id="unproven opposes nothing"),
        pytest.param([Verdict.SATIRE, Verdict.TRUE], False, id="satire opposes nothing"),
        pytest.param([Verdict.FALSE], False, id="nobody disagrees with himself"),
        pytest.param([], False, id="nobody ruled"),
    ],
)
def test_only_rulings_that_a_reader_would_act_on_differently_disagree(
    fact_check, verdicts, at_odds
):
    found = disagreement([fact_check(verdict) for verdict in verdicts])

    assert (found is not None) is at_odds


def test_both_sides_are_told_with_their_dates_the_newest_first(fact_check):
    signal = disagreement(
        [
            fact_check(Verdict.FALSE, publisher="Provjera", rating="Netačno"),
            fact_check(Verdict.TRUE, "2020-05", publisher="Weekly Check"),
            fact_check(Verdict.MOSTLY_FALSE, "2021-03-04", publisher="Mirror", rating=""),
        ]
    )

    assert signal.conflict
    assert signal.text == (
        "Fact-checks of this claim do not agree: Mirror ruled mostly false in our reading on "
        "2021-03-04; Weekly Check ruled “True” in 2020-05; Provjera ruled “Netačno” (false), "
        "no date given."
    )


def test_of_many_rulings_some_of_each_side_are_named_and_the_rest_counted(fact_check):
    same = [fact_check(publisher=f"Paper {n}", reviewed_on=f"20{n}") for n in range(10, 99)]
    other = fact_check(Verdict.TRUE, "1999", publisher="Weekly Check")

    text = disagreement([*same, other]).text

    assert "Weekly Check ruled “True” in 1999; and 85 more." in text
    assert len(text) < 400


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param(("2020-05-04", Verdict.FALSE), ("2021-01-01", Verdict.TRUE), id="days"),
        pytest.param(("2019", Verdict.FALSE), ("2020-01", Verdict.MIXED), id="a year, a month"),
        pytest.param(("2019", Verdict.TRUE), ("2020", Verdict.UNPROVEN), id="a ruling taken back"),
        pytest.param(("2019", Verdict.FALSE), ("2020", Verdict.SATIRE), id="it was a joke"),
    ],
)
def test_the_newer_ruling_of_one_publisher_replaces_the_older(fact_check, older, newer):
    was, now = (fact_check(verdict, day) for day, verdict in (older, newer))

    [(corrected, signal)] = corrections([now, was])

    assert corrected is was
    assert signal.conflict
    assert all(f" {day}" in signal.text for day, _ in (older, newer))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("2020", Verdict.FALSE), ("2020-06", Verdict.TRUE), id="perhaps the same day"),
        pytest.param(("", Verdict.FALSE), ("2020-06", Verdict.TRUE), id="one has no date"),
        pytest.param(("2020", Verdict.FALSE), ("2021", Verdict.MISLEADING), id="the same side"),
        pytest.param(("2020", Verdict.FALSE), ("2021", Verdict.UNRATED), id="words we cannot read"),
    ],
)
def test_what_may_be_no_correction_replaces_nothing(fact_check, one, other):
    checks = [fact_check(verdict, day) for day, verdict in (one, other)]

    assert list(corrections(checks)) == []


def test_a_page_that_was_changed_since_may_have_been_corrected_in_this(fact_check):
    changed = fact_check(Verdict.FALSE, "2019-01-01", modified_on="2022-01-01")
    newer = fact_check(Verdict.TRUE, "2021-01-01")

    assert list(corrections([changed, newer])) == []


def test_who_returns_to_the_first_ruling_only_takes_back_the_one_between(fact_check):
    first, between, last = (
        fact_check(verdict, day)
        for verdict, day in (
            (Verdict.FALSE, "2018"),
            (Verdict.TRUE, "2020"),
            (Verdict.FALSE, "2022"),
        )
    )

    assert [check for check, _ in corrections([first, between, last])] == [between]


HERE, THERE = "daily.example", "weekly.example"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(("Agency", HERE), ("Agency", THERE), False, id="editions of one agency"),
        pytest.param(("Daily", HERE), ("Weekly", HERE), False, id="two publishers on one host"),
        pytest.param(("DAILY", ""), ("Daily", HERE), True, id="one domain is not known"),
        pytest.param(("Daily", ""), ("Weekly", ""), False, id="other names"),
    ],
)
def test_nobody_is_corrected_by_somebody_else(fact_check, one, other, same):
    was = fact_check(Verdict.FALSE, "2019", publisher=Publisher(*one))
    now = fact_check(Verdict.TRUE, "2021", publisher=Publisher(*other))

    assert bool(list(corrections([was, now]))) is same
