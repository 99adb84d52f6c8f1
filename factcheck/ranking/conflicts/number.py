"""Signals about how many and how much."""

from collections.abc import Iterable, Sequence

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import align, related
from factcheck.text.facts import Facts
from factcheck.text.quantities import Quantity

_ROUNDING = 0.03
_LOOSE_ROUNDING = 0.12
"""Allowed where one side says "about"."""
_NEVER_CONVERTED = frozenset({"money", "temperature"})
"""Kinds whose units do not turn into each other by one factor that stays."""
_BEYOND = 2.0
"""How far above "over N" a number may lie and still be meant by it."""
_CLOSE = 0.5
"""Closeness of wording from which two counts are of the same thing, whatever the noun."""


def different_number(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims name different quantities of the same thing.

    "Crime rose 5 %" and "Crime rose 50 %" share nearly all their words.
    """
    if not related(claim, candidate):
        return None
    for here, there in _comparable_sets(claim, candidate):
        alone = _unmatched(here, there)
        if alone and (_elsewhere(alone[0], candidate) or _elsewhere(alone[1], claim)):
            continue
        if alone is not None:
            ours, theirs = alone
            if ours.rate == theirs.rate or not (ours.rate and theirs.rate):
                text = f"{theirs.text} there, {ours.text} here."
                return Signal("different_number", 1.0, True, text)
    return None


def different_unit(claim: Facts, candidate: Facts) -> Signal | None:
    """The same number is counted in another unit, currency or period.

    "300 euros a month" and "300 euros a year" differ by one word and by a factor of twelve.
    """
    if not related(claim, candidate):
        return None
    for ours in claim.quantities:
        for theirs in candidate.quantities:
            if not _same_figure(ours, theirs):
                continue
            other_unit = ours.kind == theirs.kind and ours.unit != theirs.unit
            other_rate = bool(ours.rate and theirs.rate and ours.rate != theirs.rate)
            if other_rate and ours.kind == "time":
                continue
            converted = ours.kind not in _NEVER_CONVERTED and _agree(ours, theirs)
            if (other_unit and not converted) or other_rate:
                here = _with_rate(ours)
                return Signal(
                    "different_unit", 1.0, True, f"{_with_rate(theirs)} there, {here} here."
                )
    return None


def opposite_bound(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim sets a floor where the other sets a ceiling.

    "At least 200 homes" and "at most 200 homes" name the same number.
    """
    for ours in claim.quantities:
        for theirs in candidate.quantities:
            bounds = {ours.bound, theirs.bound}
            if bounds == {"over", "under"} and _same_figure(ours, theirs) and _agree(ours, theirs):
                text = f"{_bounded(theirs)} there, {_bounded(ours)} here."
                return Signal("different_quantifier", 1.0, True, text)
    return None


def _bounded(quantity: Quantity) -> str:
    return f"{'At least' if quantity.bound == 'over' else 'At most'} {quantity.text}"


def _with_rate(quantity: Quantity) -> str:
    rated = quantity.rate and quantity.kind != "time"
    return f"{quantity.text} per {quantity.rate}" if rated else quantity.text


def _same_figure(ours: Quantity, theirs: Quantity) -> bool:
    return abs(ours.raw - theirs.raw) <= _ROUNDING * max(abs(ours.raw), abs(theirs.raw))


def _comparable_sets(
    claim: Facts, candidate: Facts
) -> Iterable[tuple[Sequence[Quantity], Sequence[Quantity]]]:
    """Give the quantities of both claims that measure the same kind of thing."""
    kinds = {q.kind for q in claim.quantities} & {q.kind for q in candidate.quantities}
    closeness = align(claim, candidate).closeness
    same = claim.group == candidate.group
    near = closeness >= _CLOSE if same else claim.is_short and candidate.is_short
    for kind in sorted(kinds):
        here = [q for q in claim.quantities if q.kind == kind]
        there = [q for q in candidate.quantities if q.kind == kind]
        if kind == "money" and not {q.unit for q in here} & {q.unit for q in there}:
            continue
        if near or kind == "share":
            yield here, there
        elif same and kind != "time":
            yield _same_noun(here, there)


def _elsewhere(quantity: Quantity, facts: Facts) -> bool:
    """Whether the same figure stands there with another unit, or without: "1 juta", "Rp1 juta"."""
    return any(
        other.kind != quantity.kind and _same_figure(quantity, other) for other in facts.quantities
    )


def _same_noun(
    here: Sequence[Quantity], there: Sequence[Quantity]
) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
    """Keep counts of things with one name; measures are comparable by their unit and noun."""
    nouns = {q.noun for q in here if q.noun} & {q.noun for q in there if q.noun}
    return [q for q in here if q.noun in nouns], [q for q in there if q.noun in nouns]


def _unmatched(
    here: Sequence[Quantity], there: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """Find a quantity on each side that no quantity of the other side confirms."""
    ours = [q for q in here if not any(_agree(q, other) for other in there)]
    theirs = [q for q in there if not any(_agree(q, other) for other in here)]
    if not ours or not theirs:
        return None
    # Further numbers in a longer post are no contradiction as long as one agrees.
    if len(ours) < len(here) and len(here) != len(there):
        return None
    return ours[0], theirs[0]


def _agree(ours: Quantity, theirs: Quantity) -> bool:
    about = "about" in (ours.bound, theirs.bound)
    rounding = _LOOSE_ROUNDING if about else _ROUNDING
    return any(
        abs(value - other) <= rounding * max(abs(value), abs(other))
        or _within(value, ours.bound, other)
        or _within(other, theirs.bound, value)
        for value in ours.values
        for other in theirs.values
    )


def _within(limit: float, bound: str, value: float) -> bool:
    if bound == "over":
        return limit <= value <= limit * _BEYOND
    return bound == "under" and limit / _BEYOND <= value <= limit
