"""Recalibrate scores and the threshold of a match by what people judged.

judged pairs → score each without its judgement → fit → try on the other half
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.errors import UsageError
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Calibration, Judgement, Match, Recalibration
from factcheck.ranking.calibration import log_odds, probability
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.store.store import Store
from factcheck.text.normalise import comparable

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Pairs without a conflict; fewer, and two numbers would follow chance. Most suggestions are right,
# so few are different, but whoever never judges so may only have confirmed.
NEEDED = 50
NEEDED_OF_EACH = 3
# Pairs that lie above a threshold, so that their share of right ones means something.
_LEAST_ABOVE = 20
# What a fit starts from counts as much as a few pairs, so that it moves only as far as these say.
_PRIOR = 1.0
_STEPS = 50
_LEAST_SLOPE = 0.2
_LEAST_GAIN = 1e-9
_Z = 1.96


@dataclass(frozen=True, slots=True)
class JudgedScore:
    """A judged pair with its score, as the machine gives it without that judgement.

    Attributes:
        right: Whether it was judged ``same``.
        conflict: Whether a conflict forbids a match, whatever the score.
        half: 0 or 1, by the claim: copies and rivals of a claim are in one half.
    """

    score: float
    right: bool
    conflict: bool
    cross_lingual: bool
    half: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with its 95 % interval after Wilson (1927)."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The interval, from 0 to 1 where nothing is known."""
        if not self.whole:
            return 0.0, 1.0
        share, weight = self.part / self.whole, _Z**2 / self.whole
        middle = share + weight / 2
        reach = _Z * math.sqrt(share * (1 - share) / self.whole + weight / (4 * self.whole))
        return (
            max(0.0, (middle - reach) / (1 + weight)),
            min(1.0, (middle + reach) / (1 + weight)),
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What matches are worth among judged pairs.

    Attributes:
        precision: Right ones among the pairs that are a match.
        recall: Matches among the right pairs.
    """

    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Recalibrated:
    """A calibration, and its effect on pairs that it was not made from.

    Attributes:
        judged: How many judged pairs could be scored.
        wanted: Share of right pairs that matches are to have.
        before: With the thresholds that factcheck comes with.
        after: Each half decided by what the other half gave.
    """

    calibration: Calibration
    judged: int
    wanted: float
    before: Effect
    after: Effect

    @property
    def gains(self) -> bool:
        """Whether it finds more and is right as often as wanted or before, or nears what is wanted.

        Where there is no match, none is wrong.
        """
        before, after = (
            1.0 if effect.precision.value is None else effect.precision.value
            for effect in (self.before, self.after)
        )
        if self.after.recall.part > self.before.recall.part:
            return after >= min(before, self.wanted)
        return before < min(after, self.wanted)


def judged_scores(
    store: Store, encoder: "Encoder | None", on_progress: Callable[[], None] = lambda: None
) -> list[JudgedScore]:
    """Score what people judged here ``same`` or ``different``, without those who disagree.

    A pair that the lookup does not come upon has no score and is left out.

    Args:
        store: With the judgements.
        encoder: Of the store's vectors; scores of words alone are not recalibrated.
        on_progress: Called after each claim.
    """
    by_text: dict[str, dict[str, set[bool]]] = {}
    for pair in store.judgements.in_force():
        if not pair.origin and pair.judgement is not Judgement.UNSURE:
            said = by_text.setdefault(pair.text, {}).setdefault(pair.fact_check_id, set())
            said.add(pair.judgement is Judgement.SAME)
    lookup = Lookup(store, encoder, LookupOptions(judgements=False))
    found = []
    for text, ranking in zip(by_text, lookup.rankings(by_text), strict=True):
        matches = {match.fact_check.id: match for match in ranking(frozenset())}
        for id, said in by_text[text].items():
            # Of the very text of a fact-check the score is no estimate.
            if id in matches and 0 < matches[id].score < 1 and len(said) == 1:
                found.append(_judged_score(text, matches[id], right=said == {True}))
        on_progress()
    return found


def _judged_score(text: str, match: Match, *, right: bool) -> JudgedScore:
    half = hashlib.sha256(comparable(text).encode()).digest()[0] % 2
    return JudgedScore(match.score, right, bool(match.conflicts), match.cross_lingual, half)


def recalibrate(judged: Sequence[JudgedScore], precision: float) -> Recalibrated:
    """Fit a calibration, and try it out of sample.

    Args:
        judged: Scored pairs.
        precision: Share of right pairs that matches are to have, 0 to 1.

    Raises:
        UsageError: There are too few, of one kind or of both.
    """
    calibration = fitted(judged, precision)
    if calibration == Calibration():
        raise UsageError(_too_few(judged))
    halves = [[each for each in judged if each.half == half] for half in (0, 1)]
    by_other_half = (fitted(halves[1], precision), fitted(halves[0], precision))
    return Recalibrated(
        calibration,
        len(judged),
        precision,
        before=_effect(judged, lambda _: Calibration()),
        after=_effect(judged, lambda each: by_other_half[each.half]),
    )


def fitted(judged: Sequence[JudgedScore], precision: float) -> Calibration:
    """Fit each situation that has enough pairs; the others stay as they are."""
    policy = MatchPolicy()
    same_language = [each for each in judged if not each.cross_lingual]
    cross_lingual = [each for each in judged if each.cross_lingual]
    return Calibration(
        _fit(same_language, precision, policy.match_from),
        _fit(cross_lingual, precision, policy.cross_lingual_match_from),
    )


def _fit(
    judged: Sequence[JudgedScore], precision: float, match_from: float
) -> Recalibration | None:
    """Fit one situation; None where there are too few pairs."""
    free = [each for each in judged if not each.conflict]
    right = sum(each.right for each in free)
    if len(free) < NEEDED or not NEEDED_OF_EACH <= right <= len(free) - NEEDED_OF_EACH:
        return None
    intercept, slope = _platt([(log_odds(each.score), each.right) for each in free])

    def recalibrated(score: float) -> float:
        return probability(intercept + slope * log_odds(score))

    threshold = _threshold([each.score for each in free], recalibrated, precision) or match_from
    return Recalibration(intercept, slope, recalibrated(threshold), len(free))


def _threshold(
    scores: Sequence[float], recalibrated: Callable[[float], float], precision: float
) -> float | None:
    """Give the lowest score from which on the share of right pairs is *precision*, as fitted.

    The fitted share moves less by chance than the counted one.
    """
    lowest, total = None, 0.0
    for above, score in enumerate(sorted(scores, reverse=True), start=1):
        total += recalibrated(score)
        if above >= _LEAST_ABOVE and total / above >= precision:
            lowest = score
    return lowest


def _platt(points: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Fit intercept and slope on log-odds (Platt, 1999) by Newton's method, from 0 and 1."""
    intercept, slope = _fitted_line(points, 1.0, moves=True)
    if slope < _LEAST_SLOPE:
        return _fitted_line(points, _LEAST_SLOPE, moves=False)
    return intercept, slope


def _fitted_line(
    points: Sequence[tuple[float, bool]], slope: float, *, moves: bool
) -> tuple[float, float]:
    """Fit the intercept, and the slope too where it *moves*."""
    intercept, loss = 0.0, _loss(points, 0.0, slope)
    for _ in range(_STEPS):
        gradient = [_PRIOR * intercept, _PRIOR * (slope - 1)]
        curve = [_PRIOR, 0.0, _PRIOR]
        for x, right in points:
            p = probability(intercept + slope * x)
            error, weight = p - right, p * (1 - p)
            gradient = [gradient[0] + error, gradient[1] + error * x]
            curve = [curve[0] + weight, curve[1] + weight * x, curve[2] + weight * x * x]
        step = (gradient[0] / curve[0], 0.0)
        if moves:
            determinant = curve[0] * curve[2] - curve[1] ** 2
            step = (
                (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant,
                (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant,
            )
        # Where scores are far too sure, a whole step leads beyond the lowest loss and far away.
        part = 1.0
        while (after := _loss(points, intercept - part * step[0], slope - part * step[1])) > loss:
            part /= 2
        gained, loss = loss - after, after
        intercept, slope = intercept - part * step[0], slope - part * step[1]
        if gained < _LEAST_GAIN:
            break
    return intercept, slope


def _loss(points: Sequence[tuple[float, bool]], intercept: float, slope: float) -> float:
    """Give the negative log-likelihood, with that of what a fit starts from."""
    total = _PRIOR * (intercept**2 + (slope - 1) ** 2) / 2
    for x, right in points:
        wrong = intercept + slope * x
        wrong = -wrong if right else wrong
        total += max(wrong, 0.0) + math.log1p(math.exp(-abs(wrong)))
    return total


def _effect(
    judged: Sequence[JudgedScore], calibration_of: Callable[[JudgedScore], Calibration]
) -> Effect:
    matches = [each for each in judged if _is_match(each, calibration_of(each))]
    right = sum(each.right for each in matches)
    return Effect(
        precision=Share(right, len(matches)),
        recall=Share(right, sum(each.right for each in judged)),
    )


def _is_match(judged: JudgedScore, calibration: Calibration) -> bool:
    policy = MatchPolicy()
    if judged.cross_lingual:
        own, match_from = calibration.cross_lingual, policy.cross_lingual_match_from
    else:
        own, match_from = calibration.same_language, policy.match_from
    if own is None:
        return not judged.conflict and judged.score >= match_from
    score = probability(own.intercept + own.slope * log_odds(judged.score))
    return not judged.conflict and score >= own.match_from


def _too_few(judged: Sequence[JudgedScore]) -> str:
    return "; ".join(_counts(judged)) + (
        f": calibrating needs {NEEDED} judged pairs without a conflict in one of these, "
        f"{NEEDED_OF_EACH} of each kind; judge more with 'factcheck review'"
    )


def _counts(judged: Sequence[JudgedScore]) -> Iterator[str]:
    for cross_lingual, name in ((False, "in one language"), (True, "across two languages")):
        free = [e for e in judged if e.cross_lingual is cross_lingual and not e.conflict]
        right = sum(each.right for each in free)
        yield f"{len(free):,} {name} ({right:,} same, {len(free) - right:,} different)"
