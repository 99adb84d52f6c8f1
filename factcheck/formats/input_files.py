"""Open what a journalist has at hand: a file or a pipe, gzipped or not, in any encoding."""

import gzip
import io
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from factcheck.errors import InputError
from factcheck.formats.encoding_detection import detect_encoding, to_utf8
from factcheck.formats.sniffing import Format, find_format, find_format_of_bytes
from factcheck.web.html_charsets import codec_named_in

# Enough to see the encoding, the format and the header; read before anything else.
HEAD_BYTES = 65_536
_GZIP_MAGIC = b"\x1f\x8b"


class _UnzippedStream(io.RawIOBase):
    """The content of a gzip stream, which ends where the stream is damaged.

    Attributes:
        damage: Why it ended before its end, empty if it did not.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=source)
        self.damage = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if not self.damage:
            try:
                return self._file.readinto1(buffer)
            except EOFError:
                self.damage = "the gzip file ends early"
            except (gzip.BadGzipFile, zlib.error):
                self.damage = "the gzip file is damaged from here on"
        return 0


class _Rewound(io.RawIOBase):
    """A stream whose head was read already, given again from its beginning.

    A pipe cannot seek, and ``BufferedReader.peek`` shows only what one read of it gave.
    """

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._head:
            piece = bytes(self._head[: len(buffer)])
            self._head = self._head[len(piece) :]
        else:
            piece = self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


@dataclass(slots=True)
class Input:
    """A file or a stream, opened, and what was found out about it.

    Attributes:
        name: As the user named it; ``-`` for the standard input.
        format: What the content looks like.
        encoding: What it was decoded from, such as ``utf-8`` or ``cp1250``; empty where
            the reader takes the bytes as they are.
        gzipped: Whether it came compressed.
        stream: The content as UTF-8 without a byte order mark; bytes that could
            not be decoded are invalid UTF-8 here too, so that readers see them.
        size: Bytes of the file as it lies on the disk, 0 for a stream.
        bytes_read: How many of them were taken so far.
    """

    name: str
    format: Format
    encoding: str
    gzipped: bool
    stream: io.BufferedReader
    size: int = 0
    _file: BinaryIO | None = None
    _unzipped: _UnzippedStream | None = field(default=None, repr=False)

    @property
    def damage(self) -> str:
        """Why the stream ended before its end, empty if it did not."""
        return self._unzipped.damage if self._unzipped else ""

    @property
    def path(self) -> Path | None:
        """Where the file lies, for a reader that has to open it itself; of a stream ``None``."""
        return Path(self._file.name) if self._file is not None else None

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the file so far, for a progress bar; 0 for a stream."""
        return self._file.tell() if self._file and not self._file.closed else 0

    def close(self) -> None:
        """Close the file; a stream that was passed in stays open."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        """Leave it open until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()


def open_input(source: Path | str | BinaryIO, name: str = "", *, encoding: str = "") -> Input:
    """Open *source* and find out what it is, by its content first, by its name second.

    Args:
        source: A path, or a stream of bytes such as ``sys.stdin.buffer``.
        name: What messages call it; the path if empty.
        encoding: Decode with this instead of finding out.

    Raises:
        InputError: It cannot be opened, is empty, or is no text that we know.
    """
    if not isinstance(source, Path | str):
        return _examine(source, name or "-", None, encoding)
    path = Path(source)
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{name or path} cannot be opened: {reason}") from error
    try:
        opened = _examine(file, name or str(path), file, encoding)
        opened.size = path.stat().st_size
    except BaseException:
        file.close()
        raise
    return opened


def _examine(source: BinaryIO, name: str, file: BinaryIO | None, encoding: str) -> Input:
    unzipped = None
    head = _read_head(source, name)
    stream: io.BufferedReader = io.BufferedReader(_Rewound(head, source))
    if head.startswith(_GZIP_MAGIC):
        unzipped = _UnzippedStream(stream)
        head = _read_head(unzipped, name)
        stream = io.BufferedReader(_Rewound(head, unzipped))  # type: ignore[arg-type]
    if not head.strip():
        damage = f": {unzipped.damage}" if unzipped and unzipped.damage else ""
        raise InputError(f"{name} is empty{damage}")
    format = find_format_of_bytes(head, name)
    found = ""
    if format is None:
        found = encoding or _encoding_of_page(head) or detect_encoding(head)
        text_head, stream = to_utf8(stream, head, found, name)
        format = find_format(text_head, name)
    return Input(
        name=name,
        format=format,
        encoding=found,
        gzipped=unzipped is not None,
        stream=stream,
        _file=file,
        _unzipped=unzipped,
    )


def _encoding_of_page(head: bytes) -> str:
    """Return the encoding that a saved page names in itself; a byte order mark knows better."""
    if not head.lstrip().startswith(b"<"):
        return ""
    # Programs that save pages write UTF-8 and leave the old name where it stood.
    is_utf8 = not head.isascii() and detect_encoding(head) == "utf-8"
    return "" if is_utf8 else codec_named_in(head)


def _read_head(source: "BinaryIO | io.RawIOBase", name: str) -> bytes:
    """Read up to ``HEAD_BYTES``: a pipe gives less at a time than was asked for."""
    pieces: list[bytes] = []
    wanted = HEAD_BYTES
    while wanted:
        try:
            piece = source.read(wanted)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"{name} cannot be read: {reason}") from error
        if not piece:
            break
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
