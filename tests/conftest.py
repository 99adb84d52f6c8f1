"""Fixtures and factories that tests of several packages share."""

import csv
import os
import signal
import zlib
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import settings

from factcheck.ingest import IngestOptions, ingest
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import (
    Answer,
    Decision,
    FactCheck,
    MappedBy,
    Match,
    Publisher,
    RatingReading,
    Signal,
    Verdict,
)
from factcheck.store.store import open_store
from factcheck.text.normalise import folded

# Answers follow the locale, but tests read English.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "C"

# A shell starts what it runs in the background with Ctrl-C ignored, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, so that a failure is the change's own. `--hypothesis-profile
# nightly` looks for new ones. No deadlines: a busy machine is no defect.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("nightly", max_examples=2_000, deadline=None)
settings.load_profile("repeatable")

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


URL = "https://provjera.example/analiza/vrela-voda-ne-lijeci-gripu?lang=bs#tvrdnja-2"


def a_fact_check(**given):
    fields = {
        "id": "k3jw9x2mq7ra",
        "claim": "Pijenje vrele vode liječi gripu.",
        "publisher": Publisher("Provjera", "provjera.example", "BA"),
        "review_url": URL,
        "title": "Vrela voda ne liječi gripu",
        "rating": "Lažna vijest",
        "rating_language": "bs",
        "reading": RatingReading(Verdict.FALSE, MappedBy.PUBLISHER_TABLE),
        "reviewed_on": "2021-03-04",
        "claimant": "Portal Zdravlje danas",
        "claimed_on": "2021-02",
        "appearances": ("https://zdravlje.example/vrela-voda",),
        "archive_urls": ("https://arhiv.example/2021/vrela-voda",),
        "language": "bs",
        "script": "Latn",
        "tags": ("zdravlje", "gripa"),
        "summary": "Ljekari kažu da voda ne djeluje na virus.",
        "record_id": "provjera-118",
        "raw": {"tvrdnja": "Pijenje vrele vode liječi gripu."},
    }
    return FactCheck(**(fields | given))


SAME = Signal("same_meaning", 0.95, False, "The two say nearly the same, in two languages.")
NAMED = Signal("same_words", 0.4, False, 'Both name "gripa".')
CONFLICT = Signal("different_number", 0.9, True, "The claim says 12 years, the fact-check 2 years.")


def a_match(**given):
    fields = {
        "fact_check": a_fact_check(),
        "decision": Decision.MATCH,
        "score": 0.968,
        "signals": (SAME, NAMED),
    }
    return Match(**(fields | given))


def an_answer(**given):
    fields = {
        "claim": "Kunywa maji ya moto kunatibu mafua.",
        "language": "sw",
        "decision": Decision.MATCH,
        "matches": (a_match(),),
    }
    return Answer(**(fields | given))


@pytest.fixture
def fact_check():
    return a_fact_check


@pytest.fixture
def match():
    return a_match


@pytest.fixture
def answer():
    return an_answer


@pytest.fixture
def conflict():
    return CONFLICT
