"""Signals about who does it to whom, and what comes of what: the same words in another order."""

from collections.abc import Iterable

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import Alignment, align
from factcheck.text.facts import Facts, Word

_TURNED_CLOSE = 0.75
_NAMES_CLOSE = 0.8
_CAUSES_CLOSE = 0.6

Pairs = list[tuple[Word, Word]]


def exchanged_causes(claim: Facts, candidate: Facts) -> Signal | None:
    """What is the cause in one claim is the effect in the other.

    "Prices rose because wages rose" and "Wages rose because prices rose".
    """
    if claim.group != candidate.group or not claim.causality.causes:
        return None
    lined = align(claim, candidate)
    if not candidate.causality.causes or lined.closeness < _CAUSES_CLOSE:
        return None
    to_effect, to_cause, kept = _moved(claim, candidate, lined)
    if not to_effect or not to_cause or len(kept) >= len(to_effect) + len(to_cause):
        return None
    cause, effect = _text(to_effect), _text(to_cause)
    text = f"“{effect}” is the cause there, “{cause}” here."
    return Signal("different_cause", 1.0, True, text)


def _moved(
    claim: Facts, candidate: Facts, lined: Alignment
) -> tuple[list[Word], list[Word], list[Word]]:
    """Sort shared words: causes that became effects, effects that became causes, the others."""
    here, there = claim.causality, candidate.causality
    to_effect, to_cause, kept = [], [], []
    everywhere = _on_both_sides(claim) | _on_both_sides(candidate)
    for position, other in lined.pairs:
        word, at = claim.words[position], candidate.words[other].at
        if word.stem in everywhere or not {word.at} & (here.causes | here.effects):
            continue
        if word.at in here.causes and at in there.effects:
            to_effect.append(word)
        elif word.at in here.effects and at in there.causes:
            to_cause.append(word)
        elif at in there.causes | there.effects:
            kept.append(word)
    return to_effect, to_cause, kept


def _on_both_sides(facts: Facts) -> set[str]:
    """Name the words that say nothing about what came first: "prices rose because wages rose"."""
    causes = {word.stem for word in facts.words if word.at in facts.causality.causes}
    return causes & {word.stem for word in facts.words if word.at in facts.causality.effects}


def exchanged_roles(claim: Facts, candidate: Facts) -> Signal | None:
    """Doer and done-to have changed places.

    "The farmer blamed the miller" and "the miller blamed the farmer"; with names, whatever
    stands between them: "Norway recognised Kosovo" and "Kosovo recognised Norway".
    """
    if claim.group != candidate.group or claim.passive != candidate.passive:
        return None
    lined = align(claim, candidate)
    if lined.ordered or not (claim.is_short and candidate.is_short):
        return None
    return _round_a_verb(claim, candidate, lined) or _round_anything(claim, candidate, lined)


def _round_a_verb(claim: Facts, candidate: Facts, lined: Alignment) -> Signal | None:
    """Find words exchanged around one of those verbs whose two sides are not alike."""
    here, there = _pivots(claim), _pivots(candidate)
    if claim.causality.order != candidate.causality.order:
        # "Because" may stand first or between, "causes" is "caused by" turned round.
        here, there = here - claim.causality.links, there - candidate.causality.links
    if lined.closeness < _TURNED_CLOSE or not here or not there:
        return None
    pairs = _words(claim, candidate, lined)
    right, left = _crossed(claim, pairs, min(here), min(there))
    if not right or not left or right[0].stem == left[0].stem:
        return None
    return _signal(left[0], right[0])


def _pivots(facts: Facts) -> frozenset[int]:
    """Give the words whose two sides are not alike: "A blames B", "A because of B"."""
    return facts.roles | frozenset(at for at in facts.causes if at)


def _round_anything(claim: Facts, candidate: Facts, lined: Alignment) -> Signal | None:
    """Find two names exchanged in a claim whose other words stand as they stood."""
    if lined.closeness < _NAMES_CLOSE or claim.mutual or candidate.mutual:
        return None
    pairs = _words(claim, candidate, lined)
    # The first word of a sentence has a capital letter whatever it is.
    named = [(w, o) for w, o in pairs if w.kind != "word" or o.kind != "word"]
    rest = [pair for pair in pairs if pair not in named]
    places = [other.at for _, other in rest]
    if places != sorted(places):
        return None
    for pivot, other in rest:
        # Another form may be a passive: "menyerbu", "diserbu".
        if pivot.fold != other.fold:
            continue
        right, left = _crossed(claim, named, pivot.at, other.at)
        if right and left and right[0].fold != left[0].fold and not _nested(right, left):
            return _signal(left[0], right[0])
    return None


def _nested(right: list[Word], left: list[Word]) -> bool:
    """Whether one name is a country and the other a place in it: "Nairobi, Kenya"."""
    here, there = ({word.key.partition("/")[0] for word in words} for words in (right, left))
    return bool((here & there) - {""})


def _words(claim: Facts, candidate: Facts, lined: Alignment) -> Pairs:
    return [(claim.words[here], candidate.words[there]) for here, there in lined.pairs]


def _crossed(claim: Facts, pairs: Pairs, here: int, there: int) -> tuple[list[Word], list[Word]]:
    """Find the words that went to the right of a pivot, and those that went to the left."""
    right, left = [], []
    for word, partner in pairs:
        # In a language with cases a word that only moved keeps its ending and its role.
        if claim.group == "sh" and word.fold == partner.fold:
            continue
        if word.at < here and partner.at > there:
            right.append(word)
        elif word.at > here and partner.at < there:
            left.append(word)
    return right, left


def _signal(one: Word, other: Word) -> Signal:
    text = f"“{one.text}” and “{other.text}” have changed places."
    return Signal("different_attribution", 0.9, True, text)


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)
