"""Find the names of people, organisations and products in a claim."""

from collections.abc import Sequence
from functools import cache

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.tokens import Token

_MOSTLY_CAPITALS = 0.6
"""Share of words in capitals from which capitals say nothing: a headline, or shouting."""


def read_names(tokens: Sequence[Token], words: Lexicon, taken: frozenset[int]) -> dict[int, str]:
    """Find name-like words that are not *taken*: their index and the word.

    A name is a word with a capital letter where none is due. The word that opens a
    sentence counts if a second capital follows it: "Nikola Tesla".
    """
    wordy = [token for token in tokens if token.kind == "word"]
    capitals = sum(token.capital for token in wordy)
    if not wordy or (len(wordy) > 4 and capitals > _MOSTLY_CAPITALS * len(wordy)):
        return {}
    found: dict[int, str] = {}
    for at, token in enumerate(tokens):
        if at in taken or token.kind != "word" or not token.capital or len(token.text) < 2:
            continue
        if token.fold in words.function_words and not token.text.isupper():
            continue
        if not token.initial or _is_always_a_name(token) or _capital_follows(tokens, at, taken):
            found[at] = token.text.removesuffix("'s").removesuffix("’s")
    return found


def _is_always_a_name(token: Token) -> bool:
    """Whether a word is a name wherever it stands: an acronym, WhatsApp, a known brand."""
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
