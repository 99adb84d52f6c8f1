"""Detect the format of a file by its beginning, then by its name.

To add a format, write one module with a function

    def read_minutes(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]

and add it to ``FORMATS`` below:

    Format("minutes of a newsroom", "minutes.read_minutes", headings("Desk", "Said by"))

The first format that fits a file wins, so special formats stand before general ones. A format
says how to recognise its files: ``headings`` for a table, ``keys`` for JSON, ``begins_with`` for
binary files, ``mentions`` for a word; ``every`` joins several, and any function of a ``Head``
will do. The module is imported when the first such file is read, so it may import slow
libraries. With ``reads_bytes`` the reader gets the file undecoded.

Readers yield records in order, one at a time, and a ``RecordProblem`` with line and reason for
one that they cannot read; they raise ``InputError`` only if the whole file cannot be read.
``Columns.record`` turns names and values into a ``RawRecord`` with the column that each of its
fields came from, which ``--explain`` shows. A reader that fills ``fields`` itself fills
``origins`` too.
"""

import csv
import importlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from factcheck.errors import InputError
from factcheck.formats.feed_items import is_feed

_BLANK = " \t\r\n\0\ufeff"
_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_KEY = re.compile(r'"((?:[^"\\]|\\.){1,80})"\s*:')
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Head:
    """The first bytes of a file: as UTF-8, except for a reader of bytes.

    Attributes:
        name: As the user named it; ``-`` for the standard input.
    """

    start: bytes
    name: str

    @cached_property
    def suffix(self) -> str:
        """The ending of the name in small letters, that of gzip aside."""
        return PurePath(self.name.casefold().removesuffix(".gz")).suffix

    @cached_property
    def text(self) -> str:
        """The beginning as text, without the white space before it."""
        return self.start.decode("utf-8", errors="replace").lstrip(_BLANK)

    @cached_property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.text.startswith(("[", "{"))

    @cached_property
    def headings(self) -> frozenset[str]:
        """The cells of the first line in small letters, if it is a table."""
        first = "" if self.is_json else self.text.partition("\n")[0].strip(_BLANK)
        delimiter = max(_DELIMITERS, key=first.count)
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        return frozenset(cell.strip(_BLANK).casefold() for cell in cells)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names that stand in it as names of JSON members do, at whatever depth."""
        return frozenset(_KEY.findall(self.text)) if self.is_json else frozenset()


Mark = Callable[[Head], bool]


def headings(*names: str) -> Mark:
    """Recognise a table by headings that it must have."""
    wanted = {name.casefold() for name in names}
    return lambda head: wanted <= head.headings


def keys(*names: str) -> Mark:
    """Recognise JSON by keys that it must use near its beginning."""
    return lambda head: head.is_json and set(names) <= head.keys


def begins_with(*signs: bytes) -> Mark:
    """Recognise a file by its first bytes."""
    return lambda head: head.start.startswith(signs)


def mentions(pattern: str) -> Mark:
    """Recognise a text by a pattern near its beginning, whatever its case."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda head: compiled.search(head.text) is not None


def suffixes(*endings: str) -> Mark:
    """Recognise a file by the ending of its name."""
    return lambda head: head.suffix in endings


def every(*marks: Mark) -> Mark:
    """Recognise a file by several marks together."""
    return lambda head: all(mark(head) for mark in marks)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that we read.

    Attributes:
        name: As messages show it.
        reader: ``module.function`` within this package.
        fits: Whether a file with this head has the format.
        reads_bytes: Whether the reader takes the file as it is, and not as UTF-8.
    """

    name: str
    reader: str
    fits: Mark = field(repr=False)
    reads_bytes: bool = False

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    def load(self) -> Callable[..., object]:
        """Import the reader."""
        module, _, function = self.reader.rpartition(".")
        # Type: the name comes from a table.
        return getattr(importlib.import_module(f"factcheck.formats.{module}"), function)  # type: ignore[no-any-return]


def _is_page(head: Head) -> bool:
    """Recognise a saved page by its beginning, or by its name if other tags come first."""
    opened = re.match(
        # Atomic: comments that could end in several places would be tried in every way.
        r"(?><\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s+)*+<(!doctype\s+)?html\b",
        head.text,
        re.IGNORECASE | re.DOTALL,
    )
    if opened is not None:
        return True
    return head.text.startswith("<") and (
        head.suffix in _PAGE_SUFFIXES or _LOOKS_LIKE_PAGE.search(head.text) is not None
    )


_LOOKS_LIKE_PAGE = re.compile(r"<(head|body|div|script|article|section|main)\b", re.IGNORECASE)


def _is_json_lines(head: Head) -> bool:
    if head.text.startswith("["):
        return False
    if head.suffix in _LINE_SUFFIXES:
        return True
    return head.text.startswith("{") and _has_an_object_a_line(head.start)


TABLE = Format("table", "csv_reader.read_table", lambda _: True)
TAB_TABLE = Format("tab-separated table", "csv_reader.read_table", suffixes(".tsv", ".tab"))
JSON = Format("JSON", "json_records.read_json", lambda head: head.is_json)
JSON_LINES = Format("JSON Lines", "json_records.read_json_lines", _is_json_lines)
STORE = Format(
    "factcheck store",
    "foreign_store_reader.read_foreign_store",
    # The number in the header that says which program an SQLite file belongs to.
    lambda head: head.start.startswith(b"SQLite format 3\0") and head.start[68:72] == b"FCCK",
    reads_bytes=True,
)
WORKBOOK = Format(
    # Found to be something else, by its header, as soon as it is opened.
    "workbook",
    "csv_reader.read_table",
    begins_with(b"PK\x03\x04"),
    reads_bytes=True,
)
FEED = Format("feed", "feed_reader.read_feed", lambda head: is_feed(head.text))
CHECK_WORKSPACE = Format(
    "export of a Check workspace",
    "meedan_check.read_check_export",
    headings("Claim", "Item page URL", "Status", "Report Published at"),
)
CHECK_FEED = Format(
    "export of a Check feed",
    "meedan_check.read_check_export",
    headings("Fact-check title", "Fact-check URL", "Workspace", "Rating"),
)
CORONAVIRUS_FACTS = Format(
    "#CoronavirusFacts table",
    "coronavirus_facts.read_coronavirus_facts",
    headings("What did you fact-check?", "Final rating"),
)
CORONAVIRUS_PAGES = Format(
    "#CoronavirusFacts table",
    "coronavirus_facts.read_coronavirus_facts",
    every(mentions(r"poynter\.org/\?ifcn_misinformation"), headings("title")),
)
_TURNBACKHOAX_KEYS = keys("title", "classification", "tanggal", "fact")
TURNBACKHOAX_LINES = Format(
    "TurnBackHoax records, one a line",
    "turnbackhoax.read_turnbackhoax_lines",
    every(_is_json_lines, _TURNBACKHOAX_KEYS),
)
TURNBACKHOAX = Format("TurnBackHoax records", "turnbackhoax.read_turnbackhoax", _TURNBACKHOAX_KEYS)
PAGE = Format("saved web page", "web_page.read_saved_page", _is_page)

FORMATS: tuple[Format, ...] = (
    # Special formats stand before the general ones.
    STORE,
    WORKBOOK,
    FEED,
    CHECK_WORKSPACE,
    CHECK_FEED,
    CORONAVIRUS_FACTS,
    CORONAVIRUS_PAGES,
    TURNBACKHOAX_LINES,
    TURNBACKHOAX,
    PAGE,
    JSON_LINES,
    JSON,
    TAB_TABLE,
    TABLE,
)

_IS_A_PICTURE = "is a picture: 'factcheck lookup' takes its name, and reads the text in it"
# The first bytes of files that people try, and what to do instead.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Office file, or protected with a password: save it as XLSX, without one",
    ),
    (b"SQLite format 3", "is an SQLite file: export the table as CSV"),
    (b"%PDF", "is a PDF: export the table as CSV"),
    (b"\x1f\x8b", "is compressed twice: unpack it once"),
    (b"BZh", "is compressed with bzip2: unpack it, or use gzip"),
    (b"\xfd7zXZ", "is compressed with xz: unpack it, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it, or use gzip"),
    (b"PAR1", "is a Parquet file: export it as CSV or JSON Lines"),
    *((magic, _IS_A_PICTURE) for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")),
)


def find_format_of_bytes(head: bytes, name: str) -> Format | None:
    """Return the format of a binary file, ``None`` for text.

    Raises:
        InputError: The file is of a recognised kind that we do not read.
    """
    seen = Head(head, name)
    for format in FORMATS:
        if format.reads_bytes and format.fits(seen):
            return format
    for magic, advice in _FOREIGN:
        if head.startswith(magic):
            raise InputError(f"{name} {advice}")
    return None


def find_format(head: bytes, name: str) -> Format:
    """Return the format of a text that begins with *head* and is called *name*."""
    seen = Head(head, name)
    return next(format for format in FORMATS if not format.reads_bytes and format.fits(seen))


def find_table_format(headings: Sequence[str]) -> Format:
    """Return the format of a table whose header is known: that of one program, or any table."""
    head = Head("\t".join(headings).encode(), "")
    special = (CHECK_WORKSPACE, CHECK_FEED, CORONAVIRUS_FACTS)
    return next((format for format in special if format.fits(head)), TABLE)


def _has_an_object_a_line(head: bytes) -> bool:
    """Report whether most lines are JSON objects of their own.

    A single line with one object is taken for JSON, because it may hold a list.
    """
    lines = [line for line in head.split(b"\n")[:50] if line.strip()]
    if len(lines) == 1:
        return False
    whole = [line for line in lines if line.startswith(b"{") and _is_json(line)]
    # In an indented list of objects, only the last line ends without a comma.
    return _is_json(lines[0]) or len(whole) * 2 > len(lines)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
