"""Read the words of the training pairs: fillers by language, their forms, numbers in words.

A word is written ``plain|of it|in it|as object``; Croatian and Serbian read the Bosnian words and
are put into their own later, by :mod:`cross_encoder_training.writing`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

FILLERS = Path(__file__).with_name("fillers.toml")
FORMS = ("", "of", "in", "object")
# Of a date, "5 March", and of "in March".
_MONTH_STYLES = {"in": "bs_in", "of": "bs_of"}

Table = Mapping[str, Any]


@cache
def tables() -> Table:
    """Read fillers.toml once."""
    return tomllib.loads(FILLERS.read_text(encoding="utf-8"))


@cache
def languages() -> Sequence[str]:
    """Name the languages in which sentences are written."""
    return tuple(tables()["languages"])


@cache
def base_of(language: str) -> str:
    """Name the language whose words are borrowed: Bosnian for Croatian and Serbian."""
    return str(tables()["base"].get(language, language))


@cache
def is_filler(slot: str) -> bool:
    """Tell a slot for words from a slot for values."""
    return slot == "country" or (slot in tables() and slot not in ("date", "currency"))


@cache
def names_of(slot: str) -> Sequence[str]:
    """List the ids of all words for a slot."""
    if slot == "country":
        return tuple(tables()["countries"]["codes"].split())
    return tuple(tables()[slot])


@cache
def form_of(slot: str, name: str, language: str, form: str) -> str:
    """Look a word up in the form a sentence asks for."""
    found = _country(name, language) if slot == "country" else _word(slot, name, language)
    forms = found.split("|")
    if form == "bare":
        return _without_article(forms[0], language)
    at = FORMS.index(form)
    return (forms[at] if at < len(forms) else "") or forms[0]


def _without_article(word: str, language: str) -> str:
    """Take the article off a Spanish or French noun."""
    articles: Sequence[str] = tables()["articles"].get(language, ())
    return next((word.removeprefix(a) for a in articles if word.startswith(a)), word)


def _word(slot: str, name: str, language: str) -> str:
    """Find a word; a language without its own uses the English name."""
    row: Mapping[str, str] = tables()[slot][name]
    return row.get(language) or row.get(base_of(language)) or row["en"]


def _country(code: str, language: str) -> str:
    """Name a country as CLDR does, with Bosnian endings or a French article."""
    base = base_of(language)
    given = tables()["countries"].get(base, {}).get(code)
    name = given or str(Locale.parse(base).territories[code])
    if base == "bs" and "|" not in name:
        return _with_endings(name)
    if base == "fr" and "|" not in name:
        article = "l'" if name[0] in "AEIOUÉ" else "la "
        return f"{article}{name}|de {article}{name}|en {name}"
    return name


def _with_endings(name: str) -> str:
    """Decline a feminine name."""
    endings: Mapping[str, Sequence[str]] = tables()["bosnian_endings"]
    last = next(ending for ending in endings if name.endswith(ending))
    stem = name.removesuffix(last)
    return "|".join((name, *(stem + ending for ending in endings[last])))


@cache
def month(number: int, language: str, form: str) -> str:
    """Name a month as it stands in a sentence."""
    base = base_of(language)
    if base == "bs":
        return str(tables()["months"][_MONTH_STYLES[form]][number - 1])
    return str(Locale.parse(base).months["format"]["wide"][number])


@cache
def in_words(number: int, language: str) -> str | None:
    """Write a round or small number in words; None where the words would have to agree."""
    table: Table = tables()["numbers"][base_of(language)]
    if found := _small(number, table, table["alone"]):
        return found
    multipliers = {**table["of_scale"], **table["alone"]}
    for scale, pattern in sorted(table["scales"].items(), key=lambda item: -int(item[0])):
        if number % int(scale) == 0 and (
            spoken := _small(number // int(scale), table, multipliers)
        ):
            return str(pattern).format(k=spoken)
    return None


def _small(number: int, table: Table, words: Mapping[str, str]) -> str | None:
    """Write a number below a thousand, out of its tens and its unit where need be."""
    if found := words.get(str(number)):
        return found
    lowest, highest = table["joins"]
    tens, unit = words.get(str(number - number % 10)), words.get(str(number % 10))
    if not lowest <= number <= highest or tens is None or unit is None:
        return None
    return str(table["join"]).format(tens=tens, unit=unit)
