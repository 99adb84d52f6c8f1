"""Signals about when."""

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import align, related
from factcheck.text.facts import Facts

_CLOSE = 0.45
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def different_date(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims name different years, months, days or weekdays.

    "Flooding in March 2019" is not "Flooding in March 2021", although the picture is the same.
    """
    if not related(claim, candidate):
        return None
    for compare in (_years, _months, _days, _weekdays):
        apart = compare(claim, candidate)
        if apart:
            here, there = apart
            text = f"{' or '.join(sorted(there))} there, {' or '.join(sorted(here))} here."
            return Signal("different_date", 1.0, True, text)
    return None


Apart = tuple[list[str], list[str]] | None


def _years(claim: Facts, candidate: Facts) -> Apart:
    here, there = claim.dates.years, candidate.dates.years
    if not here or not there or here == there:
        return None
    # One shared year is enough in a long post; two short claims must share them all.
    if here & there and not (len(here) == len(there) and _near(claim, candidate)):
        return None
    return [str(year) for year in here - there], [str(year) for year in there - here]


def _months(claim: Facts, candidate: Facts) -> Apart:
    here, there = claim.dates.months, candidate.dates.months
    if not here or not there or here & there:
        return None
    return [_MONTHS[month - 1] for month in here], [_MONTHS[month - 1] for month in there]


def _weekdays(claim: Facts, candidate: Facts) -> Apart:
    here, there = claim.dates.weekdays, candidate.dates.weekdays
    if not here or not there or here & there or not _near(claim, candidate):
        return None
    return [_WEEKDAYS[day - 1] for day in here], [_WEEKDAYS[day - 1] for day in there]


def _days(claim: Facts, candidate: Facts) -> Apart:
    here, there = claim.dates.days, candidate.dates.days
    agree = any(
        day == other and (month == other_month or 0 in (month, other_month))
        for month, day in here
        for other_month, other in there
    )
    return None if agree or not here or not there else (_spoken(here), _spoken(there))


def _spoken(days: frozenset[tuple[int, int]]) -> list[str]:
    return [f"{day} {_MONTHS[month - 1]}" if month else str(day) for month, day in days]


def _near(claim: Facts, candidate: Facts) -> bool:
    if claim.group == candidate.group:
        return align(claim, candidate).closeness >= _CLOSE
    return claim.is_short and candidate.is_short
