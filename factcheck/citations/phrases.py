"""Phrases of citations in the reader's language: verdicts, dates, labels, cautions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from factcheck.errors import UsageError
from factcheck.model import Axis, RatingReading
from factcheck.text.cldr import locale_data
from factcheck.text.language import language_code
from factcheck.text.scripts import latin

# The Serbian catalogue is in Cyrillic; it is transliterated for sr-Latn.
LANGUAGES = ("en", "id", "sw", "bs", "hr", "sr-Latn", "sr-Cyrl", "es", "fr", "pt", "ar")
_CATALOGUES = {"sr-Latn": "sr", "sr-Cyrl": "sr"}
_DAY, _MONTH = 3, 2


@dataclass(frozen=True, slots=True)
class Phrases:
    """The catalogue of one language.

    Attributes:
        language: One of `LANGUAGES`.
        tables: Phrases by table and name; every language has the same names.
        quotes: Opening and closing quotation mark.
        colon: Between a label and its text.
    """

    language: str
    tables: Mapping[str, Mapping[str, str]]
    quotes: tuple[str, str]
    colon: str = ": "

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return str(locale_data(self.language)["direction"])

    def label(self, name: str) -> str:
        """Return the label called *name*."""
        return self.tables["labels"][name]

    def quoted(self, text: str) -> str:
        """Return *text* in the quotation marks of the language."""
        opening, closing = self.quotes
        return f"{opening}{text}{closing}"

    def day(self, partial: str) -> str:
        """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` in words, no more precise than it is."""
        numbers = [int(part) for part in partial.split("-")]
        try:
            first = date(*[*numbers, 1, 1][:_DAY])
        except ValueError:
            # The publisher wrote an impossible date, such as 30 February.
            return partial
        if len(numbers) not in (_DAY, _MONTH):
            return partial
        known = locale_data(self.language)
        template: str = known["day" if len(numbers) == _DAY else "month"]
        names = {form: known[form][first.month - 1] for form in ("MMMM", "LLLL")}
        return template % {"d": first.day, "y": first.year, **names}

    def reading(self, reading: RatingReading) -> str:
        """Return our verdict, media flags, and the axis if it is not truth."""
        words = [self.tables["verdicts"][reading.verdict]]
        words += [self.tables["media"][flag] for flag in reading.media_flags]
        text = ", ".join(words)
        if reading.axis is Axis.TRUTH:
            return text
        return f"{text} ({self.tables['axes'][reading.axis]})"

    def language_name(self, code: str) -> str:
        """Return the name of a language, or its code where CLDR has no name."""
        primary = code.partition("-")[0]
        names: Mapping[str, str] = locale_data(self.language)["languages"]
        return names.get(primary) or code


@cache
def phrases_for(language: str) -> Phrases:
    """Return the phrases of one of `LANGUAGES`, read from its catalogue once."""
    import tomllib  # lazy: an answer in English quotes no catalogue

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


def reader_language(language: str, script: str = "") -> str:
    """Return the one of `LANGUAGES` for a code or a name, empty if there is none.

    Args:
        language: Such as ``bs``, ``pt-BR``, ``sr-Latn`` or ``Swahili``.
        script: ISO 15924 code of what the reader wrote, where *language* names none.
    """
    code = language_code(language)
    primary = code.partition("-")[0]
    wanted = f"{language}-{script}".casefold()
    if primary == "sr":
        return "sr-Latn" if "latn" in wanted else "sr-Cyrl"
    return primary if primary in LANGUAGES else ""


def required_language(language: str) -> str:
    """Return the one of `LANGUAGES` that the option ``--lang`` names.

    Raises:
        UsageError: There is no catalogue for it.
    """
    code = reader_language(language)
    if not code:
        raise UsageError(f"--lang {language}: citations are written in {', '.join(LANGUAGES)}")
    return code
