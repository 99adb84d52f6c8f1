"""Groups of texts for training: topics and translations, with alterations and guises made anew.

An eighth of the topics and of the translated documents is kept for measuring, another eighth of
the topics for the score; nothing here reads them.
"""

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claim_training.alterations import Alterer, disguised
from claim_training.altering import altering_for
from claim_training.label_files import json_lines
from claim_training.topics import read_topics, use_of

PARTS = 8
MEASURING_PART = 5
LANGUAGES = ("en", "id", "sw", "bs", "hr", "sr-Latn", "sr-Cyrl")
SAME = ("same", "again", "short", "post", "post")
PRINTED = ("same", "same", "again", "short")
TOPIC_SHARE, ONE_LANGUAGE_SHARE = 0.62, 0.4

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Group:
    """Two claims and three published claims: 2 × 3 pairs, as many right as wrong.

    Every text is part of right and of wrong pairs, so that nothing about one text alone tells.

    Attributes:
        claim: As asked; ``printed`` and ``again`` say the same.
        rival: Differs from it in one thing; ``altered`` says the same as this one.
    """

    claim: Text
    rival: Text
    printed: Text
    again: Text
    altered: Text


def language_of(name: str) -> str:
    """Give the language of a column of NTREX."""
    return name.partition("-")[0]


class Drawer:
    """Draws groups from topics and translations, with alterations and disguises made anew."""

    def __init__(self, data: Path, seed: int) -> None:
        """Read everything.

        Args:
            data: Folder with ``ntrex`` and ``tico19``.
            seed: Of all draws.
        """
        self.rng = random.Random(seed)
        self.topics = [topic for topic in read_topics() if use_of(topic.name) == "training"]
        self.sentences = [
            row
            for row in json_lines(data / "ntrex" / "sentences.jsonl.gz")
            if zlib.crc32(row["document"].encode()) % PARTS != MEASURING_PART
        ]
        self.tico = {
            language: json_lines(data / "tico19" / f"en-{language}.jsonl.gz")
            for language in ("id", "sw")
        }
        by_language = {
            language: [
                row[name]
                for row in self.sentences
                for name in LANGUAGES
                if language_of(name) == language
            ]
            for language in ("en", "id", "sw", "bs", "hr", "sr")
        }
        rules = {name: altering_for(name, by_language[name]) for name in ("en", "id")}
        self.alterer = Alterer(rules, by_language)

    def groups(self, count: int) -> Iterator[Group]:
        """Draw *count* groups, some fewer where nothing could be altered."""
        for _ in range(count):
            group = self.of_topic() if self.rng.random() < TOPIC_SHARE else self.of_translation()
            if group is not None:
                yield group

    def of_topic(self) -> Group:
        """Draw a topic: said thrice and altered twice, in one language or several."""
        rng = self.rng
        topic = rng.choice(self.topics)
        one, two, three, four, five = (rng.choice(topic.rows) for _ in range(5))
        two = one if rng.random() < ONE_LANGUAGE_SHARE else two
        three = one if rng.random() < ONE_LANGUAGE_SHARE else three
        four = two if rng.random() < ONE_LANGUAGE_SHARE else four
        five = one if rng.random() < ONE_LANGUAGE_SHARE else five
        claim, field = self._field(one, SAME)
        printed, _ = self._field(two, PRINTED, field if two is one else "")
        again, _ = self._field(three, ("again", "short", "same"), field if three is one else "")
        altered, _ = self._field(four, ("altered",))
        rival, _ = self._field(five, ("altered_post", "altered_post", "altered"))
        if rival.text == altered.text:
            rival = Text(disguised(rival.text, rival.language, rng), rival.language)
        return Group(claim, rival, printed, again, altered)

    def of_translation(self) -> Group | None:
        """Draw a sentence with translations, and the same change in two of them, or a neighbour."""
        rng = self.rng
        if rng.random() < 0.72:
            rows: Sequence[Row] = self.sentences
            names: Sequence[str] = LANGUAGES
        else:
            language = rng.choice(("id", "sw"))
            rows, names = self.tico[language], ("en", language)
        place = rng.randrange(len(rows))
        row = rows[place]
        a, b, c, d = (rng.choice(names) for _ in range(4))
        near = rows[max(0, min(len(rows) - 1, place + rng.choice((-2, -1, 1, 2))))]
        rival: str | None = None
        altered: str | None = None
        if rng.random() < 0.12 and near is not row:
            rival, altered = near[a], near[d]
        else:
            both = None
            if rng.random() < 0.45:
                both = self.alterer.altered_alike(
                    (row[a], language_of(a)), (row[d], language_of(d)), rng
                )
            if both is not None:
                rival, altered = both
            else:
                d = a
                rival = altered = self.alterer.altered(row[a], language_of(a), rng)
        if not rival or not altered:
            return None
        return Group(
            *(
                self._disguised(Text(text, language_of(name)))
                for text, name in ((row[a], a), (rival, a), (row[b], b), (row[c], c), (altered, d))
            )
        )

    def _field(self, row: Row, names: Sequence[str], not_this: str = "") -> tuple[Text, str]:
        present = [name for name in names if row.get(name) and name != not_this]
        name = self.rng.choice(present or [name for name in names if row.get(name)])
        return self._disguised(Text(row[name], row["language"])), name

    def _disguised(self, text: Text) -> Text:
        if self.rng.random() < 0.5:
            return text
        return Text(disguised(text.text, text.language, self.rng), text.language)
