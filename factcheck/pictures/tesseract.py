"""Read the text in a picture with Tesseract, a program of its own that cannot take for ever."""

import csv
import io
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from factcheck.errors import InputError, MissingExtra, UsageError
from factcheck.model import PictureLine
from factcheck.pictures.boxes import Box, around

# Of waiting; on a busy machine a minute of work takes longer.
_MAX_SECONDS = 300.0
_MAX_CPU_SECONDS = 60
_MAX_MEMORY = 2_000_000_000
# One pack reads all languages of its letters, and each takes as long again: seven read no better
# in three times the time. Of each line the first pack that is installed is taken.
_DEFAULT_PACKS = (("eng",), ("hrv", "bos", "srp_latn"), ("srp",))
# Confidence, 0 to 1. Below the first a word is most often texture, and below the second its line.
_WORD_FROM = 0.3
_LINE_FROM = 0.5
_LEAST_LETTERS = 2
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as Tesseract gives it; *line* is the number of page, block, paragraph and line."""

    line: tuple[str, ...]
    text: str
    box: Box
    confidence: float


class Tesseract:
    """The installed program, and the packs of letters that it reads with."""

    def __init__(self, packs: str = "", *, seconds: float = _MAX_SECONDS) -> None:
        """Find the program.

        Args:
            packs: As Tesseract names them, such as ``ara+eng``; empty for Latin and Cyrillic.
            seconds: How long it may take for one picture.

        Raises:
            MissingExtra: It is not installed.
        """
        program = shutil.which("tesseract")
        if program is None:
            raise MissingExtra(
                "reading pictures needs the program 'tesseract'; install it with: "
                "apt install tesseract-ocr tesseract-ocr-hrv tesseract-ocr-srp"
            )
        self._program = program
        self._wanted = packs
        self._seconds = seconds

    @cached_property
    def packs(self) -> str:
        """The packs that are used, joined by ``+``.

        Raises:
            UsageError: One that was asked for is not installed, or none is.
        """
        listed = self._run(["--list-langs"], b"", "tesseract").split()
        if self._wanted:
            missing = [pack for pack in self._wanted.split("+") if pack not in listed]
            if missing:
                raise UsageError(
                    f"Tesseract has no pack {missing[0]!r}; install it with: apt install "
                    f"{_debian_package(missing[0])}"
                )
            return self._wanted
        found = [next((p for p in group if p in listed), "") for group in _DEFAULT_PACKS]
        if not any(found):
            raise UsageError(
                "Tesseract has no pack to read with; install one with: apt install "
                "tesseract-ocr-eng"
            )
        return "+".join(filter(None, found))

    @cached_property
    def missing_packs(self) -> tuple[str, ...]:
        """The Debian packages without which some letters are misread."""
        used = self.packs.split("+")
        groups = () if self._wanted else _DEFAULT_PACKS
        return tuple(_debian_package(g[0]) for g in groups if not set(g) & set(used))

    def read(self, layer: bytes, name: str) -> list[PictureLine]:
        """Read the lines of *layer*, a PGM file, in the order of reading.

        Raises:
            InputError: It takes too long or too much memory.
        """
        output = self._run(["-", "-", "-l", self.packs, "--psm", "3", "tsv"], layer, name)
        return list(_lines(_words(output)))

    def _run(self, arguments: Sequence[str], content: bytes, name: str) -> str:
        """Run the program in a session of its own, so that it can be ended with all it starts."""
        try:
            process = subprocess.Popen(
                [self._program, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # More threads than one slow it down.
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                start_new_session=True,
            )
        except OSError as error:
            raise InputError(f"{self._program} cannot be run: {error.strerror}") from error
        try:
            _limit(process.pid)
            output, errors = process.communicate(content, timeout=self._seconds)
        except subprocess.TimeoutExpired as error:
            raise InputError(
                f"{name} takes Tesseract more than {self._seconds:g} seconds; cut out the part "
                "with the text"
            ) from error
        finally:
            _end(process)
        if process.returncode < 0:
            raise InputError(
                f"{name} takes Tesseract too much time or memory; cut out the part with the text"
            )
        if process.returncode:
            lines = errors.decode(errors="replace").split("\n")
            reason = next(filter(None, map(str.strip, lines)), f"status {process.returncode}")
            raise InputError(f"{name} cannot be read by Tesseract: {reason[:200]}")
        return output.decode(errors="replace")


def _debian_package(pack: str) -> str:
    return f"tesseract-ocr-{pack.lower().replace('_', '-').replace('/', '-')}"


def _limit(process: int) -> None:
    # lazy: Windows has no such module, and macOS no such function
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.prlimit(process, resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
        resource.prlimit(process, resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started, also after Ctrl-C."""
    if process.returncode is not None:
        return
    with suppress(AttributeError, OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _words(output: str) -> Iterator[_Word]:
    for row in csv.DictReader(io.StringIO(output), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        confidence = float(row["conf"]) / 100
        if confidence >= _WORD_FROM:
            left, top, width, height = (
                int(row[name]) for name in ("left", "top", "width", "height")
            )
            line = tuple(row[name] for name in ("page_num", "block_num", "par_num", "line_num"))
            yield _Word(line, text, (left, top, width, height), confidence)


def _lines(words: Iterator[_Word]) -> Iterator[PictureLine]:
    """Join words to lines; leave out those that are texture rather than text."""
    for _, grouped in groupby(words, key=lambda word: word.line):
        line = list(grouped)
        text = " ".join(word.text for word in line)
        letters = sum(len(word.text) for word in line)
        confidence = sum(word.confidence * len(word.text) for word in line) / letters
        if confidence >= _LINE_FROM and sum(map(str.isalnum, text)) >= _LEAST_LETTERS:
            yield PictureLine(text, around([word.box for word in line]), round(confidence, 2))
