"""Walk through a file line by line, however long a line is and whatever is in it."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

# A record longer than this is no fact-check but an accident, or an attack.
MAX_RECORD_BYTES = 1_000_000


class Line(NamedTuple):
    """A physical line, counted from 1, or the reason why it cannot be read."""

    number: int
    text: str
    problem: str = ""


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield every line of *stream*, which is UTF-8, in bounded memory.

    Only the line feed ends a line: ``str.splitlines`` would also cut at form
    feeds and at U+2028, which occur inside texts.
    """
    number = 0
    while raw := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(raw) > MAX_RECORD_BYTES and not raw.endswith(b"\n"):
            _skip_line(stream)
            start = raw[:200].decode("utf-8", errors="replace")
            yield Line(number, start, f"the line is longer than {MAX_RECORD_BYTES:,} bytes")
            continue
        try:
            yield Line(number, raw.decode("utf-8"))
        except UnicodeDecodeError:
            start = raw[:1_000].decode("utf-8", errors="replace")
            yield Line(number, start, "the line has letters that do not fit the file's encoding")


def _skip_line(stream: BinaryIO) -> None:
    while True:
        rest = stream.readline(65_536)
        if not rest or rest.endswith(b"\n"):
            return
