"""Conflict: somebody else says it, or doer and done-to have changed places."""

from itertools import pairwise

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import Alignment, align, substitutions
from factcheck.text.facts import Facts, Word
from factcheck.text.tokens import tokens

_VERB_LEAST_DICE = 0.75
_NAMES_LEAST_DICE = 0.8
_FRAME_LEAST_DICE = 0.85
# Tokens by which two exchanged words may be nearer or farther: "rice from Bandung's markets" and
# "Bandung market rice" say the same in another frame.
_FRAME_SHIFT = 1
# Tokens between a speaker and the verb of saying: "… the union says", "says the union …".
_VERB_BEFORE, _VERB_AFTER = 4, 3

_WordPairs = list[tuple[Word, Word]]


def different_attribution(claim: Facts, candidate: Facts) -> Signal | None:
    """Somebody else is said to have said it.

    "The union says the mine will close" and "The owner says the mine will close".
    """
    for found in substitutions(claim, candidate):
        if is_speaker(claim, found.claim_words) and is_speaker(candidate, found.candidate_words):
            return Signal("different_attribution", 1.0, True, found.text)
    return None


def is_speaker(facts: Facts, words: tuple[Word, ...]) -> bool:
    """Whether the words stand beside a verb of saying, as its speaker."""
    first, last = words[0].at, words[-1].at
    return any(
        first - _VERB_BEFORE <= at < first or last < at <= last + _VERB_AFTER
        for at in facts.speakers
    )


def exchanged_roles(claim: Facts, candidate: Facts) -> Signal | None:
    """Doer and done-to have changed places.

    "The farmer blamed the miller" and "the miller blamed the farmer"; with names, whatever
    stands between them: "Norway recognised Kosovo" and "Kosovo recognised Norway"; in the same
    frame any two words: "the price fell, not the weight" and "the weight fell, not the price".
    """
    if claim.group != candidate.group or claim.passive != candidate.passive:
        return None
    aligned = align(claim, candidate)
    if aligned.ordered:
        return None
    exchanged = None
    if claim.is_short and candidate.is_short:
        exchanged = _around_verb(claim, candidate, aligned) or _names_around_word(
            claim, candidate, aligned
        )
    exchanged = exchanged or _in_one_frame(claim, candidate, aligned)
    if exchanged is None:
        return None
    one, other = exchanged
    text = Message("“{one}” and “{other}” have changed places.", one=one.text, other=other.text)
    return Signal("different_attribution", 0.9, True, text)


def _in_one_frame(claim: Facts, candidate: Facts, aligned: Alignment) -> tuple[Word, Word] | None:
    """Find two words that stand in each other's place while all others kept theirs."""
    # "Because wages rose prices rose" and "prices rose because wages rose".
    turned = claim.causality.order != candidate.causality.order
    if aligned.dice < _FRAME_LEAST_DICE or turned or claim.mutual or candidate.mutual:
        return None
    pairs = _word_pairs(claim, candidate, aligned)
    ordered = sorted(other.at for _, other in pairs)
    moved = [n for n, (_, other) in enumerate(pairs) if other.at != ordered[n]]
    # Neighbours may be listed in any order.
    if len(moved) != 2 or moved[1] - moved[0] < 2:
        return None
    (left, left_there), (right, right_there) = (pairs[n] for n in moved)
    shift = (right.at - left.at) - (left_there.at - right_there.at)
    if left.fold == right.fold or abs(shift) > _FRAME_SHIFT:
        return None
    if claim.group == "sh":
        moved_alone = left.fold == left_there.fold and right.fold == right_there.fold
        if moved_alone and not _after_one_word(claim, candidate, (left, right)):
            return None
    # Another form between them may be a passive: "waliwaua", "waliuawa".
    elif any(word.fold != other.fold for word, other in pairs[moved[0] + 1 : moved[1]]):
        return None
    return left, right


def _after_one_word(claim: Facts, candidate: Facts, words: tuple[Word, Word]) -> bool:
    """Whether each of *words* follows the same word in both texts: "u Tirani … u Skoplju"."""
    folds = {word.fold for word in words}
    before = set()
    for facts in (claim, candidate):
        all_tokens = ["", *(token.fold for token in tokens(facts.text))]
        before |= {one for one, other in pairwise(all_tokens) if other in folds}
    return len(before) == 1 and "" not in before


def _around_verb(claim: Facts, candidate: Facts, aligned: Alignment) -> tuple[Word, Word] | None:
    """Find words exchanged around a verb whose two sides have different roles."""
    claim_pivots, candidate_pivots = _pivots(claim), _pivots(candidate)
    if claim.causality.order != candidate.causality.order:
        # "Because" may stand first or between, "causes" is "caused by" turned round.
        claim_pivots -= claim.causality.links
        candidate_pivots -= candidate.causality.links
    if aligned.dice < _VERB_LEAST_DICE or not claim_pivots or not candidate_pivots:
        return None
    pairs = _word_pairs(claim, candidate, aligned)
    right, left = _crossed(claim, pairs, min(claim_pivots), min(candidate_pivots))
    if not right or not left or right[0].stem == left[0].stem:
        return None
    return left[0], right[0]


def _pivots(facts: Facts) -> frozenset[int]:
    """Give the tokens whose two sides have different roles: "A blames B", "A because of B"."""
    return facts.roles | frozenset(at for at in facts.causes if at)


def _names_around_word(
    claim: Facts, candidate: Facts, aligned: Alignment
) -> tuple[Word, Word] | None:
    """Find two names exchanged in a claim whose other words kept their order."""
    if aligned.dice < _NAMES_LEAST_DICE or claim.mutual or candidate.mutual:
        return None
    pairs = _word_pairs(claim, candidate, aligned)
    # One side is enough: the first word of a sentence has a capital letter whatever it is.
    names = [(word, other) for word, other in pairs if word.kind != "word" or other.kind != "word"]
    rest = [pair for pair in pairs if pair not in names]
    positions = [other.at for _, other in rest]
    if positions != sorted(positions):
        return None
    for pivot, other in rest:
        # Another form may be a passive: "menyerbu", "diserbu".
        if pivot.fold != other.fold:
            continue
        right, left = _crossed(claim, names, pivot.at, other.at)
        if right and left and right[0].fold != left[0].fold and not _nested(right, left):
            return left[0], right[0]
    return None


def _nested(right: list[Word], left: list[Word]) -> bool:
    """Whether one name is a country and the other a place in it: "Nairobi, Kenya"."""
    countries = ({word.key.partition("/")[0] for word in words} for words in (right, left))
    return bool(set.intersection(*countries) - {""})


def _word_pairs(claim: Facts, candidate: Facts, aligned: Alignment) -> _WordPairs:
    return [(claim.words[ours], candidate.words[theirs]) for ours, theirs in aligned.pairs]


def _crossed(
    claim: Facts, pairs: _WordPairs, claim_pivot: int, candidate_pivot: int
) -> tuple[list[Word], list[Word]]:
    """Find the words that went to the right of a pivot, and those that went to the left."""
    right, left = [], []
    for word, partner in pairs:
        # In a language with cases a word that only moved keeps its ending and its role.
        if claim.group == "sh" and word.fold == partner.fold:
            continue
        if word.at < claim_pivot and partner.at > candidate_pivot:
            right.append(word)
        elif word.at > claim_pivot and partner.at < candidate_pivot:
            left.append(word)
    return right, left
