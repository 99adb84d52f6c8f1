"""Lay out trends for people: words for keys, shares, and only as many figures as anybody reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from factcheck.citations.labels import (
    DECISION_NAMES,
    MEDIA,
    SET_ASIDE,
    STATE_NAMES,
    VERDICTS,
    country_name,
    language_name,
)
from factcheck.citations.translator import Translator
from factcheck.model import Decision, HarmKind, MediaFlag, Message, State, Verdict
from factcheck.reports.fact_check_lines import FACTORS, HARM_KINDS
from factcheck.reports.group_table import NO_DATE
from factcheck.store.trend_rows import TrendRow
from factcheck.text.sanitise import shortened
from factcheck.trends.figures import Figure, RowKind, Table
from factcheck.trends.periods import Period, periods_until
from factcheck.trends.revised import SET_ASIDE_STATE
from factcheck.trends.trends import Section, Trends
from factcheck.trends.unanswered import UnansweredGroup

_ROWS_SHOWN = 12
_PERIODS_SHOWN = 24
# A picture of one or two columns says nothing that their table does not.
_FEWEST_COLUMNS = 3
_CLAIM_SHOWN = 200
_UNKNOWN = Message("not known")
PERIODS = {
    Period.WEEK: Message("Week"),
    Period.MONTH: Message("Month"),
    Period.QUARTER: Message("Quarter"),
}
_HEADINGS = {
    "language": Message("Language"),
    "country": Message("Country"),
    "publisher": Message("Publisher"),
    "verdict": Message("Verdict"),
    "media_flag": Message("What was done"),
    "repeat": Message("Checked before"),
    "wait": Message("Time since"),
    "state": Message("State"),
    "fact_check": Message("Fact-check"),
    "channel": Message("Channel"),
    "decision": Message("Decision"),
    "harm": Message("Harm"),
    "factor": Message("Factor"),
}
_ANSWERS = {**DECISION_NAMES, Decision.NONE: Message("No answer")}
_REPEATS = {
    "close": Message("in the same language or a close one"),
    "other": Message("only in other languages"),
}
_WAITS = {
    "week": Message("within a week"),
    "month": Message("within a month"),
    "year": Message("within a year"),
    "later": Message("later than that"),
    "unknown": Message("a day is not known"),
}


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A row of a table.

    Attributes:
        label: What is counted, in words.
        share: As a percentage with its sign; empty where there is none.
        days: The median of the days; empty where none was measured.
        fraction: Of the largest figure beside it, 0 to 1.
        fact_check: What the label is the claim of, if it is one.
        languages: Those that are counted, where these are what is counted.
    """

    label: str
    count: str
    share: str
    days: str
    fraction: float
    fact_check: TrendRow | None = None
    languages: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with what its picture shows.

    Attributes:
        columns: The periods of a picture without gaps, oldest first, each with its number and
            its height, 0 to 1; empty where bars in the rows say enough.
        left_out: How many figures are not shown, in words; or empty.
    """

    name: str
    title: str
    heading: str
    figures: tuple[ShownFigure, ...]
    has_shares: bool
    has_days: bool
    columns: tuple[tuple[str, int, float], ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: figures that stand alone, as lines, and tables."""

    name: str
    title: str
    notes: tuple[str, ...]
    lines: tuple[str, ...]
    tables: tuple[ShownTable, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Claims that nobody has checked."""

    claim: str
    count: str
    asked: str
    languages: str
    language: str
    days: str
    examples: tuple[str, ...]
    suggested: tuple[TrendRow, ...]


class TrendsView:
    """Words for one report in one language."""

    def __init__(self, trends: Trends, t: Translator) -> None:
        """Use *t* for all of our words."""
        self._trends = trends
        self._t = t
        self._by = trends.options.by
        self._tables = {
            table.name: table for section in trends.sections for table in section.tables
        }

    @property
    def filters(self) -> str:
        """What was counted, in words; empty where all was."""
        return self._t(self._trends.options.filters.in_words())

    @property
    def unanswered_notes(self) -> tuple[str, ...]:
        """What a reader must know of what has no match."""
        return tuple(map(self._t, self._trends.unanswered_notes))

    def sections(self) -> Iterator[ShownSection]:
        """Yield the sections in the order of the report."""
        for section in self._trends.sections:
            yield self._section(section)

    def groups(self, most: int) -> Iterator[ShownGroup]:
        """Yield the first *most* groups of what nobody has checked."""
        return map(self._group, self._trends.unanswered[:most])

    def _section(self, section: Section) -> ShownSection:
        tables = [table for table in section.tables if not table.is_detail]
        return ShownSection(
            section.name,
            self._t(section.title),
            tuple(map(self._t, section.notes)),
            tuple(self._line(table) for table in tables if not table.keys),
            tuple(self._table(table) for table in tables if table.keys and table.figures),
        )

    def _line(self, table: Table) -> str:
        t, figure = self._t, next(iter(table.figures), Figure((), ()))
        parts = [self._share(figure, table), self._days(figure)]
        details = ", ".join(filter(None, parts))
        if details:
            return t(
                "{title}: {count:,} ({details})",
                title=table.title,
                count=figure.count,
                details=details,
            )
        return t("{title}: {count:,}", title=table.title, count=figure.count)

    def _table(self, table: Table) -> ShownTable:
        shown, rest = table.figures[:_ROWS_SHOWN], table.figures[_ROWS_SHOWN:]
        columns: tuple[tuple[str, int, float], ...] = ()
        key = table.keys[0]
        if key == "period":
            columns = tuple(self._columns(table.figures))
            first = columns[0][0] if columns else ""
            shown = tuple(each for each in table.figures if self._is_recent(each, first))
            rest = tuple(each for each in table.figures if not self._is_recent(each, first))
        largest = max(figure.count for figure in table.figures)
        return ShownTable(
            table.name,
            self._t(table.title),
            self._t({**_HEADINGS, "period": PERIODS[self._by]}[key]),
            tuple(self._figure(figure, table, largest) for figure in shown),
            bool(table.share_of),
            table.measures_days,
            columns if len(columns) >= _FEWEST_COLUMNS else (),
            self._left_out(rest),
        )

    def _figure(self, figure: Figure, table: Table, largest: int) -> ShownFigure:
        [value] = figure.key
        row = self._trends.fact_checks.get(value) if table.keys == ("fact_check",) else None
        return ShownFigure(
            shortened(row.claim, _CLAIM_SHOWN) if row else self._words(table.keys[0], value),
            self._number(figure.count),
            self._share(figure, table),
            self._days(figure),
            figure.count / largest,
            row,
            self._languages(figure.rows) if table.row_kind is RowKind.LANGUAGE else "",
        )

    def _is_recent(self, figure: Figure, first: str) -> bool:
        """Whether the picture shows it, or cannot: dates that are less precise are in the table."""
        [period] = figure.key
        return period >= first or not _is_whole(period, self._by)

    def _columns(self, figures: Sequence[Figure]) -> Iterator[tuple[str, int, float]]:
        counts = {figure.key[0]: figure.count for figure in figures}
        whole = [period for period in counts if _is_whole(period, self._by)]
        if not whole:
            return
        periods = [
            each for each in periods_until(whole[-1], self._by, _PERIODS_SHOWN) if each >= whole[0]
        ]
        largest = max(counts.get(period, 0) for period in periods)
        for period in periods:
            yield period, counts.get(period, 0), counts.get(period, 0) / largest

    def _left_out(self, rest: Sequence[Figure]) -> str:
        if not rest:
            return ""
        count = sum(figure.count for figure in rest)
        return self._t(
            "{count:,} more in {rows:,} rows that are not shown", count=count, rows=len(rest)
        )

    def _words(self, key: str, value: str) -> str:
        t = self._t
        if key == "period":
            return value or t(NO_DATE)
        if key == "language":
            return language_name(value, t)
        if key == "country":
            return country_name(value, t) if value else t(_UNKNOWN)
        words = _WORDS.get(key)
        text = words(value) if words else value
        return t(text) if isinstance(text, Message) else text or t(_UNKNOWN)

    def _share(self, figure: Figure, table: Table) -> str:
        whole = len(self._tables[table.share_of].rows) if table.share_of else 0
        if not whole or not figure.count:
            return ""
        return self._t("{percent:.1f} %", percent=100 * figure.count / whole)

    def _days(self, figure: Figure) -> str:
        days = figure.median_days
        if days is None:
            return ""
        words = Message.counted("median {count:,} day", "median {count:,} days", count=round(days))
        return self._t(words)

    def _languages(self, codes: Iterable[str]) -> str:
        return ", ".join(language_name(code, self._t) for code in codes)

    def _number(self, count: int) -> str:
        return self._t("{count:,}", count=count)

    def _group(self, group: UnansweredGroup) -> ShownGroup:
        first, last = group.first_day, group.last_day
        days = first if first == last else f"{first} – {last}"
        suggested = (self._trends.fact_checks.get(id) for id in group.suggested)
        return ShownGroup(
            shortened(group.claims[0].text, _CLAIM_SHOWN),
            self._number(len(group.claims)),
            self._t(
                Message.counted(
                    "asked {count:,} time", "asked {count:,} times", count=len(group.claims)
                )
            ),
            self._languages(group.languages),
            group.claims[0].language,
            days or self._t(NO_DATE),
            tuple(shortened(text, _CLAIM_SHOWN) for text in group.examples),
            tuple(row for row in suggested if row is not None),
        )


_WORDS: Mapping[str, Callable[[str], str]] = {
    "verdict": lambda value: VERDICTS[Verdict(value)],
    "media_flag": lambda value: MEDIA[MediaFlag(value)],
    "repeat": _REPEATS.__getitem__,
    "wait": _WAITS.__getitem__,
    "state": lambda value: SET_ASIDE if value == SET_ASIDE_STATE else STATE_NAMES[State(value)],
    "decision": lambda value: _ANSWERS[Decision(value)],
    "harm": lambda value: HARM_KINDS[HarmKind(value)],
    "factor": FACTORS.__getitem__,
}


def _is_whole(period: str, by: Period) -> bool:
    """Whether *period* is not a date that is less precise than that."""
    return {Period.WEEK: "W" in period, Period.QUARTER: "Q" in period}.get(by, len(period) == 7)
