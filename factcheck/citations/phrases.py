"""Say verdicts, dates and cautions in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton

from factcheck.errors import UsageError
from factcheck.model import Axis, RatingReading
from factcheck.text.language import language_code
from factcheck.text.scripts import latin

# Serbian is written once, in Cyrillic; its Latin letters follow from it without exception.
LANGUAGES = ("en", "id", "sw", "bs", "hr", "sr-Latn", "sr-Cyrl", "es", "fr", "pt", "ar")
_CATALOGUES = {"sr-Latn": "sr", "sr-Cyrl": "sr"}
_DAY, _MONTH = 3, 2


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words around what publishers say.

    Attributes:
        language: One of `LANGUAGES`.
        tables: Words by table and name; every language has the same.
        quotes: What opens and closes a quotation.
        colon: What stands between a label and its text.
    """

    language: str
    tables: Mapping[str, Mapping[str, str]]
    quotes: tuple[str, str]
    colon: str = ": "

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, as HTML says it."""
        return _locale(self.language).text_direction

    def label(self, name: str) -> str:
        """Name what stands beside it."""
        return self.tables["labels"][name]

    def quoted(self, text: str) -> str:
        """Set somebody's own words in this language's quotation marks."""
        opening, closing = self.quotes
        return f"{opening}{text}{closing}"

    def day(self, partial: str) -> str:
        """Write out ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as precise as it is."""
        numbers = [int(part) for part in partial.split("-")]
        try:
            first = date(*[*numbers, 1, 1][:_DAY])
        except ValueError:
            # 30 February is what the publisher wrote; it is no day of ours.
            return partial
        locale = _locale(self.language)
        if len(numbers) == _DAY:
            return format_date(first, format="long", locale=locale)
        if len(numbers) == _MONTH:
            return format_skeleton("yMMMM", first, locale=locale)
        return partial

    def reading(self, reading: RatingReading) -> str:
        """Say our verdict, what was done to media, and what it is about if not the truth."""
        words = [self.tables["verdicts"][reading.verdict]]
        words += [self.tables["media"][flag] for flag in reading.media_flags]
        said = ", ".join(words)
        if reading.axis is Axis.TRUTH:
            return said
        return f"{said} ({self.tables['axes'][reading.axis]})"

    def language_name(self, code: str) -> str:
        """Name a language, or give its code where it has no name here."""
        primary = code.partition("-")[0]
        return _locale(self.language).languages.get(primary) or code


@cache
def phrases_for(language: str) -> Phrases:
    """Give the phrases of one of `LANGUAGES`."""
    name = _CATALOGUES.get(language, language)
    source = resources.files("factcheck.citations") / "catalogues" / f"{name}.toml"
    tables: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    opening, closing = tables.pop("quotes")
    colon = tables.pop("colon", ": ")
    if language == "sr-Latn":
        tables = {
            table: {key: latin(text) for key, text in words.items()}
            for table, words in tables.items()
        }
        closing = "”"
    return Phrases(language, tables, (opening, closing), colon)


def reader_language(asked: str, script: str = "") -> str:
    """Choose one of `LANGUAGES` for a code or a name, empty where we speak no such language.

    Args:
        asked: Such as ``bs``, ``pt-BR``, ``sr-Latn`` or ``Swahili``.
        script: ISO 15924 code of what the reader wrote, where *asked* names none.
    """
    code = language_code(asked)
    primary = code.partition("-")[0]
    wanted = f"{asked}-{script}".casefold()
    if primary == "sr":
        return "sr-Latn" if "latn" in wanted else "sr-Cyrl"
    return primary if primary in LANGUAGES else ""


def required_language(asked: str) -> str:
    """Choose one of `LANGUAGES` for what a user asked for.

    Raises:
        UsageError: There is no catalogue for it.
    """
    found = reader_language(asked)
    if not found:
        raise UsageError(f"--lang {asked}: citations are written in {', '.join(LANGUAGES)}")
    return found


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
