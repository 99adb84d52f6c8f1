"""Conflict: another year, month, day or weekday."""

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import is_close, is_related
from factcheck.text.facts import Facts

_LEAST_DICE = 0.45
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# The dates that only the claim has, and those that only the candidate has, in words.
_Difference = tuple[list[str], list[str]] | None


def different_date(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims name different years, months, days or weekdays.

    "Flooding in March 2019" is not "Flooding in March 2021", although the picture is the same.
    """
    if not is_related(claim, candidate):
        return None
    for compare in (_years, _months, _days, _weekdays):
        difference = compare(claim, candidate)
        if difference:
            ours, theirs = (" or ".join(sorted(dates)) for dates in difference)
            return Signal("different_date", 1.0, True, f"{theirs} there, {ours} here.")
    return None


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
    return [f"{day} {_MONTHS[month - 1]}" if month else str(day) for month, day in days]
