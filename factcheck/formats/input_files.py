"""Open a file or a stream, gzipped or not, in any encoding, and detect its format."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from factcheck.errors import InputError, UsageError
from factcheck.formats.column_names import is_column_of
from factcheck.formats.encoding_detection import detect_encoding, to_utf8
from factcheck.formats.line_reader import MAX_RECORD_BYTES, Line, line_groups
from factcheck.formats.sniffing import (
    TABLE,
    WORKBOOK,
    Format,
    find_format,
    find_format_of_bytes,
    find_table_format,
)
from factcheck.formats.workbook_reader import Sheet, SheetChoice, open_sheet
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
        sheet: The sheet that is read where it is a workbook; its rows are given by `lines`, and
            there is nothing in the stream.
    """

    name: str
    format: Format
    encoding: str
    gzipped: bool
    stream: io.BufferedReader
    size: int = 0
    _file: BinaryIO | None = None
    _unzipped: _UnzippedStream | None = field(default=None, repr=False)
    sheet: Sheet | None = None

    def lines(self, longest: int = MAX_RECORD_BYTES) -> Iterator[Line]:
        """Yield the lines of the text, or the rows of the sheet as lines of CSV."""
        return chain.from_iterable(self.line_groups(longest))

    def line_groups(
        self, longest: int = MAX_RECORD_BYTES, more_waits: Callable[[], bool] = lambda: True
    ) -> Iterator[list[Line]]:
        """Yield the same in groups as they arrive, as `line_reader.line_groups` does."""
        if self.sheet is not None:
            return ([line] for line in self.sheet.lines(longest))
        return line_groups(self.stream, longest=longest, more_waits=more_waits)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person must know about what was read so far, in words."""
        return self.sheet.notes if self.sheet is not None else ()

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


_NO_CHOICE = SheetChoice()


def open_input(
    source: Path | str | BinaryIO,
    name: str = "",
    *,
    encoding: str = "",
    is_list: bool = False,
    sheet: SheetChoice = _NO_CHOICE,
) -> Input:
    """Open *source* and detect its encoding and format, by its content first, then by its name.

    Args:
        source: A path, or a stream of bytes such as ``sys.stdin.buffer``.
        name: The name in messages; the path if empty.
        encoding: Decode with this instead of detecting it.
        is_list: Whether it is a list of claims: it may be empty, and its encoding is detected by
            the lines that have arrived, because the writer of a pipe may wait for their answers.
        sheet: Which sheet of a workbook to read.

    Raises:
        InputError: It cannot be opened, is empty, or is of a kind that we do not read.
        MissingExtra: It is a workbook, and factcheck-claims[xlsx] is not installed.
        UsageError: It has no such sheet, several could be meant, or it is no workbook.
    """
    if not isinstance(source, Path | str):
        opened = _open_stream(source, name or "-", None, encoding, is_list=is_list)
        return _on_sheet(opened, sheet)
    path = Path(source)
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{name or path} cannot be opened: {reason}") from error
    try:
        opened = _open_stream(file, name or str(path), file, encoding, is_list=is_list)
        opened.size = path.stat().st_size
        _on_sheet(opened, sheet)
    except BaseException:
        file.close()
        raise
    return opened


def _on_sheet(opened: Input, choice: SheetChoice) -> Input:
    """Find the sheet where *opened* is a workbook; its header then says the format."""
    if opened.format is not WORKBOOK:
        if choice.name:
            raise UsageError(f"--sheet is for workbooks, and {opened.name} is a {opened.format}")
        return opened

    def fits(cells: Sequence[str]) -> bool:
        known = any(is_column_of(cell, ("claim", "title")) for cell in cells)
        return known or find_table_format(cells) is not TABLE

    # Type: a BufferedReader reads as a BinaryIO does.
    opened.sheet = open_sheet(opened.stream, opened.name, choice, fits)
    if opened.damage:
        raise InputError(f"{opened.name}: {opened.damage}")
    opened.format = find_table_format(opened.sheet.header)
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
