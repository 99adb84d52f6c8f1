"""Conflict: another cause or effect, or cause and effect exchanged."""

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import Alignment, align, substitutions
from factcheck.text.facts import Facts, Word

# Tokens after a word such as "because" within which the cause begins.
_CAUSE_REACH = 3
_EXCHANGED_LEAST_DICE = 0.6


def different_cause(claim: Facts, candidate: Facts) -> Signal | None:
    """Another cause, effect or remedy is named in the same sentence.

    "Causes cancer" and "causes diabetes" are one word apart.
    """
    for found in substitutions(claim, candidate):
        if _is_cause(claim, found.claim_words) and _is_cause(candidate, found.candidate_words):
            return Signal("different_cause", 0.9, True, found.text)
    return None


def _is_cause(facts: Facts, words: tuple[Word, ...]) -> bool:
    """Whether the words stand just after a word that names a cause or a remedy."""
    return any(words[0].at - _CAUSE_REACH <= at < words[0].at for at in facts.causes)


def exchanged_causes(claim: Facts, candidate: Facts) -> Signal | None:
    """What is the cause in one claim is the effect in the other.

    "Prices rose because wages rose" and "Wages rose because prices rose".
    """
    if claim.group != candidate.group or not claim.causality.causes:
        return None
    aligned = align(claim, candidate)
    if not candidate.causality.causes or aligned.dice < _EXCHANGED_LEAST_DICE:
        return None
    to_effect, to_cause, kept = _moved_words(claim, candidate, aligned)
    if not to_effect or not to_cause or len(kept) >= len(to_effect) + len(to_cause):
        return None
    cause, effect = (" ".join(word.text for word in words) for words in (to_effect, to_cause))
    text = Message("“{effect}” is the cause there, “{cause}” here.", effect=effect, cause=cause)
    return Signal("different_cause", 1.0, True, text)


def _moved_words(
    claim: Facts, candidate: Facts, aligned: Alignment
) -> tuple[list[Word], list[Word], list[Word]]:
    """Sort shared words: causes that became effects, effects that became causes, the others."""
    ours, theirs = claim.causality, candidate.causality
    to_effect, to_cause, kept = [], [], []
    uninformative = _stems_on_both_sides(claim) | _stems_on_both_sides(candidate)
    for position, partner in aligned.pairs:
        word, at = claim.words[position], candidate.words[partner].at
        if word.stem in uninformative or not {word.at} & (ours.causes | ours.effects):
            continue
        if word.at in ours.causes and at in theirs.effects:
            to_effect.append(word)
        elif word.at in ours.effects and at in theirs.causes:
            to_cause.append(word)
        elif at in theirs.causes | theirs.effects:
            kept.append(word)
    return to_effect, to_cause, kept


def _stems_on_both_sides(facts: Facts) -> set[str]:
    """Give the words that are cause and effect at once: "prices rose because wages rose"."""
    causes = {word.stem for word in facts.words if word.at in facts.causality.causes}
    return causes & {word.stem for word in facts.words if word.at in facts.causality.effects}
