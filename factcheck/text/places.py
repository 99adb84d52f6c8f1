"""Find the countries, regions and cities that a claim names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from factcheck.text.lexicon import Lexicon, table
from factcheck.text.tokens import Token, is_caseless

_MAX_NAME_WORDS = 5
"""Words of the longest place name that is searched for."""

# Tables in the trie of place names; the other tables are named after language groups.
CITIES = "cities"
PEOPLE = "demonyms"
FIRST_WORDS = "first words"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a claim.

    Attributes:
        id: Country code, or country code and name such as ``BA/mostar``; ``*/…`` crosses borders.
        text: As it was written.
        start: Index of its first token.
        end: Index after its last token.
        people: Whether it is named by an adjective or its people: "Kenyan".
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
def _city_words() -> frozenset[str]:
    return frozenset(table("countries")["city_words"])


def key_of(table: str, name: str) -> str:
    """Return the key of *name* in the trie of place names."""
    return f"{table}\n{name}"


@cache
def _trie() -> Any:  # noqa: ANN401 (marisa-trie carries no types)
    import marisa_trie  # lazy: a compiled library that only reading claims needs

    packed = resources.files("factcheck.text").joinpath("packed", "places.marisa")
    return marisa_trie.BytesTrie().frombytes(packed.read_bytes())


def _code(table: str, name: str) -> str:
    """Return the id of a place, empty where *table* has no such name."""
    ids = _trie().get(key_of(table, name))
    return ids[0].decode() if ids else ""


def _country(group: str, name: str) -> str:
    """Return the code of a country by its name in a language, in any language, or in English."""
    return _code(group, name) or _code("*", name) or _code("en", name)


def read_places(
    tokens: Sequence[Token], words: Lexicon, taken: frozenset[int]
) -> tuple[Place, ...]:
    """Find the places among *tokens* that are not *taken* by a date."""
    trie = _trie()
    shouted, caseless = _shouted(tokens), is_caseless(tokens)
    places: list[Place] = []
    at = 0
    while at < len(tokens):
        place = None
        token = tokens[at]
        if token.kind == "word" and at not in taken:
            if key_of(FIRST_WORDS, token.fold) in trie:
                place = _place_at(tokens, at, words, shouted, caseless)
            if place is None and words.group == "en" and (code := _code(PEOPLE, token.fold)):
                place = Place(code, token.text, at, at + 1, people=True)
        if place is not None:
            places.append(place)
        at = place.end if place else at + 1
    return tuple(places)


def _shouted(tokens: Sequence[Token]) -> bool:
    """Return whether capitals say nothing: all words or none are capitalised."""
    wordy = [token for token in tokens if token.kind == "word"][:40]
    capitals = sum(token.capital for token in wordy)
    return capitals in (0, len(wordy)) if len(wordy) > 2 else False


def _place_at(
    tokens: Sequence[Token], at: int, words: Lexicon, shouted: bool, caseless: bool
) -> Place | None:
    for length in range(min(_MAX_NAME_WORDS, len(tokens) - at), 0, -1):
        span = tokens[at : at + length]
        if any(token.before.strip("- ") for token in span[1:]):
            continue
        name = " ".join(token.fold.removesuffix("'s") for token in span)
        code = _country(words.group, name)
        if code and _is_meant(span, name, shouted):
            return Place(code, " ".join(t.text for t in span), at, at + length)
        city = _code(CITIES, name)
        if city and (
            _is_uncased_city(name, words) if caseless else _is_city(tokens, at, length, words)
        ):
            return Place(city, " ".join(t.text for t in span), at, at + length)
    return None


def _is_meant(span: Sequence[Token], name: str, shouted: bool) -> bool:
    """Return whether a country's name means the country: "US" does, "us" mostly not."""
    if name in _also_words():
        big = all(token.text.isupper() for token in span) or (len(name) > 3 and span[0].capital)
        return big and not shouted
    return span[0].capital or (shouted and len(name) > 4)


def _is_uncased_city(name: str, words: Lexicon) -> bool:
    """Return whether a city's name means the city in a text without capitals."""
    return len(name) > 4 and name not in words.function_words and name not in _city_words()


def _is_city(tokens: Sequence[Token], at: int, length: int, words: Lexicon) -> bool:
    """Return whether a city's name means the city; in "George Washington" it does not."""
    token = tokens[at]
    if not token.capital or token.fold in words.function_words:
        return False
    if length == 1 and (
        _is_name(tokens, at - 1, at, words) or _is_name(tokens, at + 1, at + 1, words)
    ):
        return False
    # The first word of a sentence is capitalised anyway; there only longer names count.
    return not token.initial or length > 1 or len(token.fold) > 4


def _is_name(tokens: Sequence[Token], at: int, joint: int, words: Lexicon) -> bool:
    """Return whether the neighbouring token is part of a person's name."""
    if not 0 <= at < len(tokens) or (joint < len(tokens) and tokens[joint].before):
        return False
    token = tokens[at]
    known = token.fold in words.function_words or bool(_code(CITIES, token.fold))
    named = token.capital and not token.initial and not token.text.isupper()
    opening = token.capital and token.initial and joint == at + 1 and len(token.text) > 3
    country = bool(_country(words.group, token.fold))
    return token.kind == "word" and (named or opening) and not known and not country
