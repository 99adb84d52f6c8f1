"""Count fact-checks: by period, language, country, publisher, verdict and media flag."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from operator import attrgetter

from factcheck.model import Message
from factcheck.store.trend_rows import TrendRow
from factcheck.trends.figures import Key, Table, counted, in_order, largest_first, only
from factcheck.trends.periods import Period, period_of

ALL = "fact_checks"

_TITLES = {
    "language": Message("Fact-checks by language"),
    "country": Message("Fact-checks by country of the publisher"),
    "publisher": Message("Fact-checks by publisher"),
    "verdict": Message("Fact-checks by verdict, in our reading"),
    "media_flag": Message("Fact-checks of pictures, sounds and videos"),
}
_VALUES: Mapping[str, Callable[[TrendRow], Iterable[str]]] = {
    "language": lambda row: (row.language,),
    "country": lambda row: (row.country,),
    "publisher": lambda row: (row.publisher,),
    "verdict": lambda row: (row.verdict.value,),
    "media_flag": lambda row: (flag.value for flag in row.media_flags),
}


def published_tables(rows: Sequence[TrendRow], by: Period) -> Iterator[Table]:
    """Yield what is counted of *rows*; a fact-check with two media flags counts for both."""

    def counts(*keys: Callable[[TrendRow], Iterable[str]]) -> Mapping[Key, list[str]]:
        return counted(rows, lambda row: product(*(key(row) for key in keys)), attrgetter("id"))

    def period(row: TrendRow) -> tuple[str]:
        return (period_of(row.reviewed_on, by),)

    yield Table(ALL, Message("All fact-checks"), (), tuple(only(row.id for row in rows)))
    title = Message("Fact-checks by date of the review")
    yield Table(f"{ALL}_by_period", title, ("period",), in_order(counts(period)), share_of=ALL)
    for name, values in _VALUES.items():
        figures = largest_first(counts(values))
        yield Table(f"{ALL}_by_{name}", _TITLES[name], (name,), figures, share_of=ALL)
    for name, values in _VALUES.items():
        table, keys = f"{ALL}_by_period_and_{name}", ("period", name)
        yield Table(table, _TITLES[name], keys, in_order(counts(period, values)), is_detail=True)
