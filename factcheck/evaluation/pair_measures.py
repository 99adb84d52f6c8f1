"""Precision, recall and false matches of the decisions on pairs, with Wilson intervals."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from factcheck.evaluation.calibration_measures import (
    Bin,
    defined,
    equal_bins,
    expected_calibration_error,
    recall_at_precision,
)
from factcheck.evaluation.evaluation_measures import Interval
from factcheck.evaluation.pair_decisions import PairDecision
from factcheck.model import Decision
from factcheck.ranking.conflicts.negation import ONE_SIDED_NEGATION

_MOST_MISTAKES = 20
_NO_VETO = {ONE_SIDED_NEGATION}
# The normal quantile of a two-sided interval of 95 percent.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class PairGroup:
    """The measures of a group of pairs; None where there is nothing to measure.

    Attributes:
        pairs: How many.
        same: How many of them are the same claim.
        values: By measure, 0 to 1.
        intervals: 95 % intervals of Wilson (1927), those of shares only.
    """

    pairs: int
    same: int
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


@dataclass(frozen=True, slots=True)
class PairReport:
    """All measures of decisions on pairs.

    Attributes:
        by_pair: By languages of claim and published claim, such as ``sw→en``.
        by_group: By the column ``group``; empty where there is none.
        by_label: By label: of ``same`` there is recall, of the others the false matches.
        bins: Reliability of the scores.
        conflicts: By name of the conflict, in how many pairs of the same claim, where it is
            wrong, and in how many others it was found.
        mistakes: Different claims that are a match, the highest scores first.
        notes: For the reader of the figures.
    """

    everything: PairGroup
    by_pair: Mapping[str, PairGroup]
    by_group: Mapping[str, PairGroup]
    by_label: Mapping[str, PairGroup]
    bins: tuple[Bin, ...]
    conflicts: Mapping[str, tuple[int, int]]
    mistakes: tuple[PairDecision, ...]
    notes: tuple[str, ...] = ()


def measure_pairs(decisions: Sequence[PairDecision], notes: tuple[str, ...] = ()) -> PairReport:
    """Measure *decisions* on labelled pairs, of which there is one at least."""

    def grouped(name: Callable[[PairDecision], str]) -> dict[str, PairGroup]:
        groups: dict[str, list[PairDecision]] = {}
        for each in decisions:
            groups.setdefault(name(each), []).append(each)
        largest_first = sorted(groups.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        return {name: _measured(members) for name, members in largest_first if name}

    wrong = [each for each in decisions if _is_match(each) and not each.pair.is_same]
    return PairReport(
        everything=_measured(decisions),
        by_pair=grouped(lambda each: each.pair.languages),
        by_group=grouped(lambda each: each.pair.group),
        by_label=grouped(lambda each: each.pair.label),
        bins=_bins(decisions),
        conflicts=_found_conflicts(decisions),
        mistakes=tuple(sorted(wrong, key=lambda each: -each.score)[:_MOST_MISTAKES]),
        notes=notes,
    )


def _measured(decisions: Sequence[PairDecision]) -> PairGroup:
    same = sum(each.pair.is_same for each in decisions)
    matched = sum(map(_is_match, decisions))
    right = sum(_is_match(each) and each.pair.is_same for each in decisions)
    shares = {
        "match_precision": (right, matched),
        "match_recall": (right, same),
        "false_match_rate": (matched - right, len(decisions) - same),
    }
    free = [-np.inf if set(each.conflicts) - _NO_VETO else each.score for each in decisions]
    free_and_same = [
        score if each.pair.is_same else -np.inf for score, each in zip(free, decisions, strict=True)
    ]
    promised = recall_at_precision(np.array(free), np.array(free_and_same), same)
    return PairGroup(
        pairs=len(decisions),
        same=same,
        values={
            **{name: part / whole if whole else None for name, (part, whole) in shares.items()},
            "promised_recall": defined(promised),
            "ece": defined(expected_calibration_error(_bins(decisions))),
        },
        intervals={name: wilson_interval(*counts) for name, counts in shares.items()},
    )


def _bins(decisions: Sequence[PairDecision]) -> tuple[Bin, ...]:
    return equal_bins(
        np.array([each.score for each in decisions]),
        np.array([float(each.pair.is_same) for each in decisions]),
    )


def wilson_interval(part: int, whole: int) -> Interval | None:
    """Return the 95 % interval of a share by Wilson's score; None for a share of nothing.

    Unlike the bootstrap's it is no single point where the share is 0 or 1.
    """
    if not whole:
        return None
    share, spread = part / whole, _Z**2 / whole
    middle = share + spread / 2
    reach = _Z * math.sqrt(share * (1 - share) / whole + spread / (4 * whole))
    low, high = ((middle + sign * reach) / (1 + spread) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def _found_conflicts(decisions: Sequence[PairDecision]) -> dict[str, tuple[int, int]]:
    counts: dict[str, list[int]] = {}
    for each in decisions:
        for name in each.conflicts:
            counts.setdefault(name, [0, 0])[not each.pair.is_same] += 1
    most_first = sorted(counts.items(), key=lambda entry: (-sum(entry[1]), entry[0]))
    return {name: (same, different) for name, (same, different) in most_first}


def _is_match(decision: PairDecision) -> bool:
    return decision.decision is Decision.MATCH
