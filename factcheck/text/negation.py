"""Find negations in a claim: "not", "nije", "tidak", and negative forms of Swahili verbs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.tokens import Token

_SCOPE = 4
"""Tokens after a negation within which the negated word is searched for."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """The negations of a claim.

    Attributes:
        denied: Indexes of the negated words.
        count: Negated clauses; several negative words in one clause count once.
        framed: Whether the claim as a whole is denied: "it is not true that …".
        lacking: Whether an absence is stated: without, bez, tanpa.
        implicit: Indexes of words with a negative meaning: fails, refuses, lacks.
        words: The negative words as written.
        spans: Indexes of tokens that negate, deny the whole, or only look negative.
    """

    denied: frozenset[int] = frozenset()
    count: int = 0
    framed: bool = False
    lacking: bool = False
    implicit: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()
    spans: frozenset[int] = frozenset()


@cache
def _verb_shapes(group: str) -> tuple[re.Pattern[str], ...]:
    negation = table(group).get("negation", {}) if group else {}
    return tuple(re.compile(shape) for shape in negation.get("verb_shapes", ()))


def _is_negative_verb(token: Token, words: Lexicon) -> bool:
    if not _verb_shapes(words.group) or len(token.fold) < 5:
        return False
    excluded = words.negation["not_verbs"]
    if token.fold in excluded or (token.capital and not token.initial):
        return False
    return any(shape.search(token.fold) for shape in _verb_shapes(words.group))


def read_polarity(tokens: Sequence[Token], words: Lexicon, taken: frozenset[int]) -> Polarity:
    """Find the negations among *tokens*; numbers and dates (*taken*) are never negated words."""
    if not words.negation:
        return Polarity()
    folds = [token.fold for token in tokens]
    spans, framed = _set_phrases(folds, words)
    denied: set[int] = set()
    negative: list[int] = []
    for at, token in enumerate(tokens):
        if at in spans or token.kind != "word" or words.bounds.find(folds, at):
            continue
        if _is_negative_verb(token, words):
            denied.add(at)
            negative.append(at)
        elif _is_negative_word(token, words) and not _is_tag(folds, at, words):
            scope = _denied_word(tokens, at, words, spans | taken)
            denied.update(() if scope is None else (scope,))
            # A negation at the end of a clause is a tag question: "…, sivyo?"
            negative.extend(() if _ends_clause(tokens, at) else (at,))
    clauses = [at for at in negative if folds[at] not in words.negation["absence"]]
    return Polarity(
        denied=frozenset(denied),
        count=_clauses(tokens, clauses),
        framed=framed,
        lacking=len(clauses) < len(negative),
        implicit=words.implicit.positions(folds),
        words=tuple(tokens[at].text for at in negative),
        spans=frozenset(spans | {at for at in negative if at not in denied}),
    )


def _is_tag(folds: Sequence[str], at: int, words: Lexicon) -> bool:
    """Return whether Swahili "si" is a tag: before a finite verb it does not negate."""
    if folds[at] not in words.negation.get("copulas", ()) or at + 1 >= len(folds):
        return False
    return re.search(words.negation["verb_start"], folds[at + 1]) is not None


def _ends_clause(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is None or following.initial or "," in following.before


def _is_negative_word(token: Token, words: Lexicon) -> bool:
    # The city of Niš is "Nišu" in the locative.
    if token.fold == "nisu" and "š" in token.text.casefold():
        return False
    if token.fold.replace("'", "") in words.negation["words"]:
        return True
    return any(token.fold.endswith(ending) for ending in words.negation["endings"])


def _set_phrases(folds: Sequence[str], words: Lexicon) -> tuple[set[int], bool]:
    """Find phrases that only look negative, and phrases that deny the whole sentence."""
    spans: set[int] = set()
    framed = False
    for at in range(len(folds)):
        harmless, frame = words.harmless.find(folds, at), words.frames.find(folds, at)
        if harmless and not (frame and frame[0] > harmless[0]):
            spans.update(range(at, at + harmless[0]))
        elif frame and at not in spans:
            spans.update(range(at, at + frame[0]))
            framed = not framed
    return spans, framed


def _denied_word(
    tokens: Sequence[Token], at: int, words: Lexicon, skipped: set[int] | frozenset[int]
) -> int | None:
    sentence = tokens[at].sentence
    for place in range(at + 1, min(at + 1 + _SCOPE, len(tokens))):
        token = tokens[place]
        if token.sentence != sentence or "," in token.before:
            return None
        empty = token.fold in words.function_words or _is_negative_word(token, words)
        if token.kind == "word" and place not in skipped and not empty:
            return place
    return None


def _clauses(tokens: Sequence[Token], negative: Sequence[int]) -> int:
    """Count negated clauses: "Niko nikad nije rekao" (nobody never did not say) is one."""
    count, previous = 0, -10
    for at in negative:
        near = at - previous <= 5 and tokens[at].sentence == tokens[previous].sentence
        joined = near and not any("," in tokens[i].before for i in range(previous + 1, at + 1))
        count += 0 if joined else 1
        previous = at
    return count
