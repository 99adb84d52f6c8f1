"""Conflict: another country, city or other place."""

from collections.abc import Iterable

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import (
    difference,
    is_close,
    is_related,
    substitutions,
)
from factcheck.ranking.conflicts.name import is_transcribed
from factcheck.text.facts import Facts
from factcheck.text.places import Place
from factcheck.text.tokens import fold_word, tokens

_LEAST_DICE = 0.6
_MOST_PLACES = 3
"""A text that names more places than this is about all of them and none."""


def different_place(claim: Facts, candidate: Facts) -> Signal | None:
    """The claims are about different countries or cities.

    "Schools close in Slovenia" and "Schools close in Slovakia" differ in three letters.
    """
    ours, theirs = _named_places(claim), _named_places(candidate)
    # The name of a people is compared with another people's only.
    is_people = {place.people for place in (*ours, *theirs)}
    if not ours or not theirs or len(is_people) > 1 or not is_related(claim, candidate):
        return None
    ours_alone = [place for place in ours if not _is_in(place, theirs, candidate)]
    theirs_alone = [place for place in theirs if not _is_in(place, ours, claim)]
    if len(ours_alone) == len(ours) and len(theirs_alone) == len(theirs):
        too_many = max(len(ours), len(theirs)) > _MOST_PLACES
        return None if too_many else _signal(ours, theirs)
    if ours_alone and theirs_alone and is_close(claim, candidate, _LEAST_DICE):
        return _signal(ours_alone, theirs_alone)
    return None


def different_place_name(claim: Facts, candidate: Facts) -> Signal | None:
    """Another place stands in the same sentence, one that no list of places holds.

    "The video was filmed in Jablanica" and "The video was filmed in Maglaj".
    """
    for found in substitutions(claim, candidate):
        words = (*found.claim_words, *found.candidate_words)
        if claim.language != candidate.language and is_transcribed(found):
            continue
        has_place = any(word.kind == "place" for word in words)
        if has_place and not found.both_have("name") and found.both_have("place", "name"):
            return Signal("different_place", 1.0, True, found.text)
    return None


def _named_places(facts: Facts) -> list[Place]:
    """Give the places of a claim; peoples only where no place is named."""
    stated = [place for place in facts.places if place.start not in facts.polarity.denied]
    return [place for place in stated if not place.people] or stated


def _is_in(place: Place, others: Iterable[Place], facts: Facts) -> bool:
    """Whether a claim that names *others* may name the place, or one in it.

    Without capitals it may do so by a name that is a word as well: jordan, sad, us.
    """
    if any(_fit(place, other) for other in others):
        return True
    name = fold_word(place.text)
    return facts.is_caseless and any(token.fold == name for token in tokens(facts.text))


def _fit(place: Place, other: Place) -> bool:
    """Whether one may be the other, or lie in it."""
    if "/" in place.id and "/" in other.id:
        return place.id == other.id
    return place.country == other.country or "*" in (place.country, other.country)


def _signal(ours: Iterable[Place], theirs: Iterable[Place]) -> Signal:
    return Signal("different_place", 1.0, True, difference(_listed(ours), _listed(theirs)))


def _listed(places: Iterable[Place]) -> str:
    return ", ".join(dict.fromkeys(place.text for place in places))
