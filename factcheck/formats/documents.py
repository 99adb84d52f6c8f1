"""Read a whole document as text: plain text, Markdown, web pages, subtitles, Word, PDF."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from factcheck.errors import InputError
from factcheck.formats import sniffing
from factcheck.formats.document_text import DocumentText, TextBuilder, add_lines
from factcheck.formats.input_files import Input, open_input
from factcheck.model import Place

if TYPE_CHECKING:
    from factcheck.web.client import Fetched, Fetcher  # loads httpx, which a file does not need

# Bytes of a file, and of a compressed one unpacked.
MAX_BYTES = 50_000_000

_SUBTITLE = re.compile(
    r"\ufeff?\s*(?:WEBVTT(?:\s|$)|(?:\d{1,6}\s*\n)?\s*\d{1,3}:\d\d(?::\d\d)?[.,]\d{1,3}\s*-->)"
)
_SUBTITLE_SUFFIXES = (".srt", ".vtt")
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_PDF = b"%PDF-"
# Bytes within which readers look for it.
_PDF_WITHIN = 1_024
_ZIP = b"PK\x03\x04"
# A list of claims, which has its own command.
_LISTS = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson")
# Of the characters of a file, how many no text has, and which share of all.
_MANY_UNREADABLE = 10
_MOST_UNREADABLE = 0.01
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0e-\x1a\x1c-\x1f]")

# The first bytes of files that people try, and what to do instead.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "is an old Office file: save it as DOCX"),
    (b"{\\rtf", "is an RTF file: save it as DOCX"),
    (b"\x89PNG", "is a picture: read its text with OCR first"),
    (b"\xff\xd8\xff", "is a picture: read its text with OCR first"),
    (b"GIF8", "is a picture: read its text with OCR first"),
    (b"SQLite format 3", "is an SQLite file; --db names a store"),
)


def read_document(source: Path | BinaryIO, name: str, encoding: str = "") -> DocumentText:
    """Read the document in *source*, whose kind shows in its first bytes, else in its name.

    Raises:
        InputError: It cannot be read, has no text, or is of a kind that we do not read.
        MissingExtra: It is a Word document or a PDF, and the extra ``documents`` is missing.
    """
    content = _read(source, name)
    if not content.strip():
        raise InputError(f"{name} is empty")
    for magic, advice in _FOREIGN:
        if content.startswith(magic):
            raise InputError(f"{name} {advice}")
    if _PDF in content[:_PDF_WITHIN]:
        from factcheck.formats.pdf_document import read_pdf  # lazy: most documents are text

        return read_pdf(content, name)
    if content.startswith(_ZIP):
        from factcheck.formats.docx_document import read_docx  # lazy: as above

        return _with_text(read_docx(content, name))
    if _ending(name) in _LISTS:
        raise InputError(f"{name} is a list and no document: factcheck lookup --file {name}")
    with open_input(io.BytesIO(content), name, encoding=encoding) as opened:
        document = _read_text(opened, name)
    return _with_text(document)


def fetch_document(fetcher: "Fetcher", url: str) -> DocumentText:
    """Fetch a page and read its article.

    Raises:
        InputError: It has no text.
        SourceError: It cannot be fetched.
    """
    fetched: Fetched = fetcher.fetch(url)
    read = _reader_of(fetched.text, fetched.final_url, is_page="html" in fetched.content_type)
    document = read(fetched.text, fetched.final_url)
    return _with_text(document)


def _read(source: Path | BinaryIO, name: str) -> bytes:
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        else:
            content = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name} cannot be opened: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; split it")
    return content


def _read_text(opened: Input, name: str) -> DocumentText:
    content = opened.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(f"{name} unpacks to more than {MAX_BYTES // 1_000_000} MB; split it")
    text = content.decode("utf-8", errors="replace")
    unreadable = len(_UNREADABLE.findall(text))
    if unreadable > max(_MANY_UNREADABLE, _MOST_UNREADABLE * len(text)):
        raise InputError(
            f"{name} is no document that can be read: give text, Markdown, HTML, subtitles, DOCX "
            "or PDF, or say --encoding"
        )
    document = _reader_of(text, name, is_page=opened.format is sniffing.PAGE)(text, name)
    notes = [f"letters that are not {opened.encoding}: {unreadable}"] if unreadable else []
    notes += [opened.damage] if opened.damage else []
    return _with_notes(document, notes)


def _reader_of(text: str, name: str, *, is_page: bool) -> Callable[[str, str], DocumentText]:
    # lazy: only one of them is needed
    if is_page:
        from factcheck.formats.html_document import read_html_document

        return read_html_document
    ending = _ending(name)
    if ending in _SUBTITLE_SUFFIXES or _SUBTITLE.match(text):
        from factcheck.formats.subtitles import read_subtitles

        return read_subtitles
    if ending in _MARKDOWN_SUFFIXES:
        from factcheck.formats.markdown_document import read_markdown

        return read_markdown
    return _read_plain_text


def _read_plain_text(text: str, name: str) -> DocumentText:
    builder = TextBuilder()
    lines = enumerate(text.split("\n"), start=1)
    add_lines(builder, [(line, Place(line=number)) for number, line in lines])
    return builder.build(name, "text")


def _ending(name: str) -> str:
    return PurePath(name.casefold().removesuffix(".gz")).suffix


def _with_notes(document: DocumentText, notes: list[str]) -> DocumentText:
    return replace(document, notes=(*notes, *document.notes)) if notes else document


def _with_text(document: DocumentText) -> DocumentText:
    if not any(map(str.isalpha, document.text)):
        raise InputError(f"{document.name} has no text")
    return document
