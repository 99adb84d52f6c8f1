"""Reduce words to the terms that the lexical index has: folded, dialects merged, six letters."""

import re
from functools import lru_cache

from factcheck.text.normalise import folded_words

# Six letters rank nearly as well as a stemmer in English and Indonesian, and work for languages
# without one: Bosnian, Croatian, Serbian, Polish. Measured by benchmarks/word_forms.py.
TERM_LETTERS = 6

# Ekavian and ijekavian spellings of one word: vreme, vrijeme; mesto, mjesto.
_IJEKAVIAN = re.compile(r"ije|(?<=[bcdfghkmpstvz])je")


def terms(text: str) -> tuple[str, ...]:
    """Return the terms of *text* in order: folded words, cut to their first six letters."""
    return tuple(_term(word) for word in folded_words(text))


@lru_cache(maxsize=65536)
def _term(word: str) -> str:
    return _IJEKAVIAN.sub("e", word)[:TERM_LETTERS]
