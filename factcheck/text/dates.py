"""Find the years, months, days of a month and weekdays that a claim names."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.month_days import days_beside
from factcheck.text.numbers import read_number
from factcheck.text.tokens import Token

_FIRST_20TH_CENTURY = 40
"""Two-digit years from here on are of the 20th century: '99, but '24 is 2024."""
_FIRST_YEAR, _LAST_YEAR, _FIRST_LIKELY_YEAR = 1000, 2100, 1900
_SHORT_NAME = 4
"""Letters up to which the name of a month or weekday is often another word: May, pet."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})")


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates that a claim names; several values are several dates or several readings.

    Attributes:
        days: Pairs of month and day; month 0 where only the day was named.
        weekdays: 1 for Monday to 7 for Sunday.
    """

    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    weekdays: frozenset[int] = frozenset()


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("dates")[name])


@cache
def _calendar() -> dict[str, dict[str, dict[str, int]]]:
    source = resources.files("factcheck.text").joinpath("vocabulary", "calendar.json")
    tables: dict[str, dict[str, dict[str, int]]] = json.loads(source.read_text(encoding="utf-8"))
    return tables


def _name(kind: str, word: str, words: Lexicon) -> int:
    tables = _calendar()[kind]
    return tables.get(words.group, {}).get(word, 0) or tables["en"].get(word, 0)


class _Reader:
    """Collects the dates of a claim, and the indexes of the tokens that they consist of."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self.tokens, self.words = tokens, words
        self.folds = [token.fold for token in tokens]
        self.years: set[int] = set()
        self.months: set[int] = set()
        self.days: set[tuple[int, int]] = set()
        self.weekdays: set[int] = set()
        self.taken: set[int] = set()

    def fold(self, at: int) -> str:
        """Return the folded word at index *at*, empty outside the text."""
        return self.folds[at] if 0 <= at < len(self.folds) else ""

    def numeric(self, at: int) -> None:
        """Read a date in digits."""
        text = self.tokens[at].text
        iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
        short = _MONTH_YEAR.fullmatch(text)
        if iso:
            self._add(at, int(iso[1]), ((int(iso[2]), int(iso[3])),))
        elif dotted:
            first, second = int(dotted[1]), int(dotted[2])
            year = int(dotted[3]) + (2000 if len(dotted[3]) == 2 else 0)
            self._add(at, year, ((second, first), (first, second)))
        elif short and int(short[1]) <= 12:
            self.months.add(int(short[1]))
            self.years.add(int(short[2]))
            self.taken.add(at)

    def _add(self, at: int, year: int, readings: tuple[tuple[int, int], ...]) -> None:
        valid = [(m, d) for m, d in readings if 1 <= m <= 12 and 1 <= d <= 31]
        if valid:
            self.years.add(year)
            self.days.update(valid)
            self.months.update(month for month, _ in valid)
            self.taken.add(at)

    def month(self, at: int) -> None:
        """Read the name of a month and the days beside it."""
        number = _name("months", self.folds[at], self.words) or self._numbered_month(at)
        if not number:
            return
        days, named = days_beside(self.tokens, at, self.words)
        doubtful = len(self.folds[at]) <= _SHORT_NAME or self.folds[at] in _words("doubtful")
        year_next = self.fold(at + 1).isdigit() and len(self.fold(at + 1)) == 4
        if (
            doubtful
            and not days
            and not year_next
            and self.fold(at - 1) not in _words("before_months")
        ):
            return
        self.months.add(number)
        self.days.update((number, day) for day in days)
        self.taken.update({at, *named})

    def _numbered_month(self, at: int) -> int:
        """Read the Swahili "mwezi wa kumi na moja" (eleventh month)."""
        if self.folds[at] != "mwezi" or self.fold(at + 1) != "wa" or at + 2 >= len(self.folds):
            return 0
        number = read_number(self.tokens, at + 2, self.words)
        ranks = self.words.numbers.get("ordinals", {})
        value = int(number.values[0]) if number else int(ranks.get(self.fold(at + 2), 0))
        if not 1 <= value <= 12:
            return 0
        self.taken.update(range(at, number.end if number else at + 3))
        return value

    def day_word(self, at: int) -> None:
        """Read "tarehe 9" or "tanggal 9" where no month follows."""
        if (
            self.folds[at] in _words("day_words")
            and at not in self.taken
            and at + 1 < len(self.folds)
        ):
            number = read_number(self.tokens, at + 1, self.words)
            if number and 1 <= number.values[0] <= 31:
                self.taken.update(range(at, number.end))
                month = _name("months", self.fold(number.end), self.words)
                if not month:
                    self.days.add((0, int(number.values[0])))

    def weekday(self, at: int) -> None:
        """Read the name of a weekday."""
        fold = self.folds[at]
        number = _name("weekdays", fold, self.words)
        if not number or (len(fold) <= _SHORT_NAME and fold not in ("rabu",)):
            return
        if fold in _words("week_too"):
            named = self.fold(at - 1) in ("hari", "u", "na", "od", "do")
            if not named or self.fold(at + 1) in ("dana", "ini", "depan", "lalu"):
                return
        self.weekdays.add(number)
        self.taken.add(at)

    def year(self, at: int) -> None:
        """Read a year; the words around it distinguish it from a count."""
        text, fold = self.tokens[at].text, self.folds[at]
        if text.isdigit() and len(text) == 2 and self.tokens[at].before.endswith(("'", "’", "‘")):
            self.years.add(int(text) + (2000 if int(text) < _FIRST_20TH_CENTURY else 1900))
            self.taken.add(at)
            return
        if not (fold.isdigit() and len(fold) == 4 and _FIRST_YEAR <= int(fold) <= _LAST_YEAR):
            return
        has_cue = self.fold(at - 1) in _words("before_years") or self.fold(at + 1) in _words(
            "after_years"
        )
        has_cue = has_cue or at - 1 in self.taken
        alone = int(fold) >= _FIRST_LIKELY_YEAR and not self._counts_something(at)
        if has_cue or alone:
            self.years.add(int(fold))
            self.taken.add(at)

    def spelled_year(self, at: int) -> None:
        """Read a year in words: "nineteen eighty-four"."""
        century = read_number(self.tokens, at, self.words)
        if not century or not century.spelled or century.values[0] not in (17, 18, 19, 20):
            return
        if century.end >= len(self.tokens) or self.tokens[century.end].before.strip("- "):
            return
        rest = read_number(self.tokens, century.end, self.words)
        if rest and rest.spelled and 10 <= rest.values[0] <= 99:
            self.years.add(int(100 * century.values[0] + rest.values[0]))
            self.taken.update(range(at, rest.end))

    def _counts_something(self, at: int) -> bool:
        if self.words.numbers.get("order") == "after":
            return bool(self.fold(at - 1)) and self.fold(at - 1) not in _words("before_years")
        if at + 1 >= len(self.tokens) or self.tokens[at + 1].before:
            return self.tokens[at].before[-1:] in tuple("$€£")
        following = self.tokens[at + 1]
        plain = following.kind == "word" and following.fold not in self.words.function_words
        return following.kind == "sign" or (plain and not following.capital)


def read_dates(tokens: Sequence[Token], words: Lexicon) -> tuple[Dates, frozenset[int]]:
    """Find the dates among *tokens*, and the indexes of the tokens that they consist of."""
    reader = _Reader(tokens, words)
    for at, token in enumerate(tokens):
        if token.kind == "number":
            reader.numeric(at)
        else:
            reader.month(at)
            reader.weekday(at)
    for at, token in enumerate(tokens):
        if at in reader.taken:
            continue
        if token.kind == "number":
            reader.year(at)
        else:
            reader.day_word(at)
            reader.spelled_year(at)
    dates = Dates(
        frozenset(reader.years),
        frozenset(reader.months),
        frozenset(reader.days),
        frozenset(reader.weekdays),
    )
    return dates, frozenset(reader.taken)
