"""Draw the values of a statement, change them a little, and write them in any language."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from babel.numbers import format_decimal
from cross_encoder_training.tables import (
    base_of,
    form_of,
    in_words,
    is_filler,
    month,
    names_of,
    tables,
)

WORDS_SHARE, SCALE_SHARE, SIGN_SHARE, BARE_SHARE = 0.35, 0.5, 0.3, 0.15
LARGEST = 9_000_000_000
MONTHS, DAYS = range(1, 13), range(2, 29)
FARTHEST_YEAR = 5
SCALES = (1_000_000_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Value:
    """What fills a slot: a quantity, a name, or both: so much of a currency, a day of a month."""

    amount: int = 0
    name: str = ""


def type_of(slot: str) -> str:
    """Name the type of a slot: the second of two has a number behind."""
    return slot.rstrip("0123456789")


def draw(slot: str, rng: random.Random) -> Value:
    """Draw a value for a slot."""
    kind = type_of(slot)
    if is_filler(kind):
        return Value(name=rng.choice(names_of(kind)))
    if kind == "year":
        return Value(rng.randint(tables()["years"]["first"], tables()["years"]["last"]))
    if kind == "month":
        return Value(rng.choice(MONTHS))
    if kind == "date":
        return Value(rng.choice(DAYS), str(rng.choice(MONTHS)))
    amount = _countable(lambda: rng.randint(5, 99)) * rng.choice(tables()["amounts"][kind])
    if kind in ("money", "budget"):
        return Value(amount, rng.choice(tuple(tables()["currency"])))
    return Value(amount)


def _countable(drawn: Callable[[], int]) -> int:
    """Draw until the number takes the genitive plural in Slavic languages."""
    while True:
        number = drawn()
        if number >= 5 and (11 <= number % 100 <= 19 or number % 10 in (0, 5, 6, 7, 8, 9)):
            return number


def altered(slot: str, value: Value, rng: random.Random) -> Value:
    """Change a value to another, mostly a near one."""
    kind = type_of(slot)
    while True:
        other = _another(kind, value, rng)
        if other != value:
            return other


def _another(kind: str, value: Value, rng: random.Random) -> Value:
    """Draw a change; it may be none."""
    if is_filler(kind) or (value.name and kind != "date" and rng.random() < 0.2):
        return replace(value, name=draw(kind, rng).name)
    if kind == "year":
        return Value(value.amount + rng.randint(-FARTHEST_YEAR, FARTHEST_YEAR))
    if kind == "month":
        return draw(kind, rng)
    if kind == "date":
        drawn = draw(kind, rng)
        return (
            replace(drawn, name=value.name)
            if rng.random() < 0.5
            else (replace(value, name=drawn.name))
        )
    return replace(value, amount=_near(kind, value.amount, rng))


def _near(kind: str, amount: int, rng: random.Random) -> int:
    """Give a number near, with another digit, or ten times as large or small."""
    step = 1
    while amount % (step * 10) == 0:
        step *= 10
    highest = 99 if kind == "percent" else LARGEST
    figures = amount // step

    def changed() -> int:
        way = rng.random()
        if way < 0.25:
            return amount * 10 if rng.random() < 0.5 else amount // 10
        if way < 0.7:
            return (figures + rng.randint(-3, 3)) * step
        return rng.randint(5, 99) * step

    while True:
        found = _countable(changed)
        if found <= highest and (step == 1 or found % 10 == 0):
            return found


def written(slot: str, form: str, value: Value, language: str, rng: random.Random) -> str:
    """Write a value in a language, in digits or in words."""
    kind = type_of(slot)
    if is_filler(kind):
        return form_of(kind, value.name, language, form)
    if kind == "year":
        return str(value.amount)
    if kind == "month":
        return month(value.amount, language, "in")
    if kind == "date":
        pattern = rng.choice(tables()["date"][base_of(language)])
        return str(pattern).format(d=value.amount, m=month(int(value.name), language, "of"))
    if kind == "percent":
        return _percent(value.amount, language, rng)
    return _money(value, language, rng) if value.name else number(value.amount, language, rng)


def _percent(amount: int, language: str, rng: random.Random) -> str:
    table = tables()["numbers"][base_of(language)]
    if rng.random() < SCALE_SHARE:
        return str(table["percent_sign"]).format(n=amount)
    return str(rng.choice(table["percent"])).format(n=number(amount, language, rng))


def _money(value: Value, language: str, rng: random.Random) -> str:
    sign: Mapping[str, str] = tables()["sign"][value.name]
    base = base_of(language)
    if rng.random() < SIGN_SHARE:
        return sign[base].format(n=digits(value.amount, language, rng))
    patterns: Mapping[str, str] = tables()["currency"][value.name]
    return patterns[base].format(n=number(value.amount, language, rng))


def number(amount: int, language: str, rng: random.Random) -> str:
    """Write a number in digits, in words, or in digits before a word for millions."""
    if rng.random() < WORDS_SHARE and (spoken := in_words(amount, language)):
        return spoken
    if amount >= SCALES[-1] and rng.random() < SCALE_SHARE:
        return _scaled(amount, language)
    return digits(amount, language, rng)


def _scaled(amount: int, language: str) -> str:
    """Write "5 million", or "2.5 million" where the language would."""
    base = base_of(language)
    scale = next(scale for scale in SCALES if amount >= scale)
    if amount // scale < 5:
        # Two to four take other words in Slavic languages, unless they are a fraction.
        scale = SCALES[-1]
    count = format_decimal(amount / scale, format="#,##0.##", locale=base)
    return str(tables()["numbers"][base]["scales"][str(scale)]).format(k=count)


def digits(amount: int, language: str, rng: random.Random) -> str:
    """Write a number in digits, at times without its separators."""
    if amount < 10_000 and rng.random() < BARE_SHARE:
        return str(amount)
    return str(format_decimal(amount, locale=base_of(language))).replace("\u202f", "\u00a0")
