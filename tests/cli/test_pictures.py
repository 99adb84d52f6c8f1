"""Pictures on the command line and in lists."""

import csv
import io
import json

import pytest

from .conftest import CLAIM

pytest.importorskip("PIL", reason="the extra images is not installed")


@pytest.fixture(autouse=True)
def reads_the_claim(stand_in, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    stand_in("The old bridge was", "closed for 12 years.")


def test_a_picture_is_looked_up_by_the_text_in_it(lookup, drawn):
    drawn("photo.jpg")
    ended = lookup("photo.jpg")

    assert ended.status == 0
    assert "Picture   photo.jpg (320 × 80)\n" in ended.out
    assert f"Claim     {CLAIM}\n" in ended.out


def test_json_says_what_was_read_where(lookup, drawn):
    drawn("photo.jpg")
    answer = json.loads(lookup("photo.jpg", "--format", "json").out)
    picture = answer["picture"]

    assert (answer["claim"], answer["decision"]) == (CLAIM, "match")
    assert (picture["name"], picture["text"], picture["packs"]) == (
        "photo.jpg",
        CLAIM,
        "eng+hrv+srp",
    )
    assert picture["lines"][0] == {
        "text": "The old bridge was",
        "box": [30, 25, 98, 15],
        "confidence": 0.9,
    }
    assert len(picture["pdq"]) == 64


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["a.jpg", "b c.png", "Another claim here."], id="arguments"),
        pytest.param(["--file", "list.txt"], id="a list of text"),
        pytest.param(["--file", "list.csv", "--column", "what"], id="a column"),
    ],
)
def test_pictures_may_stand_among_claims(lookup, drawn, tmp_path, arguments):
    drawn("a.jpg")
    drawn("b c.png")
    (tmp_path / "list.txt").write_text("a.jpg\nb c.png\nAnother claim here.\n")
    (tmp_path / "list.csv").write_text("what\na.jpg\nb c.png\nAnother claim here.\n")
    lines = lookup(*arguments, "--format", "jsonl").out.splitlines()
    answers = list(map(json.loads, lines))

    assert [each["claim"] for each in answers] == [CLAIM, CLAIM, "Another claim here."]
    assert [each.get("picture", {}).get("name") for each in answers] == ["a.jpg", "b c.png", None]


def test_a_folder_is_a_list_of_its_pictures(lookup, drawn, tmp_path):
    drawn("photos/b.png")
    drawn("photos/a.jpg")
    (tmp_path / "photos/c.gif").write_bytes(b"nothing")
    (tmp_path / "photos/notes.txt").write_text("No picture.")
    ended = lookup("--file", "photos", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))

    assert ended.status == 2
    assert [(row["picture"], row["decision"]) for row in rows] == [
        ("photos/a.jpg", "match"),
        ("photos/b.png", "match"),
        ("photos/c.gif", ""),
    ]
    assert rows[2]["error"].startswith("photos/c.gif is no picture that can be read")


def test_a_list_names_only_pictures_that_lie_in_its_folder(lookup, drawn, tmp_path):
    drawn("private.jpg")
    drawn("tips/photos/sent.jpg")
    (tmp_path / "tips/list.txt").write_text(
        f"../private.jpg\n{tmp_path}/private.jpg\nphotos/sent.jpg\n"
    )
    lines = lookup("--file", "tips/list.txt", "--format", "jsonl").out.splitlines()
    refused, also, read = map(json.loads, lines)

    assert "lies outside the folder of the list" in refused["error"]
    assert "lies outside the folder of the list" in also["error"]
    assert read["decision"] == "match"


def test_a_picture_without_text_says_so(lookup, drawn, stand_in):
    stand_in()
    drawn("photo.jpg")
    ended = lookup("photo.jpg")

    assert ended.status == 1
    assert "No text could be read in this picture." in ended.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["gone.jpg"], "gone.jpg cannot be opened: No such file", id="missing"),
        pytest.param(["empty.jpg"], "empty.jpg is empty", id="no bytes"),
        pytest.param(["photos/"], "--file photos/ reads the pictures in it", id="folder"),
        pytest.param(["--file", "photos"], "photos is a folder without pictures", id="no pictures"),
        pytest.param(["a.jpg", "--ocr-packs", "ara"], "apt install tesseract-ocr-ara", id="pack"),
        pytest.param(["a.jpg", "--column", "x"], "are for lists, not for a claim", id="column"),
    ],
)
def test_what_cannot_be_read_is_one_line(lookup, drawn, tmp_path, arguments, message):
    drawn("a.jpg")
    (tmp_path / "photos").mkdir()
    (tmp_path / "empty.jpg").touch()
    ended = lookup(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert message in ended.err
    assert ended.err.count("\n") == 1


def test_missing_packs_are_named(lookup, drawn, stand_in):
    stand_in(CLAIM, packs=("eng",))
    drawn("photo.jpg")
    ended = lookup("photo.jpg")

    assert ended.status == 0
    assert "apt install tesseract-ocr-hrv tesseract-ocr-srp" in ended.err


def test_the_extra_is_named_where_it_is_missing(lookup, drawn, monkeypatch):
    drawn("photo.jpg")
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)

    assert "pip install 'factcheck-claims[images]'" in lookup("photo.jpg").err
