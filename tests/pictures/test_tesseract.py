"""Tesseract as a program: its packs, its lines, and its limits."""

import os
import shutil
import sys

import pytest

from factcheck.errors import InputError, MissingExtra, UsageError
from factcheck.pictures.picture_reader import read_picture
from factcheck.pictures.tesseract import Tesseract

SYSTEM_PATH = os.environ["PATH"]
HAS_TESSERACT = shutil.which("tesseract") is not None


def test_words_become_lines_with_boxes_and_confidence(stand_in):
    stand_in("The old bridge", "was closed.", confidence=80)
    first, second = Tesseract().read(b"", "photo.jpg")

    assert (first.text, first.box, first.confidence) == ("The old bridge", (60, 50, 145, 30), 0.8)
    assert second.text == "was closed."


@pytest.mark.parametrize(
    ("line", "confidence"),
    [
        pytest.param("The old bridge", 20, id="texture that looks like words"),
        pytest.param("§ — | a", 95, id="one letter among strokes"),
    ],
)
def test_what_is_no_text_is_left_out(stand_in, line, confidence):
    stand_in(line, confidence=confidence)

    assert Tesseract().read(b"", "photo.jpg") == []


@pytest.mark.parametrize(
    ("installed", "used", "missing"),
    [
        pytest.param(("eng", "hrv", "osd", "srp"), "eng+hrv+srp", (), id="all"),
        pytest.param(("bos", "eng"), "eng+bos", ("tesseract-ocr-srp",), id="Bosnian for Croatian"),
        pytest.param(
            ("eng",), "eng", ("tesseract-ocr-hrv", "tesseract-ocr-srp"), id="English alone"
        ),
    ],
)
def test_installed_packs_are_used_and_missing_ones_named(stand_in, installed, used, missing):
    stand_in("Any words", packs=installed)
    tesseract = Tesseract()

    assert (tesseract.packs, tesseract.missing_packs) == (used, missing)


@pytest.mark.parametrize(
    ("installed", "asked", "package"),
    [
        pytest.param(("eng",), "eng+chi_sim", "tesseract-ocr-chi-sim", id="one that was asked for"),
        pytest.param(("osd",), "", "tesseract-ocr-eng", id="none at all"),
    ],
)
def test_without_a_pack_the_debian_package_is_named(stand_in, installed, asked, package):
    stand_in("Any words", packs=installed)

    with pytest.raises(UsageError, match=rf"apt install {package}$"):
        _ = Tesseract(asked).packs


def test_without_the_program_its_debian_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingExtra, match="apt install tesseract-ocr"):
        Tesseract()


def test_a_reading_that_hangs_is_ended_with_all_that_it_started(stand_in, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # Parent and child keep the pipe open for as long as they live.
    stand_in(reading=f"os.fork(); os.open({str(pipe)!r}, os.O_WRONLY); os.read(os.pipe()[0], 1)")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    tesseract = Tesseract(seconds=0.5)

    with pytest.raises(InputError, match=r"photo.jpg takes Tesseract more than 0.5 seconds; cut"):
        tesseract.read(b"", "photo.jpg")
    os.set_blocking(reader, True)
    # The end of a pipe is read when nobody has it open for writing.
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_what_tesseract_complains_of_is_one_line(stand_in):
    stand_in(reading="sys.stderr.write('Image too large\\nmore'); sys.exit(1)")

    with pytest.raises(InputError, match=r"^photo.jpg cannot be read by Tesseract: Image too lar"):
        Tesseract().read(b"", "photo.jpg")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_memory_is_limited(stand_in):
    stand_in(reading="import time\nfor _ in iter(int, 1): picture += bytes(400_000_000)")

    with pytest.raises(InputError, match=r"^photo.jpg cannot be read by Tesseract: "):
        Tesseract(seconds=30).read(b"", "photo.jpg")


def test_it_runs_in_one_thread_and_reads_what_is_decoded(stand_in, drawn):
    stand_in(reading="sys.exit(f\"{os.environ['OMP_THREAD_LIMIT']} {picture[:2]}\")")

    with pytest.raises(InputError, match=r"Tesseract: 1 b'P5'"):
        read_picture(drawn("a.png"), "a.png", Tesseract())


@pytest.mark.skipif(not HAS_TESSERACT, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The bridge closed in 2019", id="Latin"),
        pytest.param("Мост је затворен 2019", id="Cyrillic"),
    ],
)
def test_tesseract_itself_reads(drawn, text):
    tesseract = Tesseract()
    if tesseract.missing_packs:
        pytest.skip(f"needs {tesseract.missing_packs}")

    assert read_picture(drawn("a.png", text, (420, 90)), "a.png", tesseract).text == text
