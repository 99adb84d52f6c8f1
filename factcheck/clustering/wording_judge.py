"""Judge whether two claims of a list are the same, as a look-up would that asks for either."""

from collections.abc import Iterable, Mapping, Sequence
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

# Numbers of two wordings.
Pair = tuple[int, int]

# How much nearer a claim as it is asked may be to a published one than both as published: of 683
# pairs in tests/cases none by more than 0.072.
_ASKED_NEARER_BY = 0.08


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

    def same(self, pairs: Iterable[Pair]) -> dict[Pair, Match]:
        """Give those of *pairs* that are the same, with the better match of the two ways to ask.

        Two wordings are the same if each is a match when the other is asked.
        """
        likely = [pair for pair in pairs if self._is_likely(*pair)]
        self._encode(number for pair in likely for number in pair)
        ways = {(one, other): self._both_ways(one, other) for one, other in likely}
        readable = {
            pair: ranked
            for pair, ranked in ways.items()
            if any(map(self._judge.could_match, ranked))
        }
        there = self._undisputed({pair: ranked[0] for pair, ranked in readable.items()})
        back = self._undisputed({pair: readable[pair][1] for pair in there})
        return {
            pair: max(there[pair], match, key=lambda each: each.score)
            for pair, match in back.items()
            if there[pair].decision is match.decision is Decision.MATCH
        }

    def contradict(self, one: int, other: int) -> bool:
        """Whether the rules find a conflict between two wordings, whichever is asked."""
        return any(map(self._judge.has_conflict, self._both_ways(one, other)))

    def _is_likely(self, one: int, other: int) -> bool:
        """Whether it is worth to encode two wordings as they are asked, and to read them."""
        nearer = self._both_ways(one, other, nearer_by=_ASKED_NEARER_BY)
        return any(map(self._judge.could_match, nearer)) and not self.contradict(one, other)

    def _undisputed(self, ranked: Mapping[Pair, RankedQuery]) -> dict[Pair, Match]:
        """Decide on each, and keep those that nothing speaks against."""
        decided = zip(ranked, self._judge.decide(list(ranked.values())), strict=True)
        return {pair: match for pair, match in decided if match and not match.conflicts}

    def _both_ways(
        self, one: int, other: int, *, nearer_by: float = 0.0
    ) -> tuple[RankedQuery, RankedQuery]:
        return self._ranked(one, other, nearer_by), self._ranked(other, one, nearer_by)

    def _ranked(self, asked: int, published: int, nearer_by: float) -> RankedQuery:
        """Rank two wordings by the vector of the asked one, or before that by its published one."""
        cosine = None
        if self._vectors is not None:
            here, there = self._asked.get(asked, self._vectors[asked]), self._vectors[published]
            cosine = float(here @ there) + nearer_by if here.any() and there.any() else None
        query = self._wordings[asked].query
        return self._judge.rank(query, self._wordings[published].published, [cosine])

    def _encode(self, numbers: Iterable[int]) -> None:
        """Encode wordings as they are asked; most of a list are like no other and never are."""
        new = [number for number in dict.fromkeys(numbers) if number not in self._asked]
        if self._encoder is not None and new:
            texts = [self._wordings[number].query.texts[0] for number in new]
            self._asked.update(zip(new, self._encoder.encode_claims(texts), strict=True))
