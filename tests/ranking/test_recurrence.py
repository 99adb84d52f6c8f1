import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model import FactCheck, Publisher
from factcheck.ranking.recurrence import earliest_day, full_years, latest_day, recycled


@pytest.mark.parametrize(
    ("earlier", "later", "years"),
    [
        pytest.param("2019-03-02", "2020-03-01", 0, id="a day short of a year"),
        pytest.param("2019-03-02", "2020-03-02", 1, id="a year to the day"),
        pytest.param("2019-03-02", "2026-03-01", 6, id="a day short of seven"),
        pytest.param("2020-02-29", "2021-02-28", 0, id="a leap day has no birthday yet"),
        pytest.param("2020-02-29", "2021-03-01", 1, id="the day after it counts"),
        pytest.param("2019", "2020-12-30", 0, id="a year may have ended yesterday"),
        pytest.param("2019", "2020-12-31", 1, id="whenever it was in that year"),
        pytest.param("2019-03", "2020-03-15", 0, id="a month may have ended later"),
        pytest.param("2019-03", "2020-04", 1, id="whenever it was in either month"),
        pytest.param("2019-03-02", "2020", 0, id="the year asked may have just begun"),
        pytest.param("2019-03-02", "2021", 1, id="a year has passed by then at the latest"),
        pytest.param("2019", "2019", -1, id="the same year"),
        pytest.param("2030-01-01", "2026-05-19", -4, id="a day to come"),
    ],
)
def test_only_years_that_have_passed_for_sure_are_counted(earlier, later, years):
    assert full_years(earlier, later) == years


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_full_years_of_whole_dates_are_birthdays(start, days):
    end = start + timedelta(days)
    birthdays = end.year - start.year - ((end.month, end.day) < (start.month, start.day))

    assert full_years(start.isoformat(), end.isoformat()) == birthdays


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from([4, 7, 10]),
)
def test_what_is_known_less_well_never_makes_a_claim_older(start, end, kept, kept_too):
    exact = full_years(start.isoformat(), end.isoformat())

    assert full_years(start.isoformat()[:kept], end.isoformat()[:kept_too]) <= exact


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-03", "2021-03-01", "2021-03-31"),
        ("2021-03-04", "2021-03-04", "2021-03-04"),
    ],
)
def test_a_date_has_a_first_and_a_last_day(written, first, last):
    assert (earliest_day(written), latest_day(written)) == (first, last)


@pytest.mark.parametrize(
    ("reviewed_on", "asked_on", "said"),
    [
        pytest.param(
            ["2019-03-02"],
            "2026-05-19",
            "Recycled: checked on 2019-03-02 already, 7 years before this claim was asked about "
            "on 2026-05-19.",
            id="both dates, in full",
        ),
        pytest.param(
            ["2025-05-19"],
            "2026-05-19",
            "Recycled: checked on 2025-05-19 already, 1 year before this claim was asked about "
            "on 2026-05-19.",
            id="a full year is enough",
        ),
        pytest.param(
            ["2019"],
            "2026-05-19",
            "Recycled: checked in 2019 already, at least 6 years before this claim was asked "
            "about on 2026-05-19.",
            id="as precise as the publisher was",
        ),
        pytest.param(
            ["2024-01-01", "", "2016-05-05", "2018"],
            "2020-02",
            "Recycled: checked on 2016-05-05 already, at least 3 years before this claim was "
            "asked about in 2020-02.",
            id="the oldest counts",
        ),
    ],
)
def test_a_claim_that_returns_is_told_with_both_dates(fact_check, reviewed_on, asked_on, said):
    checks = [fact_check(reviewed_on=day) for day in reviewed_on]

    signal = recycled(checks, asked_on)

    assert (signal.name, signal.conflict, signal.text) == ("recycled", False, said)


def test_a_claim_without_a_date_of_its_own_was_only_checked_before(fact_check):
    checks = [fact_check(reviewed_on=day) for day in ("2021-03-04", "2019-02")]

    signal = recycled(checks, "2026-05-19", by_clock=True)

    assert (signal.name, signal.conflict) == ("recycled", False)
    assert signal.text == "Checked before: 2019-02."


@pytest.mark.parametrize(
    ("reviewed_on", "asked_on"),
    [
        pytest.param("2025-05-20", "2026-05-19", id="not a full year yet"),
        pytest.param("2025", "2026-05-19", id="perhaps not a full year yet"),
        pytest.param("", "2026-05-19", id="nobody knows when it was checked"),
        pytest.param("2019-03-02", "", id="nobody knows when it was asked"),
        pytest.param("2031-01-01", "2026-05-19", id="checked in the future"),
        pytest.param("2026-05-19", "2019-03-02", id="an old post, checked since"),
    ],
)
def test_what_may_be_younger_than_a_year_is_not_called_recycled(fact_check, reviewed_on, asked_on):
    assert recycled([fact_check(reviewed_on=reviewed_on)], asked_on) is None


@given(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(date.isoformat),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(date.isoformat),
)
def test_no_date_gives_nonsense(reviewed_on, asked_on):
    checked = FactCheck("A claim", Publisher("Daily Check"), reviewed_on=reviewed_on)

    signal = recycled([checked], asked_on)

    if signal is not None:
        assert reviewed_on < asked_on
        assert int(re.search(r"(\d+) years?\b", signal.text)[1]) >= 1
