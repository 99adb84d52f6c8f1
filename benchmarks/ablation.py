"""Ablation: leave out one feature, rule or network at a time and measure what it was worth.

    python benchmarks/ablation.py FOLDER --work WORK [--limit N] [--format json]

FOLDER and WORK are those of quality.py. Nothing is trained again: the weights of the
rest stay as they are. Rows are the whole, the reranker, each feature of the score, and each
rule for conflicts; columns are MAP@5, precision and recall of `match` and false
matches over the development sets, and the share of look-alikes and paraphrases (tests/cases) that
are presented as the same claim.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from unittest.mock import patch

from lookalikes import CASES, FILES, looked_up, shares
from quality import SETS, say

from factcheck import lookup
from factcheck.evaluation.evaluate import EvaluationOptions, evaluate, read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.ranking.calibration import Scorer, WeightTable, default_scorer
from factcheck.ranking.conflicts import conflict_rules

MEASURES = ("map@5", "match_precision", "match_recall", "false_match_rate")
NOTHING = "nothing left out"


class WithoutReranker:
    """The bi-encoder alone."""

    def __init__(self, encoder: Encoder) -> None:
        """Encode as *encoder* does."""
        self.id, self.dimensions = encoder.id, encoder.dimensions
        self.encode_claims = encoder.encode_claims
        self.encode_fact_checks = encoder.encode_fact_checks


def main() -> None:
    """Measure everything, then everything but one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=100, help="queries of a set")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    whole = default_encoder(say)
    found = {}
    for name, encoder in parts(whole):
        found[name] = figures(chosen.folder, chosen.work, encoder, chosen.limit)
        say(name)
    if chosen.format == "json":
        print(json.dumps(found, indent=2))
        return
    columns = list(found[NOTHING])
    print(f"{'left out':32}" + "".join(f"{column:>18}" for column in columns))
    for name, values in found.items():
        cells = "".join(f"{values[column]:>18.3f}" for column in columns)
        print(f"{name:32}{cells}")


def parts(whole: Encoder) -> Iterator[tuple[str, Encoder]]:
    """Yield the name of what is left out while it is."""
    yield NOTHING, whole
    yield "reranker", WithoutReranker(whole)  # type: ignore[misc]
    every = conflict_rules.CONFLICTS
    with patch.object(conflict_rules, "CONFLICTS", ()):
        yield "all rules for conflicts", whole
    for rule in every:
        kept = tuple(each for each in every if each is not rule)
        with patch.object(conflict_rules, "CONFLICTS", kept):
            yield f"rule {rule.__name__}", whole
    features = {name for table in tables(default_scorer()).values() for name in table.weights}
    for name in sorted(features - {"first_stage", "reranker"}):
        with without_feature(name):
            yield f"feature {name}", whole


def tables(scorer: Scorer) -> dict[str, WeightTable]:
    """Give the scorer's tables by name."""
    return {field.name: getattr(scorer, field.name) for field in fields(scorer)}


@contextmanager
def without_feature(name: str) -> Iterator[None]:
    """Take one feature out of every table."""
    scorer = default_scorer()
    less = {
        table: replace(each, weights={n: w for n, w in each.weights.items() if n != name})
        for table, each in tables(scorer).items()
    }
    with patch.object(lookup, "default_scorer", lambda: Scorer(**less)):
        yield


def figures(folder: Path, work: Path, encoder: Encoder, limit: int) -> dict[str, float]:
    """Measure the development sets together, and our own cases."""
    totals = dict.fromkeys(MEASURES, 0.0)
    for name in SETS:
        claims = read_labels(
            folder / name / "queries.dev.jsonl.gz", folder / name / "qrels.dev.tsv"
        )
        corpus = folder / name / "corpus.jsonl.gz"
        store, documents = corpus_store(corpus, work, encoder, lambda _: None)
        with store:
            options = EvaluationOptions(resamples=1)
            report = evaluate(store, encoder, claims[:limit], documents, options)
        for measure in MEASURES:
            totals[measure] += (report.everything.values[measure] or 0.0) / len(SETS)
    for name in FILES:
        outcomes = looked_up(CASES / f"{name}.csv", encoder, beside=None)
        totals[name] = shares(outcomes)["match"]
    return totals


if __name__ == "__main__":
    main()
