"""Conflict: one claim denies what the other states, or says the opposite."""

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import align, antonym_concept, quoted_difference
from factcheck.text.facts import Facts, Word

ONE_SIDED_NEGATION = "one_sided_negation"
"""The only conflict that forbids no match: `decide` adds it to what is a suggestion anyway."""

_POLARITY_LEAST_DICE = 0.6
_ANTONYM_LEAST_DICE = 0.5
# Two claims that differ in hardly more than a "not".
_TWIN_LEAST_DICE, _TWIN_MOST_UNPAIRED = 0.7, 2
# A denial in a text that is longer by this factor may bear on what the other does not mention.
_LONGER_ACROSS = 1.8


def opposite_polarity(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim denies what the other states.

    "Vaccines cause autism" and "vaccines do not cause autism" differ by two small words.
    """
    is_denied = _denied_in_one if claim.group == candidate.group else _denied_across
    if not is_denied(claim, candidate):
        return None
    claim_denies = claim.denied or not candidate.denied
    words = " ".join((claim if claim_denies else candidate).polarity.words[:2])
    words = words or Message("not true")
    text = (
        Message("Denied here (“{words}”), stated there.", words=words)
        if claim_denies
        else Message("Denied there (“{words}”), stated here.", words=words)
    )
    return Signal("opposite_polarity", 1.0, True, text)


def one_sided_negation(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim has a negation and the other has none, which may be another wording or a denial.

    Too often there in right pairs to veto a match, so it is no rule of `conflict_rules`: it is
    said of what is a suggestion anyway.
    """
    ours, theirs = claim.polarity, candidate.polarity
    both_known = claim.polarity_known and candidate.polarity_known
    if not both_known or bool(ours.count) == bool(theirs.count):
        return None
    words = (ours if ours.count else theirs).words
    if not words:
        return None
    text = (
        Message("“{word}” stands here only, so one may deny what the other says.", word=words[0])
        if ours.count
        else Message(
            "“{word}” stands there only, so one may deny what the other says.", word=words[0]
        )
    )
    return Signal(ONE_SIDED_NEGATION, 0.5, True, text)


def _denied_in_one(claim: Facts, candidate: Facts) -> bool:
    """Compare which of the shared words are denied, within one language."""
    aligned = align(claim, candidate)
    if aligned.dice < _POLARITY_LEAST_DICE:
        return False
    ours, theirs = claim.polarity, candidate.polarity
    pairs = [(claim.words[i], candidate.words[j]) for i, j in aligned.pairs]
    differing = [(word, other) for word, other in pairs if word.denied != other.denied]
    if ours.framed != theirs.framed:
        # "It is not true that X does" is "X does not", and denies "X does".
        return not differing and ours.count == theirs.count
    if not differing:
        return _denies_unpaired_word(claim, candidate)
    if ours.count != theirs.count:
        return not _denied_otherwise(claim, candidate) and not antonyms(claim, candidate)
    return len(differing) >= 2 and not aligned.claim_only and not aligned.candidate_only


def _denied_otherwise(claim: Facts, candidate: Facts) -> bool:
    """Whether the claim that has no negation says no in another way.

    "Without a signature" says what "did not sign" says, and so does "refused to sign".
    """
    aligned = align(claim, candidate)
    for facts, other, unpaired in (
        (claim, candidate, aligned.claim_only),
        (candidate, claim, aligned.candidate_only),
    ):
        if facts.polarity.count < other.polarity.count:
            paired = {word.at for at, word in enumerate(facts.words) if at not in unpaired}
            is_implicit = facts.polarity.implicit - paired
            is_lacking = facts.polarity.lacking and not other.polarity.lacking
            if is_lacking or is_implicit:
                return True
    return False


def _denies_unpaired_word(claim: Facts, candidate: Facts) -> bool:
    """Whether one of two nearly equal claims denies a word that the other does not have."""
    aligned = align(claim, candidate)
    unpaired = len(aligned.claim_only), len(aligned.candidate_only)
    # Words alone on both sides are another wording, which may deny in its own way.
    if max(unpaired) > _TWIN_MOST_UNPAIRED or min(unpaired):
        return False
    one_denies = bool(claim.polarity.count) != bool(candidate.polarity.count)
    if aligned.dice < _TWIN_LEAST_DICE or not one_denies:
        return False
    return not _denied_otherwise(claim, candidate) and not antonyms(claim, candidate)


def _denied_across(claim: Facts, candidate: Facts) -> bool:
    """Compare whole claims, where words cannot be aligned."""
    if not (claim.is_short and candidate.is_short) or claim.denied == candidate.denied:
        return False
    if not claim.polarity_known or not candidate.polarity_known:
        return False
    denying, stating = (claim, candidate) if claim.denied else (candidate, claim)
    if denying.sentences > 1 or len(denying.words) > _LONGER_ACROSS * len(stating.words):
        return False
    if _denies_what_is_stated(denying, stating):
        return True
    return not stating.polarity.implicit and not antonyms(claim, candidate)


def _denies_what_is_stated(denying: Facts, stating: Facts) -> bool:
    """Whether the denied word and a stated one mean the same: "did not cancel", "otkazalo"."""
    denied = {meaning for word in denying.words if word.denied for meaning in word.meanings}
    return any(denied & set(word.meanings) for word in stating.words if not word.denied)


def opposite_meaning(claim: Facts, candidate: Facts) -> Signal | None:
    """A word was exchanged for its opposite.

    "Prices will rise" and "prices will fall" are the same sentence to a machine.
    """
    found = antonyms(claim, candidate)
    if found is None:
        return None
    ours, theirs = found
    if ours.denied != theirs.denied:  # "will not hit" is "will miss"
        return None
    return Signal("opposite_meaning", 1.0, True, quoted_difference(ours.text, theirs.text))


def antonyms(claim: Facts, candidate: Facts) -> tuple[Word, Word] | None:
    """Find a word of each claim that turns one into the opposite of the other."""
    if claim.group == candidate.group:
        aligned = align(claim, candidate)
        if aligned.dice < _ANTONYM_LEAST_DICE:
            return None
        our_words = [claim.words[i] for i in aligned.claim_only]
        their_words = [candidate.words[i] for i in aligned.candidate_only]
    elif claim.is_short and candidate.is_short:
        our_words, their_words = list(claim.words), list(candidate.words)
    else:
        return None
    shared = _shared_concepts(our_words, their_words)
    pairs = ((word, other) for word in our_words for other in their_words)
    return next((pair for pair in pairs if antonym_concept(*pair) not in {"", *shared}), None)


def _shared_concepts(our_words: list[Word], their_words: list[Word]) -> set[str]:
    """Give the concepts of which both texts hold the same pole, so that they decide nothing."""
    ours, theirs = (
        {meaning for word in words for meaning in word.meanings}
        for words in (our_words, their_words)
    )
    return {concept for concept, _ in ours & theirs}
