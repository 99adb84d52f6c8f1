"""Lay two claims side by side, word by word, to see what stands in the place of what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rapidfuzz.fuzz import ratio

from factcheck.text.facts import Facts, Word

_TYPO_RATIO = 84.0
"""Similarity in percent from which two words are spellings or forms of one word."""
_NAME_RATIO = 88.0
"""The same for names, where one letter makes another person."""
_SHORTEST_TYPO = 5
_FEWEST_SHARED, _SHARED_PER_CHANGED = 2, 1.0
"""Words that two claims must share before a changed one is a substitution, not another claim."""
_LONGEST_SWAP, _MOST_SWAPS = 3, 2
_RELATED, _BRIEF_RELATED, _BRIEF = 0.4, 0.2, 10
_CASE_ENDINGS = ("ovima", "om", "em", "og", "ga", "oj", "im", "ih", "ju", "u", "a", "e", "i", "o")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words two claims share, and which stand alone.

    Attributes:
        pairs: Positions (not token indexes) of words that mean the same, claim first.
        claim_only: Positions of the claim's words without a partner.
        candidate_only: The same for the candidate.
        share: Paired words in the shorter claim, 0 to 1.
        closeness: Paired words in both together, 0 to 1.
        ordered: Whether the paired words stand in the same order.
    """

    pairs: tuple[tuple[int, int], ...]
    claim_only: tuple[int, ...]
    candidate_only: tuple[int, ...]
    share: float
    closeness: float
    ordered: bool


@lru_cache(maxsize=512)
def align(claim: Facts, candidate: Facts) -> Alignment:
    """Pair the content words of two claims: same, inflected, misspelt or synonymous."""
    here, there = claim.words, candidate.words
    group = claim.group if claim.group == candidate.group else ""
    partner: dict[int, int] = {}
    free = set(range(len(there)))
    for test in (_equal, _same_meaning, _similar):
        _pair(here, there, partner, free, partial(test, group=group))
    pairs = tuple(sorted(partner.items()))
    shorter = min(len(here), len(there))
    targets = [position for _, position in pairs]
    return Alignment(
        pairs=pairs,
        claim_only=tuple(position for position in range(len(here)) if position not in partner),
        candidate_only=tuple(sorted(free)),
        share=len(pairs) / shorter if shorter else 0.0,
        closeness=2 * len(pairs) / (len(here) + len(there)) if pairs else 0.0,
        ordered=targets == sorted(targets),
    )


def _pair(
    here: Sequence[Word],
    there: Sequence[Word],
    partner: dict[int, int],
    free: set[int],
    test: Callable[[Word, Word], bool],
) -> None:
    """Add to *partner* the words that pass *test*, taking them out of *free*."""
    for position, word in enumerate(here):
        if position in partner:
            continue
        fits = [other for other in free if test(word, there[other])]
        if fits:
            # The nearest of several equal words, so that "he … he" pairs in order.
            nearest = min(fits, key=lambda other: (abs(other - position), other))
            partner[position] = nearest
            free.discard(nearest)


def _equal(word: Word, other: Word, group: str) -> bool:
    if word.kind == "place" and other.kind == "place":
        return word.key == other.key
    if word.fold == other.fold:
        return True
    if "place" in (word.kind, other.kind):
        return False
    if "name" in (word.kind, other.kind):
        return group == "sh" and case_free(word.fold) == case_free(other.fold)
    return word.stem == other.stem


def _same_meaning(word: Word, other: Word, group: str) -> bool:
    if word.kind != "word" or other.kind != "word":
        return False
    if word.group and word.group == other.group:
        return True
    return bool(set(word.meanings) & set(other.meanings)) and bool(group)


def opposite(word: Word, other: Word) -> str:
    """Name the concept whose opposite poles the two words are; empty if none."""
    for concept, pole in word.meanings:
        if any(name == concept and other_pole != pole for name, other_pole in other.meanings):
            return concept
    return ""


def _similar(word: Word, other: Word, group: str) -> bool:
    if "place" in (word.kind, other.kind) or opposite(word, other):
        return False
    if "name" in (word.kind, other.kind):
        return same_name(word.fold, other.fold, group)
    first, second = word.fold, other.fold
    if min(len(first), len(second)) < _SHORTEST_TYPO:
        return min(len(first), len(second)) >= 4 and ratio(first, second) >= 88
    if ratio(first, second) >= _TYPO_RATIO or ratio(word.stem, other.stem) >= 88:
        return True
    common = next((i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y), 99)
    return common >= 5 and common >= 0.6 * max(len(first), len(second))


def case_free(name: str) -> str:
    """Cut the case ending of a Bosnian, Croatian or Serbian name."""
    for ending in _CASE_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            return name[: -len(ending)]
    return name


def same_name(name: str, other: str, group: str) -> bool:
    """Whether two spellings are one name: a typo, a case ending, another alphabet."""
    if group == "sh":
        name, other = case_free(name), case_free(other)
    if name == other:
        return True
    return min(len(name), len(other)) >= _SHORTEST_TYPO and ratio(name, other) >= _NAME_RATIO


@dataclass(frozen=True, slots=True)
class Swap:
    """Words that stand in each other's place in two claims that are otherwise the same."""

    here: tuple[Word, ...]
    there: tuple[Word, ...]


@lru_cache(maxsize=512)
def swaps(claim: Facts, candidate: Facts) -> tuple[Swap, ...]:
    """Find the one or two places where two nearly equal claims differ; none if they differ more."""
    lined = align(claim, candidate)
    changed = max(len(lined.claim_only), len(lined.candidate_only))
    if claim.group != candidate.group or not lined.ordered or not changed:
        return ()
    if len(lined.pairs) < max(_FEWEST_SHARED, _SHARED_PER_CHANGED * changed):
        return ()
    found = []
    edges = [*lined.pairs, (len(claim.words), len(candidate.words))]
    here, there = 0, 0
    for position, other in edges:
        ours, theirs = claim.words[here:position], candidate.words[there:other]
        here, there = position + 1, other + 1
        if not ours and not theirs:
            continue
        # A word more on one side is a detail, and then so may the rest be.
        if not ours or not theirs or max(len(ours), len(theirs)) > _LONGEST_SWAP:
            return ()
        found.append(Swap(ours, theirs))
    # Opposites are judged with the negations around them: "miss" is "not hit".
    told = [changed for changed in found if not _opposed(changed)]
    return tuple(told) if len(found) <= _MOST_SWAPS and not any(map(_one_word, found)) else ()


def _opposed(changed: Swap) -> bool:
    return any(opposite(word, other) for word in changed.here for other in changed.there)


def _one_word(changed: Swap) -> bool:
    """Whether the difference is only in spaces: "tax exempt", "taxexempt"."""
    here, there = ("".join(w.fold for w in words) for words in (changed.here, changed.there))
    return len(changed.here) != len(changed.there) and ratio(here, there) >= _TYPO_RATIO


def related(claim: Facts, candidate: Facts) -> bool:
    """Whether the claims share enough for a difference to be a contradiction.

    A post and a headline on quite different things may name two countries without any conflict.
    """
    if claim.group != candidate.group:
        return claim.is_short and candidate.is_short
    share = align(claim, candidate).share
    brief = max(len(claim.words), len(candidate.words)) <= _BRIEF
    return share >= (_BRIEF_RELATED if brief else _RELATED)


def said(words: Sequence[Word]) -> str:
    """Write the words of one claim for a person, each once."""
    return " ".join(dict.fromkeys(word.text for word in words))
