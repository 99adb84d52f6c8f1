"""A large file is parsed through a window, in chunks that may end anywhere."""

import io

import pytest

from factcheck.formats.text_window import TextWindow


class _Drip(io.BytesIO):
    """Gives one byte at a time, so that every character is cut somewhere."""

    def read(self, size=-1):
        return super().read(min(size, 1))


def _read_all(window):
    while window.fill():
        pass
    return window.text


def test_a_character_cut_between_two_chunks_is_whole():
    assert _read_all(TextWindow(_Drip("šđ\n水".encode()))) == "šđ\n水"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_that_ends_inside_a_character_shows_the_bytes_that_are_there(cut):
    content = "voda 水".encode()[:-cut]

    window = TextWindow(io.BytesIO(content))

    assert _read_all(window).encode("utf-8", "surrogateescape") == content
    assert not window.fill()


def test_filling_forgets_what_was_parsed_and_keeps_the_line():
    window = TextWindow(_Drip(b"a\nbc\nd"))
    for _ in range(5):
        window.fill()
    window.move(5)

    assert window.fill()
    assert (window.text, window.position, window.line) == ("d", 0, 3)


def test_a_failed_fill_leaves_text_and_position_as_they_are():
    window = TextWindow(io.BytesIO(b"ab"))
    window.fill()
    window.move(1)

    assert not window.fill()
    assert (window.text, window.position) == ("ab", 1)
