"""Count fact-checks that were corrected or withdrawn, and how fast."""

from collections.abc import Iterable, Mapping, Sequence

from factcheck.model import Message, State
from factcheck.store.trend_rows import TrendRow
from factcheck.trends.figures import Key, Table, counted, largest_first, with_days
from factcheck.trends.periods import days_between
from factcheck.trends.published import ALL

SET_ASIDE_STATE = "set_aside"


def revised_tables(
    rows: Sequence[TrendRow], changed_ratings: Mapping[str, tuple[str, str]]
) -> Iterable[Table]:
    """Yield what became of *rows*.

    The days are those since the review, and of a rating those that the first one stood here.

    Args:
        rows: Fact-checks.
        changed_ratings: The days on which the first rating and the next were stored.
    """
    by_id = {row.id: row for row in rows}
    found = counted(rows, _states, lambda row: row.id)
    figures = tuple(
        with_days(
            figure.key,
            (
                (each, days_between(by_id[each].reviewed_on, by_id[each].state_on))
                for each in figure.rows
            ),
        )
        for figure in largest_first(found)
    )
    title = Message("Fact-checks that were corrected, withdrawn or lost")
    yield Table("fact_checks_by_state", title, ("state",), figures, share_of=ALL)
    changed = [
        (row.id, days_between(*changed_ratings[row.id]))
        for row in rows
        if row.id in changed_ratings
    ]
    title = Message("Fact-checks of which another rating was stored before")
    figures = (with_days((), changed),) if changed else ()
    yield Table("changed_ratings", title, (), figures, share_of=ALL)


def _states(row: TrendRow) -> list[Key]:
    if row.state is State.CURRENT:
        return []
    return [(SET_ASIDE_STATE if row.is_set_aside else row.state.value,)]
