"""Read text line by line from any stream, in bounded memory and as soon as it arrives."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from factcheck.errors import InputError

# Longer than any claim; a line beyond it is refused, not kept.
LONGEST_LINE_BYTES = 65_536
_CHUNK_BYTES = 65_536
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class ByteStream(Protocol):
    """What is read from: a file, a pipe or a decompressor."""

    def read1(self, size: int, /) -> bytes:
        """Return what is there, at most *size* bytes, waiting only if nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its end, and its place, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that cannot be used, and why."""

    number: int
    reason: str


def line_groups(
    stream: ByteStream, more_waits: Callable[[], bool] = lambda: True
) -> Iterator[list[TextLine | LineProblem]]:
    r"""Yield the lines of *stream* in order, in groups as they arrive.

    A pipe that brings one line gives a group of one at once. Lines end with ``\n``
    or ``\r\n``; the text is UTF-8 with or without a byte-order mark.

    Args:
        stream: What is read.
        more_waits: Tells whether the next part can be read without waiting for it. Where it
            cannot, an empty group comes first.

    Raises:
        InputError: the stream as a whole cannot be read.
    """
    number = 0
    for lines in _raw_groups(stream, more_waits):
        group: list[TextLine | LineProblem] = []
        for raw in lines:
            number += 1
            group.append(_decoded(number, raw))
        yield group


def _raw_groups(stream: ByteStream, more_waits: Callable[[], bool]) -> Iterator[list[bytes | None]]:
    """Yield the complete lines of each chunk; ``None`` stands for a line that is too long."""
    rest, skipping = b"", False
    while True:
        if not more_waits():
            yield []
        chunk = _read(stream)
        if not chunk:
            break
        *lines, rest = (rest + chunk).split(b"\n")
        complete: list[bytes | None] = [
            line if len(line) <= LONGEST_LINE_BYTES else None for line in lines
        ]
        if skipping and lines:
            complete[0], skipping = None, False
        if len(rest) > LONGEST_LINE_BYTES or skipping:
            rest, skipping = b"", True
        if complete:
            yield complete
    if rest or skipping:
        yield [None if skipping else rest]


def _read(stream: ByteStream) -> bytes:
    try:
        return stream.read1(_CHUNK_BYTES)
    except (EOFError, zlib.error, OSError) as error:
        raise InputError(f"the input cannot be read on: {error}") from error


def _decoded(number: int, raw: bytes | None) -> TextLine | LineProblem:
    if raw is None:
        return LineProblem(number, f"longer than {LONGEST_LINE_BYTES:,} bytes")
    if number == 1:
        if raw.startswith(_UTF16_MARKS):
            raise InputError("the input is UTF-16; save it as UTF-8")
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return TextLine(number, raw.removesuffix(b"\r").decode())
    except UnicodeDecodeError as error:
        return LineProblem(number, f"not UTF-8 at byte {error.start + 1}")
