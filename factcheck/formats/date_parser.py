"""Parse dates as newsrooms write them, without guessing the day or the month."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from factcheck.text.cldr import locale_data

_FIRST_YEAR = 1900
_LAST_YEAR = 2100
# Longer than any date with its weekday, month and time zone in words.
_LONGEST_DATE = 60

_CLOCK = (
    r"(?:,?\s*(?:T|at|à|às|um|u|[A-Z]{3,4})?\s*\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?)"
)
_ZONE = r"(?:\s*(?:Z|UTC|GMT|[A-Z]{2,5})?\s*(?:[+-]\d{2}:?\d{2})?)"
_TIME = f"(?:{_CLOCK}{_ZONE})?"

_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:([-/.])(\d{{1,2}})(?:\2(\d{{1,2}}))?)?\.?{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}})\.?{_TIME}")
_SHORT_YEAR = re.compile(rf"\d{{1,2}}([-/.])\d{{1,2}}\1\d{{2}}\.?{_TIME}|.*['’]\d\d\b.*")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?.*")
_TIME_INSIDE = re.compile(
    rf"{_CLOCK}{_ZONE}\s*$|\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*(?:[AaPp]\.?[Mm]\.?)?"
)
# Defined by separators, because \w does not match the vowel signs of Indian scripts.
_TOKEN = re.compile(r"\d+|[^\s\d.,;:/()|–-]+")
_ORDINAL = frozenset({"st", "nd", "rd", "th", "er", "º", "ª"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Words beside a date that do not change it; weekdays come from CLDR.
_FILLERS = frozenset(
    re.findall(
        r"\S+",
        """
        the of on at last updated published posted modified year am pm utc gmt bst est edt pst pdt
        cet cest eat ist wib wit wita pht
        de del di do da dos le el la den der am um à às publié publiée mis jour publicado em
        pukul jam tanggal tarehe u h r g god godine года г objavljeno ažurirano
        """,
    )
)
_LOCALES = re.findall(
    r"\S+",
    """
    en bs bs_Cyrl hr sr sr_Latn sl mk bg id ms sw es fr pt de it nl ro pl cs sk hu tr az sq el ru
    uk be ka hy kk lt lv et fi sv da nb is ca gl eu af fil vi ar fa ur he hi bn ta te ml mr gu kn
    pa si ne my th am ha yo zu
    """,
)


class _ParsedDate(NamedTuple):
    """A date as we store it, or what is wrong with it and what to do."""

    value: str
    problem: str = ""
    advice: str = ""


@lru_cache(maxsize=20_000)
def read_date(
    text: str, *, language: str = "", day_first: bool | None = None, today: date | None = None
) -> tuple[str, str]:
    """Return *text* as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, and a note.

    The day is kept as written: a time and its zone are dropped, not converted.
    A text that is no date, is ambiguous, or lies before 1900 or more than a day
    after *today*, gives ``""`` and a note.

    Args:
        text: Cleaned text in any of the usual forms, in any language of CLDR.
        language: Decides on month names that mean two months, such as the Slavic
            ``listopad``.
        day_first: How to read ``03/04/2021``; never guessed.
        today: Days that come later are refused; ``None`` allows up to 2100.
    """
    written = _plain_digits(" ".join(text.split()))
    if not written:
        return "", ""
    reading = _read(written, language, day_first)
    problem = _implausible(reading.value, today) if reading.value else reading.problem
    if problem:
        advice = f", {reading.advice}" if reading.advice else ""
        return "", f"date {_shown(text)} {problem}: left blank{advice}"
    return reading.value, ""


def claim_date(written: str, today: date) -> str:
    """Return when a claim was posted, as its list writes it; empty if that cannot be read."""
    return read_date(written, today=today)[0] if len(written) <= _LONGEST_DATE else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )


def _read(written: str, language: str, day_first: bool | None) -> _ParsedDate:
    words = written.split(" ")
    while len(words) > 1 and words[0].strip(":,").casefold() in _FILLERS:
        words = words[1:]
    written = " ".join(words)
    for pattern in (_YEAR_FIRST, _COMPACT, _EAST_ASIAN):
        found = pattern.fullmatch(written)
        if found:
            numbers = [group for group in found.groups() if group and group.isdigit()]
            return _dated(*numbers)
    found = _YEAR_LAST.fullmatch(written)
    if found:
        return _numeric(found, day_first)
    if _SHORT_YEAR.fullmatch(written):
        return _ParsedDate("", "has a year of two digits")
    return _in_words(written, language)


def _dated(year: str, month: str = "", day: str = "") -> _ParsedDate:
    if day:
        try:
            return _ParsedDate(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            return _ParsedDate("", "is no day of the calendar")
    if month and not 1 <= int(month) <= 12:
        return _ParsedDate("", "is no month of the calendar")
    return _ParsedDate(f"{year}-{int(month):02d}" if month else year)


def _numeric(found: re.Match[str], day_first: bool | None) -> _ParsedDate:
    first, mark, second, year = found.groups()
    if mark == ".":
        # No locale of CLDR writes the month before the day with dots.
        return _dated(year, second, first)
    is_open = int(first) <= 12 and int(second) <= 12 and int(first) != int(second)
    if is_open and day_first is None:
        both = _both_ways(int(first), int(second))
        return _ParsedDate("", both, "use --day-first or --month-first")
    reads_day_first = day_first if is_open else int(second) <= 12
    return _dated(year, second, first) if reads_day_first else _dated(year, first, second)


def _both_ways(first: int, second: int) -> str:
    return f"could be {first} {_MONTHS[second - 1]} or {_MONTHS[first - 1]} {second}"


def _in_words(written: str, language: str) -> _ParsedDate:
    """Read a date whose month is a word: ``6. mart 2021``, ``March 6, 2021, 9:15 AM``."""
    tokens = _TOKEN.findall(_fold(_TIME_INSIDE.sub(" ", written)))
    numbers = [token for token in tokens if token.isdigit()]
    words = [token for token in tokens if not token.isdigit() and token not in _ORDINAL]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    months = _months_named(words, language)
    if len(years) != 1 or len(days) > 1 or len(numbers) != len(years) + len(days):
        short = len(days) == 2 and not years and months
        return _ParsedDate("", "has a year of two digits" if short else "cannot be read")
    if not words:
        return _ParsedDate("", "cannot be read")
    if len(months) != 1:
        many = "names a month that differs between languages"
        return _ParsedDate("", many if len(months) > 1 else "cannot be read")
    return _dated(years[0], str(months.pop()), *days)


def _months_named(words: list[str], language: str) -> set[int]:
    """Return the months that *words* can mean; none if a word is not part of a date."""
    found: set[int] = set()
    for word in words:
        own = _calendar_words(language).months.get(word) if language else None
        if own is None and word in _FILLERS:
            continue
        months = own or _all_calendar_words().months.get(word)
        if months:
            found |= months
        elif word not in _all_calendar_words().weekdays:
            return set()
    return found


class _CalendarWords(NamedTuple):
    months: Mapping[str, frozenset[int]]
    weekdays: frozenset[str]


@cache
def _calendar_words(language: str) -> _CalendarWords:
    """Return the month names and weekdays of one language, from CLDR."""
    known = locale_data(language)
    months: dict[str, frozenset[int]] = {}
    for number, names in enumerate(known.get("months", ()), start=1):
        for word in _TOKEN.findall(_fold(" ".join(names))):
            if not word.isdigit() and len(word) > 1:
                months[word] = months.get(word, frozenset()) | {number}
    weekdays = _TOKEN.findall(_fold(" ".join(known.get("days", ()))))
    return _CalendarWords(months, frozenset(weekdays))


@cache
def _all_calendar_words() -> _CalendarWords:
    """Return the words of every language that we serve; a name may mean several months."""
    text = resources.files("factcheck.formats").joinpath("months.toml").read_text("utf-8")
    months = {
        _fold(name): frozenset({number})
        for number, names in enumerate(tomllib.loads(text)["names"], start=1)
        for name in names
    }
    weekdays: set[str] = set()
    for language in _LOCALES:
        words = _calendar_words(language)
        weekdays |= words.weekdays
        for name, numbers in words.months.items():
            months[name] = months.get(name, frozenset()) | numbers
    return _CalendarWords(months, frozenset(weekdays))


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    # casefold turns the Turkish capital dotted I into two characters.
    return unicodedata.normalize("NFC", folded.replace("i\u0307", "i"))


def _implausible(value: str, today: date | None) -> str:
    year = int(value[:4])
    if year < _FIRST_YEAR:
        return f"lies before {_FIRST_YEAR}"
    latest = (today + timedelta(days=1)).isoformat() if today else f"{_LAST_YEAR}-12-31"
    return "lies in the future" if value > latest[: len(value)] else ""
