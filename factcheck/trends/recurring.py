"""Count claims that were checked before: repeats, and rulings that contradict each other."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from factcheck.model import FactCheck, Message, Side, State
from factcheck.ranking.disagreement import corrections
from factcheck.ranking.recurrence import earliest_day, latest_day
from factcheck.store.trend_rows import TrendRow
from factcheck.text.language import language_group
from factcheck.trends.figures import Figure, Key, Table, counted, largest_first, only, with_days
from factcheck.trends.periods import days_between
from factcheck.trends.published import ALL

# Upper ends in days.
_WAITS = ((7, "week"), (31, "month"), (366, "year"))


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """The fact-checks of one claim, the oldest first; those without a date are last."""

    rows: tuple[TrendRow, ...]

    @property
    def key(self) -> Key:
        """The id of the oldest, which stands for the claim."""
        return (self.rows[0].id,)


def checked_claims(
    rows: Sequence[TrendRow], groups: Iterable[Sequence[int]]
) -> tuple[CheckedClaim, ...]:
    """Put *rows* together by *groups* of their places in the sequence."""
    claims = (sorted((rows[place] for place in group), key=_age) for group in groups)
    return tuple(CheckedClaim(tuple(group)) for group in claims)


def recurring_tables(claims: Sequence[CheckedClaim], chosen: Iterable[TrendRow]) -> Iterator[Table]:
    """Yield what returns among the *chosen* fact-checks, whatever came before them.

    A repeat is a fact-check of a claim that somebody had certainly checked on an earlier day.
    """
    ids = {row.id for row in chosen}
    repeats = [repeat for claim in claims for repeat in _repeats(claim) if repeat.row.id in ids]
    measured = [(each.row.id, each.days) for each in repeats]
    title = Message("Fact-checks of a claim that had been checked before")
    figures = (with_days((), measured),) if measured else ()
    yield Table("repeats", title, (), figures, share_of=ALL)
    yield Table(
        "repeats_by_language",
        Message("In which language it had been checked before"),
        ("repeat",),
        _measured_by(repeats, lambda each: each.kind),
        share_of="repeats",
    )
    yield Table(
        "repeats_by_wait",
        Message("How long after the check before"),
        ("wait",),
        _measured_by(repeats, lambda each: each.wait),
        share_of="repeats",
    )
    yield from _claim_tables([each for each in claims if any(row.id in ids for row in each.rows)])


def _claim_tables(claims: Sequence[CheckedClaim]) -> Iterator[Table]:
    again = [claim for claim in claims if len(claim.rows) > 1]
    across = [claim for claim in again if len(_languages(claim.rows)) > 1]
    yield Table(
        "claims",
        Message("Claims, each named by its oldest fact-check"),
        (),
        tuple(only(claim.key[0] for claim in claims)),
    )
    yield Table(
        "claims_checked_again",
        Message("Claims with more than one fact-check"),
        (),
        tuple(only(claim.key[0] for claim in again)),
        share_of="claims",
    )
    yield Table(
        "claims_checked_again_across_languages",
        Message("Of these, in languages that are not close"),
        (),
        tuple(only(claim.key[0] for claim in across)),
        share_of="claims_checked_again",
    )
    found = {claim.key: [row.id for row in claim.rows] for claim in again}
    yield Table(
        "claims_checked_most",
        Message("Claims that were checked most often"),
        ("fact_check",),
        largest_first(found),
    )


def contested_table(
    claims: Iterable[CheckedClaim],
    chosen: Iterable[TrendRow],
    full: Mapping[int, FactCheck],
) -> Table:
    """Return the claims of which rulings in force contradict each other.

    The days are those since the first ruling in force. Ratings that their publisher has ruled
    otherwise on since, and those that were withdrawn, contradict nothing.

    Args:
        claims: With more than one fact-check.
        chosen: At least one of these has to be among the fact-checks.
        full: The fact-checks of these claims by number.
    """
    ids = {row.id for row in chosen}
    figures = []
    for claim in claims:
        in_force = _in_force(claim.rows, full)
        contradict = {Side.TRUE, Side.FALSE} <= {row.verdict.side for row in in_force}
        if contradict and any(row.id in ids for row in in_force):
            sides = [row for row in in_force if row.verdict.side is not None]
            first = sides[0].reviewed_on
            days = ((row.id, days_between(first, row.reviewed_on)) for row in sides)
            figures.append(with_days(claim.key, days))
    figures.sort(key=lambda figure: (-figure.count, figure.key))
    title = Message("Claims on which fact-checks contradict each other")
    return Table("contested", title, ("fact_check",), tuple(figures))


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A fact-check of a claim that was checked before.

    Attributes:
        days: Since the check before; ``None`` where a day is not known.
        kind: Whether one of those before is in its language, or in a close one.
    """

    row: TrendRow
    days: int | None
    kind: str

    @property
    def wait(self) -> str:
        """The range that *days* is in."""
        if self.days is None:
            return "unknown"
        return next((name for most, name in _WAITS if self.days <= most), "later")


def _repeats(claim: CheckedClaim) -> Iterator[_Repeat]:
    dated = [row for row in claim.rows if row.reviewed_on]
    latest_days = [latest_day(row.reviewed_on) for row in dated]
    first_in_language: dict[str, int] = {}
    for place, row in enumerate(dated):
        first_in_language.setdefault(language_group(row.language), place)
    for row in dated:
        before = bisect_left(latest_days, earliest_day(row.reviewed_on))
        if before:
            is_close = first_in_language[language_group(row.language)] < before
            days = days_between(dated[before - 1].reviewed_on, row.reviewed_on)
            yield _Repeat(row, days, "close" if is_close else "other")


def _measured_by(
    repeats: Iterable[_Repeat], key_of: Callable[[_Repeat], str]
) -> tuple[Figure, ...]:
    listed = list(repeats)
    found = counted(listed, lambda each: [(key_of(each),)], lambda each: each.row.id)
    days = {each.row.id: each.days for each in listed}
    return tuple(
        with_days(figure.key, ((row, days[row]) for row in figure.rows))
        for figure in largest_first(found)
    )


def _languages(rows: Iterable[TrendRow]) -> set[str]:
    return {language_group(row.language) for row in rows}


def _in_force(rows: Sequence[TrendRow], full: Mapping[int, FactCheck]) -> list[TrendRow]:
    superseded = {
        fact_check.id for fact_check, _ in corrections([full[row.number] for row in rows])
    }
    return [
        row
        for row in rows
        if row.state in (State.CURRENT, State.CORRECTED) and row.id not in superseded
    ]


def _age(row: TrendRow) -> tuple[bool, str, str]:
    return (not row.reviewed_on, latest_day(row.reviewed_on) if row.reviewed_on else "", row.id)
