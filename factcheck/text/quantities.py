"""Find the quantities in a claim: counts, shares, money, lengths and other measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.text.lexicon import Lexicon, Phrases, stem, table
from factcheck.text.numbers import Number, ordinal, read_number, read_rank
from factcheck.text.tokens import Token

_RATE_DISTANCE = 5
"""Tokens after a quantity within which "per month" belongs to it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts or measures.

    Attributes:
        values: The readings of the number, in the base unit of its kind.
        kind: ``count``, ``share``, ``money``, ``length``, ``time``, …
        unit: The unit as written, such as ``usd`` or ``mile``; empty for a count.
        rate: ``month`` for "per month"; empty if none.
        noun: Stem of what is counted, empty if unknown.
        bound: ``over``, ``under``, ``about`` or empty.
        text: As it was written.
        start: Index of its first token.
        end: Index after its last token.
        raw: The first value in the unit as written.
        spelled: Whether it is written in words only.
    """

    values: tuple[float, ...]
    kind: str
    unit: str
    rate: str
    noun: str
    bound: str
    text: str
    start: int
    end: int
    raw: float
    spelled: bool = False


@cache
def _units() -> tuple[Phrases, dict[str, tuple[str, float]], Phrases]:
    kinds = table("units")["kinds"]
    words: list[tuple[str, str]] = []
    factors: dict[str, tuple[str, float]] = {}
    for kind, units in kinds.items():
        for unit, facts in units.items():
            factors[unit] = (kind, facts["factor"])
            words += [(word, unit) for word in facts["words"]]
    rates = [(p, rate) for rate, phrases in table("units")["rates"].items() for p in phrases]
    return Phrases(words), factors, Phrases(rates)


def read_quantities(
    tokens: Sequence[Token], words: Lexicon, taken: set[int]
) -> tuple[Quantity, ...]:
    """Find the quantities among *tokens*, except those that begin at an index in *taken*."""
    folds = [token.fold for token in tokens]
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        quantity = None
        if at not in taken:
            quantity = _share(tokens, folds, at, words) or _counted(tokens, folds, at, words)
        if quantity is not None:
            found.append(quantity)
        at = max(at + 1, quantity.end) if quantity is not None else at + 1
    return tuple(found)


def _counted(
    tokens: Sequence[Token], folds: Sequence[str], at: int, words: Lexicon
) -> Quantity | None:
    number = _ranked(tokens, at, words) or read_number(tokens, at, words)
    if number is None or _is_label(tokens, at, number):
        return None
    unit, end, begin = _unit(tokens, folds, at, number.end, words.numbers.get("order") == "after")
    # "One" and "satu" are mostly pronouns or articles.
    if not unit and number.values == (1.0,):
        return None
    if number.spelled and number.end == at + 1 and not _stands_alone(tokens, at, words):
        return None
    kind, factor = _units()[1].get(unit, ("count", 1.0))
    noun_at = begin - 1 if words.numbers.get("order") == "after" else end
    return Quantity(
        values=tuple(value * factor for value in number.values),
        kind=kind,
        unit=unit,
        rate=_rate(folds, end),
        noun=_noun(tokens, noun_at, words),
        bound=_bound(folds, begin, words),
        text=" ".join(token.text for token in tokens[begin:end]),
        start=begin,
        end=end,
        raw=number.values[0],
        spelled=number.spelled,
    )


def _ranked(tokens: Sequence[Token], at: int, words: Lexicon) -> Number | None:
    """Read an ordinal of several words, "twenty-third", which is not a count of twenty."""
    rank = read_rank(tokens, at, words)
    if rank is None or rank[1] == at + 1:
        return None
    value, end = rank
    # "A twenty-second video" is a length of time.
    if tokens[end - 1].fold in words.numbers.get("units_too", ()):
        return None
    return Number((float(value),), end, spelled=True)


def _stands_alone(tokens: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Return whether a number word alone is a number: "million" is not, "seribu" (1000) is."""
    kind, _ = words.numbers["words"][tokens[at].fold]
    article = at > 0 and tokens[at - 1].fold in ("a", "one")
    return kind != "magnitudes" or tokens[at].fold in words.numbers.get("whole", ()) or article


def _is_label(tokens: Sequence[Token], at: int, number: Number) -> bool:
    """Return whether the number is a label: of a list item, a step, an article of a law."""
    token = tokens[at]
    if number.spelled or number.end > at + 1:
        return False
    following = tokens[at + 1].before if at + 1 < len(tokens) else ""
    if token.initial and following[:1] in (".", ")") and len(token.text) <= 2:
        return True
    glued = token.before.strip("- ") in ("#", "+", "@", "_", "/") and at > 0
    previous = tokens[at - 1] if at else None
    named = previous is not None and previous.kind == "word" and not token.before
    return glued or bool(named and previous and previous.fold in _word_list("labelled"))


@cache
def _word_list(name: str) -> frozenset[str]:
    return frozenset(table("units")[name])


def _unit(
    tokens: Sequence[Token], folds: Sequence[str], start: int, end: int, before_first: bool
) -> tuple[str, int, int]:
    """Find the unit after or before a number; return it with the end and start including it."""
    after = _unit_after(tokens, folds, start, end)
    before = _unit_before(tokens, folds, start, end)
    first, second = (before, after) if before_first else (after, before)
    return first or second or ("", end, start)


def _unit_after(
    tokens: Sequence[Token], folds: Sequence[str], start: int, end: int
) -> tuple[str, int, int] | None:
    at = end
    if at < len(folds) and folds[at] in _word_list("before_units"):
        at += 1
    if at >= len(folds) or tokens[at].before.strip("-% "):
        return None
    if tokens[at].text == "KM":  # the Bosnian convertible mark, not kilometres
        return "bam", at + 1, start
    hit = _units()[0].find(folds, at)
    return (hit[1], at + hit[0], start) if hit else None


def _unit_before(
    tokens: Sequence[Token], folds: Sequence[str], start: int, end: int
) -> tuple[str, int, int] | None:
    hit = _units()[0].find(folds, start - 1) if start else None
    if hit and hit[0] == 1 and not tokens[start].before.strip(" .-"):
        return hit[1], end, start - 1
    return None


def _rate(folds: Sequence[str], end: int) -> str:
    rates = _units()[2]
    for at in range(max(end - 1, 0), min(end + _RATE_DISTANCE, len(folds))):
        hit = rates.find(folds, at)
        if hit:
            return hit[1]
    return ""


def _noun(tokens: Sequence[Token], at: int, words: Lexicon) -> str:
    step = -1 if words.numbers.get("order") == "after" else 1
    for place in (at, at + step):
        if not 0 <= place < len(tokens) or (tokens[place].initial and step > 0):
            break
        token = tokens[place]
        if token.kind == "word" and token.fold not in words.function_words:
            return stem(words.group, token.fold)
    return ""


def _bound(folds: Sequence[str], start: int, words: Lexicon) -> str:
    for distance in (3, 2, 1):
        if start - distance >= 0:
            hit = words.bounds.find(folds, start - distance)
            if hit and hit[0] == distance:
                return hit[1]
    return ""


def _share(
    tokens: Sequence[Token], folds: Sequence[str], at: int, words: Lexicon
) -> Quantity | None:
    found = _fraction(folds, at, words) or _one_in(tokens, folds, at, words)
    if found is None:
        return None
    value, end = found
    text = " ".join(token.text for token in tokens[at:end])
    noun = _noun(tokens, end, words)
    return Quantity((100 * value,), "share", "percent", "", noun, "", text, at, end, 100 * value)


def _fraction(folds: Sequence[str], at: int, words: Lexicon) -> tuple[float, int] | None:
    shares = words.numbers.get("shares", {})
    names = words.numbers["words"]
    value = shares.get(folds[at])
    after = folds[at + 1] if at + 1 < len(folds) else ""
    if value is None:
        kind, count = names.get(folds[at], ("", 0.0))
        if kind == "ones" and after in shares and after not in words.numbers.get("halves", ()):
            return count * shares[after], at + 2
        return None
    if names.get(after, ("",))[0] == "magnitudes" or (after == "a" and folds[at] == "half"):
        return None
    # "Third" and "fifth" are ordinals unless "of" follows.
    if folds[at] in words.numbers.get("ordinals", {}) and after != "of":
        return None
    return float(value), at + 1


def _one_in(
    tokens: Sequence[Token], folds: Sequence[str], at: int, words: Lexicon
) -> tuple[float, int] | None:
    """Read "two out of three" and "svaki peti" (every fifth) as a share."""
    if folds[at] in words.numbers.get("every", ()) and at + 1 < len(folds):
        rank = ordinal(folds[at + 1], words)
        return (1 / rank, at + 2) if rank and rank > 1 else None
    first = _small(tokens, at, words)
    if first is None:
        return None
    for joiner in words.numbers.get("share_joiners", ()):
        parts = joiner.split()
        end = at + 1 + len(parts)
        if list(folds[at + 1 : end]) == parts and end < len(folds):
            end += 1 if folds[end] in ("every", "watu") else 0
            second = _small(tokens, end, words) if end < len(folds) else None
            if second and first < second <= 1000:
                return first / second, end + 1
    return None


def _small(tokens: Sequence[Token], at: int, words: Lexicon) -> float | None:
    if tokens[at].kind == "number" and tokens[at].text.isdigit():
        return float(tokens[at].text)
    kind, value = words.numbers["words"].get(tokens[at].fold, ("", 0.0))
    return value if kind in ("ones", "teens", "tens") or abs(value) == 100 else None
