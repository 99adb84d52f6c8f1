"""Measure whether the right fact-check stands first, or at least near the top."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import ModuleType

from factcheck.errors import MissingExtra
from factcheck.evaluation.lookup_results import Result

# Our names for measures, to those of the library. Where a claim's answer is not among the
# candidates that are read closely, ten of them, its reciprocal rank is 0.
RANKING_MEASURES = {"map@5": "AP@5", "mrr": "RR", "p@1": "P@1", "success@10": "Success@10"}


def require_measures() -> ModuleType:
    """Load the library, so that its absence is said before the work and not after it.

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
    """Measure every claim that has an answer.

    Returns:
        By measure and claim; each value is 0 to 1.

    Raises:
        MissingExtra: ir-measures is not installed.
    """
    library = require_measures()
    answered = [result for result in results if result.answers]
    # Numbers instead of names, because the library takes no name with a null character in it;
    # places instead of scores, because it would break ties its own way.
    numbers: defaultdict[str, str] = defaultdict(lambda: str(len(numbers)))
    right: dict[str, dict[str, int]] = {}
    found: dict[str, dict[str, float]] = {}
    for row, result in enumerate(answered):
        right[str(row)] = {numbers[answer]: 1 for answer in result.answers}
        found[str(row)] = {numbers[h.id]: float(-place) for place, h in enumerate(result.hits)}
    values = {name: {result.claim_id: 0.0 for result in answered} for name in RANKING_MEASURES}
    names = {library.parse_measure(theirs): ours for ours, theirs in RANKING_MEASURES.items()}
    for metric in library.iter_calc(list(names), right, found):
        claim = answered[int(metric.query_id)].claim_id
        values[names[metric.measure]][claim] = float(metric.value)
    return values
