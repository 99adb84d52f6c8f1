"""Judge whether two claims of a list are the same, as a look-up would that asks for either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.model import Decision, FactCheck, Match
from factcheck.ranking.pair_judge import PairJudge
from factcheck.ranking.ranker import RankedQuery
from factcheck.retrieval.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a claim.

    Attributes:
        query: The claim as it is asked, as one text.
        published: The same text as a fact-check that might answer.
        places: Where it stands in the list, rising.
    """

    query: Query
    published: FactCheck
    places: list[int] = field(default_factory=list)


class WordingJudge:
    """Decides on pairs of wordings, which are named by their numbers."""

    def __init__(
        self,
        wordings: Sequence[Wording],
        vectors: "NDArray[np.float32] | None",
        encoder: "Encoder | None",
        judge: PairJudge,
    ) -> None:
        """Judge with *judge*.

        Args:
            wordings: Of the list.
            vectors: Of the wordings as published claims, a row for each; None without an encoder.
            encoder: Of the vectors.
            judge: Of single pairs.
        """
        self._wordings = wordings
        self._vectors = vectors
        self._encoder = encoder
        self._judge = judge
        self._asked: dict[int, NDArray[np.float32]] = {}

    def same(self, pairs: Sequence[tuple[int, int]]) -> list[Match | None]:
        """Decide on *pairs*: the better match of the two ways to ask, or None.

        Two wordings are the same if one is a match when the other is asked, and nothing speaks
        against it whichever of them is asked.
        """
        self._encode(number for pair in pairs for number in pair)
        found: list[Match | None] = [None] * len(pairs)
        both_ways = {}
        for place, (one, other) in enumerate(pairs):
            ways = [self._ranked(one, other), self._ranked(other, one)]
            disputed = map(self._judge.has_conflict, ways)
            if any(map(self._judge.could_match, ways)) and not any(disputed):
                both_ways[place] = ways
        there = self._undisputed({place: ways[0] for place, ways in both_ways.items()})
        back = self._undisputed({place: both_ways[place][1] for place in there})
        for place, match in back.items():
            better = max(match, there[place], key=_rank)
            found[place] = better if better.decision is Decision.MATCH else None
        return found

    def contradict(self, one: int, other: int) -> bool:
        """Whether the rules find a conflict between two wordings, whichever is asked."""
        self._encode((one, other))
        return self._judge.has_conflict(self._ranked(one, other)) or self._judge.has_conflict(
            self._ranked(other, one)
        )

    def _undisputed(self, ranked: dict[int, RankedQuery]) -> dict[int, Match]:
        """Decide on each, and keep those that nothing speaks against."""
        decided = zip(ranked, self._judge.decide(list(ranked.values())), strict=True)
        return {place: match for place, match in decided if match and not match.conflicts}

    def _ranked(self, asked: int, published: int) -> RankedQuery:
        cosine = None
        if self._vectors is not None:
            here, there = self._asked[asked], self._vectors[published]
            cosine = float(here @ there) if here.any() and there.any() else None
        query = self._wordings[asked].query
        return self._judge.rank(query, self._wordings[published].published, [cosine])

    def _encode(self, numbers: Iterable[int]) -> None:
        """Encode wordings as they are asked; most of a list have no neighbour and never are."""
        new = [number for number in dict.fromkeys(numbers) if number not in self._asked]
        if self._encoder is not None and new:
            texts = [self._wordings[number].query.texts[0] for number in new]
            self._asked.update(zip(new, self._encoder.encode_claims(texts), strict=True))


def _rank(match: Match) -> tuple[bool, float]:
    return match.decision is Decision.MATCH, match.score
