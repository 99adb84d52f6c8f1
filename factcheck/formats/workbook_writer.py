"""Write as an XLSX workbook what is written as CSV, row by row, in constant memory.

Whatever writes CSV with the columns of this program writes workbooks: each row is taken apart
again, and its cells become numbers, dates, links and texts. A text is stored as a text, so no
apostrophe need stand before what looks like a formula.
"""

import csv
import io
import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from factcheck.errors import MissingExtra, UsageError
from factcheck.formats.csv_writer import unguarded
from factcheck.text.counting import counted

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
MOST_LINKS = 65_530
_LONGEST_LINK = 2_000

_NUMBERS = frozenset({"line", "rank", "score", "group"})
_LINKS = frozenset({"url"})
_DATE_ENDING = "_on"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Excel takes 1900 for a leap year, so that its first two months are other days elsewhere.
_FIRST_YEAR = 1901
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")
_FORMULA_STARTS = ("=", "+", "-", "@", "#")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as the letter A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"


class WorkbookStream(io.TextIOBase):
    """Takes rows of CSV as a text stream does, each whole and by itself; `save` writes them.

    The first row names the columns. Those called ``line``, ``rank``, ``score`` and ``group``
    are numbers, those that end in ``_on`` are dates where they have a whole day, and ``url`` is
    a link, up to as many as Excel allows.
    """

    def __init__(self, delimiter: str = ",") -> None:
        """Begin a workbook with one sheet.

        Raises:
            MissingExtra: factcheck-claims[xlsx] is not installed.
        """
        # Where openpyxl is missing there is nothing to close.
        self._is_saved = True
        try:
            from openpyxl import Workbook  # lazy: an extra, and slow to load
            from openpyxl.cell import WriteOnlyCell
        except ImportError as error:
            raise MissingExtra(
                "a workbook needs 'openpyxl'; install it with: pip install 'factcheck-claims[xlsx]'"
            ) from error
        self._new_cell = WriteOnlyCell
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("factcheck")
        self._sheet.freeze_panes = "A2"
        self._link = WriteOnlyCell(self._sheet)
        self._link.style = "Hyperlink"
        self._quoted = WriteOnlyCell(self._sheet)
        self._quoted.quotePrefix = True
        self._delimiter = delimiter
        self._header: list[str] = []
        self._rows = self._links = 0
        self._is_saved = False
        self._cut: list[str] = []
        self._unlinked = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Add the rows of CSV in *text*.

        Raises:
            UsageError: There are more than a sheet can have.
        """
        limit = csv.field_size_limit(sys.maxsize >> 33)
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter):
                self._append(row)
        finally:
            csv.field_size_limit(limit)
        return len(text)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person must know about what was written, in words."""
        notes = []
        if self._cut:
            cells = counted(len(self._cut), "cell is", "cells are")
            notes.append(
                f"{cells} cut after {MOST_CHARACTERS:,} characters, the most that a cell holds "
                f"({self._cut[0]}); CSV and JSON Lines keep all"
            )
        if self._unlinked:
            are = counted(self._unlinked, "address is", "addresses are")
            notes.append(f"{are} text and no link: a sheet holds at most {MOST_LINKS:,} links")
        return tuple(notes)

    def save(self, into: BinaryIO) -> None:
        """Write the workbook; the same rows give the same bytes."""
        from openpyxl.writer.excel import ExcelWriter  # lazy: as above

        archive = _SteadyArchive(into, "w", zipfile.ZIP_DEFLATED)
        self._is_saved = True
        ExcelWriter(self._book, archive).save()

    def close(self) -> None:
        """Drop what was not saved, and the file in which openpyxl keeps it until then."""
        if not (self.closed or self._is_saved):
            self._is_saved = True
            self._sheet.close()
            self._sheet._writer.cleanup()
        super().close()

    def _append(self, row: Sequence[str]) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise UsageError(
                f"a sheet has at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns; write CSV"
            )
        if not self._header:
            self._header = list(row)
            self._sheet.append([self._text(name, name) for name in row])
            return
        self._sheet.append(
            [
                self._cell(name, text) if text else None
                for name, text in zip(self._header, row, strict=True)
            ]
        )

    def _cell(self, name: str, text: str) -> object:
        if name in _NUMBERS and _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        if name.endswith(_DATE_ENDING) and (day := _day(text)) is not None:
            return day
        if name in _LINKS and text.startswith(("http://", "https://")):
            return self._linked(name, text)
        return self._text(name, text)

    def _linked(self, name: str, url: str) -> object:
        if len(url) > _LONGEST_LINK:
            return self._text(name, url)
        if self._links >= MOST_LINKS:
            self._unlinked += 1
            return self._text(name, url)
        self._links += 1
        cell = self._new_cell(self._sheet, _in_xml(url))
        cell.hyperlink = _NOT_IN_XML.sub("", url)
        cell._style = self._link._style
        return cell

    def _text(self, name: str, text: str) -> object:
        # What begins with an apostrophe keeps the guard that tells it from a guarded formula.
        plain = unguarded(text) if text[:1] == "'" else text
        stored = _in_xml(text if plain[:1] == "'" else plain)
        if len(stored) > MOST_CHARACTERS // 2:
            stored = self._fitting(name, stored)
        if not stored.startswith(_FORMULA_STARTS):
            return stored
        cell = self._new_cell(self._sheet, stored)
        # A text, even where openpyxl takes it for a formula or an error.
        cell.data_type = "s"
        cell._style = self._quoted._style
        return cell

    def _fitting(self, name: str, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= MOST_CHARACTERS * 2:
            return text
        self._cut.append(f"row {self._rows:,}, column {name!r}")
        return units[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"


class _SteadyArchive(zipfile.ZipFile):
    """An archive in which no time is written."""

    # Type: narrower than the original, and as openpyxl calls it.
    def writestr(self, name: str, data: str | bytes) -> None:  # type: ignore[override]
        """Write a part."""
        if name == _CORE:
            data = re.sub(
                rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>",
                b"",
                data if isinstance(data, bytes) else data.encode(),
            )
        super().writestr(_without_time(name), data)

    def write(self, path: str, name: str) -> None:  # type: ignore[override]
        """Write a part from a file."""
        with Path(path).open("rb") as source, self.open(_without_time(name), "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _without_time(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _in_xml(text: str) -> str:
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    spelled = _NOT_IN_XML.sub(lambda found: f"<U+{ord(found[0]):04X}>", lines)
    return _ESCAPE.sub("_x005F_", spelled)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text) or int(text[:4]) < _FIRST_YEAR:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
