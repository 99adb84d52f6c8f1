"""The thresholds on the score, and the veto of a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from factcheck.model import Calibration, Decision, Recalibration, Signal
from factcheck.ranking.calibration import log_odds, probability


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """From which score on a fact-check is shown, and from which a script may act on it.

    Attributes:
        match_from: Lowest score of a ``match``, 0 to 1.
        cross_lingual_match_from: The same for claims in two languages.
        suggest_from: Lowest score of a suggestion, 0 to 1; the very opposite of a claim is
            suggested below it too, but never alone.
        calibration: Of the store; it goes before the thresholds for a ``match``.
    """

    match_from: float = 0.88
    cross_lingual_match_from: float = 0.88
    suggest_from: float = 0.25
    calibration: Calibration = field(default_factory=Calibration)

    def __post_init__(self) -> None:
        """Refuse thresholds that contradict each other."""
        for match_from in (self.match_from, self.cross_lingual_match_from):
            if not 0 <= self.suggest_from <= match_from <= 1:
                raise ValueError(
                    f"0 <= suggest_from <= match_from <= 1 must hold, not "
                    f"{self.suggest_from} and {match_from}"
                )


def recalibrated(
    score: float, policy: MatchPolicy, own: Recalibration | None
) -> tuple[float, MatchPolicy]:
    """Give the score and the thresholds as a newsroom's judgements have them.

    What was suggested stays suggested: that threshold moves with the scores.
    """
    if own is None:
        return score, policy

    def moved(before: float) -> float:
        return probability(own.intercept + own.slope * log_odds(before))

    suggest_from = min(moved(policy.suggest_from), own.match_from)
    return moved(score), replace(
        policy,
        match_from=own.match_from,
        cross_lingual_match_from=own.match_from,
        suggest_from=suggest_from,
    )


def decide_pair(
    score: float, signals: Sequence[Signal], policy: MatchPolicy, *, cross_lingual: bool = False
) -> Decision:
    """Decide on one fact-check alone: any conflict forbids a match, whatever the score.

    Args:
        score: Probability that one fact-check serves both claims.
        signals: What speaks for and against.
        policy: Thresholds.
        cross_lingual: Whether the two claims are in different languages.
    """
    match_from = policy.cross_lingual_match_from if cross_lingual else policy.match_from
    if score < policy.suggest_from:
        return Decision.NONE
    if score < match_from or any(signal.conflict for signal in signals):
        return Decision.SUGGESTED
    return Decision.MATCH
