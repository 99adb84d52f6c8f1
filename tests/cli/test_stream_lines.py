import io
import tracemalloc

import pytest

from factcheck.cli.stream_lines import LONGEST_LINE_BYTES, LineProblem, TextLine, line_groups
from factcheck.errors import InputError


class Arriving:
    """A pipe that brings the given pieces one after another."""

    def __init__(self, *pieces):
        self._pieces = list(pieces)

    def read1(self, _size):
        return self._pieces.pop(0) if self._pieces else b""


def lines(*pieces):
    return [line for group in line_groups(Arriving(*pieces)) for line in group]


@pytest.mark.parametrize(
    ("pieces", "texts"),
    [
        pytest.param([b"one\ntwo\n"], ["one", "two"], id="usual"),
        pytest.param([b"one\r\ntwo\r\n"], ["one", "two"], id="Windows"),
        pytest.param([b"one\ntwo"], ["one", "two"], id="no end at the end"),
        pytest.param([b"\xef\xbb\xbfone\n"], ["one"], id="byte-order mark"),
        pytest.param(["š".encode()[:1], "š\n".encode()[1:]], ["š"], id="a letter in two pieces"),
        pytest.param([b"o", b"ne", b"\n", b"two\n"], ["one", "two"], id="many pieces"),
        pytest.param([b"one\n\ntwo\n"], ["one", "", "two"], id="an empty line is a line"),
        pytest.param(["a\u2028b\x85c\x0bd\n".encode()], ["a\u2028b\x85c\x0bd"], id="other ends"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_lines_are_what_a_shell_calls_lines(pieces, texts):
    assert [line.text for line in lines(*pieces)] == texts
    assert [line.number for line in lines(*pieces)] == list(range(1, len(texts) + 1))


def test_a_line_is_given_as_soon_as_it_is_there():
    groups = line_groups(Arriving(b"one\n", b"two\nthree\nfo", b"ur\n"))

    assert [[line.text for line in group] for group in groups] == [
        ["one"],
        ["two", "three"],
        ["four"],
    ]


def test_a_line_of_other_bytes_does_not_stop_the_rest():
    assert lines(b"one\nbad \xff\nthree\n") == [
        TextLine(1, "one"),
        LineProblem(2, "not UTF-8 at byte 5"),
        TextLine(3, "three"),
    ]


@pytest.mark.parametrize("ended", [True, False])
def test_a_line_without_end_is_one_problem_and_little_memory(ended):
    chunk = b"x" * 65_536
    tail = [b"\nafter\n"] if ended else []
    tracemalloc.start()
    found = lines(b"before\n", *([chunk] * 160), *tail)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found[:2] == [TextLine(1, "before"), LineProblem(2, "longer than 65,536 bytes")]
    assert found[2:] == ([TextLine(3, "after")] if ended else [])
    assert peak < 1_000_000


def test_the_longest_line_allowed_is_taken():
    assert lines(b"x" * LONGEST_LINE_BYTES, b"\n") == [TextLine(1, "x" * LONGEST_LINE_BYTES)]
    assert isinstance(lines(b"x" * (LONGEST_LINE_BYTES + 1), b"\n")[0], LineProblem)


def test_utf16_is_named_at_once():
    with pytest.raises(InputError, match="UTF-16"):
        lines("claim".encode("utf-16"))


def test_a_stream_that_breaks_is_one_error():
    class Broken(io.RawIOBase):
        def read1(self, _size):
            raise EOFError("Compressed file ended early")

    with pytest.raises(InputError, match="ended early"):
        list(line_groups(Broken()))
