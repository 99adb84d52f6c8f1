"""Decide whether a stored fact-check answers a claim, apart from how alike they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.model import Decision, Match, Signal, Verdict

# What a reader would act on differently. Satire, unproven and unrated oppose nothing.
_SIDES = {
    Verdict.TRUE: "true",
    Verdict.MOSTLY_TRUE: "true",
    Verdict.MIXED: "mixed",
    Verdict.MISLEADING: "false",
    Verdict.MOSTLY_FALSE: "false",
    Verdict.FALSE: "false",
}


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """From which score on a fact-check is shown, and from which a script may act on it.

    Attributes:
        match_from: Lowest score of a ``match``, 0 to 1.
        match_across_from: The same for claims in two languages, where rules see fewer conflicts.
        suggest_from: Lowest score of a suggestion, 0 to 1.
    """

    match_from: float = 0.85
    match_across_from: float = 0.93
    suggest_from: float = 0.25

    def __post_init__(self) -> None:
        """Refuse thresholds that contradict each other."""
        for match_from in (self.match_from, self.match_across_from):
            if not 0 <= self.suggest_from <= match_from <= 1:
                raise ValueError(
                    f"0 <= suggest_from <= match_from <= 1 must hold, not "
                    f"{self.suggest_from} and {match_from}"
                )


def decide_pair(
    score: float, signals: Sequence[Signal], policy: MatchPolicy, *, across: bool = False
) -> Decision:
    """Decide on one fact-check alone: any conflict forbids a match, whatever the score.

    Args:
        score: Chance that one fact-check serves both claims.
        signals: What speaks for and against.
        policy: Thresholds.
        across: Whether the two claims are in different languages.
    """
    match_from = policy.match_across_from if across else policy.match_from
    if score < policy.suggest_from:
        return Decision.NONE
    if score < match_from or any(signal.conflict for signal in signals):
        return Decision.SUGGESTED
    return Decision.MATCH


def disagreement(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the winners that rule differently on the same claim, or nothing if they agree."""
    winners = [match for match in matches if match.decision is Decision.MATCH]
    sides = {
        _SIDES[match.fact_check.verdict] for match in winners if match.fact_check.verdict in _SIDES
    }
    return tuple(winners) if len(sides) > 1 else ()
