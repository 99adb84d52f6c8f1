"""Measures with bootstrap intervals for all claims, each language and each language pair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from factcheck.evaluation.calibration_measures import (
    MEASURES,
    AtThreshold,
    Bin,
    Observations,
    bins_half_without,
    defined,
    expected_calibration_error,
    sweep,
)
from factcheck.evaluation.lookup_results import MISSING, Mistake, Result, worst_mistakes

Interval = tuple[float, float]
RESAMPLES = 1_000
_TAILS = (2.5, 97.5)
_DUPLICATES_NOTE = (
    "Fact-checks that review the very claim of an answer, word for word, are right answers for "
    "decisions and calibration, and are hidden with it; the ranking follows the labels alone."
)


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of a group of claims.

    Attributes:
        values: By measure, 0 to 1; None where there is nothing to measure.
        intervals: 95 % bootstrap intervals.
    """

    claims: int
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """All measures of an evaluation.

    Attributes:
        by_language: By language of the claim.
        by_pair: By languages of claim and answer, such as ``sw→en``. A claim counts in every
            pair that one of its answers makes.
        bins: Reliability of the best hits, where answers can be found.
        bins_half_without: The same with the look-ups in which the answers were hidden.
        ece_half_without: The calibration error over those; None where nothing was found.
        mistakes: The worst of each kind, for a person to look at.
        counts: Of claims, answers and documents, by name.
        notes: For the reader of the figures.
    """

    everything: Group
    by_language: Mapping[str, Group]
    by_pair: Mapping[str, Group]
    bins: tuple[Bin, ...]
    bins_half_without: tuple[Bin, ...]
    ece_half_without: float | None
    sweep: tuple[AtThreshold, ...]
    mistakes: tuple[Mistake, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()


def make_report(
    results: Sequence[Result],
    counts: Mapping[str, int],
    notes: tuple[str, ...] = (),
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> EvaluationReport:
    """Measure *results*; the same results and *seed* give the same report.

    Raises:
        MissingExtra: ir-measures is not installed.
    """
    observed = Observations.of(results)
    half_without = bins_half_without(results)
    counted = _counted(results)

    def grouped(names: Callable[[Result], Sequence[str]]) -> dict[str, Group]:
        rows: dict[str, list[int]] = {}
        for row, result in enumerate(results):
            for name in names(result):
                rows.setdefault(name, []).append(row)
        largest_first = sorted(rows.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        return {
            name: _measured(observed.take(np.array(members)), seed, resamples)
            for name, members in largest_first
        }

    return EvaluationReport(
        everything=_measured(observed, seed, resamples),
        by_language=grouped(lambda result: (result.language,)),
        by_pair=grouped(
            lambda result: [f"{result.language}→{code}" for code in sorted(result.answer_languages)]
        ),
        bins=observed.bins(),
        bins_half_without=half_without,
        ece_half_without=defined(expected_calibration_error(half_without)),
        sweep=sweep(results),
        mistakes=worst_mistakes(results),
        counts={**counts, **counted},
        notes=(*notes, *([_DUPLICATES_NOTE] if counted["twins_of_answers"] else [])),
    )


def _measured(observed: Observations, seed: int, resamples: int) -> Group:
    claims = len(observed.answerable)
    values = observed.measures()
    random = np.random.default_rng(seed)
    samples: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _ in range(resamples):
        resampled = observed.take(random.integers(claims, size=claims))
        for name, value in resampled.measures().items():
            samples[name].append(value)
    return Group(
        claims,
        {name: defined(values[name]) for name in MEASURES},
        {name: _interval(samples[name]) for name in MEASURES},
    )


def _interval(samples: Sequence[float]) -> Interval | None:
    """Return the percentile bootstrap interval (Efron and Tibshirani, 1993)."""
    values = [value for value in samples if not np.isnan(value)]
    if not values:
        return None
    low, high = np.percentile(values, _TAILS)
    return float(low), float(high)


def _counted(results: Sequence[Result]) -> dict[str, int]:
    return {
        "claims": len(results),
        "claims_with_answer": sum(bool(result.answers) for result in results),
        "claims_tried_without_answer": sum(r.hits_without_answer is not None for r in results),
        "answers": sum(len(result.answers) for result in results),
        "answers_not_stored": sum(
            answer.startswith(MISSING) for result in results for answer in result.answers
        ),
        "twins_of_answers": sum(len(result.duplicates) for result in results),
    }
