"""Figures that can be counted again: every number comes with the rows behind it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

from factcheck.model import Message

_Row = TypeVar("_Row")
Key = tuple[str, ...]


class RowKind(StrEnum):
    """What the rows behind a figure are."""

    FACT_CHECK = "fact_check"
    LOG_ENTRY = "log_entry"
    LINE = "line"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the rows that it counts.

    Attributes:
        key: What is counted, such as ``("2021-03",)``; one value for each of the table's keys.
        rows: Ids of fact-checks, numbers of entries of the log or of lines, codes of languages.
        days: For each row how long it took; ``None`` where a day is not known. Empty in tables
            that measure none.
    """

    key: Key
    rows: tuple[str, ...]
    days: tuple[int | None, ...] = ()

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def median_days(self) -> float | None:
        """The median of the days that are known; ``None`` if none is."""
        known = [days for days in self.days if days is not None]
        return median(known) if known else None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind.

    Attributes:
        name: Stable name for scripts, such as ``fact_checks_by_language``.
        title: For people.
        keys: What the parts of each figure's key are, such as ``language``.
        row_kind: What the rows are.
        share_of: Name of the table whose rows, all together, are the whole of a share; or empty.
        is_detail: Whether only programs are given it: people get the same in fewer figures.
    """

    name: str
    title: Message
    keys: tuple[str, ...]
    figures: tuple[Figure, ...]
    row_kind: RowKind = RowKind.FACT_CHECK
    share_of: str = ""
    is_detail: bool = False

    @property
    def rows(self) -> frozenset[str]:
        """All rows behind its figures."""
        return frozenset(row for figure in self.figures for row in figure.rows)

    @property
    def measures_days(self) -> bool:
        """Whether its figures say how long something took."""
        return any(figure.days for figure in self.figures)


def counted(
    rows: Iterable[_Row], keys_of: Callable[[_Row], Iterable[Key]], id_of: Callable[[_Row], str]
) -> Mapping[Key, list[str]]:
    """Collect the ids of *rows* under each of the keys that a row has."""
    found: dict[Key, list[str]] = defaultdict(list)
    for row in rows:
        for key in keys_of(row):
            found[key].append(id_of(row))
    return found


def largest_first(found: Mapping[Key, Sequence[str]]) -> tuple[Figure, ...]:
    """Return a figure for each key, the largest first."""
    figures = (Figure(key, tuple(ids)) for key, ids in found.items())
    return tuple(sorted(figures, key=lambda figure: (-figure.count, figure.key)))


def in_order(found: Mapping[Key, Sequence[str]]) -> tuple[Figure, ...]:
    """Return a figure for each key, in the order of the keys; those without a day last."""
    return tuple(
        Figure(key, tuple(found[key])) for key in sorted(found, key=lambda key: (key[0] == "", key))
    )


def with_days(key: Key, days_of_rows: Iterable[tuple[str, int | None]]) -> Figure:
    """Return the figure of rows that each took so many days."""
    measured = tuple(days_of_rows)
    return Figure(key, tuple(row for row, _ in measured), tuple(days for _, days in measured))


def only(rows: Iterable[str]) -> Iterator[Figure]:
    """Yield the one figure of a table without keys; none where there are no rows."""
    listed = tuple(rows)
    if listed:
        yield Figure((), listed)
