"""Compare ways to reduce a word before it is indexed: whole, cut short, or stemmed.

    python benchmarks/word_forms.py FOLDER [LANGUAGE]

FOLDER holds a development set: `corpus.jsonl.gz` (objects with id, claim, title) and, for each
split, `queries.SPLIT.jsonl.gz` (objects with id and text) and `qrels.SPLIT.tsv`.
LANGUAGE names a Snowball stemmer, English by default; that line is left out where the package
snowballstemmer is not installed. Printed: mean average precision at 5 of BM25 alone.
"""

import csv
import gzip
import importlib
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from factcheck.text.normalise import folded_words
from factcheck.text.terms import terms

# The usual parameters of BM25, which SQLite has too.
K1, B = 1.2, 0.75
DEPTH = 5
SPLITS = ("dev", "train")

Form = Callable[[str], Sequence[str]]


class BM25:
    """An inverted index with precomputed scores for every posting."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Index *documents*, each a sequence of terms."""
        self._size = len(documents)
        average = sum(map(len, documents)) / max(1, self._size)
        postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            length = K1 * (1 - B + B * len(document) / average)
            for term, count in Counter(document).items():
                postings[term].append((number, count * (K1 + 1) / (count + length)))
        self._postings = {term: self._weighted(each) for term, each in postings.items()}

    def best(self, query: Iterable[str]) -> list[int]:
        """Return the indexes of the best documents, best first; ties by index."""
        scores = np.zeros(self._size)
        for term in set(query):
            if term in self._postings:
                numbers, weights = self._postings[term]
                scores[numbers] += weights
        order = np.lexsort((np.arange(self._size), -scores))[:DEPTH]
        return [int(number) for number in order if scores[number] > 0]

    def _weighted(self, postings: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
        idf = math.log(1 + (self._size - len(postings) + 0.5) / (len(postings) + 0.5))
        numbers, weights = zip(*postings, strict=True)
        return np.array(numbers), np.array(weights) * idf


def records(path: Path) -> list[Mapping[str, str]]:
    """Read a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def relevant_documents(path: Path) -> dict[str, set[str]]:
    """Read the relevant documents of each query."""
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8") as lines:
        for query, document, *_ in csv.reader(lines, delimiter="\t"):
            relevant[query].add(document)
    return dict(relevant)


def average_precision(ranked: Sequence[str], relevant: set[str]) -> float:
    """Return the average precision of one ranking, 0 to 1."""
    hits, total = 0, 0.0
    for rank, document in enumerate(ranked, start=1):
        if document in relevant:
            hits += 1
            total += hits / rank
    return total / min(len(relevant), DEPTH)


def quality(folder: Path, split: str, form: Form) -> float:
    """Return the mean average precision at 5 over the queries of a split."""
    corpus = records(folder / "corpus.jsonl.gz")
    relevant = relevant_documents(folder / f"qrels.{split}.tsv")
    index = BM25([form(f"{record['claim']} {record.get('title') or ''}") for record in corpus])
    values = [
        average_precision(
            [corpus[number]["id"] for number in index.best(form(query["text"]))],
            relevant[query["id"]],
        )
        for query in records(folder / f"queries.{split}.jsonl.gz")
        if query["id"] in relevant
    ]
    return sum(values) / len(values)


def truncated(letters: int) -> Form:
    """Keep the first letters of every word."""
    return lambda text: [word[:letters] for word in folded_words(text)]


def forms(language: str) -> dict[str, Form]:
    """Return the forms to compare, by name."""
    compared: dict[str, Form] = {"whole words": folded_words}
    compared |= {f"first {letters} letters": truncated(letters) for letters in (4, 5, 6, 7)}
    compared["terms (ours)"] = terms
    try:
        stemmer = importlib.import_module("snowballstemmer").stemmer(language)
    except ImportError:
        return compared
    compared[f"Snowball, {language}"] = lambda text: stemmer.stemWords(list(folded_words(text)))
    return compared


def main() -> None:
    """Print a table for the folder on the command line."""
    folder, language = Path(sys.argv[1]), (*sys.argv[2:], "english")[0]
    print(f"MAP@{DEPTH} of BM25 alone, {folder.name}")
    print(f"{'':22}" + "".join(f"{split:>8}" for split in SPLITS))
    for name, form in forms(language).items():
        values = (quality(folder, split, form) for split in SPLITS)
        print(f"{name:22}" + "".join(f"{value:8.3f}" for value in values))


if __name__ == "__main__":
    main()
