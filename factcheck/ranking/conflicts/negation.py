"""Signals about whether a claim says yes, no, all, some, maybe, or only asks."""

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import align
from factcheck.ranking.conflicts.wording import opposites
from factcheck.text.facts import Facts

_CLOSE = 0.5
_DENIED_CLOSE = 0.6
_VERY_CLOSE = 0.7
_FEW_UNPAIRED = 2
_MODAL_CLOSE, _TWIN_CLOSE = 0.6, 0.7
_LONGER_ACROSS = 1.8
_NOT_ALL = 90.0
"""Percent up to which a share cannot be called all."""
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
_UNLIKE = {
    frozenset(pair)
    for pair in (
        ("possible", "done"),
        ("planned", "done"),
        ("must", "allowed"),
        ("must", "should"),
        ("must", "possible"),
        ("should", "done"),
        ("allowed", "done"),
        ("possible", "stated"),
        ("allowed", "stated"),
    )
}
_STATED = frozenset({"stated"})


def opposite_polarity(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim denies what the other states.

    "Vaccines cause autism" and "vaccines do not cause autism" differ by two small words.
    """
    if claim.group == candidate.group:
        denied = _denied_apart(claim, candidate)
    else:
        denied = _denied_across(claim, candidate)
    if not denied:
        return None
    here = claim.denied or not candidate.denied
    words = " ".join((claim if here else candidate).polarity.words[:2]) or "not true"
    text = (
        f"Denied {'here' if here else 'there'} (“{words}”), stated {'there' if here else 'here'}."
    )
    return Signal("opposite_polarity", 1.0, True, text)


def _denied_apart(claim: Facts, candidate: Facts) -> bool:
    """Compare which of the shared words are denied."""
    lined = align(claim, candidate)
    if lined.closeness < _DENIED_CLOSE:
        return False
    here, there = claim.polarity, candidate.polarity
    apart = [(claim.words[i], candidate.words[j]) for i, j in lined.pairs]
    differing = [(word, other) for word, other in apart if word.denied != other.denied]
    if here.framed != there.framed:
        # "It is not true that X does" is "X does not", and denies "X does".
        return not differing and here.count == there.count
    if not differing:
        return _unplaced(claim, candidate)
    if here.count != there.count:
        return not _denied_otherwise(claim, candidate) and not opposites(claim, candidate)
    return len(differing) >= 2 and not lined.claim_only and not lined.candidate_only


def _denied_otherwise(claim: Facts, candidate: Facts) -> bool:
    """Whether the claim that has no negation says no in another way.

    "Without a signature" says what "did not sign" says, and so does "refused to sign".
    """
    lined = align(claim, candidate)
    for facts, other, alone in (
        (claim, candidate, lined.claim_only),
        (candidate, claim, lined.candidate_only),
    ):
        if facts.polarity.count < other.polarity.count:
            paired = {word.at for place, word in enumerate(facts.words) if place not in alone}
            hidden = facts.polarity.implicit - paired
            lacking = facts.polarity.lacking and not other.polarity.lacking
            if lacking or hidden:
                return True
    return False


def _unplaced(claim: Facts, candidate: Facts) -> bool:
    """Whether one of two nearly equal claims denies a word that the other does not have."""
    here, there = claim.polarity, candidate.polarity
    lined = align(claim, candidate)
    alone = len(lined.claim_only), len(lined.candidate_only)
    # Words alone on both sides are another wording, which may deny in its own way.
    if max(alone) > _FEW_UNPAIRED or min(alone):
        return False
    if lined.closeness < _VERY_CLOSE or bool(here.count) == bool(there.count):
        return False
    return not _denied_otherwise(claim, candidate) and not opposites(claim, candidate)


def _denied_across(claim: Facts, candidate: Facts) -> bool:
    """Compare whole claims, where words cannot be lined up."""
    if not (claim.is_short and candidate.is_short) or claim.denied == candidate.denied:
        return False
    if not claim.polarity_known or not candidate.polarity_known:
        return False
    denying, stated = (claim, candidate) if claim.denied else (candidate, claim)
    # A denial among many more words may well bear on what the other does not mention.
    if denying.sentences > 1 or len(denying.words) > _LONGER_ACROSS * len(stated.words):
        return False
    if _denies_what_is_stated(denying, stated):
        return True
    return not stated.polarity.implicit and not opposites(claim, candidate)


def _denies_what_is_stated(denying: Facts, stated: Facts) -> bool:
    """Whether the denied word and a stated one mean the same: "did not cancel", "otkazalo"."""
    denied = {meaning for word in denying.words if word.denied for meaning in word.meanings}
    return any(denied & set(word.meanings) for word in stated.words if not word.denied)


def different_quantifier(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim is about all, the other about some, few or none.

    "Some brands contain plastic" is true far more often than "all brands contain plastic".
    """
    here, there = _extent(claim), _extent(candidate)
    if not here or not there or here & there or not _near(claim, candidate):
        return None
    for ours in sorted(here):
        for theirs in sorted(there):
            if frozenset((ours, theirs)) in _DISJOINT:
                text = f"“{theirs}” there, “{ours}” here."
                return Signal("different_quantifier", 1.0, True, text)
    return None


def _extent(facts: Facts) -> frozenset[str]:
    """Name the quantifiers; a share in figures, such as half, is a part of all."""
    shares = [q.values[0] for q in facts.quantities if q.kind == "share"]
    if not facts.quantifiers and shares and max(shares) < _NOT_ALL:
        return frozenset({"only"})
    return facts.quantifiers


def different_modality(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim says that something happened, the other that it may, should or is planned.

    "The ministry is considering a ban" and "the ministry has introduced a ban".
    """
    here, there = claim.modality, candidate.modality
    if here & there or not (here | there) or not _near(claim, candidate, _MODAL_CLOSE):
        return None
    if not here or not there:
        # One weighs something, the other says without any such word that it is so.
        weighed = {*here, *there} - {"done"}
        allowed = weighed == {"allowed"} and claim.group == candidate.group
        if not (allowed or weighed == {"possible"}) or not _twins(claim, candidate):
            return None
        here, there = here or _STATED, there or _STATED
    for ours in sorted(here):
        for theirs in sorted(there):
            if frozenset((ours, theirs)) in _UNLIKE:
                text = f"“{theirs}” there, “{ours}” here."
                return Signal("different_modality", 0.8, True, text)
    return None


def _twins(claim: Facts, candidate: Facts) -> bool:
    near = _near(claim, candidate, _TWIN_CLOSE)
    return near and claim.is_short and candidate.is_short and claim.polarity_known


def question(claim: Facts, candidate: Facts) -> Signal | None:
    """The claim only asks, where the fact-check rules on a statement.

    "Where can I get the vaccine?" states nothing that could be false.
    """
    if not claim.asks or candidate.asks or "?" in candidate.text:
        return None
    return Signal("question", 0.9, True, "A statement there, an open question here.")


def _near(claim: Facts, candidate: Facts, close: float = _CLOSE) -> bool:
    if claim.group == candidate.group:
        return align(claim, candidate).closeness >= close
    return claim.is_short and candidate.is_short
