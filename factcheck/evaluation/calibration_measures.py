"""Measure decisions (precision, recall, false matches) and calibration (ECE, reliability)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from factcheck.evaluation.lookup_results import Hit, Result
from factcheck.evaluation.ranking_measures import RANKING_MEASURES, ranking_values

Column = NDArray[np.float64]

MEASURES = (
    *RANKING_MEASURES,
    "match_precision",
    "match_recall",
    "promised_recall",
    "false_match_rate",
    "ece",
)
# What a script may rely on: so many of the matches are right.
PROMISED_PRECISION = 0.985
BINS = 15
THRESHOLDS = (*(round(0.05 * step, 2) for step in range(2, 20)), 0.97, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram: claims whose best hits have about the same score.

    Attributes:
        mean_score: Of the best hits, 0 to 1.
        accuracy: Share of the best hits that are right; equal to the mean score if scores are
            calibrated.
    """

    lowest: float
    highest: float
    mean_score: float
    accuracy: float
    claims: int


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Decision measures if matches began at another score; None where undefined."""

    threshold: float
    match_precision: float | None
    match_recall: float | None
    false_match_rate: float | None


@dataclass(frozen=True, slots=True)
class Observations:
    """One row for each claim, one column for everything that is averaged; NaN where undefined.

    Attributes:
        ranking: By measure; NaN for a claim without an answer.
        answerable: 1 for a claim that has an answer, else 0.
        matched: 1 where something was presented as a match, else 0.
        right: 1 where one of the matches answers the claim, else 0.
        false: 1 where a false match was presented though no answer could be found; NaN if not
            tried.
        free_score: The highest score of a hit without a conflict, -inf where there is none.
        right_score: The same of the hits that answer the claim.
        score: Of the best hit; NaN where nothing was found.
        best_right: 1 where the best hit answers the claim, else 0.
    """

    ranking: Mapping[str, Column]
    answerable: Column
    matched: Column
    right: Column
    false: Column
    free_score: Column
    right_score: Column
    score: Column
    best_right: Column

    @classmethod
    def of(cls, results: Sequence[Result]) -> "Observations":
        """Build the columns of *results*.

        Raises:
            MissingExtra: ir-measures is not installed.
        """
        ranking = ranking_values(results)
        return cls(
            ranking={
                name: _column(ranking[name].get(r.claim_id, np.nan) for r in results)
                for name in RANKING_MEASURES
            },
            answerable=_column(bool(r.answers) for r in results),
            matched=_column(bool(_matches(r.hits)) for r in results),
            right=_column(r.is_right(_matches(r.hits)) for r in results),
            false=_column(_false_match(r) for r in results),
            free_score=_column(_best_free(r.hits) for r in results),
            right_score=_column(_best_free(h for h in r.hits if r.is_right((h,))) for r in results),
            score=_column(r.hits[0].score if r.hits else np.nan for r in results),
            best_right=_column(r.is_right(r.hits[:1]) for r in results),
        )

    def take(self, rows: NDArray[np.int64]) -> "Observations":
        """Return some of the rows, with repetition: one bootstrap sample."""
        return Observations(
            {name: column[rows] for name, column in self.ranking.items()},
            *(getattr(self, name)[rows] for name in Observations.__slots__[1:]),
        )

    def measures(self) -> dict[str, float]:
        """Return every measure, 0 to 1; NaN where there is nothing to average."""
        return {
            **{name: _mean(column) for name, column in self.ranking.items()},
            "match_precision": _share(self.right, self.matched),
            "match_recall": _share(self.right, self.answerable),
            "promised_recall": recall_at_precision(
                self.free_score, self.right_score, self.answerable.sum()
            ),
            "false_match_rate": _mean(self.false),
            "ece": expected_calibration_error(self.bins()),
        }

    def bins(self) -> tuple[Bin, ...]:
        """Return the bins of the reliability diagram, with equally many claims in each."""
        return equal_bins(self.score, self.best_right)


def bins_half_without(results: Sequence[Result]) -> tuple[Bin, ...]:
    """Return the bins over all look-ups, with the answers and with the answers hidden.

    The share of a newsroom's claims without an answer is not known. Where every claim has one,
    calibrated scores seem too low.
    """
    both = [(result.hits, result) for result in results]
    both += [(r.hits_without, r) for r in results if r.hits_without is not None]
    return equal_bins(
        _column(hits[0].score if hits else np.nan for hits, _ in both),
        _column(result.is_right(hits[:1]) for hits, result in both),
    )


def equal_bins(score: Column, right: Column) -> tuple[Bin, ...]:
    """Sort into bins by score, equally many in each; what has no score (NaN) is in none."""
    scored = np.flatnonzero(~np.isnan(score))
    ordered = scored[np.argsort(score[scored], kind="stable")]
    return tuple(
        Bin(
            lowest=float(score[rows[0]]),
            highest=float(score[rows[-1]]),
            mean_score=float(score[rows].mean()),
            accuracy=float(right[rows].mean()),
            claims=len(rows),
        )
        for rows in np.array_split(ordered, BINS)
        if len(rows)
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error (ECE), 0 to 1; NaN without bins.

    The estimator of Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using
    Bayesian Binning" (2015), over bins of equal mass. With few claims in a bin it is above zero
    even for perfect scores.
    """
    claims = sum(each.claims for each in bins)
    if not claims:
        return float("nan")
    return sum(each.claims * abs(each.mean_score - each.accuracy) for each in bins) / claims


def recall_at_precision(
    matched: Column, right: Column, answerable: float, precision: float = PROMISED_PRECISION
) -> float:
    """Return the highest recall of any threshold from which on *precision* is kept, 0 to 1.

    Args:
        matched: The thresholds up to which something is a match; -inf where nothing ever is.
        right: The same for something right, in the same order.
        answerable: How many have an answer; NaN is returned for 0.
        precision: Least share of right ones among the matches.
    """
    if not answerable:
        return float("nan")
    thresholds = np.unique(right[np.isfinite(right)])
    found = len(right) - np.searchsorted(np.sort(right), thresholds)
    presented = len(matched) - np.searchsorted(np.sort(matched), thresholds)
    return float(np.max(found[found >= precision * presented], initial=0) / answerable)


def sweep(results: Sequence[Result]) -> tuple[AtThreshold, ...]:
    """Return the decision measures at every threshold; conflicts still forbid a match."""
    return tuple(_at(threshold, results) for threshold in THRESHOLDS)


def _at(threshold: float, results: Sequence[Result]) -> AtThreshold:
    def from_threshold(hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.is_match_from(threshold)]

    matched = [(result, from_threshold(result.hits)) for result in results]
    right = _column(result.is_right(hits) for result, hits in matched)
    hidden = [r.hits_without_answer for r in results if r.hits_without_answer is not None]
    return AtThreshold(
        threshold,
        defined(_share(right, _column(bool(hits) for _, hits in matched))),
        defined(_share(right, _column(bool(result.answers) for result in results))),
        defined(_mean(_column(bool(from_threshold(hits)) for hits in hidden))),
    )


def defined(value: float) -> float | None:
    """Return None for NaN, which JSON cannot express."""
    return None if np.isnan(value) else float(value)


def _matches(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.is_match]


def _best_free(hits: Iterable[Hit]) -> float:
    return max((hit.score for hit in hits if not hit.conflict), default=-np.inf)


def _false_match(result: Result) -> float:
    hits = result.hits_without_answer
    return np.nan if hits is None else float(bool(_matches(hits)))


def _column(values: Iterable[float]) -> Column:
    return np.fromiter(values, np.float64)


def _mean(column: Column) -> float:
    values = column[~np.isnan(column)]
    return float(values.mean()) if values.size else float("nan")


def _share(part: Column, whole: Column) -> float:
    return float(part.sum() / whole.sum()) if whole.any() else float("nan")
