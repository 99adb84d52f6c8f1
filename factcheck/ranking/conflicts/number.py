"""Conflict: another quantity, another unit, or a floor instead of a ceiling."""

from collections.abc import Iterable, Sequence

from factcheck.model import Message, Signal
from factcheck.ranking.conflicts.alignment import difference, is_close, is_related
from factcheck.text.facts import Facts
from factcheck.text.quantities import Quantity

_ROUNDING = 0.03
_LOOSE_ROUNDING = 0.12
"""Allowed where one side says "about"."""
_NEVER_CONVERTED = frozenset({"money", "temperature"})
"""Kinds whose units do not turn into each other by one factor that stays."""
_MOST_BEYOND_BOUND = 2.0
"""How far above "over N" a number may lie and still be meant by it."""
_RATES = {
    "second": Message("{quantity} per second"),
    "hour": Message("{quantity} per hour"),
    "day": Message("{quantity} per day"),
    "week": Message("{quantity} per week"),
    "month": Message("{quantity} per month"),
    "year": Message("{quantity} per year"),
    "night": Message("{quantity} per night"),
}
_LEAST_DICE = 0.5
"""Closeness of wording from which two counts are of the same thing, whatever the noun."""


def different_number(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims name different quantities of the same thing.

    "Crime rose 5 %" and "Crime rose 50 %" share nearly all their words.
    """
    if not is_related(claim, candidate):
        return None
    for our_quantities, their_quantities in _comparable_quantities(claim, candidate):
        unconfirmed = _unconfirmed(our_quantities, their_quantities)
        if unconfirmed is None:
            continue
        ours, theirs = unconfirmed
        if _has_figure_of_other_kind(candidate, ours) or _has_figure_of_other_kind(claim, theirs):
            continue
        if ours.rate == theirs.rate or not (ours.rate and theirs.rate):
            text = difference(ours.text, theirs.text)
            return Signal("different_number", 1.0, True, text)
    return None


def different_unit(claim: Facts, candidate: Facts) -> Signal | None:
    """The same number is counted in another unit, currency or period.

    "300 euros a month" and "300 euros a year" differ by one word and by a factor of twelve.
    """
    if not is_related(claim, candidate):
        return None
    for ours, theirs in _pairs_of_one_figure(claim, candidate):
        other_unit = ours.kind == theirs.kind and ours.unit != theirs.unit
        other_rate = bool(ours.rate and theirs.rate and ours.rate != theirs.rate)
        if other_rate and ours.kind == "time":
            continue
        is_converted = ours.kind not in _NEVER_CONVERTED and _agree(ours, theirs)
        if (other_unit and not is_converted) or other_rate:
            text = difference(_with_rate(ours), _with_rate(theirs))
            return Signal("different_unit", 1.0, True, text)
    return None


def opposite_bound(claim: Facts, candidate: Facts) -> Signal | None:
    """One claim sets a floor where the other sets a ceiling.

    "At least 200 homes" and "at most 200 homes" name the same number.
    """
    for ours, theirs in _pairs_of_one_figure(claim, candidate):
        if {ours.bound, theirs.bound} == {"over", "under"} and _agree(ours, theirs):
            text = difference(_with_bound(ours), _with_bound(theirs))
            return Signal("different_quantifier", 1.0, True, text)
    return None


def _with_bound(quantity: Quantity) -> Message:
    if quantity.bound == "over":
        return Message("At least {quantity}", quantity=quantity.text)
    return Message("At most {quantity}", quantity=quantity.text)


def _with_rate(quantity: Quantity) -> str:
    if not quantity.rate or quantity.kind == "time":
        return quantity.text
    return Message(_RATES[quantity.rate], quantity=quantity.text)


def _pairs_of_one_figure(claim: Facts, candidate: Facts) -> Iterable[tuple[Quantity, Quantity]]:
    return (
        (ours, theirs)
        for ours in claim.quantities
        for theirs in candidate.quantities
        if _is_same_figure(ours, theirs)
    )


def _is_same_figure(ours: Quantity, theirs: Quantity) -> bool:
    return abs(ours.raw - theirs.raw) <= _ROUNDING * max(abs(ours.raw), abs(theirs.raw))


def _comparable_quantities(
    claim: Facts, candidate: Facts
) -> Iterable[tuple[Sequence[Quantity], Sequence[Quantity]]]:
    """Give the quantities of both claims that measure the same kind of thing."""
    kinds = {q.kind for q in claim.quantities} & {q.kind for q in candidate.quantities}
    is_near = is_close(claim, candidate, _LEAST_DICE)
    for kind in sorted(kinds):
        ours = [q for q in claim.quantities if q.kind == kind]
        theirs = [q for q in candidate.quantities if q.kind == kind]
        if kind == "money" and not {q.unit for q in ours} & {q.unit for q in theirs}:
            continue
        if is_near or kind == "share":
            yield ours, theirs
        elif claim.group == candidate.group and kind != "time":
            yield _of_one_noun(ours, theirs)


def _has_figure_of_other_kind(facts: Facts, quantity: Quantity) -> bool:
    """Whether the figure stands there with another unit, or without: "1 juta", "Rp1 juta"."""
    return any(
        other.kind != quantity.kind and _is_same_figure(quantity, other)
        for other in facts.quantities
    )


def _of_one_noun(
    ours: Sequence[Quantity], theirs: Sequence[Quantity]
) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
    """Keep counts of things with one name; measures are comparable by their unit and noun."""
    nouns = {q.noun for q in ours if q.noun} & {q.noun for q in theirs if q.noun}
    return [q for q in ours if q.noun in nouns], [q for q in theirs if q.noun in nouns]


def _unconfirmed(
    ours: Sequence[Quantity], theirs: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """Find a quantity on each side that no quantity of the other side confirms."""
    ours_alone = [q for q in ours if not any(_agree(q, other) for other in theirs)]
    theirs_alone = [q for q in theirs if not any(_agree(q, other) for other in ours)]
    if not ours_alone or not theirs_alone:
        return None
    # Further numbers in a longer post are no contradiction as long as one agrees.
    if len(ours_alone) < len(ours) and len(ours) != len(theirs):
        return None
    return ours_alone[0], theirs_alone[0]


def _agree(ours: Quantity, theirs: Quantity) -> bool:
    is_about = "about" in (ours.bound, theirs.bound)
    rounding = _LOOSE_ROUNDING if is_about else _ROUNDING
    return any(
        abs(value - other) <= rounding * max(abs(value), abs(other))
        or _is_within(value, ours.bound, other)
        or _is_within(other, theirs.bound, value)
        for value in ours.values
        for other in theirs.values
    )


def _is_within(limit: float, bound: str, value: float) -> bool:
    if bound == "over":
        return limit <= value <= limit * _MOST_BEYOND_BOUND
    return bound == "under" and limit / _MOST_BEYOND_BOUND <= value <= limit
