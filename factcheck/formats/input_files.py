"""Open a file or a stream, gzipped or not, in any encoding, and detect its format."""

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
from factcheck.web.charsets import codec_named_in

# Read first: enough to detect the encoding, the format and the header.
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

    # Type: typeshed's own type of buffers cannot be named.
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

    # Type: typeshed's own type of buffers cannot be named.
    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._head:
            chunk = bytes(self._head[: len(buffer)])
            self._head = self._head[len(chunk) :]
        else:
            # What has arrived, where the stream can tell: a writer may pause after a line.
            read = getattr(self._rest, "read1", self._rest.read)
            chunk = read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


@dataclass(slots=True)
class Input:
    """An opened file or stream, its encoding and format.

    Attributes:
        name: As the user wrote it; ``-`` for the standard input.
        format: As detected.
        encoding: The encoding it was decoded from, such as ``utf-8`` or ``cp1250``; empty where
            the reader gets the bytes undecoded.
        gzipped: Whether it was compressed.
        stream: The content as UTF-8 without a byte order mark; bytes that could
            not be decoded are invalid UTF-8 here too, so that readers see them.
        size: Bytes of the file on disk, 0 for a stream.
        bytes_read: How many of them were read so far.
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
        """The path of the file, for a reader that opens it itself; ``None`` for a stream."""
        return Path(self._file.name) if self._file is not None else None

    @property
    def bytes_read(self) -> int:
        """Bytes read from the file so far, for a progress bar; 0 for a stream."""
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


def open_input(
    source: Path | str | BinaryIO, name: str = "", *, encoding: str = "", is_list: bool = False
) -> Input:
    """Open *source* and detect its encoding and format, by its content first, then by its name.

    Args:
        source: A path, or a stream of bytes such as ``sys.stdin.buffer``.
        name: The name in messages; the path if empty.
        encoding: Decode with this instead of detecting it.
        is_list: Whether it is a list of claims: it may be empty, and its encoding is detected by
            the lines that have arrived, because the writer of a pipe may wait for their answers.

    Raises:
        InputError: It cannot be opened, is empty, or is of a kind that we do not read.
    """
    if not isinstance(source, Path | str):
        return _open_stream(source, name or "-", None, encoding, is_list=is_list)
    path = Path(source)
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{name or path} cannot be opened: {reason}") from error
    try:
        opened = _open_stream(file, name or str(path), file, encoding, is_list=is_list)
        opened.size = path.stat().st_size
    except BaseException:
        file.close()
        raise
    return opened


def _open_stream(
    source: BinaryIO, name: str, file: BinaryIO | None, encoding: str, *, is_list: bool
) -> Input:
    unzipped = None
    head = _read_head(source, name, once=is_list)
    stream: io.BufferedReader = io.BufferedReader(_Rewound(head, source))
    if head.startswith(_GZIP_MAGIC):
        unzipped = _UnzippedStream(stream)
        head = _read_head(unzipped, name)
        # Type: BufferedReader is typed for files only.
        stream = io.BufferedReader(_Rewound(head, unzipped))  # type: ignore[arg-type]
    if not head.strip() and not is_list:
        damage = f": {unzipped.damage}" if unzipped and unzipped.damage else ""
        raise InputError(f"{name} is empty{damage}")
    format = find_format_of_bytes(head, name)
    codec = ""
    if format is None:
        codec = encoding or _encoding_of_page(head) or detect_encoding(head)
        text_head, stream = to_utf8(stream, head, codec, name)
        format = find_format(text_head, name)
    return Input(
        name=name,
        format=format,
        encoding=codec,
        gzipped=unzipped is not None,
        stream=stream,
        _file=file,
        _unzipped=unzipped,
    )


def _encoding_of_page(head: bytes) -> str:
    """Return the encoding that a saved page declares, ``""`` if it is UTF-8 all the same."""
    if not head.lstrip().startswith(b"<"):
        return ""
    # Programs that save pages write UTF-8 and leave the old declaration as it was.
    is_utf8 = not head.isascii() and detect_encoding(head) == "utf-8"
    return "" if is_utf8 else codec_named_in(head)


def _read_head(source: "BinaryIO | io.RawIOBase", name: str, *, once: bool = False) -> bytes:
    """Read up to ``HEAD_BYTES``; *once* returns what a pipe holds now, at least a byte."""
    chunks: list[bytes] = []
    remaining = HEAD_BYTES
    read = getattr(source, "read1", source.read) if once else source.read
    while remaining:
        try:
            chunk = read(remaining)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"{name} cannot be read: {reason}") from error
        if not chunk:
            break
        chunks.append(chunk)
        remaining = 0 if once else remaining - len(chunk)
    return b"".join(chunks)
