"""Labelled look-ups that the score learns from: claims, the store they are asked in, the answers.

Collections of posts (CLEF CheckThat! 2022 task 2A, TurnBackHoax), our own topics that no network
has learned from, and translated sentences (NTREX, TICO-19) by documents that are not measured
with. A store is asked as it is and as a young one of a few hundred fact-checks.
"""

import json
import random
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from claim_training.altering import variant
from claim_training.label_files import is_held_out, json_lines, training_answers, training_queries
from claim_training.topics import Row, Topic, read_topics, use_of

from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.ingest import ingest
from factcheck.neural.encoder import Encoder
from factcheck.retrieval.retriever import Retriever
from factcheck.store.store import Store, open_store

CORPORA = ("checkthat2022_2a_en", "turnbackhoax_id")
# A young store: whatever stands out in it stands out less than it seems.
SMALL_STORE = 300
MOST_QUERIES = 600
TRANSLATIONS = ("en", "id", "sw", "bs", "hr", "sr-Latn", "sr-Cyrl")
TICO_SENTENCES = 400
# Of the sentences so many are asked in each language. With more, copies of sentences outnumber
# posts, and the score trusts equal words too much.
SENTENCE_SHARE = 1 / 20
ALTERED_SHARE = 0.35
PARTS, MEASURING_PART = 8, 5

Sentence = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A claim to look up and the record ids of the fact-checks that answer it.

    Attributes:
        unseen: Neither network that reads pairs has learned from it.
    """

    text: str
    answers: frozenset[str]
    unseen: bool = True


@dataclass(frozen=True, slots=True)
class LabelledLookups:
    """Queries to look up in one store, among the fact-checks that are *allowed*.

    Attributes:
        name: Of the source.
        allowed: Row numbers; None for the whole store.
    """

    name: str
    store: Store
    encoder: Encoder | None
    queries: Sequence[LabelledQuery]
    allowed: Set[int] | None = None

    def retriever(self) -> Retriever:
        """Search the store."""
        return Retriever(self.store, self.encoder, self.allowed)


def labelled_lookups(data: Path, work: Path, encoder: Encoder) -> Iterator[LabelledLookups]:
    """Give every source; stores are made once in *work*, which quality.py may share."""
    yield from collection_lookups(data, work, encoder)
    # No network has learned from these, or the score would trust the networks too much.
    topics = [topic for topic in read_topics() if use_of(topic.name) == "score"]
    sentences = [row for row in translations(data) if not is_measured_with(row["document"])]
    store = mixed_store(data, work, encoder, [*topic_records(topics), *sentence_records(sentences)])
    numbers = dict(store.connection.execute("SELECT record_id, number FROM fact_checks"))
    unrelated = sorted(n for name, n in numbers.items() if not name.startswith(("topic-", "line-")))
    rng = random.Random(3)
    for name, queries, kept in (
        *topic_lookups(topics, rng),
        *sentence_lookups(sentences, rng),
    ):
        own = {numbers[record] for record in kept}
        rng.shuffle(queries)
        half = len(queries) // 2
        many, few = own | set(unrelated), own | set(rng.sample(unrelated, SMALL_STORE))
        yield LabelledLookups(name, store, encoder, queries[:half], many)
        yield LabelledLookups(f"{name}, young", store, encoder, queries[half:], few)


def collection_lookups(
    data: Path, work: Path, encoder: Encoder | None
) -> Iterator[LabelledLookups]:
    """Give the collections of posts; without an encoder, words alone are compared."""
    for corpus in CORPORA:
        store, _ = corpus_store(data / corpus / "corpus.jsonl.gz", work, encoder, lambda _: None)
        queries = collection_queries(data / corpus)
        yield LabelledLookups(corpus, store, encoder, queries)
        few = sampled(store, queries, SMALL_STORE)
        yield LabelledLookups(f"{corpus}, young", store, encoder, queries[::3], few)


def collection_queries(folder: Path) -> list[LabelledQuery]:
    """Read the training queries of one collection and their answers."""
    answers = training_answers(folder)
    found = [
        LabelledQuery(
            record["text"],
            frozenset(answers[record["id"]]),
            is_held_out(folder.name, record["id"]),
        )
        for record in training_queries(folder)
        if record["id"] in answers
    ]
    random.Random(0).shuffle(found)
    return found[:MOST_QUERIES]


def sampled(store: Store, queries: Sequence[LabelledQuery], size: int) -> set[int]:
    """Sample *size* fact-checks, and as many answers to the queries as half of that at most."""
    wanted = {answer for query in queries for answer in query.answers}
    rows = store.connection.execute("SELECT number, record_id FROM fact_checks").fetchall()
    rng = random.Random(1)
    answers = [number for number, record_id in rows if record_id in wanted]
    return {
        *rng.sample([number for number, _ in rows], size),
        *rng.sample(answers, min(size // 2, len(answers))),
    }


def is_measured_with(document: str) -> bool:
    """Whether a document of translated sentences is kept for measuring."""
    return zlib.crc32(document.encode()) % PARTS == MEASURING_PART


def translations(data: Path) -> list[Sentence]:
    """Read translated sentences; TICO-19's have two languages each."""
    found = json_lines(data / "ntrex" / "sentences.jsonl.gz")
    rng = random.Random(4)
    for language in ("id", "sw"):
        rows = json_lines(data / "tico19" / f"en-{language}.jsonl.gz")
        for number, row in enumerate(rng.sample(rows, TICO_SENTENCES)):
            # Its lines have no document; a name of their own keeps them out of what is measured.
            found.append({**row, "document": f"tico-{language}", "n": f"{language}{number}"})
    return found


def mixed_store(
    data: Path, work: Path, encoder: Encoder, records: Sequence[Mapping[str, str]]
) -> Store:
    """Make a store of the first collection and *records*, once."""
    path = work / "mixed.db"
    if not path.exists():
        base, _ = corpus_store(data / CORPORA[0] / "corpus.jsonl.gz", work, encoder, lambda _: None)
        with base:
            shutil.copyfile(base.path, path)
    with tempfile.TemporaryDirectory() as folder, open_store(path, mode="write") as store:
        file = Path(folder) / "records.jsonl"
        file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        print(ingest(file, store, encoder))
    return open_store(path)


def topic_name(topic: Topic, row: Row) -> str:
    """Name a topic in one of its languages."""
    return f"topic-{topic.name}-{row['script']}-{row['language']}"


def topic_records(topics: Sequence[Topic]) -> Iterator[dict[str, str]]:
    """Yield every topic in each of its languages."""
    for topic in topics:
        for row in topic.rows:
            yield _record(topic_name(topic, row), row["same"], row["language"])


def sentence_name(row: Sentence, language: str) -> str:
    """Name a translated sentence in one language."""
    return f"line-{row['n']}-{language.replace('-', '')}"


def sentence_records(sentences: Sequence[Sentence]) -> Iterator[dict[str, str]]:
    """Yield every sentence in each of its languages."""
    for row in sentences:
        for language in languages_of(row):
            yield _record(sentence_name(row, language), row[language], language.partition("-")[0])


def languages_of(row: Sentence) -> list[str]:
    """List the languages that a sentence is there in."""
    return [language for language in TRANSLATIONS if row.get(language)]


def _record(name: str, claim: str, language: str) -> dict[str, str]:
    # A name for each language: two languages may say it in the same words.
    publisher = f"development data, {name.rpartition('-')[2]}"
    return {"id": name, "claim": claim, "language": language, "publisher": publisher}


# Name of a source, queries, and the record ids of the claims that are in the store.
Asked = tuple[str, list[LabelledQuery], list[str]]


def topic_lookups(topics: Sequence[Topic], rng: random.Random) -> Iterator[Asked]:
    """Ask each topic, stored in one language at a time."""
    for turn in range(2):
        homes = [
            topic.rows[(place + 3 * turn) % len(topic.rows)] for place, topic in enumerate(topics)
        ]
        kept = [topic_name(topic, home) for topic, home in zip(topics, homes, strict=True)]
        yield "topics", list(topic_queries(topics, homes, rng)), kept


def topic_queries(
    topics: Sequence[Topic], homes: Sequence[Row], rng: random.Random
) -> Iterator[LabelledQuery]:
    """Yield each topic in the language it is stored in and in another, also altered."""
    for topic, home in zip(topics, homes, strict=True):
        answer = frozenset({topic_name(topic, home)})
        # Most repeats are copies: without them, what is nearly the same would seem altered.
        yield LabelledQuery(variant(home["same"], rng), answer)
        away = rng.choice([row for row in topic.rows if row is not home])
        for row in (home, away):
            said = [row[name] for name in ("again", "short", "post") if row.get(name)]
            said += [row["same"]] if row is away else []
            for text in rng.sample(said, min(2, len(said))):
                yield LabelledQuery(text, answer)
            for name in ("altered", "altered_post", "altered_b"):
                if row.get(name) and rng.random() < ALTERED_SHARE:
                    yield LabelledQuery(row[name], frozenset())


def sentence_lookups(sentences: Sequence[Sentence], rng: random.Random) -> Iterator[Asked]:
    """Ask sentences in one language among all of them in another."""
    for stored in TRANSLATIONS:
        there = [row for row in sentences if row.get(stored)]
        queries = []
        for row in rng.sample(there, round(SENTENCE_SHARE * len(there))):
            asked = rng.choice([each for each in languages_of(row) if each != stored])
            answer = frozenset({sentence_name(row, stored)})
            queries += [
                LabelledQuery(text, answer, unseen=False)
                for text in (row[asked], variant(row[stored], rng))
            ]
        yield "sentences", queries, [sentence_name(row, stored) for row in there]
