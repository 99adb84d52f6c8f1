"""Find the days beside a month: "23 May", "the twenty-third of May", "3-5 May"."""

from collections.abc import Iterator, Sequence
from functools import cache

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.numbers import ordinal, read_number, read_rank
from factcheck.text.tokens import Token

_LAST_DAY = 31
_MAX_DAY_TOKENS = 4
"""Tokens of the longest day: "dvadeset i trećeg", "dua puluh tiga", "23 rd"."""
_ENDINGS = ("st", "nd", "rd", "th")
_DAY_WORD_REACH = 5
_RANGE_MARKS = ("-", "–", "—", "/", ",")

Days = tuple[frozenset[int], frozenset[int]]
"""Days of the month, and the indexes of the tokens that name them."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("dates")[name])


def days_beside(tokens: Sequence[Token], month: int, words: Lexicon) -> Days:
    """Find the days just before or just after the month at index *month*."""
    reader = _DayReader(tokens, words)
    reader.before(month)
    if not reader.days:
        reader.after(month)
    if not reader.days:
        reader.after_day_word(month)
    return frozenset(reader.days), frozenset(reader.taken)


class _DayReader:
    """Collects days of a month, and the indexes of the tokens that they consist of."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self.tokens, self.words = tokens, words
        self.style = words.numbers.get("days", {})
        self.days: set[int] = set()
        self.taken: set[int] = set()

    def fold(self, at: int) -> str:
        return self.tokens[at].fold if 0 <= at < len(self.tokens) else ""

    def before(self, month: int) -> None:
        """Read "23 May" and "the twenty-third of May", and days listed before."""
        linked = self.fold(month - 1) in _words("day_links")
        end = month - 1 if linked else month
        # "The third may vote" is no date: English needs a link ("of") after a day in words.
        spelled = linked or not self.style.get("linked", False)
        start = self._day_that_ends(end, spelled=spelled)
        if start is None:
            return
        if linked:
            self.taken.add(month - 1)
        while start is not None and start > 0:
            joined = self.fold(start - 1) in _words("day_joiners")
            listed = self.tokens[start].before.strip().startswith(_RANGE_MARKS)
            if not joined and not listed:
                return
            last = start - 1 if joined else start
            start = self._day_that_ends(last, spelled=spelled)
            if start is not None and joined:
                self.taken.add(last)

    def after(self, month: int) -> None:
        """Read "May 23", "May 23rd", "May the twenty-third" and "May 3-5"."""
        at = month + 1
        at += 1 if self.fold(at) in self.style.get("articles", ()) else 0
        spelled = bool(self.style.get("after", False))
        for value, end in self._readings(at, spelled=spelled):
            self._add(value, at, end)
            ranged = end < len(self.tokens) and self.tokens[end].before in ("-", "–")
            for other, last in self._readings(end, spelled=False) if ranged else ():
                self._add(other, end, last)
            return

    def after_day_word(self, month: int) -> None:
        """Read "tarehe ishirini na tano Aprili", whose number ends just before the month."""
        for start in range(max(0, month - _DAY_WORD_REACH), month):
            if self.fold(start) in _words("day_words"):
                number = read_number(self.tokens, start + 1, self.words)
                ranks = self.words.numbers.get("ordinals", {})
                value = int(number.values[0]) if number else int(ranks.get(self.fold(start + 1), 0))
                self.taken.update(range(start, month))
                self.days.update({value} - {0})
                return

    def _day_that_ends(self, end: int, *, spelled: bool) -> int | None:
        """Add the longest day that ends just before *end*; return its start, or None."""
        for start in range(max(0, end - _MAX_DAY_TOKENS), end):
            for value, last in self._readings(start, spelled=spelled):
                if last == end:
                    self._add(value, start, end)
                    return start
        return None

    def _add(self, value: int, start: int, end: int) -> None:
        self.days.add(value)
        self.taken.update(range(start, end))
        if self.fold(start - 1) in _words("day_words"):
            self.taken.add(start - 1)

    def _readings(self, at: int, *, spelled: bool) -> Iterator[tuple[int, int]]:
        """Yield the day that starts at *at*, if any, and the index after it."""
        if not 0 <= at < len(self.tokens):
            return
        reading = self._in_digits(at)
        if reading is None and spelled:
            reading = self._in_words(at)
        if reading is not None and 1 <= reading[0] <= _LAST_DAY:
            yield reading

    def _in_digits(self, at: int) -> tuple[int, int] | None:
        fold = self.fold(at).rstrip(".")
        for ending in _ENDINGS:
            fold = fold.removesuffix(ending)
        if not fold.isdecimal() or len(fold) > 2:
            return None
        suffixed = self.fold(at + 1) in _ENDINGS and not self.tokens[at + 1].before
        return int(fold), at + 2 if suffixed else at + 1

    def _in_words(self, at: int) -> tuple[int, int] | None:
        kinds = self.style.get("kinds", ())
        rank = read_rank(self.tokens, at, self.words) if "rank" in kinds else None
        if rank is None and "first" in kinds and ordinal(self.fold(at), self.words) == 1:
            rank = 1, at + 1
        if rank is None and "count" in kinds and self.tokens[at].kind == "word":
            number = read_number(self.tokens, at, self.words)
            whole = number is not None and number.values[0] == int(number.values[0])
            return (int(number.values[0]), number.end) if number and whole else None
        return rank
