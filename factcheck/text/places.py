"""Find the countries, regions and cities that a claim names, in any language we serve."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.tokens import Token

_LONGEST_NAME = 5
"""Words of the longest place name that is looked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a claim.

    Attributes:
        id: Country code, or country code and name such as ``BA/mostar``; ``*/…`` crosses borders.
        text: As it was written.
        start: Index of its first token.
        end: Index after its last token.
        people: Whether it was named through its people or things: "Kenyan".
    """

    id: str
    text: str
    start: int
    end: int
    people: bool = False

    @property
    def country(self) -> str:
        """The code of its country."""
        return self.id.partition("/")[0]


@cache
def _also_words() -> frozenset[str]:
    return frozenset(table("countries")["also_words"])


@cache
def _tables() -> dict[str, dict[str, str]]:
    """All names of a language group in one table, cities with the key ``cities``."""
    source = resources.files("factcheck.text").joinpath("vocabulary", "places.json")
    tables = json.loads(source.read_text(encoding="utf-8"))
    countries: dict[str, dict[str, str]] = tables["countries"]
    shared = {**countries["en"], **countries["*"]}
    named = {group: {**shared, **names} for group, names in countries.items()}
    first_words = {name.partition(" ")[0] for name in tables["cities"]}
    first_words.update(name.partition(" ")[0] for names in named.values() for name in names)
    return {
        **named,
        "und": shared,
        "cities": tables["cities"],
        "demonyms": tables["demonyms"],
        "first words": dict.fromkeys(first_words, ""),
    }


def read_places(
    tokens: Sequence[Token], words: Lexicon, taken: frozenset[int]
) -> tuple[Place, ...]:
    """Find the places among *tokens* that are not *taken* by a date."""
    tables = _tables()
    first_words, demonyms = tables["first words"], tables["demonyms"]
    shouted = _shouted(tokens)
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        place = None
        token = tokens[at]
        if token.kind == "word" and at not in taken:
            if token.fold in first_words:
                place = _place_at(tokens, at, words, shouted)
            if place is None and token.fold in demonyms and words.group == "en":
                place = Place(demonyms[token.fold], token.text, at, at + 1, people=True)
        if place is not None:
            found.append(place)
        at = place.end if place else at + 1
    return tuple(found)


def _shouted(tokens: Sequence[Token]) -> bool:
    """Whether capitals mean nothing here: everything or nothing is written in capitals."""
    wordy = [token for token in tokens if token.kind == "word"][:40]
    capitals = sum(token.capital for token in wordy)
    return capitals in (0, len(wordy)) if len(wordy) > 2 else False


def _place_at(tokens: Sequence[Token], at: int, words: Lexicon, shouted: bool) -> Place | None:
    tables = _tables()
    countries = tables.get(words.group, tables["und"])
    for length in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        if any(token.before.strip("- ") for token in span[1:]):
            continue
        name = " ".join(token.fold.removesuffix("'s") for token in span)
        code = countries.get(name)
        if code and _is_meant(span, name, shouted):
            return Place(code, " ".join(t.text for t in span), at, at + length)
        city = tables["cities"].get(name)
        if city and _is_city(tokens, at, length, words):
            return Place(city, " ".join(t.text for t in span), at, at + length)
    return None


def _is_meant(span: Sequence[Token], name: str, shouted: bool) -> bool:
    """Whether a country's name is the country: "us" is mostly not, "US" is."""
    if name in _also_words():
        big = all(token.text.isupper() for token in span) or (len(name) > 3 and span[0].capital)
        return big and not shouted
    return span[0].capital or (shouted and len(name) > 4)


def _is_city(tokens: Sequence[Token], at: int, length: int, words: Lexicon) -> bool:
    """Whether a city's name is the city, and not a person: "George Washington" is not."""
    token = tokens[at]
    if not token.capital or token.fold in words.function_words:
        return False
    if length == 1 and (
        _is_name(tokens, at - 1, at, words) or _is_name(tokens, at + 1, at + 1, words)
    ):
        return False
    # A word that opens a sentence is capital anyway: only longer names are believed there.
    return not token.initial or length > 1 or len(token.fold) > 4


def _is_name(tokens: Sequence[Token], at: int, joint: int, words: Lexicon) -> bool:
    """Whether the neighbour is a further part of a person's name."""
    if not 0 <= at < len(tokens) or (joint < len(tokens) and tokens[joint].before):
        return False
    token = tokens[at]
    known = token.fold in words.function_words or token.fold in _tables()["cities"]
    named = token.capital and not token.initial and not token.text.isupper()
    opening = token.capital and token.initial and joint == at + 1 and len(token.text) > 3
    country = token.fold in _tables().get(words.group, {}) or token.fold in _tables()["und"]
    return token.kind == "word" and (named or opening) and not known and not country
