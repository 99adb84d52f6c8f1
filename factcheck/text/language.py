"""Guess which language a claim is written in, and read what people call languages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from factcheck.text import char_ngrams
from factcheck.text.normalise import comparable, folded, readable, words
from factcheck.text.packed_tables import made_of_table, read_table
from factcheck.text.scripts import script_of

UNKNOWN = "und"
"""BCP 47 code where the language is not known."""

PLAIN_WORDS = "languages-folded"
"""What the listed words are called when they are packed without their accents."""

_MAX_GUESSED = 600
"""Characters looked at; a language shows in the first few sentences."""

_FEWEST_LETTERS = 3
_ENOUGH_SCORE = 1.15
_ENOUGH_LEAD = 0.2
_CLEAR_SCORE = 3.0
_CLEAR_LEAD = 1.2
_HINT_WEIGHT = 1.4
_HINT_LETTERS = 30
"""From how many letters what they look like counts in full; of single words it is wrong."""

# The tables of letters have no Serbian, Bosnian or Malay and call them by their neighbours' names.
# Of several, the one that our own words favour is believed, the first where none is.
_MEANT_BY_LETTERS = {"hr": ("sh",), "sl": ("sh", "sl"), "mk": ("sr", "mk"), "id": ("id", "ms")}
_LETTER_WEIGHT = 1.2
_FOREIGN_LETTER = -1.5
_WITHOUT_ACCENTS = 0.8
"""What a word counts that was typed without its accents."""

# Where nothing else tells two languages apart, the one with more readers online.
_HEAD_START = {"en": 0.1, "id": 0.3, "es": 0.1, "ru": 0.1, "sr": 0.3, "hi": 0.1, "ar": 0.1}
# Beginnings shorter than this are whole words: "lek" must not find "lekcija".
_SHORTEST_STEM = 5

_Tables = Mapping[str, Mapping[str, str]]


@cache
def _tables() -> _Tables:
    return read_table("languages")


@cache
def _languages_of_script() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for language, listed in _tables()["words"].items():
        found[script_of(listed)] += (language,)
    return found


@cache
def _languages_of_word(script: str) -> Mapping[str, Mapping[str, float]]:
    """List for each word the languages of *script* that use it, and how much it counts for them."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for language in _languages_of_script()[script]:
        listed = dict.fromkeys(_tables()["words"][language].split())
        for word, plain in zip(listed, _plain_words()[language], strict=True):
            found[word][language] = 1.0
            found[plain].setdefault(language, _WITHOUT_ACCENTS)
    return {
        word: {language: weight / len(users) ** 0.5 for language, weight in users.items()}
        for word, users in found.items()
    }


@cache
def _plain_words() -> Mapping[str, list[str]]:
    return made_of_table(PLAIN_WORDS, "languages", fold_words)


def fold_words() -> dict[str, list[str]]:
    """Fold the words that are listed for each language, in order: thirteen hundred of them."""
    return {
        language: [folded(word) for word in dict.fromkeys(listed.split())]
        for language, listed in _tables()["words"].items()
    }


@cache
def _languages_of_letter() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for language, letters in _tables()["letters"].items():
        for letter in letters:
            found[letter].add(language)
    return {letter: frozenset(users) for letter, users in found.items()}


def guess_language(text: str) -> str:
    """Guess the language of *text*: its code, or ``und`` where that would be a coin toss.

    Bosnian, Croatian and Serbian in Latin letters are told apart where the words do, and
    else answered as ``sh``. Scripts and lists of small words decide; which letters follow one
    another is asked only where they do not, and langdetect where that leaves a doubt.
    """
    return _guess(text[:_MAX_GUESSED])


@lru_cache(maxsize=2048)
def _guess(text: str) -> str:
    written = readable(text)
    plain = written.casefold()
    if _letters(plain) < _FEWEST_LETTERS:
        return UNKNOWN
    script = script_of(plain)
    if script in _tables()["scripts"]:
        return _tables()["scripts"][script]
    candidates = _languages_of_script().get(script, ())
    if not candidates:
        return UNKNOWN
    guessed = _best(plain, script, _scores(plain, script, candidates, _without_names(written)))
    return _south_slavic(text) if guessed == "sh" else guessed


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _without_names(written: str) -> str:
    """Leave out words with a capital: a foreign name keeps its letters in every language."""
    if written.isascii():
        return written.casefold()
    kept = " ".join(word for word in written.split() if not word[:1].isupper())
    return (kept or written).casefold()


def _best(plain: str, script: str, scores: dict[str, float]) -> str:
    best, score, lead = _leader(scores)
    if score >= _CLEAR_SCORE and lead >= _CLEAR_LEAD:
        return best
    # The table of letters answers at once; langdetect takes its time where the table cannot.
    for look in (char_ngrams.chances, char_ngrams.thorough_chances):
        best, score, lead = _leader(_with_hint(plain, scores, look(plain)))
        if score >= _ENOUGH_SCORE and lead >= _ENOUGH_LEAD:
            return best
    return UNKNOWN


def _with_hint(
    plain: str, scores: Mapping[str, float], hints: Iterable[tuple[str, float]]
) -> dict[str, float]:
    """Add what a text looks like, as far as its length lets that be believed."""
    trust = _HINT_WEIGHT * min(1.0, _letters(plain) / _HINT_LETTERS)
    added = dict(scores)
    for language, chance in hints:
        meant = max(_MEANT_BY_LETTERS.get(language, (language,)), key=lambda m: scores.get(m, 0))
        if meant in added:
            added[meant] += trust * chance
    return added


def _leader(scores: Mapping[str, float]) -> tuple[str, float, float]:
    """Give the code that leads, its score and its lead; ``und`` where none is above 0."""
    second, score = sorted((0.0, *scores.values()))[-2:]
    if score <= 0.0:
        return UNKNOWN, 0.0, 0.0
    return max(scores, key=lambda code: scores[code]), score, score - second


def _scores(plain: str, script: str, candidates: Iterable[str], unnamed: str) -> dict[str, float]:
    scores = dict.fromkeys(candidates, 0.0)
    known = _languages_of_word(script)
    for word in _words_as_written(plain):
        for language, weight in known.get(word, {}).items():
            if language in scores:
                scores[language] += weight
    if not unnamed.isascii():
        _add_letters(scores, unnamed, script)
    for language, start in _HEAD_START.items():
        if scores.get(language, 0) > 0:
            scores[language] += start
    return scores


_APART = re.compile(r"[^\w'\u0300-\u036f\u0900-\u0dff\u200c]+|_")


def _words_as_written(plain: str) -> list[str]:
    """Cut into words without making Serbian Latin of Cyrillic, unlike :func:`words`."""
    found = [word for word in _APART.split(plain) if word]
    if "'" not in plain:
        return found
    return [part for word in found for part in {word, *word.split("'")} if part]


def _add_letters(scores: dict[str, float], plain: str, script: str) -> None:
    """Count letters for the languages that write them and against those that do not."""
    users_of = _languages_of_letter()
    letters = _tables()["letters"]
    for letter in {letter for letter in plain if letter.isalpha() and not letter.isascii()}:
        users = users_of.get(letter, frozenset())
        if not users or script_of(letter) != script:
            continue
        for language in scores:
            if language in users:
                scores[language] += _LETTER_WEIGHT / len(users)
            elif language in letters:
                scores[language] += _FOREIGN_LETTER


def _south_slavic(text: str) -> str:
    """Tell Bosnian, Croatian and Serbian apart by words; ``sh`` where none speaks."""
    if script_of(text) == "Cyrl":
        return "sr"
    found = [folded(word) for word in words(text)]
    lists = {name: tuple(folded(row).split()) for name, row in _tables()["south_slavic"].items()}
    hits = {
        name: sum(1 for word in found if any(_begins(word, stem) for stem in stems))
        for name, stems in lists.items()
    }
    scores = {
        "bs": hits["bs"] - hits["ekavian"],
        "hr": hits["hr"] - hits["ekavian"],
        "sr": hits["sr"] + hits["ekavian"] - hits["ijekavian"],
    }
    best, score, lead = _leader(scores)
    return best if score > 0 and lead > 0 else "sh"


def _begins(word: str, stem: str) -> bool:
    return word.startswith(stem) if len(stem) >= _SHORTEST_STEM else word == stem


def language_group(code: str) -> str:
    """Name the group within which wording can be compared.

    Bosnian, Croatian, Serbian and Montenegrin are one (``sh``), Indonesian and Malay
    another (``ms``); every other language is its own.
    """
    primary = re.split("[-_]", code.strip().lower(), maxsplit=1)[0]
    return _tables()["groups"].get(primary, primary or UNKNOWN)


def same_language(claim: str, candidate: str) -> bool:
    """Say whether two codes are of one group; an unknown language is like no other."""
    group = language_group(claim)
    return group != UNKNOWN and group == language_group(candidate)


_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)


@lru_cache(maxsize=512)
def language_code(name: str) -> str:
    """Read a code or a name of a language: "Bosnian", "bos", "bs-BA" → ``bs``.

    Names are understood in English and in the language itself; unknown ones are ``und``.
    """
    asked = comparable(name[:100])
    plain = " ".join(name[:100].casefold().split())
    code = _CODE.fullmatch(plain)
    if code and (known := _known_code(code[1])) != UNKNOWN:
        return known
    named = _tables()["names"]
    if plain in named or asked in named:
        return named.get(plain) or named[asked]
    return _by_name(asked)


def _known_code(code: str) -> str:
    replaced = _tables()["codes"].get(code)
    if replaced:
        return replaced
    if code in _tables()["iso639"]["codes"].split():
        return code
    if len(code) < 3:
        return UNKNOWN
    # lazy: Babel is needed for rare codes and for names only
    from babel.core import get_global

    alias = str(get_global("language_aliases").get(code, ""))
    if alias:
        return _tables()["codes"].get(alias, alias.partition("_")[0])
    return code if code in _english_names().values() else UNKNOWN


@cache
def _english_names() -> Mapping[str, str]:
    # lazy: see above
    from babel import Locale

    names = Locale("en").languages
    return {comparable(name): code for code, name in names.items() if "_" not in code}


@cache
def _own_names() -> Mapping[str, str]:
    # lazy: see above; eighty locales take a third of a second, so only for a foreign name
    from babel import Locale, UnknownLocaleError

    found: dict[str, str] = {}
    for code in {*_tables()["words"], *_tables()["scripts"].values(), "bs", "hr"}:
        try:
            name = Locale(code).languages.get(code)
        except UnknownLocaleError:
            continue
        if name:
            found[comparable(name)] = code
    return found


def _by_name(asked: str) -> str:
    code = _english_names().get(asked) or _own_names().get(asked) or UNKNOWN
    return _tables()["codes"].get(code, code)
