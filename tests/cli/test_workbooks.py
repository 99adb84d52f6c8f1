"""Workbooks in and out of the commands."""

import subprocess

import openpyxl
import pytest

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


def test_a_misspelt_column_is_answered_with_the_columns_below_the_title(lookup, tmp_path):
    rows = [["Prijave, mart"], ["broj", "Tvrdnja"], ["007", CLAIM]]
    tips = book(tmp_path / "tips.xlsx", ("Prijave", rows))

    assert "name one with --column: broj, tvrdnja" in lookup("--file", tips, "--column", "Tvrd").err


def test_a_problem_in_a_list_names_sheet_and_row(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("Tips", [["claim", "id"], [None, 1], [CLAIM, 2]]))
    ended = lookup("--file", tips, "-o", tmp_path / "answers.jsonl")

    assert "line 2: sheet 'Tips', row 2: the claim is empty" in ended.err


def test_quiet_says_nothing_of_sheets(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("A", [["claim"], [CLAIM]]), ("B", [["x"]]))

    assert lookup("--file", tips, "-q") == (0, "", "")


@pytest.fixture
def partly_hidden(tmp_path):
    rows = [["claim", "rating", "publisher", "url"], [CLAIM, "False", "Desk", "https://d.example"]]
    path = book(tmp_path / "a.xlsx", *((name, rows) for name in ("Open", "Old", "Older")))
    made = openpyxl.load_workbook(path)
    made["Old"].sheet_state, made["Older"].sheet_state = "hidden", "veryHidden"
    made.save(path)
    return path


NOT_READ = "did not read the hidden sheets 'Old', 'Older'; see --sheet"


def test_hidden_sheets_of_a_list_are_named_and_not_read(partly_hidden, lookup):
    ended = lookup("--file", partly_hidden)

    assert (ended.status, ended.err) == (0, f"factcheck: {partly_hidden}: {NOT_READ}\n")
    assert ended.out.count("already fact-checked") == 1
    assert lookup("--file", partly_hidden, "--sheet", "Old").err == ""


def test_hidden_sheets_of_fact_checks_are_named_and_not_read(partly_hidden, factcheck, tmp_path):
    ended = factcheck("ingest", partly_hidden, "--db", tmp_path / "a.db", "--words-only")

    assert ended.status == 0
    assert (ended.out + ended.err).count(NOT_READ) == 1


def test_a_workbook_of_fact_checks_is_taken_in(factcheck, tmp_path):
    header = ["claim", "rating", "publisher", "url"]
    rows = [header, [CLAIM, "False", "Bridge Watch", "https://bridge.example/a"], ["No one."]]
    checks = book(tmp_path / "checks.xlsx", ("2021", rows), ("2022", rows[:2]))
    ingest = ("ingest", checks, "--db", tmp_path / "a.db", "--words-only")

    assert "several sheets that could be meant: '2021', '2022'" in factcheck(*ingest).err
    rejects = tmp_path / "rejects.jsonl"
    ended = factcheck(*ingest, "--sheet", "2021", "--rejects", rejects)
    assert ended.status == 1
    assert 'checks.xlsx, sheet \'2021\'", "line": 3' in rejects.read_text("utf-8")
    assert f"{checks}, sheet '2021', row 3: there is neither a publisher" in ended.err


def test_explain_names_sheet_and_row(factcheck, tmp_path):
    rows = [["claim", "publisher"], [], [CLAIM, "Bridge Watch"]]
    checks = book(tmp_path / "checks.xlsx", ("Checks", rows))
    explain = ("ingest", "--explain", checks, "--db", tmp_path / "a.db")

    assert "checks.xlsx, sheet 'Checks', row 3, read as table" in factcheck(*explain).out
    assert '"sheet":"Checks"' in factcheck(*explain, "--format", "json").out.replace(" ", "")


def test_answers_are_written_as_a_workbook(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("S", [["no", "claim"], ["007", CLAIM], ["+1", "None."]]))
    answers = tmp_path / "answers.xlsx"
    ended = lookup("--file", tips, "--keep", "no", "-o", answers)
    rows = list(openpyxl.load_workbook(answers).active.iter_rows())
    first = {head.value: cell for head, cell in zip(rows[0], rows[1], strict=True)}

    assert ended.status == 0
    assert (first["no"].value, first["line"].value, first["rank"].value) == ("007", 2, 1)
    assert first["decision"].value == "match"
    assert first["url"].hyperlink.target == "https://bridge.example/closed"
    assert first["reviewed_on"].is_date
    assert rows[-1][0].value == "+1"
    assert rows[-1][0].data_type == "s"


def test_an_exported_workbook_reads_back_to_the_same_fact_checks(factcheck, store, tmp_path):
    first, second, copy = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "copy.db"))
    assert factcheck("export", "--db", store, "-o", first).status == 0
    assert factcheck("export", "--db", store, "-o", second).status == 0
    assert factcheck("ingest", first, "--db", copy, "--words-only").status == 0

    assert first.read_bytes() == second.read_bytes()
    assert factcheck("export", "--db", copy).out == factcheck("export", "--db", store).out


@pytest.mark.nightly
def test_a_workbook_goes_through_pipes(argv, store):
    export = [*argv, "export", "--db", store, "--format", "xlsx"]
    lookup = [*argv, "lookup", "-", "--column", "claim", "--words-only", "--format", "jsonl"]
    exported = subprocess.run(export, capture_output=True, check=True, timeout=60)
    ended = subprocess.run(
        [*lookup, "--db", store], input=exported.stdout, capture_output=True, check=True, timeout=60
    )

    assert b'"line": 5' in ended.stdout


def test_no_half_workbook_is_left_behind(lookup, tmp_path):
    tips = book(tmp_path / "tips.xlsx", ("S", [["id", "claim"], ["1", CLAIM]]))
    ended = lookup("--file", tips, "--column", "tvrdnja", "-o", tmp_path / "answers.xlsx")

    assert (ended.status, [path.name for path in tmp_path.iterdir()]) == (2, ["tips.xlsx"])
    assert "no column 'tvrdnja'" in ended.err


def test_judgements_and_changes_are_written_as_workbooks(factcheck, store, tmp_path):
    changes = tmp_path / "changes.xlsx"

    assert factcheck("changes", "--db", store, "-o", changes).status == 0
    assert openpyxl.load_workbook(changes).active.max_row == 5
    assert factcheck("judgements", "--db", store, "-o", tmp_path / "judged.xlsx").status == 1
    assert openpyxl.load_workbook(tmp_path / "judged.xlsx").active["A1"].value == "claim"


def test_a_scanned_document_is_written_as_a_workbook(factcheck, store, tmp_path):
    speech, scanned = tmp_path / "speech.txt", tmp_path / "speech.xlsx"
    speech.write_text(f"{CLAIM} Thank you.\n", encoding="utf-8")
    ended = factcheck("scan", speech, "--db", store, "--words-only", "-o", scanned)
    header, first = list(openpyxl.load_workbook(scanned).active.values)[:2]

    assert ended.status == 0
    assert dict(zip(header, first, strict=True))["decision"] == "match"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("lookup", "--file", "list.csv", "-o", "list.csv"), id="list"),
        pytest.param(("scan", "list.csv", "-o", "./list.csv"), id="document"),
        pytest.param(("ingest", "list.csv", "--rejects", "list.csv"), id="fact-checks"),
    ],
)
def test_what_is_read_is_never_written_over(factcheck, store, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text("claim\nA claim of ours.\n", encoding="utf-8")
    ended = factcheck(*command, "--force", "--words-only", "--db", store)

    assert ended.status == 2
    assert "list.csv is what is read; name another file" in ended.err
    assert (tmp_path / "list.csv").read_text("utf-8") == "claim\nA claim of ours.\n"
