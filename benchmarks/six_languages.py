"""Look up one claim in each of our languages, against a store that has it in one language.

    python benchmarks/six_languages.py [--topic SLUG] [--stored LANGUAGE]

Prints the answers as text. The store has every claim of ``parallel_claims.csv`` in one language.
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path

from factcheck import Lookup, default_encoder, ingest_records, open_store
from factcheck.reports.answer_document import answer_document
from factcheck.reports.document import plain_text

CLAIMS = Path(__file__).parent / "parallel_claims.csv"


def main() -> None:
    """Fill a store with one language and look up the others."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--topic", default="")
    parser.add_argument("--stored", default="bs")
    arguments = parser.parse_args()
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    topic = arguments.topic or rows[0]["topic"]
    encoder = default_encoder(lambda message: print(message, file=sys.stderr))
    with tempfile.TemporaryDirectory() as folder:
        source, store_path = Path(folder) / "claims.csv", Path(folder) / "claims.db"
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["claim", "language", "publisher", "rating"])
            writer.writerows(
                [row["same"], row["language"], "Example publisher", "Lažna vijest"]
                for row in rows
                if row["language"] == arguments.stored
            )
        with open_store(store_path, mode="write") as store:
            ingest_records(source, store, encoder)
        with open_store(store_path) as store:
            lookup = Lookup(store, encoder)
            for row in rows:
                if row["topic"] == topic and row["language"] != arguments.stored:
                    print(plain_text(answer_document(lookup.answer(row["same"]))))


if __name__ == "__main__":
    main()
