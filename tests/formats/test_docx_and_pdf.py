"""Word documents and PDF files are read as text; hostile ones end in one line."""

import io
import sys
import zipfile

import docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from factcheck.errors import InputError, MissingExtra
from factcheck.formats import docx_document, pdf_document
from factcheck.formats.documents import read_document
from factcheck.formats.pdf_document import read_pdf
from factcheck.model import Place


def read(content, name):
    return read_document(io.BytesIO(content), name)


def paragraphs(document):
    return [document.text[each.start : each.end] for each in document.paragraphs]


@pytest.fixture
def word_file():
    document = docx.Document()
    document.add_heading("The bridge", 1)
    document.add_paragraph("It was closed ").add_run("for 12 years.").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Year"
    table.cell(0, 1).text = "2019"
    document.add_paragraph("That is all.")
    document.sections[0].header.paragraphs[0].text = "A header"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(word_file, name, change):
    """Return *word_file* with a part that is what *change* makes of it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return stream.getvalue()


MAIN = "word/document.xml"


def test_paragraphs_and_cells_of_a_word_document_are_read_in_their_order(word_file):
    document = read(word_file, "talk.docx")

    assert document.kind == "Word document"
    assert paragraphs(document) == [
        "The bridge",
        "It was closed for 12 years.",
        "Year",
        "2019",
        "That is all.",
    ]


def test_inserted_text_counts_and_deleted_text_does_not(word_file):
    tracked = changed(
        word_file,
        MAIN,
        lambda xml: xml.replace(
            b"<w:r><w:t>That is all.</w:t></w:r>",
            b"<w:ins><w:r><w:t>New.</w:t></w:r></w:ins>"
            b"<w:del><w:r><w:delText>Old.</w:delText></w:r></w:del>",
        ),
    )

    assert paragraphs(read(tracked, "talk.docx"))[-1] == "New."


def test_an_entity_of_a_word_document_reads_no_file(word_file, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    declared = f'<!DOCTYPE d [<!ENTITY s SYSTEM "{secret.as_uri()}">]><w:document'.encode()
    hostile = changed(
        word_file,
        MAIN,
        lambda xml: xml.replace(b"<w:document", declared, 1).replace(b"That is all.", b"&s; x"),
    )

    assert "password" not in read(hostile, "talk.docx").text


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda content: content[:2_000], "is a damaged", id="cut short"),
        pytest.param(
            lambda content: changed(content, MAIN, lambda xml: xml[:500]),
            "is a damaged Word document",
            id="cut XML",
        ),
        pytest.param(
            lambda content: changed(content, "[Content_Types].xml", lambda _: b"<x/>"),
            "is a damaged Word document",
            id="no content types",
        ),
    ],
)
def test_a_damaged_word_document_is_named_in_one_line(word_file, spoil, reason):
    with pytest.raises(InputError, match=reason) as raised:
        read(spoil(word_file), "talk.docx")

    assert "\n" not in str(raised.value)


def test_another_archive_is_no_word_document():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")

    with pytest.raises(InputError, match="is a zip archive and no Word document: save it as DOCX"):
        read(stream.getvalue(), "talk.odt")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(word_file, monkeypatch):
    bomb = changed(word_file, MAIN, lambda xml: xml + b" " * 3_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(docx_document, "_MAX_UNPACKED", 2_000_000)
    monkeypatch.setattr(docx, "Document", lambda _: pytest.fail("was unpacked"))

    with pytest.raises(InputError, match="unpacks to 3 MB"):
        read(bomb, "talk.docx")


def pdf(*pages, password=""):
    """Write a PDF with the lines of each of *pages*."""
    writer = pypdf.PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        rows = " T* ".join(f"({line}) Tj" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 14 TL 50 750 Td {rows} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


REPORT = pdf(
    (
        "Yearly report 2020",
        "The council met on Monday to speak of the old bridge, which has been",
        "closed for repairs since the flood of 2008. Nobody knew how long the re-",
        "1",
    ),
    ("Yearly report 2020", "pairs would take, as the mayor said.", "2"),
    ("Yearly report 2020", "It was opened in May.", "3"),
)


def test_the_text_of_a_pdf_goes_on_over_its_pages():
    document = read(REPORT, "report.pdf")

    assert document.kind == "PDF"
    assert paragraphs(document) == [
        "The council met on Monday to speak of the old bridge, which has been closed for repairs "
        "since the flood of 2008. Nobody knew how long the repairs would take, as the mayor said.",
        "It was opened in May.",
    ]
    assert document.place(document.text.index("would take")) == Place(page=2)
    assert document.place(document.text.index("It was opened")) == Place(page=3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(pdf(("secret",), password="xyz"), "is encrypted", id="encrypted"),
        pytest.param(pdf(()), "no text, only pictures of it; run OCR", id="no text"),
        pytest.param(b"%PDF-1.7\nnothing", "is a damaged PDF", id="not a PDF"),
        pytest.param(REPORT[: len(REPORT) // 3], "is a damaged PDF", id="cut short"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named_in_one_line(content, reason):
    with pytest.raises(InputError, match=reason) as raised:
        read(content, "report.pdf")

    assert "\n" not in str(raised.value)


def test_a_page_tree_that_contains_itself_ends():
    # The only kid of the tree of pages is that tree.
    loop = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[2 0 R]>>\nendobj\n"
        b"trailer\n<</Root 1 0 R>>\n%%EOF\n"
    )

    with pytest.raises(InputError, match="is a damaged PDF"):
        read(loop, "report.pdf")


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(pdf_document, "_COMMAND", sleeper)

    with pytest.raises(InputError, match=r"takes more than 0\.2 seconds"):
        read_pdf(REPORT, "report.pdf", seconds=0.2)


def test_the_pages_that_were_read_in_time_are_kept(monkeypatch):
    program = (
        'import json, sys, time\nprint(json.dumps({"pages": 3}))\n'
        'print(json.dumps({"lines": ["The bridge was closed."]}), flush=True)\ntime.sleep(60)'
    )
    monkeypatch.setattr(pdf_document, "_COMMAND", [sys.executable, "-c", program])
    document = read_pdf(REPORT, "report.pdf", seconds=2)

    assert document.text == "The bridge was closed."
    assert document.notes == ("only the first 1 of 3 pages were read within 2 seconds",)


@pytest.mark.parametrize("name", ["report.pdf", "talk.docx"])
def test_a_missing_extra_is_named_in_one_line(word_file, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    content = REPORT if name.endswith("pdf") else word_file

    with pytest.raises(MissingExtra, match=r"factcheck-claims\[documents\]"):
        read(content, name)
