"""Undo disguises of words that are meant to get past filters."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from factcheck.text.packed_tables import read_table
from factcheck.text.scripts import script_of_letter

# A hyphen separates words: "USB-порт" is two words, neither of mixed script.
_WORD = re.compile(r"[^\W_]+")

_SPELLED = re.compile(r"(?<![^\W_])[^\W\d_](?:([ .*_·•|~-])[^\W\d_])(?:\1[^\W\d_])+(?![^\W_])")
# Several words of one letter may follow one another: "a i u Bosni", "a i w Polsce".
_ONE_LETTER_WORDS = frozenset("aeiouykvswzàèéóаеиоукэсвяіуо")
_MAX_ONE_LETTER_WORDS = 3
_WIDE_GAP = re.compile(r" {2,}")
_LETTERS_WITHOUT_SPACES = frozenset({"Hani", "Jpan", "Hang", "Thai", "Laoo", "Khmr", "Mymr"})

_DIGITS_READ_AS = str.maketrans("013457@$", "oieastas")
_LEET = re.compile(r"(?<![\w@$.])[a-zA-Z013457@$]{5,40}(?![\w@$]|\.\w)")
_LEET_INSIDE = re.compile(r"(?<=[a-zA-Z])(?:[013457@$]|00|33)(?=[a-zA-Z])")

_LONG_RUN = re.compile(r"([^\W\d_])\1{3,}")
_SIGNS_RUN = re.compile(r"([^\w\s])\1{3,}")


@cache
def _lookalikes() -> dict[str, dict[int, str]]:
    tables = read_table("homoglyphs")
    return {
        script: {
            ord(seen): meant for row in rows.values() for seen, meant in zip(*row, strict=True)
        }
        for script, rows in tables.items()
    }


@cache
def _styled_letters() -> re.Pattern[str]:
    letters = "".join(map(chr, _lookalikes()["always"]))
    return re.compile(f"[{letters}]+")


def fold_lookalikes(text: str) -> str:
    """Write words of mixed alphabets in the alphabet of most of their letters.

    "vаccine" with one Cyrillic letter becomes Latin; a word in Serbian Cyrillic stays.
    """
    if text.isascii():
        return text
    text = _styled_letters().sub(lambda match: match[0].translate(_lookalikes()["always"]), text)
    scripts = {script_of_letter(letter) for letter in set(text)} - {""}
    if len(scripts) < 2:
        return text
    unmixed = _WORD.sub(_in_one_script, text)
    return unmixed if unmixed == text else _WORD.sub(_to_latin_if_disguised, unmixed)


def _to_latin_if_disguised(match: re.Match[str]) -> str:
    """Fold a word such as "рау", all of whose letters look Latin, beside words that were mixed.

    Only in a text that is mostly Latin, so that Serbian keeps its words.
    """
    word, text = match[0], match.string
    if word.isascii() or sum(map(str.isascii, text)) * 2 < len(text):
        return word
    folds = _lookalikes()["Latn"]
    return word.translate(folds) if all(ord(letter) in folds for letter in word) else word


def _in_one_script(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii():
        return word
    counts = Counter(script_of_letter(letter) for letter in word)
    del counts[""]
    if len(counts) < 2:
        return word
    return word.translate(_lookalikes().get(_meant_script(word, counts), {}))


def _meant_script(word: str, counts: Mapping[str, int]) -> str:
    """Choose the script that most of *word* can be written in; Latin on a tie.

    Counting letters is not enough: four letters of "vассinе" are Cyrillic, but no Cyrillic
    letter looks like its v and n.
    """

    def rank(script: str) -> tuple[int, int, bool, str]:
        folds = _lookalikes().get(script, {})
        left = sum(
            ord(letter) not in folds and script_of_letter(letter) not in ("", script)
            for letter in word
        )
        return -left, counts[script], script == "Latn", script

    return max(counts, key=rank)


def join_spelled_letters(text: str) -> str:
    """Join words that are spelled l-e-t-t-e-r by letter, from three letters on."""
    if "  " in text:
        text = "  ".join(map(_joined_stretch, _stretches(text)))
    return _SPELLED.sub(_joined, text)


def _stretches(text: str) -> list[str]:
    """Split at double spaces if at least one part is spelled letter by letter."""
    stretches = _WIDE_GAP.split(text)
    spelled = any(_SPELLED.fullmatch(stretch) for stretch in stretches)
    return stretches if spelled and len(stretches) > 1 else [text]


def _joined_stretch(stretch: str) -> str:
    # Beside a spelled word, short ones such as "i s" and "a" are spelled too.
    return stretch.replace(" ", "") if stretch[1::2].isspace() else stretch


def _joined(match: re.Match[str]) -> str:
    letters = match[0][::2]
    if script_of_letter(letters[0]) in _LETTERS_WITHOUT_SPACES:
        return match[0]
    if len(letters) <= _MAX_ONE_LETTER_WORDS and match[1] == " ":
        small = letters.lower()
        if all(letter in _ONE_LETTER_WORDS for letter in small):
            return match[0]
    return letters


def read_digits_as_letters(text: str) -> str:
    """Write "v4cc1ne" as "vaccine"; names such as h1n1, mp3, 5G or covid19 stay."""
    if not _LEET_INSIDE.search(text):
        return text
    return _LEET.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    word = match[0]
    letters = sum(letter.isalpha() for letter in word)
    if letters < 3 or letters * 2 < len(word) or not _LEET_INSIDE.search(word):
        return word
    return word.translate(_DIGITS_READ_AS)


def shorten_runs(text: str) -> str:
    """Shorten "sooooo" to "soo" and "!!!!!!" to "!!!"; "www" and Roman III stay."""
    return _SIGNS_RUN.sub(r"\1\1\1", _LONG_RUN.sub(r"\1\1", text))
