"""Write as an XLSX workbook what is written as CSV, row by row, in constant memory.

Whatever writes CSV with the columns of this program writes workbooks: each row is taken apart
again, and its cells become numbers, dates, links and texts. A text is stored as a text, so no
apostrophe need stand before what looks like a formula.
"""

import csv
import io
import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import BinaryIO
from xml.sax.saxutils import escape

from factcheck.errors import UsageError
from factcheck.formats.csv_writer import unguarded
from factcheck.formats.workbook_package import DAY, LINK, PLAIN, QUOTED, WorkbookPackage
from factcheck.formats.workbook_reader import column_letters
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
_DAY_ZERO = date(1899, 12, 30).toordinal()
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?")
_FORMULA_STARTS = ("=", "+", "-", "@", "#")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as the letter A.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What no address has unencoded; Excel takes a workbook with it for damaged.
_NOT_IN_LINKS = re.compile(r"[\t\n\r \"<>^`{|}\\]")


class WorkbookStream(io.TextIOBase):
    """Takes rows of CSV as a text stream does, each whole and by itself; `save` writes them.

    The first row names the columns. Those called ``line``, ``rank``, ``score`` and ``group``
    are numbers, those that end in ``_on`` are dates where they have a whole day, and ``url`` is
    a link, up to as many as Excel allows.
    """

    def __init__(self, delimiter: str = ",") -> None:
        """Begin a workbook with one sheet."""
        self._package = WorkbookPackage()
        self._delimiter = delimiter
        self._header: list[str] = []
        self._letters: list[str] = []
        self._rows = self._links = 0
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
        self._package.save(into)

    def close(self) -> None:
        """Drop what was not saved."""
        self._package.close()
        super().close()

    def _append(self, row: Sequence[str]) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise UsageError(
                f"a sheet has at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns; write CSV"
            )
        if not self._header:
            self._header = list(row)
            self._letters = [column_letters(column) for column in range(len(row))]
            cell_of = self._text
        else:
            cell_of = self._cell
        cells = [
            cell_of(name, f"{letters}{self._rows}", text)
            for name, letters, text in zip(self._header, self._letters, row, strict=True)
            if text
        ]
        self._package.add_row(f'<row r="{self._rows}">{"".join(cells)}</row>')

    def _cell(self, name: str, place: str, text: str) -> str:
        if name in _NUMBERS and _NUMBER.fullmatch(text):
            return f'<c r="{place}"><v>{float(text) if "." in text else int(text)}</v></c>'
        if name.endswith(_DATE_ENDING) and (day := _day(text)) is not None:
            return f'<c r="{place}" s="{DAY}"><v>{day.toordinal() - _DAY_ZERO}</v></c>'
        if name in _LINKS and text.startswith(("http://", "https://")):
            return self._linked(name, place, text)
        return self._text(name, place, text)

    def _linked(self, name: str, place: str, url: str) -> str:
        if len(url) > _LONGEST_LINK:
            return self._text(name, place, url)
        if self._links >= MOST_LINKS:
            self._unlinked += 1
            return self._text(name, place, url)
        self._links += 1
        self._package.link(place, _NOT_IN_LINKS.sub(_percent, _NOT_IN_XML.sub("", url)))
        return _text_cell(place, _in_xml(url), LINK)

    def _text(self, name: str, place: str, text: str) -> str:
        # What begins with an apostrophe keeps the guard that tells it from a guarded formula.
        plain = unguarded(text) if text[:1] == "'" else text
        stored = _in_xml(text if plain[:1] == "'" else plain)
        if len(stored) > MOST_CHARACTERS // 2:
            stored = self._fitting(name, stored)
        return _text_cell(place, stored, QUOTED if stored.startswith(_FORMULA_STARTS) else PLAIN)

    def _fitting(self, name: str, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= MOST_CHARACTERS * 2:
            return text
        self._cut.append(f"row {self._rows:,}, column {name!r}")
        return units[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _text_cell(place: str, text: str, style: int) -> str:
    styled = f' s="{style}"' if style else ""
    # Else spaces at the ends are dropped.
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{place}"{styled} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


def _in_xml(text: str) -> str:
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    spelled = _NOT_IN_XML.sub(lambda found: f"<U+{ord(found[0]):04X}>", lines)
    return _ESCAPE.sub("_x005F_", spelled)


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text) or int(text[:4]) < _FIRST_YEAR:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
