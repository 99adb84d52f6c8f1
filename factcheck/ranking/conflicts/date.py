"""Conflict: another year, month, day or weekday."""

from functools import reduce

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import difference, is_close, is_related
from factcheck.text.facts import Facts

_LEAST_DICE = 0.45
_MONTHS = (
    Message("January"),
    Message("February"),
    Message("March"),
    Message("April"),
    Message("May"),
    Message("June"),
    Message("July"),
    Message("August"),
    Message("September"),
    Message("October"),
    Message("November"),
    Message("December"),
)
_WEEKDAYS = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)

# The dates that only the claim has, and those that only the candidate has, in words.
_Difference = tuple[list[str], list[str]] | None


def different_date(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims name different years, months, days or weekdays.

    "Flooding in March 2019" is not "Flooding in March 2021", although the picture is the same.
    """
    if not is_related(claim, candidate):
        return None
    for compare in (_years, _months, _days, _weekdays):
        differing = compare(claim, candidate)
        if differing:
            ours, theirs = (reduce(_either, sorted(dates)) for dates in differing)
            return Signal("different_date", 1.0, True, difference(ours, theirs))
    return None


def _either(date: str, other: str) -> Message:
    return Message("{date} or {other}", date=date, other=other)


def _years(claim: Facts, candidate: Facts) -> _Difference:
    ours, theirs = claim.dates.years, candidate.dates.years
    if not ours or not theirs or ours == theirs:
        return None
    # One shared year is enough in a long post; two short claims must share them all.
    if ours & theirs and not (len(ours) == len(theirs) and is_close(claim, candidate, _LEAST_DICE)):
        return None
    return [str(year) for year in ours - theirs], [str(year) for year in theirs - ours]


def _months(claim: Facts, candidate: Facts) -> _Difference:
    ours, theirs = claim.dates.months, candidate.dates.months
    if not ours or not theirs or ours & theirs:
        return None
    return [_MONTHS[month - 1] for month in ours], [_MONTHS[month - 1] for month in theirs]


def _weekdays(claim: Facts, candidate: Facts) -> _Difference:
    ours, theirs = claim.dates.weekdays, candidate.dates.weekdays
    if not ours or not theirs or ours & theirs or not is_close(claim, candidate, _LEAST_DICE):
        return None
    return [_WEEKDAYS[day - 1] for day in ours], [_WEEKDAYS[day - 1] for day in theirs]


def _days(claim: Facts, candidate: Facts) -> _Difference:
    ours, theirs = claim.dates.days, candidate.dates.days
    agree = any(
        day == other and (month == other_month or 0 in (month, other_month))
        for month, day in ours
        for other_month, other in theirs
    )
    return None if agree or not ours or not theirs else (_written(ours), _written(theirs))


def _written(days: frozenset[tuple[int, int]]) -> list[str]:
    return [
        Message("{day} {month}", day=day, month=_MONTHS[month - 1]) if month else str(day)
        for month, day in days
    ]
