"""Evaluate on the development sets: one table, one row a set and language pair.

    python benchmarks/quality.py FOLDER --work WORK [--large] [--only SET] [--split dev]
        [--format json]

FOLDER holds one folder a set, each with `corpus.jsonl.gz`, `queries.SPLIT.jsonl.gz` and
`qrels.SPLIT.tsv`: CLEF CheckThat! 2020 task 2 and 2022 task 2A (from the organisers'
repositories), TurnBackHoax (from MAFINDO) and, with --large, FactCheckTweet (from its authors).
None may be passed on. WORK keeps the stores between runs; the first one makes 30,000 vectors,
with --large 86,000 more. Delete WORK after a change of how text is taken apart.
2020 and 2022 overlap: do not average them. Test splits judge, so leave them alone.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from factcheck.evaluation.calibration_measures import MEASURES
from factcheck.evaluation.evaluate import EvaluationOptions, evaluate, read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.evaluation.evaluation_measures import EvaluationReport, Group
from factcheck.evaluation.evaluation_report import evaluation_object
from factcheck.neural.encoder import Encoder, default_encoder

SETS = ("checkthat2020_en", "checkthat2022_2a_en", "turnbackhoax_id")
LARGE = ("factchecktweet",)
WIDTH = 22


def main() -> None:
    """Measure every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--split", default="dev", choices=("dev", "train"))
    parser.add_argument("--large", action="store_true", help="FactCheckTweet too")
    parser.add_argument("--only", choices=SETS + LARGE)
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    names = (chosen.only,) if chosen.only else SETS + (LARGE if chosen.large else ())
    encoder = default_encoder(say)
    chosen.work.mkdir(parents=True, exist_ok=True)
    reports = {}
    for name in names:
        started = time.perf_counter()
        reports[name] = measured(chosen.folder / name, chosen.split, chosen.work, encoder)
        say(f"{name}: {time.perf_counter() - started:.0f} s")
    if chosen.format == "json":
        objects = {name: evaluation_object(report) for name, report in reports.items()}
        print(json.dumps(objects, indent=2))
        return
    print(f"{'set':{WIDTH}}{'claims':>7}" + "".join(f"{name:>18}" for name in MEASURES))
    for name, report in reports.items():
        for line in rows(name, report):
            print(line)


def say(message: str) -> None:
    """Keep what is not a figure off standard output."""
    print(message, file=sys.stderr)


def measured(folder: Path, split: str, work: Path, encoder: Encoder | None) -> EvaluationReport:
    """Measure one set; without an encoder, by words alone."""
    claims = read_labels(folder / f"queries.{split}.jsonl.gz", folder / f"qrels.{split}.tsv")
    store, documents = corpus_store(folder / "corpus.jsonl.gz", work, encoder, lambda _: None)
    with store:
        return evaluate(store, encoder, claims, documents, EvaluationOptions())


def rows(name: str, report: EvaluationReport) -> Iterator[str]:
    """Give a set's row, and below it one for each pair of languages if there are several."""
    yield row(name, report.everything)
    if len(report.by_pair) > 1:
        for pair, group in report.by_pair.items():
            yield row(f"  {pair}", group)


def row(name: str, group: Group) -> str:
    """Write each figure with the half-width of its interval."""
    cells = []
    for measure in MEASURES:
        value, interval = group.values[measure], group.intervals[measure]
        if value is None or interval is None:
            cells.append("–")
        else:
            cells.append(f"{value:.3f} ±{(interval[1] - interval[0]) / 2:.3f}")
    return f"{name:{WIDTH}}{group.claims:>7}" + "".join(f"{cell:>18}" for cell in cells)


if __name__ == "__main__":
    main()
