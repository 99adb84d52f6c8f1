from datetime import UTC, date, datetime, timedelta

import pytest

from factcheck.cli.claim_dates import today_or, with_date
from factcheck.errors import UsageError
from factcheck.formats.claim_list import ListedClaim
from factcheck.lookup import DatedClaim

TODAY = date(2026, 5, 19)


def test_what_is_typed_goes_before_the_clock():
    assert today_or("2021-03-04") == date(2021, 3, 4)


def test_else_the_clock_tells_within_a_day_of_everywhere():
    assert abs(today_or("") - datetime.now(UTC).date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    "typed", ["x", "2021", "2021-3-4", "2021-02-29", "2021-W01-1", "2021-03-04 "]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(UsageError, match="write a day such as 2026-05-19"):
        today_or(typed)


@pytest.mark.parametrize(
    ("written", "asked_on"),
    [
        pytest.param("2021-03-04", "2021-03-04", id="a day"),
        pytest.param("2021-03", "2021-03", id="a month, not completed"),
        pytest.param("2021-03-04T23:59:00Z", "2021-03-04", id="a moment"),
        pytest.param("2026-05-20", "2026-05-20", id="already tomorrow further east"),
        pytest.param("2026-05-21", "", id="a day to come"),
        pytest.param("03/04/2021", "", id="two days"),
        pytest.param("long ago", "", id="no date"),
        pytest.param("9" * 70_000, "", id="a number without end"),
        pytest.param("updated " * 5_000 + "2021-03-04", "", id="a day after too many words"),
    ],
)
def test_a_date_that_cannot_be_read_leaves_open_when_the_claim_was_asked(written, asked_on):
    assert with_date(ListedClaim(1, "a claim", written), TODAY) == DatedClaim("a claim", asked_on)


@pytest.mark.parametrize("written", ["", "  "])
def test_a_claim_without_a_date_is_one_of_today_or(written):
    assert with_date(ListedClaim(1, "a claim", written), TODAY) == "a claim"
