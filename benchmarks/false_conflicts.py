"""Count the true pairs that a wrong conflict would keep from being a match.

    python benchmarks/false_conflicts.py DATA_FOLDER [--split train] [--only SET] [--show SIGNAL]

DATA_FOLDER holds one folder a development set, each with `corpus.jsonl.gz`,
`queries.SPLIT.jsonl.gz` and `qrels.SPLIT.tsv`: CLEF CheckThat! 2020 task 2 and 2021/2022
task 2A (from the organisers' repositories), FactCheckTweet (from its authors) and
TurnBackHoax (from MAFINDO). Each query is a post that a fact-check answers, so every
conflict found between it and the claim reviewed, or the title, is a wrong one.
Printed for every set and language: pairs, share with any conflict, and each signal's share.
"""

import argparse
import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from factcheck.model import Signal
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.text.facts import read_facts
from factcheck.text.language import guess_language
from factcheck.text.normalise import readable

Record = dict[str, str]


def records(path: Path) -> dict[str, Record]:
    """Read a JSON Lines file by id."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def pairs(folder: Path, split: str) -> Iterator[tuple[Record, Record]]:
    """Give every query with the fact-check that answers it."""
    queries = records(folder / f"queries.{split}.jsonl.gz")
    corpus = records(folder / "corpus.jsonl.gz")
    with (folder / f"qrels.{split}.tsv").open(encoding="utf-8") as lines:
        for query, document, *_ in csv.reader(lines, delimiter="\t"):
            if query in queries and document in corpus:
                yield queries[query], corpus[document]


def conflicts(query: Record, document: Record, field: str) -> tuple[Signal, ...]:
    """Find the conflicts between a post and one field of the fact-check that answers it."""
    post, text = readable(query["text"]), readable(document[field])
    claim = read_facts(post, guess_language(post))
    candidate = read_facts(text, document.get("lang") or guess_language(text))
    return find_conflicts(claim, candidate)


def measure(folder: Path, split: str, show: str) -> None:
    """Print one development set's figures."""
    totals: Counter[tuple[str, str]] = Counter()
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for query, document in pairs(folder, split):
        for field in ("claim", "title"):
            if not document.get(field):
                continue
            key = (field, document.get("lang", "und"))
            totals[key] += 1
            signals = conflicts(query, document, field)
            found[key].update(["any"] if signals else [])
            found[key].update(signal.name for signal in signals)
            for signal in signals:
                if show in (signal.name, "all"):
                    print(f"  {signal.name}: {signal.text}\n    {query['text'][:300]!r}")
                    print(f"    {document[field]!r}")
    for (field, language), total in totals.most_common():
        shares = found[field, language]
        parts = [f"{name} {count / total:.2%}" for name, count in shares.most_common()]
        print(f"{folder.name:22} {field:6} {language:4} {total:5} pairs: {', '.join(parts)}")


def main() -> None:
    """Measure every set in the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="train")
    parser.add_argument("--only", default="", help="name of one set")
    parser.add_argument("--show", default="", help="print the pairs with this signal, or all")
    arguments = parser.parse_args()
    for qrels in sorted(arguments.folder.glob(f"*/qrels.{arguments.split}.tsv")):
        if arguments.only in qrels.parent.name:
            measure(qrels.parent, arguments.split, arguments.show)


if __name__ == "__main__":
    main()
