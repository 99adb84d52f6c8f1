"""Align two claims word by word: which words they share, and which replace one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from rapidfuzz.fuzz import ratio

from factcheck.model import Message
from factcheck.text.facts import Facts, Word

_TYPO_RATIO = 84.0
"""Similarity in percent from which two words are spellings or forms of one word."""
_NAME_RATIO = 88.0
"""The same for names, and for stems and short words, where one letter makes another word."""
_SHORTEST_TYPO = 5
_NAME_OPENING = 3
"""First letters by which two words may be forms of one name."""
_ABBREVIATION = 3
_FEWEST_SHARED, _SHARED_PER_CHANGED = 2, 1.0
"""Words that two claims must share before a changed one is a substitution, not another claim."""
_LONGEST_SUBSTITUTION, _MOST_SUBSTITUTIONS = 3, 2
_BRIEF_WORDS = 10
_RELATED_OVERLAP, _BRIEF_RELATED_OVERLAP = 0.4, 0.2
_CASE_ENDINGS = (
    *("ovima", "oga", "ega", "omu", "emu", "ome", "om", "em", "og", "eg", "ga", "oj", "im", "ih"),
    *("ju", "u", "a", "e", "i", "o"),
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which content words two claims share, and which have no partner.

    Attributes:
        pairs: Positions in ``Facts.words`` (not token indexes) of words that mean the same,
            the claim's first.
        claim_only: Positions of the claim's words without a partner.
        candidate_only: The same for the candidate.
        overlap: Overlap coefficient: pairs per word of the shorter claim, 0 to 1.
        dice: Dice coefficient: the share of paired words among all words of both, 0 to 1.
        ordered: Whether the paired words stand in the same order.
    """

    pairs: tuple[tuple[int, int], ...]
    claim_only: tuple[int, ...]
    candidate_only: tuple[int, ...]
    overlap: float
    dice: float
    ordered: bool


@lru_cache(maxsize=512)
def align(claim: Facts, candidate: Facts) -> Alignment:
    """Pair the content words of two claims: same, inflected, misspelt or synonymous."""
    group = claim.group if claim.group == candidate.group else ""
    partners: dict[int, int] = {}
    free = set(range(len(candidate.words)))
    for test in (_is_equal, _is_synonym, _is_spelling_of):
        _pair(claim.words, candidate.words, partners, free, partial(test, group=group))
    pairs = tuple(sorted(partners.items()))
    claim_length, candidate_length = len(claim.words), len(candidate.words)
    shorter = min(claim_length, candidate_length)
    partner_positions = [position for _, position in pairs]
    return Alignment(
        pairs=pairs,
        claim_only=tuple(at for at in range(claim_length) if at not in partners),
        candidate_only=tuple(sorted(free)),
        overlap=len(pairs) / shorter if shorter else 0.0,
        dice=2 * len(pairs) / (claim_length + candidate_length) if pairs else 0.0,
        ordered=partner_positions == sorted(partner_positions),
    )


def _pair(
    claim_words: Sequence[Word],
    candidate_words: Sequence[Word],
    partners: dict[int, int],
    free: set[int],
    test: Callable[[Word, Word], bool],
) -> None:
    """Add to *partners* the words that pass *test*, taking them out of *free*."""
    for position, word in enumerate(claim_words):
        if position in partners:
            continue
        fitting = [other for other in free if test(word, candidate_words[other])]
        if fitting:
            # The nearest of several equal words, so that "he … he" pairs in order.
            nearest = min(fitting, key=lambda other: (abs(other - position), other))
            partners[position] = nearest
            free.discard(nearest)


def _is_equal(word: Word, other: Word, group: str) -> bool:
    if word.kind == "place" and other.kind == "place":
        return word.key == other.key
    if word.fold == other.fold:
        return True
    if "place" in (word.kind, other.kind):
        return False
    if "name" in (word.kind, other.kind):
        return group == "sh" and without_case_ending(word.fold) == without_case_ending(other.fold)
    return word.stem == other.stem


def _is_synonym(word: Word, other: Word, group: str) -> bool:
    if excluding_sort(word, other):
        return False
    if word.group and word.group == other.group:
        return True
    if word.kind != "word" or other.kind != "word":
        return False
    meanings, others = {*word.meanings, *word.sorts}, {*other.meanings, *other.sorts}
    return bool(meanings & others) and bool(group)


def _is_spelling_of(word: Word, other: Word, group: str) -> bool:
    if "place" in (word.kind, other.kind) or antonym_concept(word, other):
        return False
    if excluding_sort(word, other):
        return False
    if "name" in (word.kind, other.kind):
        return is_same_name(word.fold, other.fold, group)
    first, second = word.fold, other.fold
    if min(len(first), len(second)) < _SHORTEST_TYPO:
        return min(len(first), len(second)) >= 4 and ratio(first, second) >= _NAME_RATIO
    if ratio(first, second) >= _TYPO_RATIO or ratio(word.stem, other.stem) >= _NAME_RATIO:
        return True
    letters = enumerate(zip(first, second, strict=False))
    common_prefix = next((at for at, (one, two) in letters if one != two), 99)
    return common_prefix >= 5 and common_prefix >= 0.6 * max(len(first), len(second))


def antonym_concept(word: Word, other: Word) -> str:
    """Name the concept whose opposite poles the two words are; empty if none."""
    return _other_value(word.meanings, other.meanings)


def excluding_sort(word: Word, other: Word) -> str:
    """Name the sort of which the two words name different things; empty if none."""
    return _other_value(word.sorts, other.sorts)


def _other_value(values: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]) -> str:
    for entry, value in values:
        if any(name == entry and other != value for name, other in others):
            return entry
    return ""


def without_case_ending(name: str) -> str:
    """Cut the case ending of a Bosnian, Croatian or Serbian name."""
    for ending in _CASE_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            return name[: -len(ending)]
    return name


def is_same_name(name: str, other: str, group: str) -> bool:
    """Whether two spellings are one name: a typo, a case ending, another alphabet."""
    if group == "sh":
        name, other = without_case_ending(name), without_case_ending(other)
    if name == other:
        return True
    return min(len(name), len(other)) >= _SHORTEST_TYPO and ratio(name, other) >= _NAME_RATIO


@dataclass(frozen=True, slots=True)
class Substitution:
    """Words that stand in each other's place in two claims that are otherwise the same."""

    claim_words: tuple[Word, ...]
    candidate_words: tuple[Word, ...]

    def both_have(self, *kinds: str) -> bool:
        """Whether each side has a word of one of *kinds*."""
        sides = (self.claim_words, self.candidate_words)
        return all(any(word.kind in kinds for word in words) for words in sides)

    @property
    def text(self) -> Message:
        """Both sides, written for a person."""
        return quoted_difference(written(self.claim_words), written(self.candidate_words))


@lru_cache(maxsize=512)
def substitutions(claim: Facts, candidate: Facts) -> tuple[Substitution, ...]:
    """Find the one or two places where two nearly equal claims differ; none if they differ more."""
    aligned = align(claim, candidate)
    changed = max(len(aligned.claim_only), len(aligned.candidate_only))
    if claim.group != candidate.group or not aligned.ordered or not changed:
        return ()
    if len(aligned.pairs) < max(_FEWEST_SHARED, _SHARED_PER_CHANGED * changed):
        return ()
    found = []
    edges = [*aligned.pairs, (len(claim.words), len(candidate.words))]
    claim_start, candidate_start = 0, 0
    for claim_end, candidate_end in edges:
        claim_words = claim.words[claim_start:claim_end]
        candidate_words = candidate.words[candidate_start:candidate_end]
        claim_start, candidate_start = claim_end + 1, candidate_end + 1
        if not claim_words and not candidate_words:
            continue
        # A word more on one side is a detail, and then so may the rest be.
        if not claim_words or not candidate_words:
            return ()
        if max(len(claim_words), len(candidate_words)) > _LONGEST_SUBSTITUTION:
            return ()
        found.append(Substitution(claim_words, candidate_words))
    if len(found) > _MOST_SUBSTITUTIONS or any(map(_differs_in_spaces, found)):
        return ()
    # `negation` compares antonyms with the negations around them: "miss" is "not hit".
    return tuple(_with_names(each, claim, candidate) for each in found if not _has_antonyms(each))


def _with_names(found: Substitution, claim: Facts, candidate: Facts) -> Substitution:
    """Tell the names of a text without capitals by those of the other, which has them."""
    ours, theirs = found.claim_words, found.candidate_words
    if claim.is_caseless and not candidate.is_caseless:
        return Substitution(_as_named(ours, theirs), theirs)
    if candidate.is_caseless and not claim.is_caseless:
        return Substitution(ours, _as_named(theirs, ours))
    return found


def _as_named(words: tuple[Word, ...], cased: tuple[Word, ...]) -> tuple[Word, ...]:
    """Take *words* for names where only names stand for them, and none is known as a word."""
    if any(word.kind == "word" or not word.fold.isalpha() for word in cased):
        return words
    if any(word.group or word.meanings or word.sorts for word in words):
        return words
    # Short words may be abbreviations of other names: bih.
    if any(len(word.fold) <= _ABBREVIATION for word in words):
        return words
    # They may be the same names in other forms: Rijeci, rijeku.
    openings = {word.fold[:_NAME_OPENING] for word in cased}
    if any(word.fold[:_NAME_OPENING] in openings for word in words):
        return words
    return tuple(replace(word, kind="name") if word.kind == "word" else word for word in words)


def _has_antonyms(found: Substitution) -> bool:
    return any(
        antonym_concept(word, other)
        for word in found.claim_words
        for other in found.candidate_words
    )


def _differs_in_spaces(found: Substitution) -> bool:
    """Whether the difference is only in spaces: "tax exempt", "taxexempt"."""
    if len(found.claim_words) == len(found.candidate_words):
        return False
    joined = (
        "".join(w.fold for w in words) for words in (found.claim_words, found.candidate_words)
    )
    return ratio(*joined) >= _TYPO_RATIO


def is_related(claim: Facts, candidate: Facts) -> bool:
    """Whether the claims share enough for a difference to be a contradiction.

    A post and a headline on quite different things may name two countries without any conflict.
    """
    if claim.group != candidate.group:
        return claim.is_short and candidate.is_short
    overlap = align(claim, candidate).overlap
    is_brief = max(len(claim.words), len(candidate.words)) <= _BRIEF_WORDS
    return overlap >= (_BRIEF_RELATED_OVERLAP if is_brief else _RELATED_OVERLAP)


def is_close(claim: Facts, candidate: Facts, least_dice: float) -> bool:
    """Whether the claims make nearly the same statement.

    Across languages words cannot be aligned; there both have to be one short statement.
    """
    if claim.group == candidate.group:
        return align(claim, candidate).dice >= least_dice
    return claim.is_short and candidate.is_short


def written(words: Sequence[Word]) -> str:
    """Write the words of one claim for a person, each once."""
    return " ".join(dict.fromkeys(word.text for word in words))


def quoted_difference(ours: str, theirs: str) -> Message:
    """Say which words of the claim stand for which words of the candidate."""
    return Message("“{theirs}” there, “{ours}” here.", theirs=theirs, ours=ours)


def difference(ours: str, theirs: str) -> Message:
    """Say what the claim has, and what the candidate has instead; not always in their words."""
    return Message("{theirs} there, {ours} here.", theirs=theirs, ours=ours)
