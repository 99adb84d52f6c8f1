"""Our own sentence templates: claims in three languages, with slots, for training.

Every line of the files in ``templates/`` is a JSON object. ``rows`` lists patterns, each as
language, form (``printed`` or ``post``) and text. In the text ``[2 raised|increased#abolished]``
is slot 2: values stand between ``#``, the first of them is that of the claim, and wordings of one
value between ``|``. All patterns of a template have the same slots with the same values, so two
texts that were given the same values make the same claim, whatever their words and languages.
``kinds`` names what another value of each slot alters.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILES = tuple(sorted((Path(__file__).parent / "templates").glob("*.jsonl")))

# The value of each slot, by the number of the slot; values are numbered from 0.
State = Mapping[int, int]

_SLOT = re.compile(r"\[(\d) ([^\[\]]*)\]")
_SPACE_BEFORE_MARK = re.compile(r" ([,.;!?])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a pattern, with the wordings of each of its values."""

    number: int
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sentence with slots.

    Attributes:
        language: ISO 639-1 code.
        is_post: Whether it is written as people post; otherwise as a publisher prints it.
        parts: Fixed text and slots, in their order.
    """

    language: str
    is_post: bool
    parts: tuple[str | Slot, ...]

    @classmethod
    def parse(cls, language: str, form: str, text: str) -> "Pattern":
        """Split a row of a file into its parts."""
        parts: list[str | Slot] = []
        end = 0
        for found in _SLOT.finditer(text):
            values = (value.split("|") for value in found[2].split("#"))
            slot = Slot(int(found[1]), tuple(tuple(w.strip() for w in each) for each in values))
            parts += (text[end : found.start()], slot)
            end = found.end()
        return cls(language, form == "post", (*parts, text[end:]))

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots, in the order of the sentence."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    def text(self, state: State, rng: random.Random) -> str:
        """Put a text together: the values of *state*, each in a wording drawn at random."""
        words = (
            part if isinstance(part, str) else rng.choice(part.values[state[part.number]])
            for part in self.parts
        )
        return _SPACE_BEFORE_MARK.sub(r"\1", " ".join("".join(words).split()))


@dataclass(frozen=True, slots=True)
class Template:
    """One claim with what can be altered in it."""

    name: str
    kinds: tuple[str, ...]
    patterns: tuple[Pattern, ...]

    @property
    def numbers_of_values(self) -> State:
        """How many values each slot has, by its number."""
        return {slot.number: len(slot.values) for slot in self.patterns[0].slots}


def read_templates() -> list[Template]:
    """Read all templates of all files."""
    return [
        Template(
            f"{path.stem}/{row['topic']}",
            tuple(row["kinds"]),
            tuple(Pattern.parse(*each) for each in row["rows"]),
        )
        for path in FILES
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
