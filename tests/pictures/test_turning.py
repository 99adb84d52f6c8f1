"""Pictures whose text stands on its side or its head."""

import shutil

import numpy as np
import pytest

pytest.importorskip("PIL", reason="the extra images is not installed")

from PIL import Image

from factcheck.pictures.picture_reader import read_picture
from factcheck.pictures.tesseract import Tesseract
from factcheck.pictures.turning import turned, turned_back

HAS_TESSERACT = shutil.which("tesseract") is not None


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_box_of_a_turned_picture_is_found_where_it_is_seen(quarters):
    seen = np.full((30, 50), 255, np.uint8)
    seen[4:9, 20:32] = 0
    _, size, _, pixels = turned(b"P5\n50 30\n255\n" + seen.tobytes(), quarters).split(b"\n", 3)
    width, height = map(int, size.split())
    rows, columns = np.nonzero(np.frombuffer(pixels, np.uint8).reshape(height, width) == 0)
    box = (columns[0], rows[0], np.ptp(columns) + 1, np.ptp(rows) + 1)

    assert (width, height) == ((50, 30) if quarters % 2 == 0 else (30, 50))
    assert turned_back(box, quarters, (50, 30)) == (20, 4, 12, 5)


@pytest.mark.skipif(not HAS_TESSERACT, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        pytest.param("The bridge closed in 2019", 180, id="Latin on its head"),
        pytest.param("Нови мост затворен 2019", 90, id="Cyrillic on its side"),
        pytest.param(
            "The bridge closed in 2019", 270, id="Latin downwards", marks=pytest.mark.nightly
        ),
    ],
)
def test_a_turned_picture_is_read(drawn, text, degrees):
    tesseract = Tesseract()
    if tesseract.missing_packs:
        pytest.skip(f"needs {tesseract.missing_packs}")
    path = drawn("a.png", f"{text}\n{text}", (420, 110))
    Image.open(path).rotate(degrees, expand=True).save(path)
    picture = read_picture(path, "a.png", tesseract)

    assert picture.text == f"{text} {text}"
    assert [str(note)[:28] for note in picture.notes] == ["The picture was read turned,"]
    is_sideways = degrees != 180
    assert all((box[3] > box[2]) is is_sideways for box in (line.box for line in picture.lines))
    seen = np.asarray(Image.open(path).convert("L")) < 128
    left, top, width, height = picture.lines[0].box
    assert seen[top : top + height, left : left + width].sum() > seen.sum() * 0.4


@pytest.mark.parametrize(
    ("confidence", "runs"),
    [pytest.param(90, 2, id="clear"), pytest.param(60, 4, id="unclear, as one on its head is")],
)
def test_only_an_unclear_picture_is_read_once_more(stand_in, drawn, tmp_path, confidence, runs):
    answer = stand_in.tsv("Words of a picture", confidence=confidence)
    count = f"open({str(tmp_path / 'runs')!r}, 'a').write('x')"
    stand_in(reading=f"{count}; print({answer!r})")
    picture = read_picture(drawn("a.png"), "a.png", Tesseract())

    assert len((tmp_path / "runs").read_text()) == runs
    assert (picture.text, picture.notes) == ("Words of a picture", ())
