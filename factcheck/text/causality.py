"""Find the cause and the effect that a claim names."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.text.lexicon import Lexicon
from factcheck.text.tokens import Token


@dataclass(frozen=True, slots=True)
class Causality:
    """The two sides of "because", "menyebabkan", "zbog", "husababisha".

    Attributes:
        causes: Indexes of the tokens of the cause.
        effects: Indexes of the tokens of the effect.
        links: Indexes of the tokens that connect the two.
    """

    causes: frozenset[int] = frozenset()
    effects: frozenset[int] = frozenset()
    links: frozenset[int] = frozenset()

    @property
    def order(self) -> tuple[bool, bool]:
        """Whether the cause begins before the connective, and whether the effect does."""
        link = min(self.links, default=0)
        return any(at < link for at in self.causes), any(at < link for at in self.effects)


def read_causality(tokens: Sequence[Token], words: Lexicon) -> Causality:
    """Find cause and effect; empty unless there is exactly one connective."""
    folds = [token.fold for token in tokens]
    links = _links(tokens, folds, words)
    if len(links) != 1:
        return Causality()
    start, end, kind = links[0]
    before, after = _sides(tokens, start, end, words)
    link = frozenset(range(start, end))
    return Causality(after, before, link) if kind == "cause" else Causality(before, after, link)


def _links(
    tokens: Sequence[Token], folds: Sequence[str], words: Lexicon
) -> list[tuple[int, int, str]]:
    """List the connectives: index of the first token, after the last, and what follows."""
    links: list[tuple[int, int, str]] = []
    at = 0
    while at < len(folds):
        hit = words.causality.find(folds, at)
        if hit and hit[1] == "then" and "," not in tokens[at].before:
            hit = None
        if hit:
            links.append((at, at + hit[0], "cause" if hit[1] == "cause" else "effect"))
        at += hit[0] if hit else 1
    return links


def _sides(
    tokens: Sequence[Token], start: int, end: int, words: Lexicon
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the tokens before and after a connective, within its sentence."""
    if start >= len(tokens) or end >= len(tokens):
        return frozenset(), frozenset()
    sentence = tokens[start].sentence
    first = next(at for at in range(len(tokens)) if tokens[at].sentence == sentence)
    last = max(at for at in range(len(tokens)) if tokens[at].sentence == sentence) + 1
    # A comma ends the side after the connective: "…, says a doctor".
    pause = next((at for at in range(end, last) if "," in tokens[at].before), last)
    before = [at for at in range(first, start) if _is_content(tokens[at], words)]
    if before:
        return frozenset(before), frozenset(range(end, pause))
    if pause < last:
        close = next((at for at in range(pause + 1, last) if "," in tokens[at].before), last)
        return frozenset(range(pause, close)), frozenset(range(end, pause))
    # "Zbog snijega zatvorene su škole": nothing marks where the second side begins, so halve it.
    content = [at for at in range(end, last) if _is_content(tokens[at], words)]
    half = len(content) // 2
    return frozenset(content[len(content) - half :]), frozenset(content[:half])


def _is_content(token: Token, words: Lexicon) -> bool:
    return token.kind in ("word", "code") and token.fold not in words.function_words
