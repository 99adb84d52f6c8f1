"""Pictures on the command line and in lists."""

import csv
import io
import json
import shutil

import pytest

from factcheck.cli.app import run

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


@pytest.fixture(scope="module")
def known_store(tmp_path_factory):
    """A store with a fact-check about a photo, and what it was made from."""
    folder = tmp_path_factory.mktemp("known")
    save_photo(folder / "media/shown.jpg", quality=95)
    (folder / "checks.csv").write_text(
        "claim,rating,publisher,url,picture\n"
        "Sharks swim in the flooded streets,False,Desk,https://desk.example/sharks,shown.jpg\n"
    )
    ingest = ["ingest", "checks.csv", "--media-folder", "media", "--db", "own.db"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run([*ingest, "--words-only", "-q"]) == 0
    return folder


@pytest.fixture
def known(known_store, tmp_path):
    """Put that store into the folder of the test."""
    shutil.copytree(known_store, tmp_path, dirs_exist_ok=True)
    return "own.db"


@pytest.fixture
def photo(tmp_path):
    """Save a picture with features, changed as asked."""
    return lambda name, *change, **options: save_photo(tmp_path / name, *change, **options)


def save_photo(path, change=lambda image: image, **options):
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:300, 0:400]
    waves = sum(np.sin(x * a / 57 + y * b / 60 + a) for a, b in ((1, 2), (3, 1), (5, 4)))
    image = Image.fromarray((128 + 40 * waves).clip(0, 255).astype(np.uint8)).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    change(image).save(path, **options)


def answer_of(ended):
    return json.loads(ended.out)


def test_a_copy_of_a_known_picture_is_at_most_suggested(factcheck, known, photo, stand_in):
    stand_in()
    photo("asked.jpg", lambda image: image.resize((200, 150)), quality=40)
    ended = factcheck("lookup", "asked.jpg", "--db", known, "--words-only", "--format", "json")
    answer = answer_of(ended)
    [match] = answer["matches"]
    [signal] = match["signals"]

    assert (ended.status, answer["decision"], match["decision"]) == (1, "suggested", "suggested")
    assert signal["name"] == "same_picture"
    assert signal["text"].startswith("The picture looks like shown.jpg, of this fact-check: ")
    assert any(note.endswith("with those of the store: 1.") for note in answer["notes"])


def test_another_picture_is_not_found(factcheck, known, photo, stand_in):
    stand_in()
    photo("asked.jpg", lambda image: image.rotate(90, expand=True))
    ended = factcheck("lookup", "asked.jpg", "--db", known, "--words-only", "--format", "json")

    assert answer_of(ended)["decision"] == "none"


def test_the_text_comes_first(factcheck, known, photo, stand_in):
    stand_in("Sharks swim in the", "flooded streets")
    photo("asked.jpg")
    ended = factcheck("lookup", "asked.jpg", "--db", known, "--words-only", "--format", "json")
    [match] = answer_of(ended)["matches"]

    assert (match["decision"], match["signals"][0]["name"]) == ("match", "same_text")


def test_other_words_beside_a_known_picture_make_no_match(factcheck, known, photo, stand_in):
    stand_in("Sharks do not swim in the", "flooded streets")
    photo("asked.jpg")
    ended = factcheck("lookup", "asked.jpg", "--db", known, "--words-only", "--format", "json")
    [match] = answer_of(ended)["matches"]

    assert match["decision"] == "suggested"
    assert {"same_picture", "opposite_polarity"} <= {each["name"] for each in match["signals"]}


def test_pictures_go_along_with_an_export_and_can_be_undone(factcheck, known, photo, stand_in):
    stand_in()
    photo("asked.jpg")
    for name in ("out.csv", "out.jsonl", "out.json", "out.db"):
        again = ("--db", f"again-{name}.db", "--words-only", "-q")
        assert factcheck("export", "--db", known, "-o", name).status == 0
        assert factcheck("ingest", name, *again).status == 0
        again = factcheck("export", "--db", f"again-{name}.db", "--format", "csv")
        assert again.out == factcheck("export", "--db", known, "--format", "csv").out, name
        assert "shown.jpg" in again.out
    assert "shown.jpg" in factcheck("show", "--db", known, match_id(factcheck, known)).out
    assert factcheck("doctor", "--db", known).status == 0
    assert factcheck("undo", "--db", known, "1").status == 0

    assert factcheck("lookup", "asked.jpg", "--db", known, "--accept=suggested").status == 1


def match_id(factcheck, store):
    found = factcheck("lookup", "asked.jpg", "--db", store, "--words-only", "--format", "json")
    return answer_of(found)["matches"][0]["id"]


@pytest.mark.parametrize(
    ("named", "note"),
    [
        pytest.param("gone.jpg", "is not in the media folder: not hashed", id="missing"),
        pytest.param("../secret.jpg", "is not in the media folder: not hashed", id="outside"),
        pytest.param("https://site.example/gone.jpg", "is not in the media folder", id="address"),
        pytest.param("notes.jpg", "notes.jpg is no picture that can be read", id="no picture"),
        pytest.param("plain.png", "has too few features to be known again", id="one colour"),
    ],
)
def test_a_picture_that_cannot_be_hashed_is_a_note(factcheck, photo, drawn, tmp_path, named, note):
    photo("secret.jpg")
    drawn("media/plain.png", "")
    (tmp_path / "media/notes.jpg").write_text("No picture.")
    (tmp_path / "checks.csv").write_text(f"claim,publisher,picture\nA claim is made,Desk,{named}\n")
    ingest = ("ingest", "checks.csv", "--db", "own.db", "--words-only")
    ended = factcheck(*ingest, "--media-folder", "media")

    assert ended.status == 0
    assert note in " ".join(ended.out.split())


def test_an_address_names_what_was_saved_under_it(factcheck, photo, tmp_path, stand_in):
    stand_in()
    photo("asked.jpg")
    photo("media/site.example/2024/shown.jpg")
    (tmp_path / "more.csv").write_text(
        "claim,publisher,picture\nA claim is made,Desk,https://site.example/2024/shown.jpg?size=2\n"
    )
    ingest = ("ingest", "more.csv", "--db", "more.db", "--words-only", "-q")
    assert factcheck(*ingest, "--media-folder", "media").status == 0

    assert factcheck("lookup", "asked.jpg", "--db", "more.db", "--accept=suggested").status == 0


def test_without_a_media_folder_no_picture_is_read(factcheck, known, photo, tmp_path, stand_in):
    stand_in()
    photo("asked.jpg")
    factcheck("ingest", "checks.csv", "--db", "other.db", "--words-only", "-q")
    ended = factcheck("lookup", "asked.jpg", "--db", "other.db", "--format", "json")

    assert "the store knows no pictures" in " ".join(answer_of(ended)["notes"])


def test_a_media_folder_that_is_none_is_refused(factcheck, tmp_path):
    (tmp_path / "checks.csv").write_text("claim,publisher\nA claim is made,Desk\n")
    ended = factcheck("ingest", "checks.csv", "--media-folder", "nowhere", "--db", "own.db")

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "nowhere: there is no such folder" in ended.err
