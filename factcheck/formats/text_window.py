"""A window over a decoded stream: the part of a large file that is being parsed."""

import codecs
from typing import BinaryIO

_CHUNK_BYTES = 65_536


class TextWindow:
    """Text that has been read and not yet parsed, and where in the file it stands.

    Attributes:
        text: What has been read, including some text before `position`.
        position: Index in `text` of the next character to parse.
        line: The line of `position` in the file, counted from 1.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Begin at the beginning of *stream*, which is UTF-8.

        Bytes that are not UTF-8 become lone surrogates, as ``surrogateescape`` makes them.
        """
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self._ended = False
        self.text = ""
        self.position = 0
        self.line = 1

    def move(self, position: int) -> None:
        """Go forward to *position*, counting lines."""
        self.line += self.text.count("\n", self.position, position)
        self.position = position

    def fill(self) -> bool:
        """Read on, forgetting what lies before the position, which becomes 0.

        Returns:
            False, with nothing changed, at the end of the file.
        """
        if self._ended:
            return False
        chunk = self._stream.read(_CHUNK_BYTES)
        self._ended = not chunk
        # At the end, the first bytes of a character that never came are decoded too.
        decoded = self._decoder.decode(chunk, final=self._ended)
        if self._ended and not decoded:
            return False
        self.text = self.text[self.position :] + decoded
        self.position = 0
        return True

    def put_back(self, text: str) -> None:
        """Stand before *text* again, which was parsed last."""
        self.text = text + self.text[self.position :]
        self.position = 0
        self.line -= text.count("\n")
