"""Normalise ratings to labels, so that spellings of one rating are equal and ratings are not."""

import re
import unicodedata
from functools import lru_cache

from factcheck.text.scripts import latin

# Words are kept whole and in order: "si kweli" must not lose its "si".
_SPACES = re.compile(r"[\s_]+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "\u02bb": "'"})
_DASHES = re.compile("[‐‑‒–—―−-]+")
# A mark inside a label may matter ("true/false"), one around it never does.
_OUTER = " \t\r\n.,:;!?…\"'«»„“”‚‹›()[]{}<>*#=~|/\\-•·।。!?【】「」『』、،؟"
# Variation selectors, which turn the character before them into an emoji.
_VARIATIONS = re.compile("[\ufe00-\ufe0f]")
# Categories that are neither letter, digit, punctuation nor space: symbols, joiners, controls.
_DROPPED_CATEGORIES = ("So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Me")


@lru_cache(maxsize=20_000)
def plain_label(rating: str) -> str:
    """Return *rating* as the vocabularies spell it: its label.

    Without case, emoji, outer punctuation and brackets; underscores and hyphens
    between words are spaces, Serbian Cyrillic is Latin. Accents stay: they tell
    words apart in many languages.
    """
    text = _VARIATIONS.sub("", unicodedata.normalize("NFKC", rating)).translate(_APOSTROPHES)
    text = "".join(
        letter
        for letter in text
        if letter in "\n\r\t" or unicodedata.category(letter) not in _DROPPED_CATEGORIES
    )
    text = latin(text).casefold().replace("i\u0307", "i")
    text = _DASHES.sub(" ", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(_OUTER)
