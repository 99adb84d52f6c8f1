"""Fixed pools of texts for training on precomputed token vectors, and pairs drawn from them.

A pool is a set of texts about one thing, each with a claim number: texts with one number say the
same, texts with two numbers do not. Token vectors of a text are computed once; pairs are drawn
anew in every step.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claim_training.alterations import disguised
from claim_training.groups import LANGUAGES, Drawer, Row, language_of
from claim_training.label_files import is_held_out, json_lines, training_answers, training_queries
from claim_training.templates import Pattern, State, Template, read_templates
from claim_training.topics import Topic
from rapidfuzz import fuzz

from factcheck.text.normalise import readable

TWINS_FROM = 72
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


def all_pools(data: Path, seed: int) -> list[Pool]:
    """Make all pools, in an order drawn at random."""
    drawer = Drawer(data, seed)
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
        *of_posts(data, rng),
        *of_collections(data, rng),
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


def of_posts(data: Path, rng: random.Random) -> Iterator[Pool]:
    """Take posts and their claims in eleven languages, with near misses by BM25."""
    for path in sorted((data / "posts_to_claims").glob("*.gz")):
        rows = json_lines(path)
        claims = sorted({row["claim"] for row in rows})
        chosen = rng.sample(rows, min(260, len(rows)))
        yield from _with_misses(
            "post", [(row["post"], [row["claim"]]) for row in chosen], claims, 2, 0
        )


def of_collections(data: Path, rng: random.Random) -> Iterator[Pool]:
    """Take training queries of CheckThat! and TurnBackHoax, those kept for the score left out."""
    for name, count, skipped in (("checkthat2022_2a_en", 900, 0), ("turnbackhoax_id", 800, 1)):
        folder = data / name
        documents = json_lines(folder / "corpus.jsonl.gz")
        texts = {d["id"]: d.get("claim") or d.get("title") or "" for d in documents}
        answers = training_answers(folder)
        asked = [
            (query["text"], [texts[each] for each in answers[query["id"]] if texts.get(each)])
            for query in training_queries(folder)
            if query["id"] in answers and not is_held_out(name, query["id"])
        ]
        asked = [pair for pair in asked if pair[1]]
        chosen = rng.sample(asked, min(count, len(asked)))
        yield from _with_misses("query", chosen, [t for t in texts.values() if t], 3, skipped)


def _with_misses(
    kind: str,
    asked: Iterable[tuple[str, Sequence[str]]],
    documents: Sequence[str],
    count: int,
    skipped: int,
) -> Iterator[Pool]:
    # lazy: only these pools need it, and the tests are without.
    import bm25s

    index = bm25s.BM25()
    words = [[re.findall(r"\w+", readable(text).lower()) or ["-"]] for text in documents]
    index.index([each[0] for each in words], show_progress=False)
    for text, right in asked:
        pool = Pool(kind)
        pool.add(text, 0, printed=False)
        for each in right[:2]:
            pool.add(each, 0, asked=False)
        scores = index.get_scores(re.findall(r"\w+", readable(text).lower()) or ["-"])
        near = [documents[i] for i in (-scores).argsort()[: 12 + len(right)] if scores[i] > 0]
        near = [
            each
            for each in near
            if max(fuzz.token_sort_ratio(each, other) for other in right) < TWINS_FROM
        ]
        for number, each in enumerate(near[skipped : skipped + count], 1):
            pool.add(each, number, asked=False)
        yield pool


def _two(kind: str, a: str, b: str, same: bool) -> Pool:
    pool = Pool(kind)
    pool.add(a, 0)
    pool.add(b, 0 if same else 1)
    return pool
