"""Cut a JSON file into its records, without ever holding more than one of them.

Streaming parsers stop at the first error and do not know the line. This one
finds the end of a value by its brackets and quotation marks alone, so a record
that is not valid JSON is reported with its line, and the next one is read
(docs/decisions/0027-readers.md).
"""

import re
from itertools import islice
from typing import BinaryIO

from factcheck.formats.line_reader import MAX_RECORD_BYTES
from factcheck.formats.text_window import TextWindow
from factcheck.text.strict_json import DECODER, UNDECODABLE, BrokenValueError

_BRACKETS = re.compile(r'["\[\]{}]')
_IN_STRING = re.compile(r'\\.|"', re.DOTALL)
_ENCLOSING = ("{", "[", '"')
_CLOSES = {"}": "{", "]": "["}
# Brackets nested deeper than this are not tracked one by one; no honest file does that.
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
    """Return where the next record begins inside *text*, a broken record; 0 if nowhere.

    After one quotation mark too many, strings and the text between them change places, so the
    record seems to include the records after it. The next record is found where a valid object
    begins that shares more than half of the names.
    """
    for mark in islice(_BETWEEN_OBJECTS.finditer(text), _MAX_SIBLINGS_TRIED):
        before = text[: mark.end()]
        if before.count("{") != before.count("}") or before.count("[") != before.count("]"):
            continue
        try:
            value, _ = DECODER.raw_decode(text, mark.end())
        except (ValueError, RecursionError):
            continue
        names = set(_NAME.findall(before))
        if isinstance(value, dict) and len(names & value.keys()) * 2 > len(names | value.keys()):
            return mark.end()
    return 0


class _ValueEnd:
    """Finds the end of a value by its brackets and quotation marks alone.

    Attributes:
        resume: Where to search on once more text has been read.
    """

    def __init__(self) -> None:
        self._open: list[str] = []
        self._in_string = False
        self.resume = 0

    def find_end(self, text: str, start: int) -> int | None:
        """Return the end of the value in *text*, ``None`` if it is not there yet."""
        position = start
        while True:
            pattern = _IN_STRING if self._in_string else _BRACKETS
            mark = pattern.search(text, position)
            if mark is None:
                break
            position = mark.end()
            self._count(mark[0])
            if not self._open and not self._in_string:
                return position
        # The character after a backslash at the very end has not been read yet.
        splits_escape = self._in_string and text.endswith("\\") and position < len(text)
        self.resume = len(text) - 1 if splits_escape else len(text)
        return None

    def _count(self, mark: str) -> None:
        if mark == '"':
            self._in_string = not self._in_string
        elif mark in "{[":
            if len(self._open) < _MAX_DEPTH:
                self._open.append(mark)
        elif mark in _CLOSES:
            # Also closes brackets of the other kind that were left open, so that a broken
            # record does not include the records after it.
            while self._open and self._open.pop() != _CLOSES[mark]:
                pass


class JsonCursor:
    """A position in a JSON file, moved forward value by value.

    Attributes:
        items: How many elements of lists were counted so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Begin at the beginning of *stream*, which is UTF-8."""
        self._window = TextWindow(stream)
        self.items = 0

    @property
    def line(self) -> int:
        """The line of the position, counted from 1."""
        return self._window.line

    def peek(self) -> str:
        """Return the next character that is no white space, ``""`` at the end."""
        window = self._window
        while True:
            # There is always a match, if only of nothing.
            end = _SPACE.match(window.text, window.position).end()  # type: ignore[union-attr]
            window.move(end)
            if end < len(window.text):
                return window.text[end]
            if not window.fill():
                return ""

    def skip(self) -> None:
        """Move over the character that ``peek`` returned."""
        self._window.move(self._window.position + 1)

    def take_text(self) -> str:
        """Return the text of the value that begins here, and move behind it.

        Raises:
            BrokenValueError: It is longer than ``MAX_RECORD_BYTES``.
            EndOfFileError: The file ends before the value does.
        """
        return self._take_enclosed() if self.peek() in _ENCLOSING else self._take_bare()

    def _take_bare(self) -> str:
        """Take a number or a word; a stray character counts as one, so that reading moves on."""
        window = self._window
        while True:
            # There is always a match, if only of nothing.
            end = _BARE.match(window.text, window.position).end()  # type: ignore[union-attr]
            is_whole = end < len(window.text) or end - window.position > MAX_RECORD_BYTES
            if is_whole or not window.fill():
                break
        end = max(end, min(window.position + 1, len(window.text)))
        text = window.text[window.position : end]
        window.move(end)
        return text

    def _take_enclosed(self) -> str:
        value_end, window = _ValueEnd(), self._window
        searched, is_too_long = 0, False
        while (end := value_end.find_end(window.text, window.position + searched)) is None:
            searched = value_end.resume - window.position
            if searched > MAX_RECORD_BYTES:
                if not is_too_long and find_sibling(window.text[window.position :]):
                    break
                is_too_long = True
                window.move(value_end.resume)
                searched = 0
            if not window.fill():
                text = "" if is_too_long else window.text[window.position :]
                window.move(len(window.text))
                raise EndOfFileError(text)
        if end is None:
            end = window.position + find_sibling(window.text[window.position :])
        text = window.text[window.position : end]
        window.move(end)
        if is_too_long or len(text) > MAX_RECORD_BYTES:
            raise BrokenValueError(f"it is longer than {MAX_RECORD_BYTES:,} characters")
        return text

    def take_whole(self) -> tuple[object, int] | None:
        """Parse the value that begins here if all of it has been read; else stay before it.

        Returns:
            The value and how many characters it took.
        """
        window = self._window
        try:
            value, end = DECODER.raw_decode(window.text, window.position)
        except (ValueError, RecursionError):
            return None
        size = end - window.position
        if size > MAX_RECORD_BYTES or UNDECODABLE.search(window.text, window.position, end):
            return None
        window.move(end)
        return value, size

    def put_back(self, text: str) -> None:
        """Stand before *text* again, which was taken last."""
        self._window.put_back(text)
