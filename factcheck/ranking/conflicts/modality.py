"""Conflict: done, planned, possible, allowed or required; or only asked."""

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import is_close, quoted_difference
from factcheck.text.facts import Facts

_LEAST_DICE = 0.6
# Where one claim has no word of modality at all, the rest has to agree more.
_UNMARKED_LEAST_DICE = 0.7
_UNMARKED = frozenset({"stated"})
_WORDS = {
    "possible": Message("possible"),
    "planned": Message("planned"),
    "must": Message("must"),
    "should": Message("should"),
    "allowed": Message("allowed"),
    "done": Message("done"),
    "stated": Message("stated"),
}
_INCOMPATIBLE = {
    frozenset(pair)
    for pair in (
        ("possible", "done"),
        ("planned", "done"),
        ("must", "allowed"),
        ("must", "should"),
        ("must", "possible"),
        ("should", "done"),
        ("possible", "stated"),
    )
}


def different_modality(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim says that something happened, the other that it may, should or is planned.

    "The ministry is considering a ban" and "the ministry has introduced a ban".
    """
    ours, theirs = claim.modality, candidate.modality
    if ours & theirs or not (ours | theirs) or not is_close(claim, candidate, _LEAST_DICE):
        return None
    if not ours or not theirs:
        if not _can_contradict_unmarked(claim, candidate):
            return None
        ours, theirs = ours or _UNMARKED, theirs or _UNMARKED
    for our_word in sorted(ours):
        for their_word in sorted(theirs):
            if frozenset((our_word, their_word)) in _INCOMPATIBLE:
                text = quoted_difference(_WORDS[our_word], _WORDS[their_word])
                return Signal("different_modality", 0.8, True, text)
    return None


def _can_contradict_unmarked(claim: Facts, candidate: Facts) -> bool:
    """Whether a modality in one claim contradicts the other, which states it without any."""
    marked = (claim.modality | candidate.modality) - {"done"}
    # Across languages "may" is as often lost in a translation as it is a difference.
    if marked != {"possible"} or claim.group != candidate.group:
        return False
    is_short = claim.is_short and candidate.is_short
    return is_short and claim.polarity_known and is_close(claim, candidate, _UNMARKED_LEAST_DICE)


def question(claim: Facts, candidate: Facts) -> Signal | None:
    """The claim only asks, where the fact-check rules on a statement.

    "Where can I get the vaccine?" states nothing that could be false.
    """
    if not claim.is_open_question or candidate.is_open_question or "?" in candidate.text:
        return None
    text = Message("A statement there, an open question here.")
    return Signal("question", 0.9, True, text)
