"""Split a UTF-8 stream into lines, in bounded memory, whatever it contains."""

from collections.abc import Callable, Iterator
from io import BufferedIOBase
from itertools import chain
from typing import NamedTuple

# A record longer than this is no fact-check but an accident, or an attack.
MAX_RECORD_BYTES = 1_000_000
_CHUNK_BYTES = 65_536
_TOO_LONG_SHOWN = 200
_BROKEN_SHOWN = 1_000


class Line(NamedTuple):
    """A physical line with its end, counted from 1, or the reason why it cannot be read."""

    number: int
    text: str
    problem: str = ""


def read_lines(stream: BufferedIOBase, *, longest: int = MAX_RECORD_BYTES) -> Iterator[Line]:
    """Yield every line of *stream*; one of more than *longest* bytes is reported, not kept."""
    return chain.from_iterable(line_groups(stream, longest=longest))


def line_groups(
    stream: BufferedIOBase,
    *,
    longest: int = MAX_RECORD_BYTES,
    more_waits: Callable[[], bool] = lambda: True,
) -> Iterator[list[Line]]:
    r"""Yield the lines of *stream* in groups as they arrive: one line from a pipe is one group.

    Only ``\n`` ends a line: ``str.splitlines`` would also cut at form feeds and at U+2028,
    which occur inside texts.

    Args:
        stream: UTF-8. Errors while reading it are passed on.
        longest: Bytes of the longest line that is kept.
        more_waits: Whether the next chunk can be read without waiting for its writer. Where it
            cannot, an empty group comes first.
    """
    number, rest, skipped = 0, b"", b""
    while True:
        if not more_waits():
            yield []
        chunk = stream.read1(_CHUNK_BYTES)
        if not chunk:
            break
        *ended, rest = (rest + chunk).split(b"\n")
        group = []
        for raw in ended:
            number += 1
            group.append(_line(number, skipped or raw + b"\n", longest))
            skipped = b""
        if len(rest) > longest or skipped:
            # The beginning, longer than any line may be, stands for the whole.
            skipped, rest = skipped or rest[: longest + 1], b""
        if group:
            yield group
    if rest or skipped:
        yield [_line(number + 1, skipped or rest, longest)]


def _line(number: int, raw: bytes, longest: int) -> Line:
    if len(raw.removesuffix(b"\n")) > longest:
        start = raw[:_TOO_LONG_SHOWN].decode("utf-8", errors="replace")
        return Line(number, start, f"the line is longer than {longest:,} bytes")
    try:
        return Line(number, raw.decode("utf-8"))
    except UnicodeDecodeError:
        start = raw[:_BROKEN_SHOWN].decode("utf-8", errors="replace")
        return Line(number, start, "the line has letters that do not fit the file's encoding")
