"""The queue of a review: the suggestions that wait for a person, in the order that saves work."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from factcheck.model import Match, Signal
from factcheck.text.normalise import comparable, without_final_stop, words


class ReviewOrder(StrEnum):
    """In which order suggestions are shown."""

    UNCERTAIN = "uncertain"
    COUNT = "count"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A fact-check that was suggested for a claim.

    Attributes:
        score: That of the lookup, 0 to 1.
        words: Of its claim, by which those that review one claim are known.
        part: The sentence of a long post that was compared, empty if the whole was.
    """

    fact_check_id: str
    score: float
    words: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    part: str = ""

    @classmethod
    def of(cls, match: Match) -> "Suggestion":
        """Return *match* as a suggestion."""
        of_claim = words(match.fact_check.claim)
        return cls(match.fact_check.id, match.score, of_claim, match.signals, match.part)


# Compared by identity, so that pairs are quickly found again.
@dataclass(frozen=True, slots=True, eq=False)
class AskedClaim:
    """A claim that was looked up, with what was suggested for it.

    Attributes:
        line: Of its list, counted from 1; of copies, the first.
        count: How many lines of the list hold it.
        suggestions: Best first, at least one.
    """

    text: str
    language: str
    line: int
    suggestions: tuple[Suggestion, ...]
    count: int = 1

    @property
    def pairs(self) -> Iterator["Pair"]:
        """The claim with each of its suggestions, best first."""
        return (Pair(self, rank) for rank in range(len(self.suggestions)))


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and one of its suggestions, by its rank from 0: what a person judges."""

    claim: AskedClaim
    rank: int

    @property
    def suggestion(self) -> Suggestion:
        """The suggestion."""
        return self.claim.suggestions[self.rank]

    def excludes(self, other: "Pair") -> bool:
        """Whether the two suggestions review different claims, of which seldom both are right."""
        return self.suggestion.words != other.suggestion.words

    @property
    def likelihood(self) -> float:
        """The score, lowered by suggestions of other claims; it only orders pairs."""
        rivals = (other.suggestion.score for other in self.claim.pairs if self.excludes(other))
        total = self.suggestion.score + sum(rivals)
        return self.suggestion.score**2 / total if total else 0.0


def without_copies(claims: Iterable[AskedClaim]) -> tuple[AskedClaim, ...]:
    """Give *claims* in their order; copies become one, with their count."""
    merged: dict[str, AskedClaim] = {}
    for claim in claims:
        key = without_final_stop(comparable(claim.text))
        first = merged.get(key)
        merged[key] = claim if first is None else replace(first, count=first.count + claim.count)
    return tuple(merged.values())


_SORT_KEYS: dict[ReviewOrder, Callable[[Pair], tuple[float, ...]]] = {
    ReviewOrder.UNCERTAIN: lambda pair: (-pair.likelihood, pair.claim.line),
    ReviewOrder.COUNT: lambda pair: (-pair.claim.count, pair.claim.line, pair.rank),
    ReviewOrder.LIST: lambda pair: (pair.claim.line, pair.rank),
}


class ReviewQueue:
    """The pairs that wait, the next one first."""

    def __init__(self, claims: Iterable[AskedClaim], order: ReviewOrder) -> None:
        """Sort the pairs of *claims* by *order*."""
        pairs = (pair for claim in claims for pair in claim.pairs)
        self._waiting = deque(sorted(pairs, key=_SORT_KEYS[order]))

    def __len__(self) -> int:
        """Count the pairs that wait."""
        return len(self._waiting)

    @property
    def first(self) -> Pair | None:
        """The pair to show next, None where none waits."""
        return self._waiting[0] if self._waiting else None

    def __iter__(self) -> Iterator[Pair]:
        """Give the pairs that wait, the next one first."""
        return iter(self._waiting)

    def remove_all(self, pairs: Set[Pair]) -> None:
        """Take *pairs* out."""
        self._waiting = deque(pair for pair in self._waiting if pair not in pairs)

    def bring_first(self, pair: Pair) -> None:
        """Put *pair* first, whether it waits or not."""
        self.remove_all({pair})
        self._waiting.appendleft(pair)

    def postpone(self, pair: Pair) -> None:
        """Put *pair* last."""
        self.remove_all({pair})
        self._waiting.append(pair)

    def postpone_rivals(self, pair: Pair) -> None:
        """Put what *pair* excludes last, in its order: the claim has its answer."""
        rivals = [each for each in self.waiting_for(pair.claim) if pair.excludes(each)]
        self.remove_all(set(rivals))
        self._waiting.extend(rivals)

    def waiting_for(self, claim: AskedClaim) -> Sequence[Pair]:
        """Give the pairs of *claim* that wait, best first."""
        theirs = (pair for pair in self._waiting if pair.claim is claim)
        return sorted(theirs, key=lambda pair: pair.rank)
