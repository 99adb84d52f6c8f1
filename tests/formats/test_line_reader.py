"""Lines arrive as soon as they are there, and none is longer than was asked for."""

import io

import pytest

from factcheck.formats.line_reader import line_groups, read_lines


class _Chunks(io.BytesIO):
    """A pipe that gives what its writer wrote, write by write."""

    def __init__(self, *chunks):
        super().__init__()
        self._chunks = list(chunks)

    def read1(self, size=-1):
        return self._chunks.pop(0) if self._chunks else b""


def test_a_line_is_there_as_soon_as_its_end_has_arrived():
    groups = line_groups(_Chunks(b"one\n", b"tw", b"o\nthree"))

    assert [[line.text for line in group] for group in groups] == [["one\n"], ["two\n"], ["three"]]


def test_an_empty_group_says_that_the_next_line_may_take_a_while():
    waits = iter([True, False, True, True])

    groups = list(line_groups(_Chunks(b"one\n", b"two\n"), more_waits=lambda: next(waits)))

    assert [len(group) for group in groups] == [1, 0, 1]


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param((b"12345\nb\n",), id="in one chunk"),
        pytest.param((b"12345", b"6789", b"0\nb\n"), id="over several chunks"),
        pytest.param((b"12", b"345\nb\n"), id="only too long with the second chunk"),
    ],
)
def test_a_line_that_is_too_long_is_reported_and_the_next_one_read(chunks):
    lines = list(read_lines(_Chunks(*chunks), longest=4))

    assert [(line.number, bool(line.problem)) for line in lines] == [(1, True), (2, False)]
    assert lines[1].text == "b\n"


def test_only_a_line_feed_ends_a_line():
    lines = list(read_lines(io.BytesIO("a\u2028b\x0cc\rd\ne".encode())))

    assert [line.number for line in lines] == [1, 2]


def test_a_line_that_is_not_utf_8_is_reported_in_its_place():
    lines = list(read_lines(io.BytesIO(b"a\n\xff\nb\n")))

    assert [(line.number, bool(line.problem)) for line in lines] == [
        (1, False),
        (2, True),
        (3, False),
    ]
