"""Count what was asked: what answers most, what comes back, in which languages and channels."""

from collections.abc import Iterator, Mapping, Sequence

from factcheck.model import Decision, Message
from factcheck.ranking.recurrence import full_years
from factcheck.store.query_log import LoggedQuery
from factcheck.store.trend_rows import TrendRow
from factcheck.trends.figures import RowKind, Table, counted, in_order, largest_first, only
from factcheck.trends.periods import Period, period_of

ASKED = "asked"
_TITLES = {
    "language": Message("What was asked, by language"),
    "channel": Message("What was asked, by channel"),
    "decision": Message("What was asked, by answer"),
}


def demand_tables(
    queries: Sequence[LoggedQuery], rows: Mapping[str, TrendRow], by: Period
) -> Iterator[Table]:
    """Yield what is counted of *queries*.

    Args:
        queries: Entries of the log.
        rows: The fact-checks that are reported on, by id.
        by: Parts the days.
    """

    def table(name: str, title: Message, key: str, keys: Mapping[int, str]) -> Table:
        chosen = [query for query in queries if query.id in keys]
        found = counted(chosen, lambda query: [(keys[query.id],)], _id)
        figures = in_order(found) if key == "period" else largest_first(found)
        return Table(name, title, (key,), figures, RowKind.LOG_ENTRY, ASKED)

    title = Message("All that was asked")
    yield Table(ASKED, title, (), tuple(only(map(_id, queries))), RowKind.LOG_ENTRY)
    periods = {query.id: period_of(query.day, by) for query in queries}
    yield table("asked_by_period", Message("What was asked, by day"), "period", periods)
    for name, title in _TITLES.items():
        values = {query.id: str(getattr(query, name)) for query in queries}
        yield table(f"asked_by_{name}", title, name, values)
    answered = {
        query.id: query.fact_check_id
        for query in queries
        if query.decision is Decision.MATCH and query.fact_check_id in rows
    }
    title = Message("Fact-checks that answered most")
    yield table("answered_most", title, "fact_check", answered)
    returned = {
        query.id: answered[query.id]
        for query in queries
        if query.id in answered and _came_back(rows[answered[query.id]], query)
    }
    title = Message("Fact-checks that were asked for a full year after their review, or later")
    yield table("came_back", title, "fact_check", returned)


def _came_back(row: TrendRow, query: LoggedQuery) -> bool:
    return bool(row.reviewed_on and query.day) and full_years(row.reviewed_on, query.day) >= 1


def _id(query: LoggedQuery) -> str:
    return str(query.id)
