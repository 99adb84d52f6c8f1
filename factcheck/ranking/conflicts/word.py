"""Conflict: another thing of the same sort, or one word of a long sentence replaced."""

from collections.abc import Iterator
from itertools import product

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import (
    Substitution,
    align,
    excluding_sort,
    quoted_difference,
    substitutions,
)
from factcheck.text.facts import Facts, Word

_LEAST_DICE, _LEAST_PAIRS = 0.83, 5
_SORT_LEAST_DICE = 0.4


def different_thing(claim: Facts, candidate: Facts) -> Signal | None:
    """Another thing of the same sort is named, and not the candidate's too.

    "The city budget" and "the state budget", "rice prices" and "maize prices".
    """
    ours, theirs = _values(claim), _values(candidate)
    for word, other in _without_partner(claim, candidate):
        sort = excluding_sort(word, other)
        if not sort or word.denied != other.denied:
            continue
        if not ours[sort] & theirs[sort]:
            text = quoted_difference(word.text, other.text)
            return Signal("different_thing", 1.0, True, text)
    return None


def _without_partner(claim: Facts, candidate: Facts) -> Iterator[tuple[Word, Word]]:
    """Pair the words that may stand for each other; in two languages each may for each."""
    if claim.group != candidate.group:
        if claim.is_short and candidate.is_short:
            yield from product(claim.words, candidate.words)
        return
    aligned = align(claim, candidate)
    if aligned.dice >= _SORT_LEAST_DICE:
        for ours, theirs in product(aligned.claim_only, aligned.candidate_only):
            yield claim.words[ours], candidate.words[theirs]


def _values(facts: Facts) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for word in facts.words:
        for sort, value in word.sorts:
            values.setdefault(sort, set()).add(value)
    return values


def different_word(claim: Facts, candidate: Facts) -> Signal | None:
    """One word was exchanged in a long sentence that is otherwise the same.

    "… found in rivers near the capital" and "… found in schools near the capital".
    """
    found = substitutions(claim, candidate)
    aligned = align(claim, candidate)
    if len(found) != 1 or aligned.dice < _LEAST_DICE or len(aligned.pairs) < _LEAST_PAIRS:
        return None
    if found[0].both_have("place", "name") or _opens_a_post(found[0]):
        return None
    return Signal("different_word", 0.8, True, found[0].text)


def _opens_a_post(found: Substitution) -> bool:
    """Whether the words only announce what follows: "Breaking", "Foto"."""
    return found.claim_words[0].at == 0 or found.candidate_words[0].at == 0
