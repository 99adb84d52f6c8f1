"""Find the names of people, organisations and products in a claim."""

from collections.abc import Sequence
from functools import cache

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.tokens import Token

_MOSTLY_CAPITALS = 0.6
"""Share of capitalised words from which capitals say nothing, as in headlines and shouting."""


def read_names(tokens: Sequence[Token], words: Lexicon, taken: frozenset[int]) -> dict[int, str]:
    """Find words that look like names and are not *taken*; return them by index.

    A name is a capitalised word inside a sentence. The first word of a sentence counts if
    another capitalised word follows it: "Nikola Tesla".
    """
    wordy = [token for token in tokens if token.kind == "word"]
    capitals = sum(token.capital for token in wordy)
    if not wordy or (len(wordy) > 4 and capitals > _MOSTLY_CAPITALS * len(wordy)):
        return {}
    names: dict[int, str] = {}
    for at, token in enumerate(tokens):
        if at in taken or token.kind != "word" or not token.capital or len(token.text) < 2:
            continue
        if token.fold in words.function_words and not token.text.isupper():
            continue
        if not token.initial or _is_always_a_name(token) or _capital_follows(tokens, at, taken):
            names[at] = token.text.removesuffix("'s").removesuffix("’s")
    return names


def _is_always_a_name(token: Token) -> bool:
    """Return whether a word is a name in any position: an acronym, WhatsApp, a known brand."""
    inner = any(letter.isupper() for letter in token.text[1:])
    return inner or token.fold in _brands()


@cache
def _brands() -> frozenset[str]:
    return frozenset(table("brands")["names"])


def _capital_follows(tokens: Sequence[Token], at: int, taken: frozenset[int]) -> bool:
    if at + 1 >= len(tokens) or at + 1 in taken:
        return False
    following = tokens[at + 1]
    return following.kind == "word" and following.capital and not following.before.strip()
