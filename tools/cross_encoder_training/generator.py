"""Generate training pairs in eight languages from templates: same claim or another one.

A statement has senses (it is so, it is not, the contrary, all, some, none …), each with several
wordings a language, and slots for values. The two sides of a pair are drawn in the same way for
both answers, so that neither the languages, nor the likeness of the words, nor a "not" alone
tells whether they make one claim; only what is said does.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cross_encoder_training.tables import languages, tables
from cross_encoder_training.values import Value, altered, draw, type_of
from cross_encoder_training.writing import (
    Senses,
    dressed,
    plain,
    sentence,
    slots,
    templates,
    wordings,
)

SAME_SHARE = 0.45
# How the second side is worded: in another language, otherwise, or in the same words.
ACROSS_SHARE, REWORDED_SHARE = 0.36, 0.24
SENSE_WEIGHT, SWAP_WEIGHT, VALUE_WEIGHT = 0.5, 0.2, 0.4
ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, whether they make the same claim, and what was done to the second.

    Attributes:
        kind: Of a different claim: what was changed; of the same one: how it is worded.
    """

    claim: str
    published: str
    same: bool
    kind: str
    claim_language: str
    published_language: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one side says: a sense of a topic, with values."""

    topic: Senses
    sense: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Layout:
    """In which languages, and in which of its wordings, the two sides are written."""

    first: str
    second: str
    relation: str
    first_wording: int
    second_wording: int


def generated_pairs(rng: random.Random, count: int) -> Iterator[Pair]:
    """Generate *count* pairs; the same ones for the same seed."""
    topics = tuple(templates().values())
    for _ in range(count):
        same = rng.random() < SAME_SHARE
        pair = None
        while pair is None:
            pair = _pair(_stated(rng.choice(topics), rng), same, rng)
        yield pair


def _stated(topic: Senses, rng: random.Random) -> Statement:
    """Draw a sense and values; of two values of one type the first is the smaller."""
    values: dict[str, Value] = {}
    for slot in _slots(topic):
        first = type_of(slot)
        value = draw(slot, rng)
        if slot != first and first in values:
            while value.amount == values[first].amount and (value.name == values[first].name):
                value = draw(slot, rng)
            values[first], value = _in_order(first, values[first], value)
        values[slot] = value
    return Statement(topic, rng.choice(tuple(topic)), values)


def _slots(topic: Senses) -> Sequence[str]:
    """List the slots of a topic, the first of two before the second."""
    return sorted({s for sense in topic.values() for text in sense["en"] for s in slots(text)})


def _in_order(kind: str, one: Value, other: Value) -> tuple[Value, Value]:
    """Sort two amounts, in one currency."""
    if kind in ("money", "budget"):
        other = Value(other.amount if other.amount != one.amount else one.amount * 10, one.name)
    if one.amount > other.amount:
        return other, one
    return one, other


def _changed(statement: Statement, rng: random.Random) -> tuple[Statement, str]:
    """Make another claim of a statement, with one thing changed."""
    ways: list[tuple[float, Callable[[Statement, random.Random], tuple[Statement, str]]]] = []
    if _other_senses(statement):
        ways.append((SENSE_WEIGHT, _with_other_sense))
    if _swappable_slots(statement):
        ways.append((SWAP_WEIGHT, _with_roles_swapped))
    if statement.values:
        ways.append((VALUE_WEIGHT, _with_other_value))
    (way,) = rng.choices([way for _, way in ways], [weight for weight, _ in ways])
    return way(statement, rng)


def _with_other_sense(statement: Statement, rng: random.Random) -> tuple[Statement, str]:
    sense = rng.choice(_other_senses(statement))
    kinds: Mapping[str, str] = tables()["kinds"]
    found = {kinds.get(sense, sense), kinds.get(statement.sense, statement.sense)} - {"polarity"}
    kind = min(found) if found else "polarity"
    return Statement(statement.topic, sense, statement.values), kind


def _other_senses(statement: Statement) -> Sequence[str]:
    """List the senses that clearly say something else."""
    too_near = [set(pair) for pair in tables()["pairs"]["too_near"]]
    return [
        name
        for name in statement.topic
        if name != statement.sense and {name, statement.sense} not in too_near
    ]


def _swappable_slots(statement: Statement) -> Sequence[str]:
    """List the slots that are the second of two, where it matters which is which."""
    fixed = tables()["pairs"]["not_swapped"]
    return [s for s in statement.values if s != type_of(s) and type_of(s) not in fixed]


def _with_roles_swapped(statement: Statement, rng: random.Random) -> tuple[Statement, str]:
    second = rng.choice(_swappable_slots(statement))
    first = type_of(second)
    values = {**statement.values, first: statement.values[second]}
    values[second] = statement.values[first]
    return Statement(statement.topic, statement.sense, values), "roles"


def _with_other_value(statement: Statement, rng: random.Random) -> tuple[Statement, str]:
    slot = rng.choice(tuple(statement.values))
    taken = {value for other, value in statement.values.items() if type_of(other) == type_of(slot)}
    value = altered(slot, statement.values[slot], rng)
    while value in taken:
        value = altered(slot, statement.values[slot], rng)
    values = {**statement.values, slot: value}
    return Statement(statement.topic, statement.sense, values), type_of(slot)


def _pair(statement: Statement, same: bool, rng: random.Random) -> Pair | None:
    """Write both sides; None if the texts came out equal where they should differ, or reversed."""
    other, change = (statement, "") if same else _changed(statement, rng)
    layout = _layout(rng)
    for _ in range(ATTEMPTS):
        claim = _written(statement, layout.first, layout.first_wording, rng)
        published = _written(other, layout.second, layout.second_wording, rng)
        if (claim != published) if same else (_bare(claim) != _bare(published)):
            kind = change or layout.relation
            return Pair(claim, published, same, kind, layout.first, layout.second)
    return None


def _layout(rng: random.Random) -> Layout:
    """Draw languages and wordings, without regard to what is said."""
    first, drawn = rng.choice(languages()), rng.random()
    start = rng.randint(0, 9)
    if drawn < ACROSS_SHARE:
        second = rng.choice([language for language in languages() if language != first])
        return Layout(first, second, "other language", start, rng.randint(0, 9))
    if drawn < ACROSS_SHARE + REWORDED_SHARE:
        return Layout(first, first, "other wording", start, start + 1)
    return Layout(first, first, "same wording", start, start)


def _written(statement: Statement, language: str, wording: int, rng: random.Random) -> str:
    """Write one side."""
    choices = wordings(statement.topic[statement.sense], language)
    text = sentence(choices[wording % len(choices)], statement.values, language, rng)
    return dressed(text, language, rng)


def _bare(text: str) -> str:
    """Keep letters and digits only, without accents and case."""
    return "".join(filter(str.isalnum, plain(text).casefold()))
