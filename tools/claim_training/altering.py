"""Make look-alikes and harmless variants of real claims by rule, as training data.

A look-alike (a hard negative) says something else with nearly the same words. A variant says the
same: in another case, with a typing error, with an exclamation around it.
"""

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("altering.toml")

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-ZČĆŽŠĐ][a-zčćžšđ]{3,}\b")
_WORD = re.compile(r"\b[a-z]{5,}\b")
# Changed polarity and opposites teach most, and numbers are what is most often wrong.
_POLARITY_WEIGHT, _OPPOSITE_WEIGHT, _NUMBER_WEIGHT, _NAME_WEIGHT, _WORD_WEIGHT = 3, 4, 2, 2, 1
_TENFOLD_SHARE = 0.25
_AROUND = ("!!!", "share this", "wake up people", "#truth", "viral!", "sebarkan", "tolong dibaca")
_BEFORE = ("BREAKING: ", "Is it true that ", "omg ", "so apparently ", "Viral: ", "They say ")

Change = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Altering:
    """Rules of one language, and names and words of the collection as replacements."""

    helpers: re.Pattern[str] | None
    denials: Sequence[str]
    denied: Sequence[str]
    undone: re.Pattern[str]
    opposites: Sequence[tuple[re.Pattern[str], str]]
    names: Sequence[str]
    words: Sequence[str]

    def look_alike(self, claim: str, rng: random.Random) -> str | None:
        """Change one thing of substance; None where no rule applies."""
        changes: list[tuple[int, Change]] = []
        if self.undone.search(claim):
            changes.append((_POLARITY_WEIGHT, self._affirm))
        else:
            changes.append((_POLARITY_WEIGHT, self._deny))
        if _NUMBER.search(claim):
            changes.append((_NUMBER_WEIGHT, _other_number))
        if _NAME.search(claim):
            changes.append((_NAME_WEIGHT, self._other_name))
        if any(pattern.search(claim) for pattern, _ in self.opposites):
            changes.append((_OPPOSITE_WEIGHT, self._opposite))
        if len(_WORD.findall(claim)) > 4:
            changes.append((_WORD_WEIGHT, self._other_word))
        weights, functions = zip(*changes, strict=True)
        (change,) = rng.choices(functions, weights)
        altered = change(claim, rng)
        return altered if altered.casefold() != claim.casefold() else None

    def _affirm(self, claim: str, rng: random.Random) -> str:
        return self.undone.sub("", claim, count=1)

    def _deny(self, claim: str, rng: random.Random) -> str:
        if self.helpers is not None and self.helpers.search(claim) and rng.random() < 0.75:
            denial = rng.choice(self.denials)
            return self.helpers.sub(lambda helper: f"{helper[0]} {denial}", claim, count=1)
        return rng.choice(self.denied) + claim[0].lower() + claim[1:]

    def _other_name(self, claim: str, rng: random.Random) -> str:
        return _replaced(claim, rng.choice(list(_NAME.finditer(claim))), rng.choice(self.names))

    def _other_word(self, claim: str, rng: random.Random) -> str:
        return _replaced(claim, rng.choice(list(_WORD.finditer(claim))), rng.choice(self.words))

    def _opposite(self, claim: str, rng: random.Random) -> str:
        fitting = [(p, other) for p, other in self.opposites if p.search(claim)]
        pattern, other = rng.choice(fitting)
        return pattern.sub(other, claim, count=1)


def altering_for(language: str, claims: Sequence[str]) -> Altering:
    """Read the rules of *language*; names and words to swap come from *claims*."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))[language]
    pairs = [pair.split() for line in table["opposites"].split("\n") for pair in line.split("|")]
    both_ways = [way for pair in pairs if pair for way in (pair, pair[::-1])]
    helpers = table["helpers"].replace(" ", "|")
    return Altering(
        helpers=re.compile(rf"\b(?:{helpers})\b(?! not)") if helpers else None,
        denials=table["denials"],
        denied=table["denied"],
        undone=re.compile(table["undone"]),
        opposites=[(re.compile(rf"\b{one}\b"), other) for one, other in both_ways],
        names=sorted({name for claim in claims for name in _NAME.findall(claim)}),
        words=sorted({word for claim in claims for word in _WORD.findall(claim)}),
    )


def variant(claim: str, rng: random.Random) -> str:
    """Change nothing of substance."""
    kind = rng.random()
    if kind < 0.2:
        return claim.lower()
    if kind < 0.3:
        return claim.upper()
    if kind < 0.5:
        return _mistyped(claim, rng)
    if kind < 0.6:
        return f"{claim} {rng.choice(_AROUND)}"
    if kind < 0.7:
        return rng.choice(_BEFORE) + claim
    return claim.rstrip(".")


def _other_number(claim: str, rng: random.Random) -> str:
    number = rng.choice(list(_NUMBER.finditer(claim)))
    digits = number[0]
    if rng.random() < _TENFOLD_SHARE and digits.isdigit():
        return _replaced(claim, number, digits + "0")
    place = rng.choice([place for place, sign in enumerate(digits) if sign.isdigit()])
    other = rng.choice([sign for sign in "123456789" if sign != digits[place]])
    return _replaced(claim, number, digits[:place] + other + digits[place + 1 :])


def _replaced(claim: str, place: re.Match[str], other: str) -> str:
    return claim[: place.start()] + other + claim[place.end() :]


def _mistyped(claim: str, rng: random.Random) -> str:
    """Swap, drop or double letters, never digits: a number must stay what it was."""
    letters = list(claim)
    for _ in range(max(1, len(letters) // 40)):
        place = rng.randrange(len(letters) - 1) if len(letters) > 1 else 0
        if not all(sign.isalpha() for sign in letters[place : place + 2]):
            continue
        kind = rng.random()
        if kind < 0.4 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = "" if kind < 0.7 else letters[place] * 2
    return "".join(letters)
