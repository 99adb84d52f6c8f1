"""Workbooks in and out of the commands."""

import openpyxl

from tests.cli.conftest import CLAIM


def book(path, *sheets):
    """Save a workbook with (name, rows) *sheets*."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_a_workbook_of_tips_is_looked_up(lookup, tmp_path):
    rows = [["Prijave, mart"], ["broj", "Tvrdnja"], ["007", CLAIM], ["008", None]]
    tips = book(tmp_path / "tips.xlsx", ("Prijave", rows), ("Ostalo", [["x"]]))
    ended = lookup("--file", tips, "--column", "Tvrdnja", "--keep", "broj", "--format", "csv")

    assert ended.status == 2
    assert f"007,3,{CLAIM},en,match" in ended.out
    assert "008,4" in ended.out
    assert "row 4: the claim is empty" in ended.out
    assert "read the sheet 'Prijave', and not the sheet 'Ostalo'" in ended.err


def test_a_problem_in_a_list_names_sheet_and_row(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("Tips", [["claim", "id"], [None, 1], [CLAIM, 2]]))
    ended = lookup("--file", tips, "-o", tmp_path / "answers.jsonl")

    assert "line 2: sheet 'Tips', row 2: the claim is empty" in ended.err


def test_quiet_says_nothing_of_sheets(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("A", [["claim"], [CLAIM]]), ("B", [["x"]]))

    assert lookup("--file", tips, "-q") == (0, "", "")


def test_a_workbook_of_fact_checks_is_taken_in(factcheck, tmp_path):
    header = ["claim", "rating", "publisher", "url"]
    rows = [header, [CLAIM, "False", "Bridge Watch", "https://bridge.example/a"], ["No one."]]
    checks = book(tmp_path / "checks.xlsx", ("2021", rows), ("2022", rows[:2]))
    ingest = ("ingest", checks, "--db", tmp_path / "a.db", "--words-only")

    assert "several sheets that could be meant: '2021', '2022'" in factcheck(*ingest).err
    ended = factcheck(*ingest, "--sheet", "2021")
    assert ended.status == 1
    assert f"{checks}, sheet '2021', row 3: there is neither a publisher" in ended.err


def test_explain_names_sheet_and_row(factcheck, tmp_path):
    rows = [["claim", "publisher"], [], [CLAIM, "Bridge Watch"]]
    checks = book(tmp_path / "checks.xlsx", ("Checks", rows))
    explain = ("ingest", "--explain", checks, "--db", tmp_path / "a.db")

    assert "checks.xlsx, sheet 'Checks', row 3, read as table" in factcheck(*explain).out
    assert '"sheet":"Checks"' in factcheck(*explain, "--format", "json").out.replace(" ", "")
