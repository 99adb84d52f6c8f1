"""Split a claim into words and numbers for the rules, with their spelling and position."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.text.characters import BASE_LETTERS
from factcheck.text.scripts import latin

MAX_TOKENS = 400
"""Tokens that are read; what follows in a longer post is ignored."""

MAX_CHARACTERS = 4000
"""Twice what ``readable`` leaves of a text; the rest of a longer one is not read."""
_LONGEST_WORD = 60

_TOKEN = re.compile(
    r"(?P<code>[^\W\d_]+-?\d+[^\W_]*(?![.,]?\d)|[2-6][gG](?!\w)|24/7)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])|\d{4}-\d\d-\d\d|\d+(?:[.,:/]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*)"
    r"|(?P<sign>[%‰٪$€£¥₹₦°])"
)
# Currency codes and unit letters are written against their number: Rp500, KSh20, 5km.
_GLUED = re.compile(r"\b(Rp|IDR|KSh|Ksh|ksh|KES|Sh|Tsh|TSh|US|USD|EUR|Rs|rp|R|N)\.?(?=\d|\$)")
_DOTTED_CAPITALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_SENTENCE_END = re.compile(r"[.!?…\n;]|[:]\s")
_PLAIN_LETTERS = str.maketrans({**BASE_LETTERS, "’": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a claim.

    Attributes:
        text: As it was written; Serbian Cyrillic in Latin letters.
        fold: Lower case without accents.
        kind: ``word``, ``number``, ``code`` (5G, COVID-19) or ``sign``.
        before: The punctuation between this token and the one before it.
        sentence: Which sentence it stands in, counted from 0.
        initial: Whether it begins a sentence.
    """

    text: str
    fold: str
    kind: str
    before: str
    sentence: int
    initial: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Lower-case a word and drop its accents, as the word lists have it: "Čačak" → "cacak"."""
    lowered = word.casefold().translate(_PLAIN_LETTERS)
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    kept = [part for part in decomposed if unicodedata.category(part) != "Mn"]
    return unicodedata.normalize("NFC", "".join(kept))


def tokens(text: str) -> tuple[Token, ...]:
    """Split *text* into at most ``MAX_TOKENS`` tokens, in order."""
    text = _DOTTED_CAPITALS.sub(
        lambda match: match[0].replace(".", "") + " ", text[:MAX_CHARACTERS]
    )
    text = _GLUED.sub(r"\1 ", latin(text))
    found: list[Token] = []
    sentence, end = 0, 0
    for match in _TOKEN.finditer(text):
        before = text[end : match.start()].strip(" ")
        # A point after a number makes an ordinal, "1. srpnja", and ends no sentence.
        ends = before[1:] if found and found[-1].kind == "number" else before
        starts = not found or bool(_SENTENCE_END.search(ends))
        sentence += 1 if starts and found else 0
        word = match.group()[:_LONGEST_WORD]
        folded = fold_word(word)
        kind = match.lastgroup or "word"
        found.append(Token(word, folded, kind, before, sentence, starts))
        end = match.end()
        if len(found) == MAX_TOKENS:
            break
    return tuple(found)


def is_caseless(found: Sequence[Token]) -> bool:
    """Return whether a text has no capital letter, so that they cannot tell names from words."""
    return not any(token.text != token.text.lower() for token in found)
