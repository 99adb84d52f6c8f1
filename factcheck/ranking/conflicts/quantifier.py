"""Conflict: all, most, some, few, only or none."""

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import is_close, quoted_difference
from factcheck.text.facts import Facts

_LEAST_DICE = 0.5
_NOT_ALL_BELOW = 90.0
"""Percent below which a share cannot be called all."""
# Which quantifiers cannot both hold; "only" limits what "all" does not.
_DISJOINT = {
    frozenset(pair)
    for pair in (
        ("all", "some"),
        ("all", "few"),
        ("all", "none"),
        ("most", "few"),
        ("most", "none"),
        ("some", "none"),
        ("all", "only"),
        ("most", "some"),
        ("all", "most"),
        ("few", "some"),
    )
}

_WORDS = {
    "all": Message("all"),
    "most": Message("most"),
    "some": Message("some"),
    "few": Message("few"),
    "only": Message("only"),
    "none": Message("none"),
}


def different_quantifier(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim is about all, the other about some, few or none.

    "Some brands contain plastic" is true far more often than "all brands contain plastic".
    """
    ours, theirs = _quantifiers(claim), _quantifiers(candidate)
    if (
        not ours
        or not theirs
        or ours.keys() & theirs.keys()
        or not is_close(claim, candidate, _LEAST_DICE)
    ):
        return None
    for our_word in sorted(ours):
        for their_word in sorted(theirs):
            if frozenset((our_word, their_word)) in _DISJOINT:
                text = quoted_difference(ours[our_word], theirs[their_word])
                return Signal("different_quantifier", 1.0, True, text)
    return None


def _quantifiers(facts: Facts) -> dict[str, str]:
    """Give the quantifiers with the words to name them; a share, such as half, is a part of all."""
    shares = {q.values[0]: q.text for q in facts.quantities if q.kind == "share"}
    if not facts.quantifiers and shares and max(shares) < _NOT_ALL_BELOW:
        return {"only": shares[max(shares)]}
    return {word: _WORDS[word] for word in facts.quantifiers}
