"""Report claims that come back a year or more after they were checked ("recycled")."""

from collections.abc import Iterable

from factcheck.model import FactCheck, Message, Signal

# The ends of partial dates. Every month is given 31 days: dates are only compared, and a claim
# then seems a few days younger, never older.
_LATEST = "-12-31"
_EARLIEST = "-01-01"


def recycled(
    checks: Iterable[FactCheck], asked_on: str, *, by_clock: bool = False
) -> Signal | None:
    """Report that a claim was checked a full year before it is asked about, or longer.

    A video of a flood in 2019 comes back with every flood. This speaks neither for nor against
    the two claims being the same, so it changes no score and no decision.

    Args:
        checks: Fact-checks of the claim; the oldest one counts.
        asked_on: The day on which the claim is asked about, ``YYYY``, ``YYYY-MM`` or
            ``YYYY-MM-DD``; empty if that is not known.
        by_clock: Whether that day is only the computer's. Then nobody said that the claim came
            back, and the text is only that it was checked before.
    """
    dates = [check.reviewed_on for check in checks if check.reviewed_on]
    if not dates or not asked_on:
        return None
    oldest = min(dates, key=latest_day)
    years = full_years(oldest, asked_on)
    if years < 1:
        return None
    if by_clock:
        return Signal("recycled", 1.0, False, Message("Checked before: {day}.", day=oldest))
    days = {"checked": on_day(oldest), "asked": on_day(asked_on)}
    text = (
        Message.counted(
            "Recycled: checked {checked} already, {count} year before this claim was asked about "
            "{asked}.",
            "Recycled: checked {checked} already, {count} years before this claim was asked about "
            "{asked}.",
            count=years,
            **days,
        )
        if len(oldest) == len(asked_on) == len("YYYY-MM-DD")
        else Message.counted(
            "Recycled: checked {checked} already, at least {count} year before this claim was "
            "asked about {asked}.",
            "Recycled: checked {checked} already, at least {count} years before this claim was "
            "asked about {asked}.",
            count=years,
            **days,
        )
    )
    return Signal("recycled", 1.0, False, text)


def full_years(earlier: str, later: str) -> int:
    """Count the full years that certainly passed between two partial dates; 0 or less if none.

    A month or a year may mean any of its days: from 2020 to 2021-06 a year may not have passed.
    """
    start, end = _numbers(latest_day(earlier)), _numbers(earliest_day(later))
    return end[0] - start[0] - (end[1:] < start[1:])


def earliest_day(date: str) -> str:
    """Return the first day that *date* (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``) may mean."""
    return date + _EARLIEST[len(date) - len("YYYY") :]


def latest_day(date: str) -> str:
    """Return the last day that *date* (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``) may mean."""
    return date + _LATEST[len(date) - len("YYYY") :]


def on_day(date: str) -> Message:
    """Return *date* as it stands in a sentence: "on 2021-03-04", "in 2021"."""
    is_day = len(date) == len("YYYY-MM-DD")
    return Message("on {day}", day=date) if is_day else Message("in {month}", month=date)


def _numbers(day: str) -> tuple[int, ...]:
    return tuple(int(number) for number in day.split("-"))
