"""Find fact-checks of one claim that rule differently, and publishers that corrected themselves."""

from collections.abc import Iterable, Iterator, Sequence

from factcheck.model import FactCheck, Message, Publisher, Side, Signal, Verdict
from factcheck.ranking.recurrence import earliest_day, latest_day, on_day

# Rulings of each side that the sentence names; nobody reads a longer one.
_NAMED = 4

ABOUT_THIS_CLAIM = Message("Fact-checks of this claim do not agree: {rulings}.")
ABOUT_ONE_CLAIM = Message("Fact-checks of one claim do not agree: {rulings}.")
ABOUT_THIS_PAGE = Message("Fact-checks that name this page do not agree: {rulings}.")
_VERDICTS = {
    Verdict.TRUE: Message("true"),
    Verdict.MOSTLY_TRUE: Message("mostly true"),
    Verdict.MIXED: Message("mixed"),
    Verdict.MISLEADING: Message("misleading"),
    Verdict.MOSTLY_FALSE: Message("mostly false"),
    Verdict.FALSE: Message("false"),
    Verdict.UNPROVEN: Message("unproven"),
    Verdict.SATIRE: Message("satire"),
    Verdict.UNRATED: Message("unrated"),
}


def corrections(checks: Sequence[FactCheck]) -> Iterator[tuple[FactCheck, Signal]]:
    """Yield each of *checks* on which its publisher ruled otherwise later, with a signal.

    An unrated fact-check corrects nothing: it is not known whether it says otherwise.
    """
    for check in checks:
        newer = _newest_of_publisher(check, checks)
        if newer is not None and _side_or_verdict(newer) != _side_or_verdict(check):
            text = Message(
                "{publisher} first ruled {ruling}, and later {newer}: the newer ruling counts.",
                publisher=check.publisher.name,
                ruling=_ruling_text(check),
                newer=_ruling_text(newer),
            )
            yield check, Signal("superseded", 1.0, True, text)


def disagreement(
    checks: Sequence[FactCheck], statement: Message = ABOUT_THIS_CLAIM
) -> Signal | None:
    """Report that *checks* rule differently. All sides are named with dates, never averaged.

    Args:
        checks: Fact-checks of one claim that are in force.
        statement: That they do not agree, with a place for their *rulings*.
    """
    sides: dict[Side, list[FactCheck]] = {}
    for check in newest_first(checks):
        if check.verdict.side is not None:
            sides.setdefault(check.verdict.side, []).append(check)
    if len(sides) < 2:
        return None
    named = newest_first([check for side in sides.values() for check in side[:_NAMED]])
    rulings = [
        Message(
            "{publisher} ruled {ruling}", publisher=check.publisher.name, ruling=_ruling_text(check)
        )
        for check in named
    ]
    left_out = sum(map(len, sides.values())) - len(named)
    if left_out:
        rulings.append(Message("and {count} more", count=left_out))
    text = Message(statement, rulings=Message.joined("; ", rulings))
    return Signal("different_verdict", 1.0, True, text)


def newest_first(checks: Iterable[FactCheck]) -> list[FactCheck]:
    """Sort by the day of the review; what has no date comes last."""
    return sorted(checks, key=lambda check: check.reviewed_on, reverse=True)


def _newest_of_publisher(check: FactCheck, checks: Sequence[FactCheck]) -> FactCheck | None:
    """Find the newest ruling of the same publisher that is certainly later than *check*."""
    later = [
        other
        for other in checks
        if other.verdict is not Verdict.UNRATED
        and _same_publisher(check.publisher, other.publisher)
        and _is_certainly_later(other, check)
    ]
    return newest_first(later)[0] if later else None


def _is_certainly_later(newer: FactCheck, older: FactCheck) -> bool:
    """Compare partial dates. A page modified since may have been corrected by that itself."""
    if not newer.reviewed_on or not older.reviewed_on:
        return False
    last_change = max(latest_day(date) for date in (older.reviewed_on, older.modified_on) if date)
    return earliest_day(newer.reviewed_on) > last_change


def _same_publisher(one: Publisher, other: Publisher) -> bool:
    """Whether name and domain agree. A wrong yes would hide a disagreement.

    Editions of an agency share a name, and unrelated publishers share a host.
    """
    if one.domain and other.domain and one.domain != other.domain:
        return False
    return bool(one.name) and one.name.casefold() == other.name.casefold()


def _side_or_verdict(check: FactCheck) -> str:
    return check.verdict.side or check.verdict


def _ruling_text(check: FactCheck) -> Message:
    """Write rating and date; the verdict is added where the rating's words do not say it."""
    verdict = _VERDICTS[check.verdict]
    if not check.rating:
        ruling = Message("{verdict} in our reading", verdict=verdict)
    elif check.rating.casefold() == verdict:
        ruling = Message("“{rating}”", rating=check.rating)
    else:
        ruling = Message("“{rating}” ({verdict})", rating=check.rating, verdict=verdict)
    if not check.reviewed_on:
        return Message("{ruling}, no date given", ruling=ruling)
    return Message("{ruling} {on_day}", ruling=ruling, on_day=on_day(check.reviewed_on))
