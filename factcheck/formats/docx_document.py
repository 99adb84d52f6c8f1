"""Read Word documents (DOCX) as text: paragraphs, tables and text boxes, as they stand."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from factcheck.errors import InputError, MissingExtra
from factcheck.formats.document_text import DocumentText, TextBuilder

if TYPE_CHECKING:
    from lxml.etree import _Element

# Bytes of all parts of a document, unpacked; a million words of text take some 50 MB.
_MAX_UNPACKED = 200_000_000
_MAX_PARTS = 5_000
_MAIN_PART = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same text box again, for programs that do not know the first way to write it.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr")


def read_docx(content: bytes, name: str) -> DocumentText:
    """Read the body of a document; headers, footers, comments and deleted text are left out.

    Raises:
        InputError: It is no Word document, damaged, locked, or built to exhaust its reader.
        MissingExtra: factcheck-claims[documents] is not installed.
    """
    try:
        import docx  # lazy: an extra, and slow to load
    except ImportError as error:
        raise MissingExtra(
            f"{name} needs 'python-docx'; install it with: "
            "pip install 'factcheck-claims[documents]'"
        ) from error
    _refuse_other_archives(content, name)
    try:
        body = docx.Document(io.BytesIO(content)).element.body
    except Exception as error:  # python-docx lets through whatever happens
        raise InputError(f"{name} is a damaged Word document: {_one_line(error)}") from error
    builder = TextBuilder()
    for paragraph in _elements(body, f"{_WORD}p"):
        builder.add("".join(_texts(paragraph)))
        builder.end_paragraph()
    return builder.build(name, "Word document")


def _refuse_other_archives(content: bytes, name: str) -> None:
    """Look at the list of parts, before any of them is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{name} is a damaged zip archive or Word document") from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
        raise InputError(
            f"{name} unpacks to {unpacked // 1_000_000:,} MB in {len(parts):,} parts, which is no "
            "document to read"
        )
    if _MAIN_PART not in {part.filename for part in parts}:
        raise InputError(f"{name} is a zip archive and no Word document: save it as DOCX")


def _elements(root: "_Element", tag: str) -> Iterator["_Element"]:
    """Yield the elements called *tag*, but none twice and none that was deleted."""
    for element in root.iter(tag):
        if not any(above.tag == _FALLBACK for above in element.iterancestors()):
            yield element


def _texts(paragraph: "_Element") -> Iterator[str]:
    """Yield the text of a paragraph without that of text boxes in it, which have their own."""
    for element in paragraph.iter(f"{_WORD}t", *_SPACES):
        if next(element.iterancestors(f"{_WORD}p")) is paragraph:
            yield element.text or "" if element.tag == f"{_WORD}t" else " "


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
