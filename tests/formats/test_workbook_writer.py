"""Workbooks that we write, read by openpyxl and by ourselves."""

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import UsageError
from factcheck.formats import workbook_package, workbook_writer
from factcheck.formats.csv_writer import guarded
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.workbook_writer import WorkbookStream

HEADER = ("claim", "url", "reviewed_on", "score")


def written(*rows, header=HEADER):
    into = io.BytesIO()
    with WorkbookStream() as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
        stream.save(into)
        return into.getvalue(), stream.notes


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+387 33", "-5 °C", "@someone", "=HYPERLINK(1)", "#N/A", "'quoted'"]
)
def test_what_looks_like_a_formula_is_a_text_and_stays_one(text):
    cell = sheet_of(written((guarded(text), "", "", ""))[0])["A2"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) is (not text.startswith("'"))


def test_columns_are_dates_numbers_links_and_texts():
    sheet = sheet_of(written(("007", "https://a.example/x?y=1&z=2", "2021-03-04", "0.9"))[0])
    claim, url, day, score = sheet[2]

    assert (claim.value, claim.data_type) == ("007", "s")
    assert (url.value, url.hyperlink.target, url.hyperlink.ref) == (
        "https://a.example/x?y=1&z=2", "https://a.example/x?y=1&z=2", "B2",
    )  # fmt: skip
    assert (day.value, day.number_format) == (datetime(2021, 3, 4), "yyyy-mm-dd")  # noqa: DTZ001
    assert score.value == 0.9


@pytest.mark.parametrize("day", ["2021-03", "2021", "1900-01-05", "2021-02-30", ""])
def test_a_date_that_excel_cannot_say_stays_text(day):
    assert sheet_of(written(("", "", day, ""))[0])["C2"].value == (day or None)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "\\\\host\\share"])
def test_only_web_addresses_are_links(url):
    cell = sheet_of(written((" ", url, "", ""))[0])["B2"]

    assert (cell.value, cell.hyperlink) == (url, None)


def test_links_beyond_what_excel_opens_are_texts(monkeypatch):
    monkeypatch.setattr(workbook_writer, "MOST_LINKS", 1)
    content, notes = written(*[("x", f"https://a.example/{row}", "", "") for row in range(3)])

    assert sheet_of(content)["B4"].hyperlink is None
    assert sheet_of(content)["B4"].value == "https://a.example/2"
    assert notes == ("2 addresses are text and no link: a sheet holds at most 1 links",)


def test_a_text_too_long_for_a_cell_is_cut_with_a_note():
    content, notes = written(("x" * 40_000, "", "", ""), ("😀" * 16_383, "", "", ""))
    first, second = sheet_of(content)["A2"].value, sheet_of(content)["A3"].value

    assert (len(first), first[-2:]) == (32_767, "x…")
    assert second == "😀" * 16_383
    assert notes[0].startswith("1 cell is cut after 32,767 characters")
    assert "row 2, column 'claim'" in notes[0]


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(workbook_writer, "MOST_ROWS", 2)

    with pytest.raises(UsageError, match="write CSV"):
        written(("1", "", "", ""), ("2", "", "", ""))


def test_the_same_rows_give_the_same_bytes():
    rows = [("A claim.", "https://a.example", "2021-03-04", "1")]
    content = written(*rows)[0]

    assert content == written(*rows)[0]
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_every_text_comes_back_as_it_was(text):
    """Line ends and characters that XML cannot have aside, which are spelled."""
    text = "".join(each for each in text if not workbook_writer._NOT_IN_XML.match(each))
    content, _ = written(("claim", guarded(f"{text}.")), header=("claim", "note"))
    with open_input(io.BytesIO(content), "x.xlsx") as source:
        (record,) = read_records(source, ReadOptions())

    assert record.raw["note"] == (guarded(f"{text}.") if text[:1] == "'" else f"{text}.")


def test_characters_that_xml_cannot_have_are_spelled():
    assert sheet_of(written(("a\x01b\ufffe", "", "", ""))[0])["A2"].value == "a<U+0001>b<U+FFFE>"


@pytest.mark.parametrize("url", ["https://a.example/a b", 'https://a.example/"<>', "http://a|b"])
def test_what_no_address_may_hold_is_encoded_in_a_link(url):
    cell = sheet_of(written(("x", url, "", ""))[0])["B2"]

    assert cell.value == url
    assert not set(cell.hyperlink.target) & set(' "<>|')


def test_a_table_larger_than_a_workbook_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(workbook_package, "MOST_BYTES", 500)

    with pytest.raises(UsageError, match="write CSV"):
        written(*[("A claim of ours.", "", "", "")] * 9)


def test_a_workbook_larger_than_the_memory_it_takes_is_whole(monkeypatch):
    monkeypatch.setattr(workbook_package, "_IN_MEMORY_BYTES", 1_000)
    content, _ = written(*[(f"Claim {row} {hash(str(row))}", "", "", "") for row in range(500)])

    assert sheet_of(content).max_row == 501


def test_spaces_and_line_breaks_stay_in_a_cell():
    assert sheet_of(written((" a\n b ", "", "", ""))[0])["A2"].value == " a\n b "
