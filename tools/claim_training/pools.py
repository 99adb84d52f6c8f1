"""Fixed pools of texts for training on precomputed token vectors, and pairs drawn from them.

A pool is a set of texts about one thing, each with a claim number: texts with one number say the
same, texts with two numbers do not. Token vectors of a text are computed once; pairs are drawn
anew in every step.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claim_training.alterations import disguised
from claim_training.groups import LANGUAGES, Drawer, Row, language_of
from claim_training.label_files import json_lines
from claim_training.negatives import FOLDERS, Collection, held_out_of_score
from claim_training.templates import Pattern, State, Template, read_templates
from claim_training.topics import Topic

from factcheck.text.normalise import readable

# Of a collection: answers of a post in its pool, and near misses drawn from its nearest and others.
ANSWERS = 2
NEAREST, NEAREST_DRAWN, NEAR_DRAWN = 6, 4, 3
# Altered claims of a template in one pool.
MOST_ALTERED = 6
# The share of texts that stand in another guise too.
DISGUISED_TOPICS, DISGUISED_TEMPLATES = 0.4, 0.15


@dataclass(frozen=True, slots=True)
class Text:
    """A text of our own, its language, and whether a publisher could have printed it."""

    written: str
    language: str
    printed: bool


@dataclass(slots=True)
class Pool:
    """Texts about one thing.

    Attributes:
        kind: Where they come from.
        texts: What is written.
        claims: For each text, which claim it makes.
        asked: Whether a text may stand as a claim that is looked up.
        printed: Whether it may stand as a published claim.
        languages: Of each text, "" where it is not known.
    """

    kind: str
    texts: list[str] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    printed: list[bool] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def add(
        self,
        text: str,
        claim: int,
        language: str = "",
        *,
        asked: bool = True,
        printed: bool = True,
    ) -> None:
        """Add a text; what has nothing to read is left out."""
        if len(readable(text)) > 3:
            self.texts.append(text)
            self.claims.append(claim)
            self.asked.append(asked)
            self.printed.append(printed)
            self.languages.append(language)

    def without_ambiguous(self) -> "Pool":
        """Leave out the texts that make two claims at once."""
        claims: dict[str, set[int]] = {}
        for text, claim in zip(self.texts, self.claims, strict=True):
            claims.setdefault(text, set()).add(claim)
        kept = [n for n, text in enumerate(self.texts) if len(claims[text]) == 1]
        return Pool(
            self.kind,
            [self.texts[n] for n in kept],
            [self.claims[n] for n in kept],
            [self.asked[n] for n in kept],
            [self.printed[n] for n in kept],
            [self.languages[n] for n in kept],
        )


def all_pools(data: Path, collections: Sequence[Collection], seed: int) -> list[Pool]:
    """Make all pools, in an order drawn at random; those of posts out of the *collections*."""
    drawer = Drawer(data, seed)
    is_held_out = held_out_of_score(data)
    rng = drawer.rng
    pools = [
        *(of_topic(topic, rng) for topic in drawer.topics),
        *(pool for template in read_templates() for pool in of_template(template, rng)),
        *of_translations(drawer, drawer.sentences, LANGUAGES, 4),
        *(
            pool
            for language, rows in drawer.tico.items()
            for pool in of_translations(drawer, rows[::3], ("en", language), 2)
        ),
        *of_paraphrases(data, rng),
        *of_contradictions(data, rng),
        *(
            pool
            for collection in collections
            for pool in of_collection(collection, is_held_out, rng)
        ),
    ]
    rng.shuffle(pools)
    return [pool for pool in pools if len(pool.texts) > 1]


def of_topic(topic: Topic, rng: random.Random) -> Pool:
    """Take every text of a topic, and some in another guise."""
    pool = Pool("topic")
    for row in topic.rows:
        for claim, names in enumerate(
            (
                ("same", "synonym", "again", "short", "post"),
                ("altered", "altered_post"),
                ("altered_b",),
            )
        ):
            for name in names:
                if row.get(name):
                    text = Text(row[name], row["language"], "post" not in name)
                    _add_text(pool, claim, text, DISGUISED_TOPICS, rng)
    return pool


def of_template(template: Template, rng: random.Random) -> Iterator[Pool]:
    """Put texts of a claim together and of others that differ in one slot, from two claims on."""
    values = template.numbers_of_values
    first = dict.fromkeys(values, 0)
    other = {slot: rng.randrange(count) for slot, count in values.items()}
    for state in (first, other):
        pool = Pool("template")
        for pattern in (*template.patterns, *rng.sample(template.patterns, 2)):
            _add_pattern(pool, 0, pattern, state, rng)
        altered = [
            {**state, slot: value}
            for slot, count in values.items()
            for value in range(count)
            if value != state[slot]
        ]
        drawn = rng.sample(altered, min(MOST_ALTERED, len(altered)))
        for claim, each in enumerate(drawn, start=1):
            for pattern in rng.sample(template.patterns, 2):
                _add_pattern(pool, claim, pattern, each, rng)
        yield pool.without_ambiguous()


def _add_pattern(
    pool: Pool, claim: int, pattern: Pattern, state: State, rng: random.Random
) -> None:
    text = Text(pattern.text(state, rng), pattern.language, not pattern.is_post)
    _add_text(pool, claim, text, DISGUISED_TEMPLATES, rng)


def _add_text(
    pool: Pool, claim: int, text: Text, disguised_share: float, rng: random.Random
) -> None:
    """Add a text, and a share of all texts in another guise too."""
    pool.add(text.written, claim, text.language, printed=text.printed)
    if rng.random() < disguised_share:
        other = disguised(text.written, text.language, rng)
        if other != text.written:
            pool.add(other, claim, text.language, printed=text.printed)


def of_translations(
    drawer: Drawer, rows: Sequence[Row], names: Sequence[str], alterations: int
) -> Iterator[Pool]:
    """Take a sentence in its languages, altered, and one of its neighbours."""
    rng = drawer.rng
    for place, row in enumerate(rows):
        pool = Pool("translation")
        for name in names:
            pool.add(row[name], 0, language_of(name))
        for name in rng.sample(list(names), 2):
            pool.add(disguised(row[name], language_of(name), rng), 0, language_of(name))
        for number in range(1, alterations + 1):
            _add_altered(pool, number, row, names, drawer)
        near = rows[max(0, min(len(rows) - 1, place + rng.choice((-1, 1))))]
        if near is not row:
            pool.add(near[rng.choice(names)], alterations + 1)
        yield pool


def _add_altered(pool: Pool, number: int, row: Row, names: Sequence[str], drawer: Drawer) -> None:
    """Add a sentence with one change, where possible with the same change in a translation."""
    rng = drawer.rng
    a, b = rng.choice(names), rng.choice(names)
    if a != b and rng.random() < 0.6:
        both = drawer.alterer.altered_alike((row[a], language_of(a)), (row[b], language_of(b)), rng)
        if both is not None:
            pool.add(both[0], number, language_of(a))
            pool.add(both[1], number, language_of(b))
            return
    altered = drawer.alterer.altered(row[a], language_of(a), rng)
    if altered:
        pool.add(altered, number, language_of(a))
        if rng.random() < 0.4:
            pool.add(disguised(altered, language_of(a), rng), number, language_of(a))


def of_paraphrases(data: Path, rng: random.Random) -> Iterator[Pool]:
    """Take PAWS: nearly the same words, the same meaning or not."""
    for language, count in (("en", 2000), ("id", 2400), ("de", 500), ("es", 500), ("fr", 500)):
        rows = json_lines(data / "paws" / f"{language}.jsonl.gz")
        for row in rng.sample(rows, min(count, len(rows))):
            yield _two("paraphrase", row["a"], row["b"], bool(row["same"]))


def of_contradictions(data: Path, rng: random.Random) -> Iterator[Pool]:
    """Take IndoNLI's contradictions: two claims that cannot both be true are not the same."""
    rows = json_lines(data / "indonli_id" / "train.jsonl.gz")
    rows = [row for row in rows if row["label"] == "contradiction"]
    for row in rng.sample(rows, min(1300, len(rows))):
        yield _two("contradiction", row["a"], row["b"], False)


def of_collection(
    collection: Collection, is_held_out: Callable[[str], bool], rng: random.Random
) -> Iterator[Pool]:
    """Take posts, the claims that answer them, and near misses, most of them the nearest."""
    kind = "query" if collection.name in FOLDERS else "post"
    rows = zip(collection.queries, collection.answers, collection.negatives, strict=True)
    for text, right, wrong in rows:
        if is_held_out(text):
            continue
        pool = Pool(kind)
        pool.add(text, 0, printed=False)
        for document in rng.sample(sorted(right), min(ANSWERS, len(right))):
            pool.add(collection.claims[document], 0, asked=False)
        nearest, near = wrong[:NEAREST], wrong[NEAREST:]
        drawn = [
            *rng.sample(nearest, min(NEAREST_DRAWN, len(nearest))),
            *rng.sample(near, min(NEAR_DRAWN, len(near))),
        ]
        for number, document in enumerate(drawn, 1):
            pool.add(collection.claims[document], number, asked=False)
        if 0 in pool.claims[1:] and pool.asked[0]:
            yield pool


def _two(kind: str, a: str, b: str, same: bool) -> Pool:
    pool = Pool(kind)
    pool.add(a, 0)
    pool.add(b, 0 if same else 1)
    return pool
