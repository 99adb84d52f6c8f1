"""A store, an encoder that needs no weights, and ways to fill the one and ask the other."""

import csv
import zlib
from datetime import UTC, datetime

import numpy as np
import pytest

from factcheck.ingest import IngestOptions, ingest
from factcheck.lookup import Lookup, LookupOptions
from factcheck.store.store import open_store
from factcheck.text.normalise import folded

CLOCK = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


class LetterEncoder:
    """Vectors from runs of three letters: alike where the spelling is, with no weights to load."""

    id = "letters/1"
    dimensions = 256

    def __init__(self):
        self.encoded = 0

    def encode_claims(self, texts):
        return np.array([self._vector(text) for text in texts], np.float32)

    def encode_fact_checks(self, texts):
        self.encoded += len(texts)
        return self.encode_claims(texts)

    def _vector(self, text):
        vector = np.zeros(self.dimensions)
        plain = f" {folded(text)} "
        for start in range(len(plain) - 2):
            vector[zlib.crc32(plain[start : start + 3].encode()) % self.dimensions] += 1
        length = np.linalg.norm(vector)
        return vector / length if length else vector


@pytest.fixture
def encoder():
    return LetterEncoder()


@pytest.fixture
def store_path(tmp_path):
    return tmp_path / "claims.db"


@pytest.fixture
def take_in(tmp_path, store_path):
    """Ingest rows (dictionaries) and give the report and the problems."""

    def take_in(rows, encoder=None, *, store=None, **options):
        path = tmp_path / "records.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            names = list(dict.fromkeys(name for row in rows for name in row))
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        problems = []
        chosen = IngestOptions(clock=lambda: CLOCK, **options)
        with open_store(store or store_path, mode="write") as opened:
            report = ingest(path, opened, encoder, chosen, on_problem=problems.append)
        return report, problems

    return take_in


@pytest.fixture
def ask(store_path):
    """Look one claim up."""

    def ask(claim, encoder=None, **options):
        with open_store(store_path) as store:
            return Lookup(store, encoder, LookupOptions(**options)).answer(claim)

    return ask


def record(claim, **fields):
    address = zlib.crc32((claim + str(sorted(fields.items()))).encode())
    return {
        "claim": claim,
        "publisher": "Daily Check",
        "url": f"https://daily.example/{address}",
        "rating": "False",
        "language": "en",
        **fields,
    }


@pytest.fixture(name="record")
def record_fixture():
    return record
