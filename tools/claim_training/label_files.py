"""Read the files of a labelled collection: objects a line, and which document answers a query."""

import gzip
import json
import zlib
from pathlib import Path

_HELD_OUT_OF = 7


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


def is_held_out(folder: str, query_id: str) -> bool:
    """Return whether a training query is held out for training the score."""
    return zlib.crc32(f"{folder}{query_id}".encode()) % _HELD_OUT_OF == 3
