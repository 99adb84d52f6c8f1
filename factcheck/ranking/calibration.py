"""Turn what was measured about two claims into one calibrated score."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources

from factcheck.ranking.features import Comparison

_TABLE = "weights.json"
# One likeness out of all bounds must not drown what was read.
_LARGEST_FIRST = 8.0


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

    def log_odds(self, values: Callable[[str], float], conflicts: int = 0) -> float:
        """Add up what the values count; *values* gives each by its name."""
        total = self.intercept + self.per_conflict * min(conflicts, 1)
        return total + sum(weight * values(name) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weight tables for the situations that a claim can be in.

    Attributes:
        same_language: Both claims are in one language, or it is not known.
        across_languages: They are in two: few words can agree, so meaning has to.
        words_only: There is no vector for the claim or for the candidate.
        read_same_language: Weighs the first table's log-odds (``first``), what the reader of
            pairs says (``reading``), and how far behind the best candidate the pair lies, where
            the two claims were read together.
        read_across_languages: The same across languages.
    """

    same_language: WeightTable
    across_languages: WeightTable
    words_only: WeightTable
    read_same_language: WeightTable
    read_across_languages: WeightTable

    def score(
        self,
        comparison: Comparison,
        *,
        across: bool,
        conflicts: int = 0,
        reading: float | None = None,
    ) -> float:
        """Give the probability, 0 to 1, that one fact-check serves both claims.

        Args:
            comparison: What was measured.
            across: Whether the claims are in two languages.
            conflicts: How many contradictions the rules see.
            reading: What the reader of pairs says, as log-odds; None where it was not asked.
        """
        if reading is None:
            first = self._first(across, comparison.meaning == 0.0)
            return probability(first.log_odds(partial(getattr, comparison), conflicts))
        values = {
            "first": self.first_log_odds(comparison, across=across),
            "reading": reading,
            "cosine_gap_to_top": comparison.cosine_gap_to_top,
        }
        second = self.read_across_languages if across else self.read_same_language
        return probability(second.log_odds(values.__getitem__, conflicts))

    def first_log_odds(self, comparison: Comparison, *, across: bool) -> float:
        """Give what is thought of a pair before it is read, on the scale of log-odds."""
        table = self._first(across, comparison.meaning == 0.0)
        total = table.log_odds(partial(getattr, comparison))
        return max(-_LARGEST_FIRST, min(_LARGEST_FIRST, total))

    def _first(self, across: bool, words_only: bool) -> WeightTable:
        if words_only:
            return self.words_only
        return self.across_languages if across else self.same_language


def probability(log_odds: float) -> float:
    """Turn log-odds into a probability, 0 to 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@cache
def default_scorer() -> Scorer:
    """Load the weights that ship with factcheck, made by ``tools/train_score.py``."""
    text = resources.files("factcheck.ranking").joinpath(_TABLE).read_text(encoding="utf-8")
    tables = json.loads(text)
    return Scorer(**{name: WeightTable(**tables[name]) for name in Scorer.__slots__})
