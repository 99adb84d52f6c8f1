"""What --explain and JSON say of where a claim stood."""

import json

import openpyxl
import pytest

from .conftest import CLAIM


def places(ended):
    return [json.loads(line)["place"] for line in ended.out.splitlines()]


@pytest.fixture
def tips(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Prijave"
    sheet["B2"], sheet["C2"], sheet["D2"] = "broj", "rubrika", "Tvrdnja"
    sheet.merge_cells("B3:C3")
    sheet["B3"], sheet["D3"] = "007", CLAIM
    sheet["D5"] = "Another claim of ours."
    made.save(tmp_path / "tips.xlsx")
    return tmp_path / "tips.xlsx"


def test_a_claim_of_a_workbook_has_sheet_row_and_column(lookup, tips):
    asked = ("--file", tips, "--column", "tvrdnja")
    first, second = places(lookup(*asked, "--format", "jsonl"))
    shown = lookup(*asked, "--explain").out

    expected = {"file": str(tips), "sheet": "Prijave", "line": 3, "column": "Tvrdnja", "cell": "D3"}
    assert (first, second["cell"]) == (expected, "D5")
    assert f"From      {tips}, sheet 'Prijave', row 3, column D ('Tvrdnja')\n" in shown


def test_people_read_places_only_if_they_ask(lookup, tips):
    assert "Prijave" not in lookup("--file", tips, "--column", "Tvrdnja").out


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        pytest.param("a.txt", f"\n{CLAIM}\n", {"line": 2}, id="text"),
        pytest.param("a.csv", f"id,Claim\n1,{CLAIM}\n", {"line": 2, "column": "Claim"}, id="CSV"),
        pytest.param("a.jsonl", json.dumps({"text": CLAIM}), {"line": 1}, id="JSON Lines"),
    ],
)
def test_a_claim_of_a_list_has_line_and_column(lookup, tmp_path, name, content, place):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    assert places(lookup("--file", path, "--format", "jsonl")) == [{"file": str(path), **place}]


BEFORE = "Yesterday we walked along the river with all the children and ate our bread in the sun."
AFTER = "In the evening it rained so hard that nobody in our street wanted to leave the house."
LONG_POST = f"{BEFORE} {CLAIM} {AFTER}"


def test_a_sentence_of_a_long_post_has_its_characters(lookup):
    [match] = json.loads(lookup(LONG_POST, "--format", "json").out)["matches"]
    start, end = match["place"]["start"], match["place"]["end"]

    assert LONG_POST[start:end].startswith(CLAIM.rstrip("."))
    assert f"characters {start} to {end}" in lookup(LONG_POST, "--explain").out


@pytest.mark.parametrize("written_as", ["text", "md", "html"])
def test_a_sentence_of_a_document_says_where_it_stood(factcheck, store, tmp_path, written_as):
    talk = tmp_path / "talk.srt"
    talk.write_text(
        f"1\n00:00:01,000 --> 00:00:02,000\nThank you all.\n\n"
        f"2\n00:01:02,500 --> 00:01:04,000\n{CLAIM}\n",
        encoding="utf-8",
    )
    scan = ("scan", talk, "--db", store, "--words-only", "--format")
    _, *sentences = factcheck(*scan, "json").out and map(
        json.loads, factcheck(*scan, "jsonl").out.splitlines()
    )
    found = sentences[-1]["place"]
    shown = factcheck(*scan, written_as, "--explain").out.replace("\\", "")

    assert (found["line"], found["timestamp"]) == (6, "00:01:02.500")
    assert f"talk.srt, 00:01:02.500, line 6, paragraph {found['paragraph']}, characters" in shown
    assert "characters" not in factcheck(*scan, written_as).out


def test_a_claim_of_a_picture_has_its_box(lookup, drawn, stand_in, monkeypatch, tmp_path):
    pytest.importorskip("PIL", reason="the extra images is not installed")
    monkeypatch.chdir(tmp_path)
    stand_in("The old bridge was", "closed for 12 years.")
    drawn("photo.jpg")
    (tmp_path / "list.csv").write_text("what\nphoto.jpg\n")
    [alone] = places(lookup("photo.jpg", "--format", "jsonl"))
    [listed] = places(lookup("--file", "list.csv", "--column", "what", "--format", "jsonl"))
    first, second = json.loads(lookup("photo.jpg", "--format", "json").out)["picture"]["lines"]

    left, top, width, height = alone["box"]
    assert (left, top) == tuple(first["box"][:2])
    assert top + height == second["box"][1] + second["box"][3]
    assert alone == {"file": "photo.jpg", "box": alone["box"]}
    assert listed == {"file": "list.csv", "line": 2, "column": "what", "box": alone["box"]}
    shown = lookup("photo.jpg", "--explain").out
    assert f"photo.jpg, {width} × {height} pixels at {left}, {top}\n" in shown


def test_one_of_several_claims_in_a_picture_has_its_own_box(
    lookup, drawn, stand_in, monkeypatch, tmp_path
):
    pytest.importorskip("PIL", reason="the extra images is not installed")
    monkeypatch.chdir(tmp_path)
    stand_in(BEFORE.upper(), "THE OLD BRIDGE WAS CLOSED", "FOR 12 YEARS.", AFTER.upper())
    drawn("photo.jpg")
    answer = json.loads(lookup("photo.jpg", "--format", "json").out)
    boxes = [line["box"] for line in answer["picture"]["lines"]]
    [match] = answer["matches"]

    assert match["part"]
    assert match["place"]["box"][1] == boxes[1][1]
    assert match["place"]["box"][3] == boxes[2][1] + boxes[2][3] - boxes[1][1]


def test_a_field_of_a_workbook_has_its_cell(factcheck, tmp_path):
    made = openpyxl.Workbook()
    for row in ([None, "claim", "publisher"], [], [None, CLAIM, "Bridge Watch"]):
        made.active.append(row)
    made.save(tmp_path / "checks.xlsx")
    explain = ("ingest", "--explain", tmp_path / "checks.xlsx", "--db", tmp_path / "a.db")
    [file] = json.loads(factcheck(*explain, "--format", "json").out)["files"]

    assert "from B3, claim" in factcheck(*explain).out
    fields = file["records"][0]["fields"]
    assert fields["publisher"] == {"value": "Bridge Watch", "from": "publisher", "cell": "C3"}
    assert "cell" not in fields["language"]
