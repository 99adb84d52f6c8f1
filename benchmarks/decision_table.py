"""Count decisions on claims said again, translated and altered, by how far the languages are apart.

    PYTHONPATH=tools python benchmarks/decision_table.py [--sentences FILE] [--beside CORPUS
        --work WORK] [--most N] [--format json]

Without FILE, our own topics that no network has learned from. FILE is `sentences.jsonl.gz` of
NTREX-128 (from Microsoft), of which an eighth of the documents is looked at: a line has `n`,
`document`, and a sentence in each of its languages. Every topic or sentence is stored in one of
its languages, in turn, and asked in all of them. CORPUS stands around them, as in a real store.
`first`: its own published claim stands first; `match`: it is presented as the same; `other`: what
is presented as the same belongs to something else. Altered claims should never be a match.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claim_training.label_files import json_lines
from claim_training.topics import Topic, read_topics, use_of
from labelled_lookups import is_measured_with, languages_of
from stores import cached_corpus, case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision, Match
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.text.language import same_language

SAID_AGAIN = ("again", "short", "post")
ALTERED = ("altered", "altered_post", "altered_b")

# group → measure → value
Table = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A published claim, and a text to look up.

    Attributes:
        own: Record id of the published claim.
        group: Kind of text, and how far apart the two languages are.
    """

    own: str
    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """A claim that is stored."""

    record_id: str
    claim: str
    language: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sentences", type=Path)
    parser.add_argument("--beside", type=Path, help="a corpus to stand around the claims")
    parser.add_argument("--work", type=Path, help="keeps the corpus's store")
    parser.add_argument("--most", type=int, help="look at so many topics or sentences only")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    if chosen.beside and not chosen.work:
        parser.error("--beside needs --work")
    encoder = default_encoder(lambda message: print(message, file=sys.stderr))
    beside = cached_corpus(chosen.beside, chosen.work, encoder) if chosen.beside else None
    if chosen.sentences:
        published, asked = sentence_cases(chosen.sentences, chosen.most)
    else:
        published, asked = topic_cases(measured_topics()[: chosen.most])
    table = decisions(published, asked, encoder, beside)
    if chosen.format == "json":
        print(json.dumps(table, indent=2))
        return
    print(f"{'':44}{'asked':>7}{'first':>8}{'match':>8}{'other':>8}")
    for group, values in table.items():
        cells = "".join(f"{values[name]:>8.3f}" for name in ("p@1", "match", "other_match"))
        print(f"{group:44}{values['asked']:>7.0f}{cells}")


def measured_topics() -> list[Topic]:
    """Read the topics that nothing has learned from."""
    return [topic for topic in read_topics() if use_of(topic.name) == "measuring"]


def topic_cases(topics: Sequence[Topic]) -> tuple[list[Published], list[Asked]]:
    """Store each topic in one of its languages, in turn; ask it in all."""
    published, asked = [], []
    for place, topic in enumerate(topics):
        home = topic.rows[place % len(topic.rows)]
        published.append(Published(topic.name, home["same"], home["language"]))
        for row in topic.rows:
            apart = distance(home["language"], row["language"], is_home=row is home)
            kinds = [("said again", SAID_AGAIN), ("altered", ALTERED)]
            if row is not home:
                kinds.append(("translated", ("same",)))
            for kind, names in kinds:
                for name in names:
                    if row.get(name):
                        shown = f"{kind}, as a post" if name.endswith("post") else kind
                        asked.append(Asked(topic.name, f"{shown}, {apart}", row[name]))
    return published, asked


def sentence_cases(path: Path, most: int | None) -> tuple[list[Published], list[Asked]]:
    """Store each sentence in one of its languages, in turn; ask it in all others."""
    published, asked = [], []
    rows = [row for row in json_lines(path) if is_measured_with(row["document"])]
    for place, row in enumerate(rows[:most]):
        languages = languages_of(row)
        home, own = languages[place % len(languages)], f"line-{row['n']}"
        published.append(Published(own, row[home], code(home)))
        for language in languages:
            if language != home:
                apart = distance(code(home), code(language), is_home=False)
                asked.append(Asked(own, f"translated, {apart}", row[language]))
    return published, asked


def code(column: str) -> str:
    """Give the language of a column such as ``sr-Cyrl``."""
    return column.partition("-")[0]


def distance(published: str, claim: str, *, is_home: bool) -> str:
    """Say how far apart two languages are."""
    if is_home:
        return "one language"
    return "close languages" if same_language(published, claim) else "across languages"


def decisions(
    published: Sequence[Published],
    asked: Sequence[Asked],
    encoder: Encoder,
    beside: Path | None = None,
) -> Table:
    """Look everything up in one store and count decisions by group."""
    counted: dict[str, list[tuple[bool, bool, bool]]] = {}
    records = [case(each.record_id, each.claim, each.language) for each in published]
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_store(Path(folder) / "claims.db", records, encoder, beside) as store,
    ):
        rankings = Lookup(store, encoder).rankings(each.text for each in asked)
        for each, ranking in zip(asked, rankings, strict=True):
            counted.setdefault(each.group, []).append(_found(ranking(frozenset()), each.own))
    return {group: dict(_shares(counted[group])) for group in sorted(counted)}


def _found(matches: Sequence[Match], own: str) -> tuple[bool, bool, bool]:
    presented = {m.fact_check.record_id for m in matches if m.decision is Decision.MATCH}
    first = bool(matches) and matches[0].fact_check.record_id == own
    return first, own in presented, bool(presented - {own})


def _shares(found: Sequence[tuple[bool, bool, bool]]) -> Iterator[tuple[str, float]]:
    yield "asked", len(found)
    for place, name in enumerate(("p@1", "match", "other_match")):
        yield name, sum(each[place] for each in found) / len(found)


if __name__ == "__main__":
    main()
