"""Ranking measures: MAP@5, MRR, P@1 and Success@10, by ir-measures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import ModuleType

from factcheck.errors import MissingExtra
from factcheck.evaluation.lookup_results import Result

# Our names for measures to those of ir-measures. The reciprocal rank is 0 where no answer is
# among the ten ranked candidates.
RANKING_MEASURES = {"map@5": "AP@5", "mrr": "RR", "p@1": "P@1", "success@10": "Success@10"}


def require_measures() -> ModuleType:
    """Import ir-measures, so that its absence is reported before the look-ups.

    Raises:
        MissingExtra: ir-measures is not installed.
    """
    try:
        import ir_measures  # lazy: an optional extra
    except ImportError as error:
        raise MissingExtra(
            "measuring needs more: pip install 'factcheck-claims[evaluate]'"
        ) from error
    return ir_measures


def ranking_values(results: Iterable[Result]) -> Mapping[str, Mapping[str, float]]:
    """Return the ranking measures of every claim that has an answer.

    Returns:
        By measure and claim; each value is 0 to 1.

    Raises:
        MissingExtra: ir-measures is not installed.
    """
    library = require_measures()
    answered = [result for result in results if result.answers]
    # Numbers instead of ids, because ir-measures accepts no null character in an id; ranks instead
    # of scores, because it breaks ties in its own way.
    numbers: defaultdict[str, str] = defaultdict(lambda: str(len(numbers)))
    right: dict[str, dict[str, int]] = {}
    ranked: dict[str, dict[str, float]] = {}
    for row, result in enumerate(answered):
        right[str(row)] = {numbers[answer]: 1 for answer in result.answers}
        ranked[str(row)] = {numbers[h.id]: float(-rank) for rank, h in enumerate(result.hits)}
    values = {name: {result.claim_id: 0.0 for result in answered} for name in RANKING_MEASURES}
    names = {library.parse_measure(theirs): ours for ours, theirs in RANKING_MEASURES.items()}
    for metric in library.iter_calc(list(names), right, ranked):
        claim = answered[int(metric.query_id)].claim_id
        values[names[metric.measure]][claim] = float(metric.value)
    return values
