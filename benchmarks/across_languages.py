"""Look claims up in one language among fact-checks in another, in all directions.

    python benchmarks/across_languages.py CORPUS --work WORK [--languages en,id,sw,bs,sr]
        [--topics N] [--kinds same,post,altered] [--format json]

For every language there is a store with our own claims (`parallel_claims.csv`, column `same`) in
that language, beside the fact-checks of the file CORPUS, which distract. Looked up are the same
claims in every language (`same`, in other languages only), posts that make them (`post`) and
claims that say something else (`altered`). Printed, by languages of claim and fact-check: P@1,
success@5, and the share whose fact-check is presented as a match; for `altered` that share is
wrong, and the only one that counts. The weight table learns from the same claims: this shows
what the product can do at all, not how it does on what it has never seen. A run with 10,000
distractors takes some minutes.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from stores import RememberingEncoder, case, filled_store, kept_corpus

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
    parser.add_argument("--topics", type=int, default=0, help="only so many, for a quick look")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    encoder = RememberingEncoder(default_encoder(lambda _: None))
    beside = kept_corpus(chosen.corpus, chosen.work, encoder)
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
    """Look every kind of claim up in every language's store: kind → pair → figures."""
    figures: dict[str, dict[str, Figures]] = {kind: {} for kind in kinds}
    for stored, rows in topics.items():
        published = [case(row["topic"], row["same"], stored) for row in rows]
        with (
            tempfile.TemporaryDirectory() as folder,
            filled_store(Path(folder) / "claims.db", published, encoder, beside) as store,
        ):
            lookup = Lookup(store, encoder)
            for asked, claims in topics.items():
                for kind in kinds:
                    if kind != "same" or asked != stored:
                        figures[kind][f"{asked}→{stored}"] = counted(lookup, claims, kind)
    return figures


def counted(lookup: Lookup, rows: Sequence[Row], kind: str) -> Figures:
    """Look one kind of claim up, and count where their own topics stand."""
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
    """Say whether the topic's own fact-check is presented as a match."""
    return any(m.fact_check.record_id == topic and m.decision is Decision.MATCH for m in matches)


def print_matrix(heading: str, pairs: Mapping[str, Figures], name: str) -> None:
    """Print one figure: a row for the claim's language, a column for the fact-check's."""
    languages = list(dict.fromkeys(pair.split("→")[1] for pair in pairs))
    print(f"\n{heading:20}" + "".join(f"{language:>7}" for language in languages) + "   mean")
    for asked in languages:
        values = [pairs.get(f"{asked}→{stored}") for stored in languages]
        cells = "".join("      –" if v is None else f"{v[name]:>7.3f}" for v in values)
        known = [value[name] for value in values if value is not None]
        print(f"{asked:20}{cells}{sum(known) / len(known):>7.3f}")


if __name__ == "__main__":
    main()
