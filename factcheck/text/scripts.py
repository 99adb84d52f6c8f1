"""Recognise scripts, and transliterate Serbian Cyrillic to Latin letters."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from factcheck.text.packed_tables import read_table

_MAX_LETTERS = 400
"""Letters of a text from which its script is recognised."""

# Letters of Russian, Ukrainian, Belarusian and Bulgarian that Serbian lacks, then those of
# further Cyrillic alphabets.
_NOT_SERBIAN = re.compile(r"[ыэюящъьёйіїєґў\u0460-\u052f]", re.IGNORECASE)
_ONLY_SERBIAN = re.compile("[ђѓѕјљњћќџ]", re.IGNORECASE)
_ASCII_LETTER = re.compile("[A-Za-z]")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")


@cache
def _tables() -> dict[str, dict[str, str]]:
    return read_table("scripts")


@lru_cache(maxsize=4096)
def script_of_letter(letter: str) -> str:
    """Return the ISO 15924 script of one letter; empty for digits, signs and unknown ones."""
    if not letter.isalpha():
        return ""
    if letter.isascii():
        return "Latn"
    name = unicodedata.name(letter, "")
    first, _, rest = name.partition(" ")
    if first in ("FULLWIDTH", "HALFWIDTH"):
        first = rest.partition(" ")[0]
    return _tables()["names"].get(first.partition("-")[0], "")


def script_of(text: str) -> str:
    """Return the ISO 15924 script of most letters of *text*.

    Japanese mixes three scripts and is ``Jpan`` if there is any kana. Empty where no letter is
    of a script in our table.
    """
    if text.isascii():
        return "Latn" if _ASCII_LETTER.search(text) else ""
    letters = [letter for letter in text if letter.isalpha()][:_MAX_LETTERS]
    counts: Counter[str] = Counter()
    for letter, times in Counter(letters).items():
        counts[script_of_letter(letter)] += times
    counts.pop("", None)
    if counts["Jpan"] and counts["Hani"]:
        counts["Jpan"] += counts.pop("Hani")
    if not any(counts.values()):
        return ""
    return max(sorted(counts), key=lambda script: counts[script])


def latin(text: str) -> str:
    """Transliterate Serbian, Bosnian and Macedonian Cyrillic to Latin letters.

    Text in another Cyrillic alphabet, and everything that is not Cyrillic, stays as it is.
    Љ, Њ and Џ become LJ, NJ and DŽ in words of capitals, else Lj, Nj and Dž.
    """
    if text.isascii() or not _is_serbian_cyrillic(text):
        return text
    return _CYRILLIC_WORD.sub(_word_in_latin, text)


def _is_serbian_cyrillic(text: str) -> bool:
    """Compare letters that only Serbian has with those that it lacks; on none, assume Serbian.

    A Serbian sentence may quote a Russian name, so the more frequent kind decides.
    """
    foreign = len(_NOT_SERBIAN.findall(text))
    return foreign == 0 or foreign < len(_ONLY_SERBIAN.findall(text))


@cache
def _letters_in_latin() -> tuple[dict[int, str], dict[int, str]]:
    """Return two tables for str.translate: for words of capitals, and for all others."""
    small = _tables()["latin"]
    capitals = {ord(letter.upper()): written.upper() for letter, written in small.items()}
    titles = {ord(letter.upper()): written.capitalize() for letter, written in small.items()}
    plain = {ord(letter): written for letter, written in small.items()}
    return {**plain, **capitals}, {**plain, **titles}


def _word_in_latin(match: re.Match[str]) -> str:
    word = match[0]
    if _NOT_SERBIAN.search(word):
        return word
    capitals, others = _letters_in_latin()
    return word.translate(capitals if len(word) > 1 and word.isupper() else others)
