"""Dates fall into weeks, months and quarters, as precisely as they are known and no more."""

import pytest

from factcheck.trends.periods import Period, days_between, period_of, periods_until


@pytest.mark.parametrize(
    ("day", "by", "period"),
    [
        pytest.param("2021-03-04", Period.WEEK, "2021-W09", id="week"),
        pytest.param("2021-01-02", Period.WEEK, "2020-W53", id="week of the year before"),
        pytest.param("2021-03-04", Period.MONTH, "2021-03", id="month"),
        pytest.param("2021-03-31", Period.QUARTER, "2021-Q1", id="last day of a quarter"),
        pytest.param("2021-04", Period.QUARTER, "2021-Q2", id="a month is in one quarter"),
        pytest.param("2021-04", Period.WEEK, "2021-04", id="a month is in no week"),
        pytest.param("2021", Period.MONTH, "2021", id="a year is in no month"),
        pytest.param("", Period.MONTH, "", id="no date"),
        pytest.param("2021-02-31", Period.WEEK, "2021-02-31", id="no such day"),
    ],
)
def test_a_date_is_in_its_period(day, by, period):
    assert period_of(day, by) == period


@pytest.mark.parametrize(
    ("last", "by", "periods"),
    [
        ("2021-W01", Period.WEEK, ["2020-W52", "2020-W53", "2021-W01"]),
        ("2021-02", Period.MONTH, ["2020-12", "2021-01", "2021-02"]),
        ("2021-Q1", Period.QUARTER, ["2020-Q3", "2020-Q4", "2021-Q1"]),
        ("0001-W02", Period.WEEK, ["0001-W01", "0001-W02"]),
        ("0000-02", Period.MONTH, ["0000-01", "0000-02"]),
    ],
)
def test_periods_have_no_gap(last, by, periods):
    assert periods_until(last, by, 3) == periods


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        ("2021-03-04", "2021-03-11", 7),
        ("2021-03-11", "2021-03-04", -7),
        ("2021-03", "2021-03-11", None),
        ("", "2021-03-11", None),
        ("2021-02-31", "2021-03-11", None),
    ],
)
def test_days_are_counted_between_known_days_only(earlier, later, days):
    assert days_between(earlier, later) == days
