"""Turn what was measured about two claims into one calibrated score."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.matching.comparing import Comparison

_TABLE = "weights.json"


@dataclass(frozen=True, slots=True)
class WeightTable:
    """What each measured value counts, on the scale of log-odds.

    Attributes:
        intercept: The score's log-odds where every value is 0.
        weights: By the names of `Comparison`'s values.
        per_conflict: Added for the conflicts between the two claims; 0 or less.
    """

    intercept: float
    weights: Mapping[str, float]
    per_conflict: float = 0.0

    def score(self, comparison: Comparison, conflicts: int = 0) -> float:
        """Give the chance, 0 to 1, that one fact-check serves both claims."""
        log_odds = self.intercept + self.per_conflict * min(conflicts, 1)
        for name, weight in self.weights.items():
            log_odds += weight * getattr(comparison, name)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weight tables for the three situations that a claim can be in.

    Attributes:
        same_language: Both claims are in one language, or it is not known.
        across_languages: They are in two: few words can agree, so meaning has to.
        words_only: There is no vector for the claim or for the candidate.
    """

    same_language: WeightTable
    across_languages: WeightTable
    words_only: WeightTable

    def score(self, comparison: Comparison, *, across: bool, conflicts: int = 0) -> float:
        """Give the chance, 0 to 1, that one fact-check serves both claims."""
        if comparison.meaning == 0.0:
            return self.words_only.score(comparison, conflicts)
        table = self.across_languages if across else self.same_language
        return table.score(comparison, conflicts)


@cache
def default_scorer() -> Scorer:
    """Load the weights that ship with factcheck, made by ``tools/train_score.py``."""
    text = resources.files("factcheck.matching").joinpath(_TABLE).read_text(encoding="utf-8")
    tables = json.loads(text)
    return Scorer(**{name: WeightTable(**tables[name]) for name in Scorer.__slots__})
