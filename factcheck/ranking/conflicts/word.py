"""Conflict: one word of a long sentence was replaced, whatever its kind."""

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import Substitution, align, substitutions
from factcheck.text.facts import Facts

_LEAST_DICE, _LEAST_PAIRS = 0.83, 5


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
