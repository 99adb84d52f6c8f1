"""Put days into weeks, months and quarters, and count the days between two."""

from datetime import date
from enum import StrEnum

_DAY, _MONTH = len("2021-03-04"), len("2021-03")


class Period(StrEnum):
    """What counts are parted by."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


def period_of(day: str, by: Period) -> str:
    """Return the period of a partial date, such as ``2021-W09``, ``2021-03`` or ``2021-Q1``.

    A date that is less precise than that stays as it is: nothing is completed by a guess.
    """
    if len(day) < _MONTH or (by is Period.WEEK and _as_date(day) is None):
        return day
    if by is Period.MONTH:
        return day[:_MONTH]
    if by is Period.QUARTER:
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    known = _as_date(day)
    assert known is not None
    year, week, _ = known.isocalendar()
    return f"{year:04}-W{week:02}"


def periods_until(last: str, by: Period, most: int) -> list[str]:
    """Return at most *most* periods without a gap, of which *last* is the last."""
    if by is Period.WEEK:
        year, week = int(last[:4]), int(last[6:])
        monday = date.fromisocalendar(year, week, 1).toordinal()
        mondays = (date.fromordinal(max(monday - 7 * back, 1)) for back in reversed(range(most)))
        return list(dict.fromkeys(period_of(day.isoformat(), by) for day in mondays))
    in_year = 4 if by is Period.QUARTER else 12
    number = int(last[:4]) * in_year + int(last[6:] if by is Period.QUARTER else last[5:]) - 1
    numbers = range(max(number - most, -1) + 1, number + 1)
    sign = "-Q{}" if by is Period.QUARTER else "-{:02}"
    return [f"{each // in_year:04}{sign.format(each % in_year + 1)}" for each in numbers]


def days_between(earlier: str, later: str) -> int | None:
    """Return the days from one partial date to another; ``None`` unless both name a day."""
    start, end = _as_date(earlier), _as_date(later)
    return None if start is None or end is None else (end - start).days


def _as_date(day: str) -> date | None:
    """Return the day; ``None`` for less, and for the 31st of a month that has none."""
    if len(day) != _DAY:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
