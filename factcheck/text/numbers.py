"""Parse numbers in digits and words: "1.500", "10 juta", "milioni kumi", "dva i po miliona"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from factcheck.text.lexicon import Lexicon
from factcheck.text.tokens import Token

_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_MIXED = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+")
_LAST_UNIT = 9
_MAX_DIGITS = 15
"""Longer numbers are those of accounts or phones."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a claim.

    Attributes:
        values: Its readings: 1.500 is 1500 in Indonesian and 1.5 in English.
        end: Index of the first token after it.
        spelled: Whether it is written in words only.
    """

    values: tuple[float, ...]
    end: int
    spelled: bool = False


def parse_digits(text: str) -> tuple[float, ...]:
    """Return every reading of a number in digits; empty for a time or a date."""
    plain = re.sub(r"[ \u00a0\u202f]", "", text)
    if len(plain) > _MAX_DIGITS:
        return ()
    if plain.isdigit():
        return (float(plain),)
    if _THOUSANDS.fullmatch(plain):
        return (float(re.sub(r"[.,]", "", plain)),)
    if _MIXED.fullmatch(plain):
        whole, _, rest = re.split(r"([.,])(?=\d+$)", plain)
        return (float(re.sub(r"[.,]", "", whole) + "." + rest),)
    if not _DECIMAL.fullmatch(plain):
        return ()
    decimal = float(plain.replace(",", "."))
    grouped = _GROUPED.fullmatch(plain)
    return (float(re.sub(r"[.,]", "", plain)), decimal) if grouped else (decimal,)


def read_number(tokens: Sequence[Token], start: int, words: Lexicon) -> Number | None:
    """Read the number that begins at *start*, in digits, words or both; None if there is none."""
    token = tokens[start]
    if token.kind == "number":
        values = parse_digits(token.text)
        number = _scaled(values, tokens, start, words) if values else None
    elif words.numbers.get("order") == "after":
        return _read_after(tokens, start, words)
    else:
        number = _read_before(tokens, start, words)
    return number and _with_rest(number, tokens, words)


def _with_rest(number: Number, tokens: Sequence[Token], words: Lexicon) -> Number:
    """Add digits of a smaller magnitude that follow: "2 milijarde i 400 miliona"."""
    at = number.end + 1
    joiners = words.numbers.get("joiners", ())
    if at >= len(tokens) or tokens[at - 1].fold not in joiners or tokens[at].kind != "number":
        return number
    values = parse_digits(tokens[at].text)
    rest = _scaled(values[-1:], tokens, at, words) if values else None
    if rest is None or not 0 < _magnitude(tokens, rest, words) < _magnitude(tokens, number, words):
        return number
    return Number(tuple(value + rest.values[0] for value in number.values), rest.end)


def _magnitude(tokens: Sequence[Token], number: Number, words: Lexicon) -> float:
    kind, value = words.numbers["words"].get(tokens[number.end - 1].fold, ("", 0.0))
    return value if kind == "magnitudes" else 0.0


def _scaled(
    values: tuple[float, ...], tokens: Sequence[Token], start: int, words: Lexicon
) -> Number:
    end, factor = start + 1, 1.0
    while end < len(tokens) and tokens[end].kind == "word" and not tokens[end].before.strip("- "):
        kind, value = words.numbers["words"].get(tokens[end].fold, ("", 0.0))
        # A single letter is a magnitude only against its number: 5m, not "5 m".
        if kind not in ("magnitudes", "hundreds") or abs(value) < 100:
            break
        if len(tokens[end].fold) == 1 and tokens[end].before:
            break
        factor *= abs(value)
        end += 1
    extra, end = _half_after(tokens, end, words) if factor > 1 else (0.0, end)
    return Number(tuple(value * factor + extra * factor for value in values), end)


def _half_after(tokens: Sequence[Token], at: int, words: Lexicon) -> tuple[float, int]:
    """Read "and a half" at *at*: 0.5 and the index after it, or 0 and *at*."""
    joiners = words.numbers.get("joiners", ())
    end = at
    while end < len(tokens) and tokens[end].fold in joiners:
        end += 1
    if end > at and end < len(tokens) and tokens[end].fold in words.numbers.get("halves", ()):
        return 0.5, end + 1
    return 0.0, at


@dataclass(slots=True)
class _Sum:
    """The running sum of a number in words."""

    total: float = 0.0
    current: float = 0.0
    last: float = 0.0
    limit: float = float("inf")
    magnitude: float = 0.0
    parts: int = 0
    steps: list[str] = field(default_factory=list)

    def add(self, kind: str, value: float) -> bool:
        """Add one word; return False if it cannot belong to this number."""
        return bool(getattr(self, f"_{kind}")(value))

    def _ones(self, value: float) -> bool:
        return self._small(value, 10, 1)

    def _teens(self, value: float) -> bool:
        return self._small(value, 100, 1)

    def _tens(self, value: float) -> bool:
        return self._small(value, 100, 10)

    def _small(self, value: float, needs: float, leaves: float) -> bool:
        if self.limit < needs:
            return False
        self.current += value
        self.last, self.limit = value, leaves
        self.parts += 1
        return True

    def _hundreds(self, value: float) -> bool:
        if value < 0:  # a word with its own multiplier, such as "petsto" (500)
            return self._small(-value, 1000, 100)
        if value == 11:  # Indonesian "belas" turns ones into teens
            self.current, self.limit = self.current + 10, 1
            return self.last > 0
        if self.last >= value or (not self.last and value < 12):
            return False
        multiplied = max(self.last, 1.0) * value
        self.current += multiplied - self.last
        self.last, self.limit = multiplied, 1 if value == 12 else value
        self.parts += 1
        return True

    def _magnitudes(self, value: float) -> bool:
        if self.magnitude and value >= self.magnitude:
            return False
        self.total += (self.current or 1.0) * value
        self.current, self.last, self.limit, self.magnitude = 0.0, 0.0, value, value
        self.parts += 1
        return True

    @property
    def value(self) -> float:
        """The value of the words so far."""
        return self.total + self.current


def _read_before(tokens: Sequence[Token], start: int, words: Lexicon) -> Number | None:
    names = words.numbers["words"]
    joiners, halves = words.numbers.get("joiners", ()), words.numbers.get("halves", ())
    if tokens[start].fold not in names and tokens[start].fold not in halves:
        return None
    total, end = _Sum(), start
    if tokens[start].fold in halves:
        total.current, total.last, end = 0.5, 0.5, start + 1
        end += 1 if end < len(tokens) and tokens[end].fold in joiners else 0
        if end >= len(tokens) or names.get(tokens[end].fold, ("",))[0] != "magnitudes":
            return None
    while end < len(tokens) and (end == start or not tokens[end].before.strip("- ")):
        half, after = _half_after(tokens, end, words) if total.parts else (0.0, end)
        if half:
            total.current += half * (total.magnitude or 1.0)
            end = after
            continue
        at = end + 1 if total.parts and tokens[end].fold in joiners else end
        if at >= len(tokens) or not _is_number_word(tokens[at], words):
            break
        if not total.add(*names[tokens[at].fold]):
            break
        end = at + 1
    return Number((total.value,), end, spelled=True) if total.parts else None


def _is_number_word(token: Token, words: Lexicon) -> bool:
    """Return whether the token is a number word: "što" (what) is not "sto" (100), nor k alone."""
    known = token.fold in words.numbers["words"] and len(token.fold) > 1
    return known and not (token.fold == "sto" and "š" in token.text.casefold())


def _read_after(tokens: Sequence[Token], start: int, words: Lexicon) -> Number | None:
    if tokens[start].fold not in words.numbers["words"]:
        return None
    total, end, scale, parts = 0.0, start, float("inf"), 0
    while end < len(tokens):
        at = end + 1 if parts and tokens[end].fold in words.numbers["joiners"] else end
        if at >= len(tokens) or (parts and at == end):
            break
        if parts and tokens[at].fold in words.numbers["halves"] and scale < float("inf"):
            total, end = total + 0.5 * scale, at + 1
            break
        part = _part_after(tokens, at, words)
        if part is None or part[0] >= scale or (parts and scale < 10):
            break
        value, size, end = part
        total, scale, parts = total + value, size, parts + 1
    return Number((total,), end, spelled=True) if parts else None


def _part_after(
    tokens: Sequence[Token], at: int, words: Lexicon
) -> tuple[float, float, int] | None:
    """Read one part of a Swahili number: its value, its magnitude and the index after it."""
    kind, value = words.numbers["words"].get(tokens[at].fold, ("", 0.0))
    if not kind or len(tokens[at].fold) == 1:
        return None
    if kind not in ("hundreds", "magnitudes"):
        return value, value if kind != "ones" else 1.0, at + 1
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.before.strip("- "):
        return value, value, at + 1
    if following.kind == "number":
        values = parse_digits(following.text)
        return (values[-1] * value, value, at + 2) if values else (value, value, at + 1)
    inner = _multiplier(tokens, at + 1, words, value)
    return (inner[0] * value, value, inner[1]) if inner else (value, value, at + 1)


def _multiplier(
    tokens: Sequence[Token], at: int, words: Lexicon, value: float
) -> tuple[float, int] | None:
    part = _part_after(tokens, at, words)
    if part is None or part[1] >= value:
        return None
    factor, size, end = part
    joined = end + 1 < len(tokens) and tokens[end].fold in words.numbers["joiners"]
    if joined and size >= 10:
        more = _part_after(tokens, end + 1, words)
        if more and more[0] < size:
            return factor + more[0], more[2]
    return factor, end


def ordinal(word: str, words: Lexicon) -> int:
    """Read an ordinal such as "fifth" or "peti"; 0 if *word* is none."""
    ranks = words.numbers.get("ordinals", {})
    if word in ranks and not words.numbers.get("ordinal_endings"):
        return int(ranks[word])
    for ending in words.numbers.get("ordinal_endings", ()):
        if word.endswith(ending) and word[: -len(ending)] in ranks:
            return int(ranks[word[: -len(ending)]])
    return 0


def read_rank(tokens: Sequence[Token], start: int, words: Lexicon) -> tuple[int, int] | None:
    """Read an ordinal that begins at *start*, "third" or "twenty-third", and the index after it."""
    kind, tens = words.numbers["words"].get(tokens[start].fold, ("", 0.0))
    at, ten = start, 0
    if kind == "tens":
        joined = start + 1 < len(tokens) and tokens[start + 1].fold in words.numbers["joiners"]
        at, ten = (start + 2 if joined else start + 1), int(tens)
    if at >= len(tokens) or (ten and tokens[at].before.strip("- ")):
        return None
    rank = ordinal(tokens[at].fold, words)
    # "Twenty third-graders" is a count, not the ordinal 23rd.
    glued = at + 1 < len(tokens) and tokens[at + 1].before.startswith("-")
    if not rank or glued or (ten and rank > _LAST_UNIT):
        return None
    return ten + rank, at + 1
