"""Signals about where."""

from collections.abc import Iterable, Sequence

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import align, related
from factcheck.text.facts import Facts
from factcheck.text.places import Place

_CLOSE = 0.6
_MANY_PLACES = 3
"""A text that names more places than this is about all of them and none."""


def different_place(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims are about different countries or cities.

    "Schools close in Slovenia" and "Schools close in Slovakia" differ in three letters.
    """
    here, there = _named(claim), _named(candidate)
    peoples = {place.people for place in (*here, *there)}
    if not here or not there or len(peoples) > 1 or not related(claim, candidate):
        return None
    if not any(_fit(place, other) for place in here for other in there):
        if len(here) > _MANY_PLACES or len(there) > _MANY_PLACES:
            return None
        return _signal(here, there)
    if _near(claim, candidate):
        ours = [p for p in here if not any(_fit(p, other) for other in there)]
        theirs = [p for p in there if not any(_fit(p, other) for other in here)]
        if ours and theirs:
            return _signal(ours, theirs)
    return None


def _named(facts: Facts) -> list[Place]:
    """Give the places of a claim; peoples only where no place is named."""
    meant = [place for place in facts.places if place.start not in facts.polarity.denied]
    named = [place for place in meant if not place.people]
    return named or meant


def _fit(place: Place, other: Place) -> bool:
    """Whether one may be the other, or lie in it."""
    if "/" in place.id and "/" in other.id:
        return place.id == other.id
    return place.country == other.country or "*" in (place.country, other.country)


def _near(claim: Facts, candidate: Facts) -> bool:
    if claim.group == candidate.group:
        return align(claim, candidate).closeness >= _CLOSE
    return claim.is_short and candidate.is_short


def _signal(here: Sequence[Place], there: Sequence[Place]) -> Signal:
    return Signal("different_place", 1.0, True, f"{_list(there)} there, {_list(here)} here.")


def _list(places: Iterable[Place]) -> str:
    return ", ".join(dict.fromkeys(place.text for place in places))
