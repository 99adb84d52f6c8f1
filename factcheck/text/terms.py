"""Reduce words to what survives inflection, dialect and script, so that they can be looked up."""

import re
from functools import lru_cache

from factcheck.text.normalise import folded_words

# Six letters tell nearly as much as a stemmer does in English and Indonesian, and work unchanged
# where there is none: Bosnian, Croatian, Serbian, Polish. Measured by benchmarks/word_forms.py.
TERM_LETTERS = 6

# Ekavian and ijekavian spell one sound in three ways: vreme, vrijeme; mesto, mjesto.
_IJEKAVIAN = re.compile(r"ije|(?<=[bcdfghkmpstvz])je")


def terms(text: str) -> tuple[str, ...]:
    """Return the terms of *text* in order: folded words, cut to their first six letters."""
    return tuple(_term(word) for word in folded_words(text))


# The words of a language come again and again.
@lru_cache(maxsize=65536)
def _term(word: str) -> str:
    return _IJEKAVIAN.sub("e", word)[:TERM_LETTERS]
