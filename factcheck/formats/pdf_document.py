"""Read PDF files with a text layer, in a process of its own that cannot take for ever."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from factcheck.errors import InputError, MissingExtra
from factcheck.formats.document_text import DocumentText, TextBuilder, add_lines
from factcheck.model import Place

_COMMAND = [sys.executable, "-m", "factcheck.formats.pdf_pages"]
_MAX_SECONDS = 60.0
# Lines at the top and at the bottom of a page that may be headers and footers.
_EDGE = 3
_DIGITS = re.compile(r"\d+")
# The share of pages on which a header stands.
_REPEATED_SHARE = 0.5
_PAGE_NUMBER = re.compile(
    r"\W*(?:[^\W\d_]{1,10}\.?\s)?\d{1,4}(?:\s?(?:/|of|od|dari|de)\s?\d{1,4})?\W*"
)


def read_pdf(content: bytes, name: str, *, seconds: float = _MAX_SECONDS) -> DocumentText:
    """Read the text of a PDF, without headers, footers and page numbers.

    Args:
        content: The file.
        name: As the user named it.
        seconds: How long reading may take; after that, the pages until then have to do.

    Raises:
        InputError: It is damaged, encrypted, has no text, or takes too long.
        MissingExtra: factcheck-claims[documents] is not installed.
    """
    if not _is_installed("pypdf"):
        raise MissingExtra(
            f"{name} needs 'pypdf'; install it with: pip install 'factcheck-claims[documents]'"
        )
    pages, total, notes = _pages(content, name, seconds)
    lines = list(_without_edges(pages))
    if not any(any(map(str.isalpha, line)) for line, _ in lines):
        raise InputError(
            f"{name} has pages but no text, only pictures of it; run OCR over it first, such as "
            "ocrmypdf"
        )
    builder = TextBuilder()
    add_lines(builder, lines)
    empty = sum(not any(map(str.strip, page)) for page in pages)
    if empty:
        notes.append(f"pages without text, perhaps pictures of it: {empty:,} of {total:,}")
    return builder.build(name, "PDF", notes)


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a stand-in without a specification was put in its place
        return False


def _pages(content: bytes, name: str, seconds: float) -> tuple[list[list[str]], int, list[str]]:
    """Return the lines of each page, how many pages there are, and notes."""
    late = False
    try:
        output = subprocess.run(
            _COMMAND, input=content, capture_output=True, timeout=seconds, check=False
        ).stdout
    except subprocess.TimeoutExpired as expired:
        output, late = expired.stdout or b"", True
    records = [json.loads(line) for line in output.split(b"\n")[:-1]]
    head = records[0] if records else {}
    if "error" in head:
        raise InputError(f"{name} {head['error']}")
    pages = [record["lines"] for record in records[1:]]
    total = head.get("pages", 0)
    if not pages:
        reason = f"takes more than {seconds:g} seconds" if late else "is a damaged PDF"
        raise InputError(f"{name} {reason}; print it into a new PDF, or extract its text")
    notes = []
    if len(pages) < total:
        why = f" within {seconds:g} seconds" if late else ""
        notes.append(f"only the first {len(pages):,} of {total:,} pages were read{why}")
    return pages, total, notes


def _without_edges(pages: Sequence[Sequence[str]]) -> Iterator[tuple[str, Place]]:
    """Yield the lines of all pages, without what stands at the edge of most of them."""
    filled = [[line for line in page if line.strip()] for page in pages]
    edges = Counter(form for page in filled for form in {_form(line) for line in _edge(page)})
    often = max(2, _REPEATED_SHARE * len(filled))
    for number, page in enumerate(pages, start=1):
        edge = set(_edge(filled[number - 1]))
        for line in page:
            is_edge = line in edge
            if is_edge and (edges[_form(line)] >= often or _PAGE_NUMBER.fullmatch(line)):
                continue
            yield line, Place(page=number)


def _edge(lines: Sequence[str]) -> list[str]:
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _form(line: str) -> str:
    """Return *line* as it is on every page, whatever its number."""
    return _DIGITS.sub("#", " ".join(line.split()))
