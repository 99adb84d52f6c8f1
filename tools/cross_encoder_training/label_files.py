"""Read the files of a labelled collection: objects a line, and which document answers a query."""

import gzip
import json
from pathlib import Path


def json_lines(path: Path) -> list[dict[str, str]]:
    """Read a gzipped file with one object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def training_answers(folder: Path) -> dict[str, set[str]]:
    """Give for each training query of a collection the documents that answer it."""
    answers: dict[str, set[str]] = {}
    for line in (folder / "qrels.train.tsv").read_text(encoding="utf-8").splitlines():
        query, document, _ = line.split("\t")
        answers.setdefault(query, set()).add(document)
    return answers


def training_queries(folder: Path) -> list[dict[str, str]]:
    """Read the training queries of a collection, in its order."""
    return json_lines(folder / "queries.train.jsonl.gz")
