"""Fixtures and factories that tests of several packages share."""

import csv
import os
import signal
import sys
import zlib
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

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


# Answers as Tesseract does; what it does instead of reading a picture is filled in.
TESSERACT = """#!{python} -IS
import os, sys
if "--list-langs" in sys.argv:
    print("List of available languages in "
          '"/usr/share/tessdata/" (3):\\n' + "\\n".join({packs!r}))
    sys.exit()
picture = sys.stdin.buffer.read()
{reading}
"""
TSV_HEADER = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def tsv(*lines, confidence=90):
    """Write *lines* as Tesseract's table, one under the other."""
    rows = [TSV_HEADER, "1\t1\t0\t0\t0\t0\t0\t0\t800\t600\t-1\t"]
    for number, line in enumerate(lines, start=1):
        for place, word in enumerate(line.split(), start=1):
            left, top = 10 + 50 * place, 10 + 40 * number
            rows.append(
                f"5\t1\t1\t1\t{number}\t{place}\t{left}\t{top}\t45\t30\t{confidence}\t{word}"
            )
    return "\n".join(rows) + "\n"


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Put a program named tesseract on the PATH, which reads what it is told to."""
    if sys.platform == "win32":
        pytest.skip("a script is no program on Windows")

    def stands_in(*lines, reading="", packs=("eng", "hrv", "srp"), confidence=90):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        program = folder / "tesseract"
        written = reading or f"print({tsv(*lines, confidence=confidence)!r})"
        program.write_text(
            TESSERACT.format(python=sys.executable, packs=packs, reading=written), encoding="utf-8"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    stands_in.tsv = tsv
    return stands_in


@pytest.fixture
def drawn(tmp_path):
    """Draw black text on white into a file."""

    pytest.importorskip("PIL", reason="the extra images is not installed")
    from PIL import Image, ImageDraw, ImageFont  # lazy: an extra

    # The font that Pillow has itself has no Cyrillic letters.
    fonts = Path(find_spec("matplotlib").origin).parent / "mpl-data/fonts/ttf"

    def draws(name, text="A claim", size=(320, 80), **options):
        image = Image.new("RGB", size, "white")
        font = ImageFont.truetype(fonts / "DejaVuSans.ttf", 24)
        ImageDraw.Draw(image).text((10, 20), text, fill="black", font=font)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, **options)
        return path

    return draws
