"""Cut a JSON file into its records, without ever holding more than one of them.

Streaming parsers stop at the first mistake and cannot say in which line they
are. This one finds where a value ends by its brackets alone, so that a record
that is not valid JSON is reported with its line and the next one is read.
"""

import codecs
import re
from itertools import islice
from typing import BinaryIO

from factcheck.formats.line_reader import MAX_RECORD_BYTES
from factcheck.text.strict_json import DECODER, UNDECODABLE, BrokenValueError

_CHUNK_BYTES = 65_536
_BRACKETS = re.compile(r'["\[\]{}]')
_IN_STRING = re.compile(r'\\.|"', re.DOTALL)
_OPENING = ("{", "[", '"')
_CLOSES = {"}": "{", "]": "["}
# Nobody nests so deeply; beyond it brackets are not remembered one by one.
_MAX_DEPTH = 100_000
_SPACE = re.compile(r"[ \t\r\n\ufeff\x1e\0]*")
_BARE = re.compile(r'[^\s,\]}\[{"]*')
_BETWEEN_OBJECTS = re.compile(r"\}\s*,\s*(?=\{)")
_NAME = re.compile(r'"([^"\\]{1,80})"\s*:')
_MAX_SIBLINGS_TRIED = 200


class EndOfFileError(ValueError):
    """The file ends inside a value.

    Attributes:
        text: The value as far as it goes, if it is not too long.
    """

    def __init__(self, text: str = "") -> None:
        """Keep *text*."""
        super().__init__()
        self.text = text


def find_sibling(text: str) -> int:
    """Return where the next record begins inside *text*, a broken one; 0 if nowhere.

    A quotation mark too many turns all that follows inside out, so that one record takes its
    neighbours along. A neighbour is whole by itself, and has much the same names.
    """
    for mark in islice(_BETWEEN_OBJECTS.finditer(text), _MAX_SIBLINGS_TRIED):
        before = text[: mark.end()]
        if before.count("{") != before.count("}") or before.count("[") != before.count("]"):
            continue
        try:
            found, _ = DECODER.raw_decode(text, mark.end())
        except (ValueError, RecursionError):
            continue
        own = set(_NAME.findall(before))
        if isinstance(found, dict) and len(own & found.keys()) * 2 > len(own | found.keys()):
            return mark.end()
    return 0


class _Extent:
    """How far a value reaches, by its brackets and quotation marks alone.

    Attributes:
        resume: Where to look on once more text has been read.
    """

    def __init__(self) -> None:
        self._open: list[str] = []
        self._in_string = False
        self.resume = 0

    def find_end(self, text: str, start: int) -> int | None:
        """Return where the value ends in *text*, ``None`` if it goes on behind it."""
        place = start
        while True:
            pattern = _IN_STRING if self._in_string else _BRACKETS
            mark = pattern.search(text, place)
            if mark is None:
                break
            place = mark.end()
            self._count(mark[0])
            if not self._open and not self._in_string:
                return place
        # The letter after a backslash at the very end has not been read yet.
        splits_escape = self._in_string and text.endswith("\\") and place < len(text)
        self.resume = len(text) - 1 if splits_escape else len(text)
        return None

    def _count(self, mark: str) -> None:
        if mark == '"':
            self._in_string = not self._in_string
        elif mark in "{[":
            if len(self._open) < _MAX_DEPTH:
                self._open.append(mark)
        elif mark in _CLOSES:
            # A bracket of the other kind that was never closed is closed here too,
            # so that one broken record does not take its neighbours along.
            while self._open and self._open.pop() != _CLOSES[mark]:
                pass


class JsonCursor:
    """A place in a JSON file, moved forward value by value.

    Attributes:
        line: The line of the place, counted from 1.
        items: How many elements of lists were counted so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Begin at the beginning of *stream*, which is UTF-8."""
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self._text = ""
        self._place = 0
        self._ended = False
        self.line = 1
        self.items = 0

    def peek(self) -> str:
        """Return the next character that is no white space, ``""`` at the end."""
        while True:
            end = _SPACE.match(self._text, self._place).end()  # type: ignore[union-attr]
            self._move(end)
            if end < len(self._text):
                return self._text[end]
            if not self._fill():
                return ""

    def skip(self) -> None:
        """Step over the character that ``peek`` showed."""
        self._move(self._place + 1)

    def take_text(self) -> str:
        """Return the text of the value that begins here, and step behind it.

        Raises:
            BrokenValueError: It is longer than ``MAX_RECORD_BYTES``.
            EndOfFileError: The file ends before the value does.
        """
        return self._take_enclosed() if self.peek() in _OPENING else self._take_bare()

    def _take_bare(self) -> str:
        """Take a number or a word; a stray mark counts as one, so that reading moves on."""
        while True:
            end = _BARE.match(self._text, self._place).end()  # type: ignore[union-attr]
            is_whole = end < len(self._text) or end - self._place > MAX_RECORD_BYTES
            if is_whole or not self._fill():
                break
        end = max(end, min(self._place + 1, len(self._text)))
        text = self._text[self._place : end]
        self._move(end)
        return text

    def _take_enclosed(self) -> str:
        extent = _Extent()
        looked_at, is_too_long = 0, False
        while (end := extent.find_end(self._text, self._place + looked_at)) is None:
            looked_at = extent.resume - self._place
            if looked_at > MAX_RECORD_BYTES:
                if not is_too_long and find_sibling(self._text[self._place :]):
                    break
                is_too_long = True
                self._move(extent.resume)
                looked_at = 0
            if not self._fill():
                text = "" if is_too_long else self._text[self._place :]
                self._move(len(self._text))
                raise EndOfFileError(text)
        if end is None:
            end = self._place + find_sibling(self._text[self._place :])
        text = self._text[self._place : end]
        self._move(end)
        if is_too_long or len(text) > MAX_RECORD_BYTES:
            raise BrokenValueError(f"it is longer than {MAX_RECORD_BYTES:,} characters")
        return text

    def take_whole(self) -> tuple[object, int] | None:
        """Step behind the value that begins here, if it can be read at once; else stay.

        Returns:
            The value and how many characters it took.
        """
        try:
            value, end = DECODER.raw_decode(self._text, self._place)
        except (ValueError, RecursionError):
            return None
        size = end - self._place
        if size > MAX_RECORD_BYTES or UNDECODABLE.search(self._text, self._place, end):
            return None
        self._move(end)
        return value, size

    def put_back(self, text: str) -> None:
        """Stand before *text* again, which was taken last."""
        self._text = text + self._text[self._place :]
        self._place = 0
        self.line -= text.count("\n")

    def _move(self, place: int) -> None:
        self.line += self._text.count("\n", self._place, place)
        self._place = place

    def _fill(self) -> bool:
        """Read on; what lies behind the place is forgotten."""
        if self._ended:
            return False
        piece = self._stream.read(_CHUNK_BYTES)
        self._ended = not piece
        self._text = self._text[self._place :] + self._decoder.decode(piece, final=not piece)
        self._place = 0
        return True
