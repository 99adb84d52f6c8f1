"""Recognise the language of a claim, and read codes and names of languages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from factcheck.text.char_ngrams import langdetect_probabilities, ngram_probabilities
from factcheck.text.cldr import cldr_table, locale_data
from factcheck.text.normalise import comparable, folded, readable, words
from factcheck.text.packed_tables import derived_table, read_table
from factcheck.text.scripts import script_of

UNKNOWN = "und"
"""BCP 47 code where the language is not known."""

FOLDED_WORDS = "languages-folded"
"""Name of the packed table of the listed words without accents."""

_MAX_CHARACTERS = 600
"""Characters of a text that are read; the first few sentences show its language."""

_MIN_LETTERS = 3
_MIN_SCORE = 1.15
_MIN_LEAD = 0.2
_CLEAR_SCORE = 3.0
_CLEAR_LEAD = 1.2
_NGRAM_WEIGHT = 1.4
_NGRAM_LETTERS = 30
"""Letters from which n-grams count in full; for single words they are unreliable."""

# langdetect has no Serbian, Bosnian or Malay and answers with a neighbour. Of these readings the
# one with the most of our own words is taken, the first on a tie.
_READINGS_OF_NGRAMS = {"hr": ("sh",), "sl": ("sh", "sl"), "mk": ("sr", "mk"), "id": ("id", "ms")}
_LETTER_WEIGHT = 1.2
_FOREIGN_LETTER = -1.5
_WITHOUT_ACCENTS = 0.8
"""Weight of a word that was typed without its accents."""

# Breaks ties in favour of the language with more speakers online.
_TIE_BREAK = {"en": 0.1, "id": 0.3, "es": 0.1, "ru": 0.1, "sr": 0.3, "hi": 0.1, "ar": 0.1}
# Stems shorter than this match whole words only: "lek" must not match "lekcija".
_MIN_PREFIX = 5

_Tables = Mapping[str, Mapping[str, str]]


@cache
def _tables() -> _Tables:
    return read_table("languages")


@cache
def _languages_of_script() -> Mapping[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for language, listed in _tables()["words"].items():
        languages[script_of(listed)] += (language,)
    return languages


@cache
def _languages_of_word(script: str) -> Mapping[str, Mapping[str, float]]:
    """Return for each word the languages of *script* that use it, with its weight for each."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for language in _languages_of_script()[script]:
        listed = dict.fromkeys(_tables()["words"][language].split())
        for word, plain in zip(listed, _folded_words()[language], strict=True):
            weights[word][language] = 1.0
            weights[plain].setdefault(language, _WITHOUT_ACCENTS)
    return {
        word: {language: weight / len(users) ** 0.5 for language, weight in users.items()}
        for word, users in weights.items()
    }


@cache
def _folded_words() -> Mapping[str, list[str]]:
    return derived_table(FOLDED_WORDS, "languages", fold_words)


def fold_words() -> dict[str, list[str]]:
    """Fold the 1,300 words that are listed for each language, in order."""
    return {
        language: [folded(word) for word in dict.fromkeys(listed.split())]
        for language, listed in _tables()["words"].items()
    }


@cache
def _languages_of_letter() -> Mapping[str, frozenset[str]]:
    languages: dict[str, set[str]] = defaultdict(set)
    for language, letters in _tables()["letters"].items():
        for letter in letters:
            languages[letter].add(language)
    return {letter: frozenset(users) for letter, users in languages.items()}


def guess_language(text: str) -> str:
    """Return the language code of *text*, or ``und`` where it is not clear.

    The script and lists of function words decide first, then character n-grams, then
    langdetect. Bosnian, Croatian and Serbian in Latin letters are distinguished by their words;
    without such words the answer is ``sh``.
    """
    return _guess(text[:_MAX_CHARACTERS])


@lru_cache(maxsize=2048)
def _guess(text: str) -> str:
    written = readable(text)
    plain = written.casefold()
    if _letters(plain) < _MIN_LETTERS:
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
    """Leave out capitalised words, because foreign names keep their own letters."""
    if written.isascii():
        return written.casefold()
    kept = " ".join(word for word in written.split() if not word[:1].isupper())
    return (kept or written).casefold()


def _best(plain: str, script: str, scores: dict[str, float]) -> str:
    best, score, lead = _leader(scores)
    if score >= _CLEAR_SCORE and lead >= _CLEAR_LEAD:
        return best
    # Our n-gram table is fast; langdetect has to load its profiles.
    for probabilities in (ngram_probabilities, langdetect_probabilities):
        best, score, lead = _leader(_with_ngrams(plain, scores, probabilities(plain)))
        if score >= _MIN_SCORE and lead >= _MIN_LEAD:
            return best
    return UNKNOWN


def _with_ngrams(
    plain: str, scores: Mapping[str, float], probabilities: Iterable[tuple[str, float]]
) -> dict[str, float]:
    """Add the n-grams' probabilities to the scores, weighted by the length of the text."""
    weight = _NGRAM_WEIGHT * min(1.0, _letters(plain) / _NGRAM_LETTERS)
    added = dict(scores)
    for code, probability in probabilities:
        readings = _READINGS_OF_NGRAMS.get(code, (code,))
        language = max(readings, key=lambda reading: scores.get(reading, 0))
        if language in added:
            added[language] += weight * probability
    return added


def _leader(scores: Mapping[str, float]) -> tuple[str, float, float]:
    """Return the best code, its score and its lead; ``und`` where no score is above 0."""
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
    for language, start in _TIE_BREAK.items():
        if scores.get(language, 0) > 0:
            scores[language] += start
    return scores


_SEPARATOR = re.compile(r"[^\w'\u0300-\u036f\u0900-\u0dff\u200c]+|_")


def _words_as_written(plain: str) -> list[str]:
    """Split into words without transliterating Cyrillic, unlike :func:`words`."""
    split = [word for word in _SEPARATOR.split(plain) if word]
    if "'" not in plain:
        return split
    return [part for word in split for part in {word, *word.split("'")} if part]


def _add_letters(scores: dict[str, float], plain: str, script: str) -> None:
    """Add to the score of languages that use a letter, and subtract from the others."""
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
    """Distinguish Bosnian, Croatian and Serbian by their words; ``sh`` on a tie."""
    if script_of(text) == "Cyrl":
        return "sr"
    folded_words = [folded(word) for word in words(text)]
    stems_of = {name: tuple(folded(row).split()) for name, row in _tables()["south_slavic"].items()}
    hits = {
        name: sum(1 for word in folded_words if any(_matches(word, stem) for stem in stems))
        for name, stems in stems_of.items()
    }
    scores = {
        "bs": hits["bs"] - hits["ekavian"],
        "hr": hits["hr"] - hits["ekavian"],
        "sr": hits["sr"] + hits["ekavian"] - hits["ijekavian"],
    }
    best, score, lead = _leader(scores)
    return best if score > 0 and lead > 0 else "sh"


def _matches(word: str, stem: str) -> bool:
    return word.startswith(stem) if len(stem) >= _MIN_PREFIX else word == stem


def language_group(code: str) -> str:
    """Return the group of languages within which wording can be compared.

    Bosnian, Croatian, Serbian and Montenegrin are one (``sh``), Indonesian and Malay
    another (``ms``); every other language is its own.
    """
    primary = re.split("[-_]", code.strip().lower(), maxsplit=1)[0]
    return _tables()["groups"].get(primary, primary or UNKNOWN)


def close_languages(code: str) -> frozenset[str]:
    """Return the codes of the language's group and its own: "hr" → bs, cnr, hr, me, sh, sr.

    A code with a region or a script, such as ``sr-Latn``, stands for itself alone.
    """
    group = language_group(code)
    if group == UNKNOWN or re.search("[-_]", code):
        return frozenset((code,))
    in_group = {member for member, its_group in _tables()["groups"].items() if its_group == group}
    return frozenset((code, group, *in_group))


def same_language(claim: str, candidate: str) -> bool:
    """Return whether two codes are of one group; an unknown language is in none."""
    group = language_group(claim)
    return group != UNKNOWN and group == language_group(candidate)


_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)


@lru_cache(maxsize=512)
def language_code(name: str) -> str:
    """Return the code for a code or name of a language: "Bosnian", "bos", "bs-BA" → ``bs``.

    Names are understood in English and in the language itself; unknown ones are ``und``.
    """
    normalised = comparable(name[:100])
    plain = " ".join(name[:100].casefold().split())
    code = _CODE.fullmatch(plain)
    if code and (known := _known_code(code[1])) != UNKNOWN:
        return known
    named = _tables()["names"]
    if plain in named or normalised in named:
        return named.get(plain) or named[normalised]
    return _by_name(normalised)


def _known_code(code: str) -> str:
    replaced = _tables()["codes"].get(code)
    if replaced:
        return replaced
    if code in _tables()["iso639"]["codes"].split():
        return code
    if len(code) < 3:
        return UNKNOWN
    alias = cldr_table("languages").get(code, "")
    if alias:
        return _tables()["codes"].get(alias, alias.partition("_")[0])
    return code if code in _english_names().values() else UNKNOWN


@cache
def _english_names() -> Mapping[str, str]:
    names = locale_data("en")["languages"]
    return {comparable(name): code for code, name in names.items()}


@cache
def _own_names() -> Mapping[str, str]:
    codes = {*_tables()["words"], *_tables()["scripts"].values(), "bs", "hr"}
    names = {code: locale_data(code).get("own") for code in codes}
    return {comparable(name): code for code, name in names.items() if name}


def _by_name(normalised: str) -> str:
    code = _english_names().get(normalised) or _own_names().get(normalised) or UNKNOWN
    return _tables()["codes"].get(code, code)
