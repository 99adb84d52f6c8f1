"""The results of looking labelled claims up, reduced to what the measures need."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# A fact-check that answers a claim, but that the store does not hold, can never be found.
MISSING = "missing:"


@dataclass(frozen=True, slots=True)
class Hit:
    """One fact-check in an answer.

    Attributes:
        id: Public id of the fact-check.
        score: Calibrated probability that it answers the claim, 0 to 1.
        is_match: Whether the decision was a match.
        conflict: Whether a conflict forbids that, whatever the score.
    """

    id: str
    score: float
    is_match: bool
    conflict: bool

    def is_match_from(self, threshold: float) -> bool:
        """Return whether it would be a match if matches began at *threshold*."""
        return self.score >= threshold and not self.conflict


@dataclass(frozen=True, slots=True)
class Result:
    """A labelled claim and what was found for it.

    Attributes:
        language: Of the claim.
        answers: Public ids of the right fact-checks; those that the store does not hold
            begin with ``missing:``. Nothing where the claim has no answer.
        answer_languages: Of those that the store holds.
        hits: All ranked candidates, best first.
        hits_without: The same with the answers and their duplicates hidden; None where that was
            not tried, or where there was nothing to hide.
        duplicates: Fact-checks that are not labelled but review the claim of an answer word for
            word, as corpora often have them. To present one is no mistake.
    """

    claim_id: str
    language: str
    answers: frozenset[str]
    answer_languages: frozenset[str]
    hits: tuple[Hit, ...]
    hits_without: tuple[Hit, ...] | None = None
    duplicates: frozenset[str] = frozenset()

    @property
    def hits_without_answer(self) -> tuple[Hit, ...] | None:
        """The hits of the look-up in which no answer could be found; None if that was not tried."""
        return self.hits_without if self.answers else self.hits

    def is_right(self, hits: Iterable[Hit]) -> bool:
        """Return whether one of *hits* is a labelled answer or a duplicate of one."""
        return any(hit.id in self.answers or hit.id in self.duplicates for hit in hits)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A decision that a person should look at.

    Attributes:
        kind: ``wrong_match``, ``false_match`` (with the answers hidden) or ``missed``: no
            right answer stands first.
        fact_check_id: What was presented instead; empty where nothing was.
        score: Its score, 0 to 1; 0 where nothing was found.
    """

    kind: str
    claim_id: str
    fact_check_id: str
    score: float


def worst_mistakes(results: Iterable[Result], most: int = 20) -> tuple[Mistake, ...]:
    """Return at most *most* mistakes of each kind, those with the highest score first."""
    by_kind: dict[str, list[Mistake]] = {"wrong_match": [], "false_match": [], "missed": []}
    for result in results:
        for mistake in _mistakes(result):
            by_kind[mistake.kind].append(mistake)
    return tuple(
        mistake
        for mistakes in by_kind.values()
        for mistake in sorted(mistakes, key=lambda each: (-each.score, each.claim_id))[:most]
    )


def _mistakes(result: Result) -> Iterator[Mistake]:
    matches = [hit for hit in result.hits if hit.is_match]
    if matches and not result.is_right(matches):
        yield _mistake("wrong_match", result, matches)
    elif result.answers and not result.is_right(result.hits[:1]):
        yield _mistake("missed", result, result.hits)
    hidden = [hit for hit in result.hits_without or () if hit.is_match]
    if hidden:
        yield _mistake("false_match", result, hidden)


def _mistake(kind: str, result: Result, hits: Sequence[Hit]) -> Mistake:
    if not hits:
        return Mistake(kind, result.claim_id, "", 0.0)
    return Mistake(kind, result.claim_id, hits[0].id, hits[0].score)
