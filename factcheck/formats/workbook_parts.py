"""Unpack the parts of a workbook into a file of our own, and refuse what would fill the memory.

calamine makes room for every cell between the first and the last that has a value, and a copy
of a shared text for each cell that shows it: a few hundred bytes could ask for hundreds of
gigabytes. So the places of cells and the lengths of texts are added up before it reads. It
then reads the copy, whose sizes are what we have counted, whatever the archive said of them.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import IO

from factcheck.errors import InputError

MOST_PACKED_BYTES = 128 << 20
MOST_BYTES = 512 << 20
# calamine takes 24 bytes a cell.
MOST_CELLS = 20_000_000
MOST_TEXT_BYTES = 512 << 20
_MOST_PARTS = 10_000
_CHUNK = 1 << 20
_LONGEST_TAG = 4 << 20
_WORKBOOK = "xl/workbook.xml"

_ATTRIBUTE = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))"""
_TAG = re.compile(
    rb"<(?:\w+:)?(?:"
    # A cell with a place and a value.
    rb"c" + _ATTRIBUTE + rb"*?\s+r\s*=\s*[\"']([A-Za-z]{1,9})([0-9]{1,9})[\"']"
    + _ATTRIBUTE + rb"*\s*>"
    # An empty cell.
    rb"|c" + _ATTRIBUTE + rb"*\s*/>"
    # A cell that stands behind the one before it.
    rb"|(c)" + _ATTRIBUTE + rb"*\s*>"
    rb"|row(?:" + _ATTRIBUTE + rb"*?\s+r\s*=\s*[\"']([0-9]{1,9})[\"'])"
    rb"|(row)(?=[\s>])"
    rb"|(si)(?=[\s>])"
    rb"|(c)(?=[\s/>])"
    # Room is made for as many as they announce.
    rb"|(?:sst|mergeCells|cellXfs)\b([^<]*))"
)  # fmt: skip
_VALUE = re.compile(rb"<(?:\w+:)?(?:v\s*>([^<&]*)(?=<|\Z)|is[\s>])")
_ANNOUNCED = re.compile(rb"ount\s*=\s*[\"'][^0-9]*([0-9]+)")
_PLACE = re.compile(rb"\sr\s*=")
_ERROR = b't="e"'


@dataclass(slots=True)
class _Part:
    """What was counted in one part.

    Attributes:
        cells: With a value.
        rows: Number of the last row.
        columns: Number of the last column.
        texts: Where the shared texts begin, in bytes, and where the part ends.
    """

    name: str
    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: int = 0
    texts: list[int] = field(default_factory=list)

    def count(self, xml: bytes, offset: int, run: int) -> int:
        """Count the tags in *xml*; *run* cells of the row were before it. Return the new run."""
        for tag in _TAG.finditer(xml):
            kind = tag.lastindex
            if kind == 2:
                self.cells += 1
                self.rows = max(self.rows, int(tag[2]))
                self.columns = max(self.columns, _column_number(tag[1]))
                run += 1
            elif kind == 3 and _PLACE.search(tag[0]) is None:
                self.cells += 1
                run += 1
                self.columns = max(self.columns, run)
            elif kind in (4, 5):
                self.rows, run = max(self.rows, int(tag[4])) if tag[4] else self.rows + 1, 0
            elif kind == 6:
                self.texts.append(offset + tag.start())
            elif kind is not None:
                _refuse_odd(tag)
        self.errors += xml.count(_ERROR)
        return run


def _refuse_odd(tag: re.Match[bytes]) -> None:
    """Refuse a cell in disguise, and a part that announces more than can be.

    Raises:
        ValueError: It is one.
    """
    if tag.lastindex != 8:
        raise ValueError("a cell is not written as spreadsheets write it")
    if any(int(number) > MOST_CELLS for number in _ANNOUNCED.findall(tag[8])):
        raise ValueError(f"a part announces more than {MOST_CELLS:,} values")


def unpack_workbook(packed: bytes, name: str, into: Path) -> int:
    """Copy the parts of the workbook *packed* to the file *into*, and return its error cells.

    Error cells show ``#N/A`` or the like.

    Raises:
        InputError: It is no workbook, damaged, or larger than we read.
    """
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            _refuse_what_is_none(archive, name)
            parts = _copy(archive, name, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"{name} is a zip archive or a spreadsheet that is damaged or cut short ({error}): "
            "save it as CSV or XLSX once more"
        ) from error
    except ValueError as error:
        raise InputError(f"{name} cannot be read as a workbook: {error}") from error
    for part in parts:
        if part.rows * part.columns > MOST_CELLS:
            raise _too_large(name, f"a sheet that spans more than {MOST_CELLS:,} cells")
    if _size_of_texts(parts, into) > MOST_TEXT_BYTES:
        raise _too_large(name, f"more than {MOST_TEXT_BYTES >> 20} MiB of text")
    return sum(part.errors for part in parts)


def _refuse_what_is_none(archive: zipfile.ZipFile, name: str) -> None:
    names = archive.namelist()
    if _WORKBOOK not in names:
        raise InputError(
            f"{name} is a zip archive or a spreadsheet of another kind: unpack it, or save it as "
            "CSV or XLSX"
        )
    if len(names) > _MOST_PARTS or sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
        raise _too_large(name, f"more than {MOST_BYTES >> 20} MiB when unpacked")


def _copy(archive: zipfile.ZipFile, name: str, into: Path) -> list[_Part]:
    """Copy every part that calamine reads, none twice."""
    parts, size, seen = [], 0, set()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as copy:
        for info in archive.infolist():
            key = info.filename.casefold()
            if not key.endswith((".xml", ".rels")) or key in seen:
                continue
            seen.add(key)
            part = _Part(info.filename)
            with archive.open(info) as source, copy.open(info.filename, "w") as target:
                size += _copy_part(part, source, target)
            if size > MOST_BYTES:
                raise _too_large(name, f"more than {MOST_BYTES >> 20} MiB when unpacked")
            parts.append(part)
    return parts


def _copy_part(part: _Part, source: IO[bytes], target: IO[bytes]) -> int:
    """Copy *source* to *target*, counting its tags; return its size in bytes."""
    rest, offset, run = b"", 0, 0
    while chunk := source.read(_CHUNK):
        if b"\0" in chunk:
            raise ValueError(f"{part.name} is no UTF-8")
        target.write(chunk)
        rest += chunk
        # Up to the last tag, which may go on in the next chunk.
        cut = rest.rfind(b"<")
        run = part.count(rest[:cut], offset, run)
        offset, rest = offset + cut, rest[cut:]
        if len(rest) > _LONGEST_TAG:
            raise ValueError(f"{part.name} holds a text of more than {_LONGEST_TAG >> 20} MiB")
    part.count(rest, offset, run)
    if part.texts:
        part.texts.append(offset + len(rest))
    return offset + len(rest)


def _size_of_texts(parts: list[_Part], copy: Path) -> int:
    """Return how many bytes the shared texts need, once for each cell that shows them."""
    lengths = [end - start for part in parts for start, end in pairwise(part.texts)]
    longest = max(lengths, default=0)
    at_most = max((part.cells for part in parts), default=0) * longest
    if at_most <= MOST_TEXT_BYTES:
        return at_most
    largest = 0
    with zipfile.ZipFile(copy) as archive:
        for part in parts:
            if part.cells:
                largest = max(largest, _size_in(part, archive, lengths))
    return largest


def _size_in(part: _Part, archive: zipfile.ZipFile, lengths: list[int]) -> int:
    longest, size, seen, rest = max(lengths), 0, 0, b""
    with archive.open(part.name) as source:
        while chunk := source.read(_CHUNK):
            rest += chunk
            cut = rest.rfind(b"<")
            for value in _VALUE.finditer(rest[:cut]):
                seen += 1
                if value[1] and value[1].isdigit() and len(value[1]) < 10:
                    place = int(value[1])
                    size += lengths[place] if place < len(lengths) else 0
            rest = rest[cut:]
    # Whatever is written in another way may be the longest.
    return size + max(part.cells - seen, 0) * longest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(name: str, what: str) -> InputError:
    return InputError(f"{name} has {what}, which is more than is read; save it as CSV")
