"""Workbooks as people and programs save them, and as nobody should."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from factcheck.errors import InputError, MissingExtra, UsageError
from factcheck.formats import workbook_parts
from factcheck.formats.claim_list import LineProblem, ListPlan, listed_claims
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records

HEADER = ["Tvrdnja", "Ocjena", "Izdavač", "Link", "Objavljeno"]
ROW = ["Most je zatvoren.", "Netačno", "Provjera", "https://provjera.example/most"]
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/s.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}


def workbook(**sheets):
    """Return a workbook as bytes: names of sheets to their rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book):
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def written(rows, *, texts="", before="", announced=1):
    """Return a workbook whose sheet has the XML *rows*."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        archive.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}" uniqueCount="{announced}">{texts}</sst>'
        )
        archive.writestr(
            "xl/worksheets/s.xml",
            f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return into.getvalue()


def claims(content, named="tips.xlsx", **plan):
    chosen = ListPlan(**plan)
    with open_input(io.BytesIO(content), named, is_list=True, sheet=chosen.sheet_choice) as source:
        listed = [each for group in listed_claims(source, chosen) for each in group]
        return listed, source.notes


def records(content, name="checks.xlsx", **options):
    reading = ReadOptions(**options)
    with open_input(io.BytesIO(content), name, sheet=reading.sheet_choice) as source:
        return list(read_records(source, reading)), source.notes


def test_values_are_read_as_the_sheet_shows_them():
    cells = ["007", "12345678901234567", 42, 0.1 + 0.2, True, date(2021, 3, 4)]
    when = datetime(2021, 3, 4, 10, 20)  # noqa: DTZ001 - cells have no zone
    header = ["claim", "a", "b", "c", "d", "e", "f", "g"]
    found, notes = records(workbook(S=[header, ["A claim.", *cells, when]]))

    shown = ["007", "12345678901234567", "42", "0.3", "TRUE", "2021-03-04", "2021-03-04 10:20:00"]
    assert list(found[0].raw.values()) == ["A claim.", *shown]
    assert notes == ()


def test_dates_of_1904_are_the_days_that_the_sheet_shows():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["claim", "reviewed_on"])
    book.active.append(["A claim.", date(2021, 3, 4)])

    found, _ = records(saved(book))
    assert found[0].fields["reviewed_on"] == "2021-03-04"


def test_a_long_number_is_read_with_a_note_on_what_excel_lost():
    _, notes = records(workbook(S=[["claim", "id"], ["A claim.", 12345678901234567]]))

    assert notes == (
        "B2 holds a number of 16 digits or more: Excel kept 15 of them, the others are lost; "
        "format such columns as text before you fill them",
    )


def test_the_header_may_stand_below_a_title_and_empty_rows():
    rows = [["Provjere 2021"], [], [None, *HEADER], [], [None, *ROW, date(2021, 3, 4)]]
    found, _ = records(workbook(S=rows))

    assert found[0].fields["claim"] == ROW[0]
    assert found[0].fields["reviewed_on"] == "2021-03-04"
    assert (found[0].sheet, found[0].line) == ("S", 5)


def test_merged_and_empty_cells_leave_rows_where_they_are():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["claim", "rating", "publisher"])
    for row, claim in ((2, "One."), (3, "Two."), (6, "Three.")):
        sheet.cell(row, 1, claim)
    sheet.cell(2, 2, "False")
    sheet.cell(2, 3, "Desk")
    sheet.merge_cells("B2:B3")
    sheet["C5"] = "a note"

    found, _ = claims(saved(book))
    blank = found.pop(2)
    assert [(each.number, each.text) for each in found] == [(2, "One."), (3, "Two."), (6, "Three.")]
    assert blank == LineProblem(5, "sheet 'Sheet', row 5: the claim is empty")


def test_line_breaks_in_cells_do_not_shift_rows():
    found, _ = claims(workbook(S=[["claim", "note"], ["One\ntwo.", "a\n\nb"], ["Three.", ""]]))

    assert [(each.number, each.text) for each in found] == [(2, "One\ntwo."), (3, "Three.")]


def test_the_only_sheet_with_a_known_header_is_read_and_the_others_are_named():
    found, notes = claims(workbook(Legend=[["what", "means"]], Tips=[["claim"], ["A claim."]]))

    assert [each.text for each in found] == ["A claim."]
    assert notes == ("read the sheet 'Tips', and not the sheet 'Legend'; see --sheet",)


def test_of_two_sheets_that_fit_one_must_be_named():
    content = workbook(A=[["claim"], ["First."]], B=[["claim"], ["Second."]])

    with pytest.raises(UsageError, match="several sheets that could be meant: 'A', 'B'"):
        claims(content)
    assert [each.text for each in claims(content, sheet="b")[0]] == ["Second."]


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(UsageError, match=r"--sheet C: tips\.xlsx has no such sheet; there are 'A'"):
        claims(workbook(A=[["claim"]]), sheet="C")


def test_hidden_sheets_are_read_only_if_they_are_named():
    book = openpyxl.load_workbook(io.BytesIO(workbook(A=[["claim"], ["One."]], B=[["claim"]])))
    book["B"].append(["Two."])
    book["B"].sheet_state = "hidden"

    assert [each.text for each in claims(saved(book))[0]] == ["One."]
    assert [each.text for each in claims(saved(book), sheet="B")[0]] == ["Two."]


def test_a_named_column_finds_the_header_and_the_sheet():
    content = workbook(A=[["x"], ["y"]], B=[["Lista"], ["Izjava", "broj"], ["Most je star.", 1]])
    found, _ = claims(content, "t.xlsx", name="Izjava")

    assert [(each.number, each.text) for each in found] == [(3, "Most je star.")]


def test_delimiters_in_a_header_part_nothing():
    found, _ = claims(workbook(S=[["claim, or; what"], ["One; two, three."]]))

    assert [each.text for each in found] == ["One; two, three."]


def test_cells_with_errors_are_empty_and_counted():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>claim</t></is></c></row>'
    error = '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>1</v></c></row>'
    found, notes = claims(written(row + error))

    assert found == [LineProblem(2, "sheet 'S', row 2: the claim is empty")]
    assert notes == ("1 cell shows an error such as #N/A in the workbook, read as empty",)


@pytest.mark.parametrize("name", ["tips.xlsx", "tips.csv", "tips", "tips.tsv"])
def test_a_workbook_is_recognised_by_its_content(name):
    assert claims(workbook(S=[["claim"], ["A claim."]]), name)[0][0].text == "A claim."


def test_a_table_that_is_called_a_workbook_is_read_as_a_table(tmp_path):
    assert claims(b"claim,id\nA claim.,1\n", written_as="csv")[0][0].text == "A claim."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(workbook(S=[["claim"]])[:2000], "damaged or cut short", id="cut"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, "damaged or cut short", id="no zip"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password", id="encrypted"),
        pytest.param(workbook(S=[]), "every sheet that is not hidden is empty", id="empty"),
        pytest.param(
            written('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576">'
                    "<v>1</v></c></row>"),
            "spans more than 20,000,000 cells", id="two cells far apart",
        ),
        pytest.param(
            written("<row r='1'><c s=\"r='A1'\" r = 'ZZZZZZ900000'><v>1</v></c></row>"),
            "spans more than 20,000,000 cells", id="a place beyond any sheet",
        ),
        pytest.param(
            written('<row r="1048576"><c><v>1</v></c></row>' + "<row><c/>" + "<c><v>1</v></c>" * 40
                    + "</row>"),
            "spans more than 20,000,000 cells", id="cells without a place",
        ),
        pytest.param(
            written('<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>'),
            "not written as spreadsheets write it", id="a cell in disguise",
        ),
        pytest.param(
            written('<row r="1">' + '<c t="s"><v>0</v></c>' * 9_000 + "</row>",
                    texts=f"<si><t>{'x' * 70_000}</t></si>"),
            "more than 512 MiB of text", id="one long text in many cells",
        ),
        pytest.param(
            written('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', announced=4_294_967_295),
            "announces more than 20,000,000 values", id="room for texts that do not come",
        ),
        pytest.param(
            written('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>',
                    before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "unrecognized entity", id="an entity that names a file",
        ),
        pytest.param(
            written('<row r="1"><c r="A1" t="e"><v>#</v></c></row>'),
            "error value '#'; save it as CSV", id="an error that no reader knows",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_line(content, message):
    with pytest.raises(InputError, match=message) as refused:
        claims(content)
    assert "\n" not in str(refused.value)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(workbook_parts, "MOST_BYTES", 100_000)

    with pytest.raises(InputError, match="when unpacked"):
        claims(written(" " * 200_000))


def test_a_bomb_that_lies_about_its_size_is_read_no_further():
    content = written('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 50_000)
    size = len(f'<worksheet xmlns="{_MAIN}"><sheetData></sheetData></worksheet>') + 50_039
    lied = content.replace(size.to_bytes(4, "little"), (400).to_bytes(4, "little"))
    assert lied != content

    with pytest.raises(InputError, match="damaged"):
        claims(lied)


def test_the_extra_is_named_in_one_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)

    with pytest.raises(MissingExtra, match=r"pip install 'factcheck-claims\[xlsx\]'"):
        claims(workbook(S=[["claim"]]))


def test_a_sheet_is_named_for_a_workbook_only():
    with pytest.raises(UsageError, match="--sheet is for workbooks"):
        claims(b"claim\nA claim.\n", "tips.csv", sheet="A")


def test_an_export_of_check_is_recognised_in_a_workbook_too():
    header = ["Claim", "Item page URL", "Status", "Report Published at"]
    row = ["A claim.", "https://checkmedia.org/desk/media/7", "False", "2021-03-04"]
    found, _ = records(workbook(S=[header, row]))

    assert found[0].fields["rating"] == "False"
    assert found[0].fields["record_id"] == row[1]
