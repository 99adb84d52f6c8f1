"""Notice where fact-checks of one claim rule differently, or a publisher corrected itself."""

from collections.abc import Iterable, Iterator, Sequence

from factcheck.model import FactCheck, Publisher, Side, Signal, Verdict
from factcheck.ranking.recurrence import earliest_day, latest_day, on_day

# Rulings of a side that are named in a sentence; nobody reads a longer one.
_NAMED = 4


def corrections(checks: Sequence[FactCheck]) -> Iterator[tuple[FactCheck, Signal]]:
    """Give every one of *checks* that its publisher ruled otherwise on later, and say so.

    A rating that we cannot read corrects nothing: nobody knows whether it says otherwise.
    """
    for check in checks:
        newer = _newest_of_publisher(check, checks)
        if newer is not None and _ruling(newer) != _ruling(check):
            text = (
                f"{check.publisher.name} first ruled {_said(check)}, and later {_said(newer)}: "
                "the newer ruling counts."
            )
            yield check, Signal("superseded", 1.0, True, text)


def disagreement(checks: Sequence[FactCheck], subject: str = "of this claim") -> Signal | None:
    """Report that *checks*, of which each counts, rule differently.

    Both sides are told with their dates and never averaged.

    Args:
        checks: Fact-checks of one claim, without those that were corrected.
        subject: What they have in common, in words.
    """
    sides: dict[Side, list[FactCheck]] = {}
    for check in newest_first(checks):
        if check.verdict.side is not None:
            sides.setdefault(check.verdict.side, []).append(check)
    if len(sides) < 2:
        return None
    named = newest_first([check for side in sides.values() for check in side[:_NAMED]])
    rulings = "; ".join(f"{check.publisher.name} ruled {_said(check)}" for check in named)
    left_out = sum(map(len, sides.values())) - len(named)
    more = f"; and {left_out} more" if left_out else ""
    text = f"Fact-checks {subject} do not agree: {rulings}{more}."
    return Signal("different_verdict", 1.0, True, text)


def newest_first(checks: Iterable[FactCheck]) -> list[FactCheck]:
    """Sort by the day of the review; what has no date comes last."""
    return sorted(checks, key=lambda check: check.reviewed_on, reverse=True)


def _newest_of_publisher(check: FactCheck, checks: Sequence[FactCheck]) -> FactCheck | None:
    """Find the newest of its publisher's rulings, if it came later than *check* for sure."""
    later = [
        other
        for other in checks
        if other.verdict is not Verdict.UNRATED
        and _same_publisher(check.publisher, other.publisher)
        and _surely_later(other, check)
    ]
    return newest_first(later)[0] if later else None


def _surely_later(newer: FactCheck, older: FactCheck) -> bool:
    """Compare days as far as they are known; a page changed since may have been changed in this."""
    if not newer.reviewed_on or not older.reviewed_on:
        return False
    last_word = max(latest_day(date) for date in (older.reviewed_on, older.modified_on) if date)
    return earliest_day(newer.reviewed_on) > last_word


def _same_publisher(one: Publisher, other: Publisher) -> bool:
    """Whether name and domain agree: a wrong yes would silence somebody who disagrees.

    Editions of an agency share a name, and strangers share a host.
    """
    if one.domain and other.domain and one.domain != other.domain:
        return False
    return bool(one.name) and one.name.casefold() == other.name.casefold()


def _ruling(check: FactCheck) -> str:
    return check.verdict.side or check.verdict


def _said(check: FactCheck) -> str:
    """Say what was ruled when; our reading stands beside words that do not say it themselves."""
    reading = check.verdict.replace("_", " ")
    if not check.rating:
        said = f"{reading} in our reading"
    elif check.rating.casefold() == reading:
        said = f"“{check.rating}”"
    else:
        said = f"“{check.rating}” ({reading})"
    return f"{said} {on_day(check.reviewed_on)}" if check.reviewed_on else f"{said}, no date given"
