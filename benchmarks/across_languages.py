"""Look up claims in one language among fact-checks in another, in all directions.

    python benchmarks/across_languages.py CORPUS --work WORK [--languages en,id,sw,bs,sr]
        [--topics N] [--kinds same,post,altered] [--format json]

Each language has a store with our own claims (`parallel_claims.csv`, column `same`) in that
language, and the fact-checks of the file CORPUS as distractors. Queries are the same claims in
the other languages (`same`), posts (`post`) and claims with another meaning (`altered`). Printed,
by languages of claim and fact-check: P@1, success@5, and the share with their fact-check as a
match; for `altered` such a match is wrong, and only this share is printed. The score was trained
on the same claims, so this is an upper bound. A run with 10,000 distractors takes some minutes.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from stores import CachingEncoder, cached_corpus, case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision, Match
from factcheck.neural.encoder import Encoder, default_encoder

CLAIMS = Path(__file__).parent / "parallel_claims.csv"
KINDS = ("same", "post", "altered")
FIGURES = ("p@1", "success@5", "match")
Row = dict[str, str]
Figures = dict[str, float]


def main() -> None:
    """Measure every pair of languages."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--languages", default="en,id,sw,bs,sr")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--topics", type=int, default=0, help="use only so many topics")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    encoder = CachingEncoder(default_encoder(lambda _: None))
    beside = cached_corpus(chosen.corpus, chosen.work, encoder)
    topics = read_topics(chosen.languages.split(","), chosen.topics)
    figures = measure(topics, chosen.kinds.split(","), encoder, beside)
    if chosen.format == "json":
        print(json.dumps(figures, indent=2))
        return
    for kind, pairs in figures.items():
        for name in FIGURES if kind != "altered" else ("match",):
            print_matrix(f"{kind}: {name}", pairs, name)


def read_topics(languages: Sequence[str], most: int) -> dict[str, list[Row]]:
    """Read the claims of each language; the same topics, in the same order."""
    topics: dict[str, list[Row]] = {language: [] for language in languages}
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["language"] in topics:
                topics[row["language"]].append(row)
    return {language: rows[: most or None] for language, rows in topics.items()}


def measure(
    topics: Mapping[str, Sequence[Row]], kinds: Sequence[str], encoder: Encoder, beside: Path
) -> dict[str, dict[str, Figures]]:
    """Look up every kind of claim in every language's store: kind → pair → figures."""
    figures: dict[str, dict[str, Figures]] = {kind: {} for kind in kinds}
    for store_language, rows in topics.items():
        published = [case(row["topic"], row["same"], store_language) for row in rows]
        with (
            tempfile.TemporaryDirectory() as folder,
            filled_store(Path(folder) / "claims.db", published, encoder, beside) as store,
        ):
            lookup = Lookup(store, encoder)
            for query_language, claims in topics.items():
                for kind in kinds:
                    if kind != "same" or query_language != store_language:
                        figures[kind][f"{query_language}→{store_language}"] = measure_kind(
                            lookup, claims, kind
                        )
    return figures


def measure_kind(lookup: Lookup, rows: Sequence[Row], kind: str) -> Figures:
    """Look up one kind of claim, and average over the ranks of their own topics."""
    totals: Figures = dict.fromkeys(FIGURES, 0.0)
    rankings = lookup.rankings(row[kind] for row in rows)
    for row, ranking in zip(rows, rankings, strict=True):
        matches = ranking(frozenset())
        names = [match.fact_check.record_id for match in matches]
        totals["p@1"] += names[:1] == [row["topic"]]
        totals["success@5"] += row["topic"] in names[:5]
        totals["match"] += is_matched(matches, row["topic"])
    return {name: total / len(rows) for name, total in totals.items()}


def is_matched(matches: Sequence[Match], topic: str) -> bool:
    """Return whether the topic's own fact-check is a match."""
    return any(m.fact_check.record_id == topic and m.decision is Decision.MATCH for m in matches)


def print_matrix(heading: str, pairs: Mapping[str, Figures], name: str) -> None:
    """Print one figure: a row for the claim's language, a column for the fact-check's."""
    languages = list(dict.fromkeys(pair.split("→")[1] for pair in pairs))
    print(f"\n{heading:20}" + "".join(f"{language:>7}" for language in languages) + "   mean")
    for query_language in languages:
        values = [pairs.get(f"{query_language}→{store_language}") for store_language in languages]
        cells = "".join("      –" if v is None else f"{v[name]:>7.3f}" for v in values)
        known = [value[name] for value in values if value is not None]
        print(f"{query_language:20}{cells}{sum(known) / len(known):>7.3f}")


if __name__ == "__main__":
    main()
