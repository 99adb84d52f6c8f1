"""Tell whether two claims of one page are one claim, written once with a typo or without."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from factcheck.text.facts import read_facts
from factcheck.text.tokens import Token, tokens

_ARTICLES = frozenset({"the", "a", "an"})
_OUTER = " .,;:!…\"'“”„«»‘’"
_MINUS = re.compile(r"(?<!\w)[-−–]\s?(?=\d)")
_SHORTEST_WORD = 5
_SAME_BEGINNING = 2
# Tokens are read no further.
_MAX_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is compared of a claim.

    Attributes:
        bare: The text without case and outer punctuation.
        words: Its tokens without articles; none where they would not tell it from another.
        signs: What makes a difference beside them: the number of minus signs, and symbols.
    """

    bare: str
    words: tuple[Token, ...]
    signs: tuple[int, tuple[str, ...]]


def same_but_for_punctuation(claim: str, other: str) -> bool:
    """Whether two claims have the same words and numbers, but for articles, case and points."""
    ours, theirs = _read(claim), _read(other)
    if ours.bare == theirs.bare:
        return True
    return bool(ours.words) and _differing(ours, theirs) == []


def near_equal(claim: str, other: str, language: str, *, most_typos: int = 1) -> bool:
    """Whether two claims are the same but for punctuation, articles, or one letter of a word.

    The word is no name, number or negation, and has at least five letters; its beginning is the
    same: *legal* and *illegal* are two words. At most *most_typos* words may differ.
    """
    if same_but_for_punctuation(claim, other):
        return True
    differing = _differing(_read(claim), _read(other))
    # Where no word differs, what differs are letters that could not be split into words.
    if not differing:
        return False
    return (
        len(differing) <= most_typos
        and all(_is_typo(one, two) for one, two in differing)
        and _same_facts(claim, other, language)
    )


def _differing(ours: _Claim, theirs: _Claim) -> list[tuple[Token, Token]] | None:
    """Return the words that differ, ``None`` where more than words do."""
    if ours.signs != theirs.signs or len(ours.words) != len(theirs.words):
        return None
    pairs = zip(ours.words, theirs.words, strict=True)
    return [(one, two) for one, two in pairs if one.fold != two.fold]


@lru_cache(maxsize=1024)
def _read(text: str) -> _Claim:
    # A page of many claims compares each with each.
    found = tokens(text) if _can_be_split(text) else ()
    symbols = tuple(sign for sign in text if unicodedata.category(sign)[0] == "S")
    return _Claim(
        bare=" ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(_OUTER),
        words=tuple(each for each in found if each.kind != "word" or each.fold not in _ARTICLES),
        signs=(len(_MINUS.findall(text)), symbols),
    )


def _is_typo(one: Token, other: Token) -> bool:
    # lazy: few claims come so far.
    from rapidfuzz.distance import OSA

    if any(token.kind != "word" or token.initial or token.capital for token in (one, other)):
        return False
    if min(len(one.fold), len(other.fold)) < _SHORTEST_WORD:
        return False
    if one.fold[:_SAME_BEGINNING] != other.fold[:_SAME_BEGINNING]:
        return False
    return OSA.distance(one.fold, other.fold) == 1


def _same_facts(claim: str, other: str, language: str) -> bool:
    # Without capitals a name looks like any word.
    if claim.islower():
        return False
    ours, theirs = read_facts(claim, language), read_facts(other, language)
    return (
        ours.quantities == theirs.quantities
        and ours.dates == theirs.dates
        and ours.places == theirs.places
        and ours.names == theirs.names
        and ours.denied == theirs.denied
        and ours.quantifiers == theirs.quantifiers
        and ours.modality == theirs.modality
    )


def _can_be_split(text: str) -> bool:
    """Whether *text* is short and all its letters have two cases: others need their marks."""
    return (
        len(text) <= _MAX_CHARACTERS
        and all(letter.lower() != letter.upper() for letter in text if letter.isalpha())
        and not any(unicodedata.combining(mark) for mark in unicodedata.normalize("NFC", text))
    )
