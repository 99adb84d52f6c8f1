"""Turn the features of a pair into a calibrated probability, by logistic regression."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources

from factcheck.ranking.features import PairFeatures

_WEIGHTS = "weights.json"
# One feature out of all bounds must not outweigh the reranker.
_LARGEST_FIRST_STAGE = 8.0


@dataclass(frozen=True, slots=True)
class WeightTable:
    """The weights of one logistic regression, on the scale of log-odds.

    Attributes:
        intercept: The log-odds where every feature is 0.
        weights: By the names of the features.
        per_conflict: Added where there is any conflict between the two claims; 0 or less.
    """

    intercept: float
    weights: Mapping[str, float]
    per_conflict: float = 0.0

    def log_odds(self, features: Callable[[str], float], conflicts: int = 0) -> float:
        """Add up the weighted features; *features* gives each by its name."""
        total = self.intercept + self.per_conflict * min(conflicts, 1)
        return total + sum(weight * features(name) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Scorer:
    """One weight table for each situation that a pair can be in.

    Attributes:
        same_language: Both claims are in one language, or it is not known.
        cross_lingual: They are in two: few words can agree, so meaning has to.
        words_only: There is no vector for the claim or for the candidate.
        reranked_same_language: Weighs the first table's log-odds (``first_stage``) and those of
            the reranker (``reranker``).
        reranked_cross_lingual: The same across languages.
    """

    same_language: WeightTable
    cross_lingual: WeightTable
    words_only: WeightTable
    reranked_same_language: WeightTable
    reranked_cross_lingual: WeightTable

    def score(
        self,
        features: PairFeatures,
        *,
        cross_lingual: bool,
        conflicts: int = 0,
        reranker: float | None = None,
    ) -> float:
        """Give the probability, 0 to 1, that one fact-check serves both claims.

        Args:
            features: Of the two claims.
            cross_lingual: Whether they are in two languages.
            conflicts: How many contradictions the rules found.
            reranker: Log-odds that the reranker gave; None where it was not asked.
        """
        if reranker is None:
            table = self._first_table(features, cross_lingual=cross_lingual)
            return probability(table.log_odds(partial(getattr, features), conflicts))
        inputs = {
            "first_stage": self.first_stage_log_odds(features, cross_lingual=cross_lingual),
            "reranker": reranker,
        }
        table = self.reranked_cross_lingual if cross_lingual else self.reranked_same_language
        return probability(table.log_odds(inputs.__getitem__, conflicts))

    def first_stage_log_odds(self, features: PairFeatures, *, cross_lingual: bool) -> float:
        """Give the log-odds of a pair before it is reranked, within ±8."""
        table = self._first_table(features, cross_lingual=cross_lingual)
        total = table.log_odds(partial(getattr, features))
        return max(-_LARGEST_FIRST_STAGE, min(_LARGEST_FIRST_STAGE, total))

    def _first_table(self, features: PairFeatures, *, cross_lingual: bool) -> WeightTable:
        if features.cosine == 0.0:
            return self.words_only
        return self.cross_lingual if cross_lingual else self.same_language


def probability(log_odds: float) -> float:
    """Turn log-odds into a probability, 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def log_odds(score: float) -> float:
    """Turn a probability into log-odds, within ±30."""
    return max(-30.0, min(30.0, math.log(max(score, 1e-300)) - math.log(max(1 - score, 1e-300))))


@cache
def default_scorer() -> Scorer:
    """Load the weights that ship with factcheck.

    ``tools/train_score.py`` and ``tools/train_reranked_score.py`` made them.
    """
    text = resources.files("factcheck.ranking").joinpath(_WEIGHTS).read_text(encoding="utf-8")
    tables = json.loads(text)
    return Scorer(**{name: WeightTable(**tables[name]) for name in Scorer.__slots__})
