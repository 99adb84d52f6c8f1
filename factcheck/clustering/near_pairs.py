"""Find the claims of a list that are near each other: only these are worth judging."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Neighbours of a claim; as many fact-checks as a look-up puts on its shortlist.
_NEIGHBOURS = 10
# Of 150 paraphrases in tests/cases nineteen in twenty are at 0.72 or nearer, the last at 0.57.
_LEAST_COSINE = 0.7
# A term that more claims have tells too little, and would make all of them neighbours.
_MOST_POSTINGS = 200


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two claims by their places in the list, the earlier one first.

    Attributes:
        closeness: Cosine, or the weight of the words that both have.
    """

    claim: int
    other: int
    closeness: float


def near_by_vectors(vectors: "NDArray[np.float32]") -> list[NearPair]:
    """Find the nearest neighbours of each row, rows of zeros apart; nearest pairs come first.

    Args:
        vectors: Shape (claims, dimensions), rows of length 1 or of zeros.
    """
    import numpy as np  # lazy: words alone need none

    from factcheck.retrieval.dense import DenseIndex, VectorBlock  # lazy: loads numkong

    index = DenseIndex([VectorBlock.of(np.arange(len(vectors)), vectors)])
    found = index.search(vectors, _NEIGHBOURS + 1) if vectors.any() else []
    return _nearest_first(
        NearPair(min(claim, other), max(claim, other), cosine)
        for claim, neighbours in enumerate(found)
        for other, cosine in neighbours
        if other != claim and cosine >= _LEAST_COSINE
    )


def near_by_words(terms: Sequence[tuple[str, ...]]) -> list[NearPair]:
    """Find for each claim those that share most of its rare words; nearest pairs come first."""
    postings: dict[str, list[int]] = {}
    for claim, own in enumerate(terms):
        for term in set(own):
            postings.setdefault(term, []).append(claim)
    rare = {term: found for term, found in postings.items() if 2 <= len(found) <= _MOST_POSTINGS}
    return _nearest_first(
        pair for claim, own in enumerate(terms) for pair in _sharing_words(claim, set(own), rare)
    )


def _sharing_words(claim: int, terms: set[str], rare: dict[str, list[int]]) -> Iterator[NearPair]:
    weights: dict[int, float] = {}
    for found in (rare[term] for term in sorted(terms & rare.keys())):
        for other in found:
            weights[other] = weights.get(other, 0.0) + 1 / len(found)
    weights.pop(claim, None)
    nearest = sorted(weights.items(), key=lambda each: (-each[1], each[0]))[:_NEIGHBOURS]
    for other, weight in nearest:
        yield NearPair(min(claim, other), max(claim, other), round(weight, 6))


def _nearest_first(pairs: Iterable[NearPair]) -> list[NearPair]:
    nearest: dict[tuple[int, int], NearPair] = {}
    for pair in pairs:
        # Each of two neighbours may name the other, a little nearer or further away.
        known = nearest.setdefault((pair.claim, pair.other), pair)
        if pair.closeness > known.closeness:
            nearest[pair.claim, pair.other] = pair
    return sorted(nearest.values(), key=lambda each: (-each.closeness, each.claim, each.other))
