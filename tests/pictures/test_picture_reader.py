"""Pictures of every kind, and files that are none."""

import io
import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("PIL", reason="the extra images is not installed")

from PIL import Image

from factcheck.errors import InputError
from factcheck.pictures.decoding import decode
from factcheck.pictures.names import names_picture
from factcheck.pictures.picture_reader import decode_picture, read_picture
from factcheck.pictures.tesseract import Tesseract


def saved(image, kind, **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def bomb():
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    checked = struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 4) + b"IDAT" + bytes(8)


GREY = Image.linear_gradient("L")
PLAIN = saved(GREY.convert("RGB"), "PNG")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(bomb(), "has more than 50 million pixels; scale it", id="bomb"),
        pytest.param(PLAIN[: len(PLAIN) // 2], "is damaged", id="cut off"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", "is no picture that can be", id="PostScript"),
        pytest.param(b"Just words.", "is no picture that can be read; save it", id="text"),
    ],
)
def test_what_cannot_be_decoded_is_named_with_what_to_do(content, reason):
    header, layers = decode(content)

    assert (list(header), layers) == (["error"], [])
    assert header["error"].startswith(reason)
    assert "\n" not in header["error"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "is empty", id="no bytes"),
        pytest.param(b"<svg xmlns='x'/>", "is a drawing (SVG); save it as PNG", id="SVG"),
        pytest.param(b"\x00\x00\x00\x18ftypheic", "is a HEIC picture; save it as", id="HEIC"),
        pytest.param(b"%PDF-1.7 \n", "is a PDF; save it as PNG or JPEG", id="PDF"),
        pytest.param(PLAIN[: len(PLAIN) // 2], "is damaged", id="what the other process found"),
    ],
)
def test_a_file_that_is_no_picture_is_named(tmp_path, content, reason):
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)

    with pytest.raises(InputError) as raised:
        decode_picture(path, "photo.jpg")
    assert str(raised.value).startswith(f"photo.jpg {reason}")


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    with pytest.raises(InputError, match=r"photo.jpg is a folder"):
        decode_picture(tmp_path, "photo.jpg")
    with pytest.raises(InputError, match=r"photo.jpg cannot be opened: No such file"):
        decode_picture(tmp_path / "photo.jpg", "photo.jpg")


@pytest.mark.parametrize(
    ("content", "frames"),
    [
        pytest.param(saved(GREY.convert("CMYK"), "JPEG", quality=95), 1, id="CMYK"),
        pytest.param(
            saved(Image.fromarray(np.asarray(GREY, np.uint16) * 257), "PNG"), 1, id="16 bits"
        ),
        pytest.param(saved(GREY.convert("P"), "GIF"), 1, id="palette, and another ending"),
        pytest.param(saved(GREY.convert("LA"), "PNG"), 1, id="transparency"),
        pytest.param(
            saved(GREY, "WEBP", save_all=True, append_images=[GREY.rotate(180)], lossless=True),
            2,
            id="moving",
        ),
        pytest.param(
            saved(GREY, "TIFF", save_all=True, append_images=[GREY.rotate(90)]), 2, id="pages"
        ),
    ],
)
def test_every_kind_of_picture_is_seen_alike(content, frames):
    header, layers = decode(content)
    _, expected = decode(PLAIN)

    assert (header["width"], header["height"], header["frames"]) == (256, 256, frames)
    pixels, wanted = (np.asarray(Image.open(io.BytesIO(each[0]))) for each in (layers, expected))
    assert np.abs(pixels.astype(int) - wanted).max() <= 6


def test_a_picture_is_turned_as_its_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    header, _ = decode(saved(GREY.resize((200, 100)), "JPEG", exif=exif))

    assert (header["width"], header["height"]) == (100, 200)


def test_white_letters_become_a_layer_of_their_own():
    image = Image.new("RGB", (800, 400), (200, 40, 40))
    image.paste("white", (100, 100, 200, 200))
    _, layers = decode(saved(image, "PNG"))
    white = np.asarray(Image.open(io.BytesIO(layers[1])))

    assert (white[150, 150], white[300, 300]) == (0, 255)


def test_lines_that_stand_together_are_one_claim(stand_in, drawn):
    stand_in("The old bridge was", "closed for 12 years.")
    picture = read_picture(drawn("a.png"), "a.png", Tesseract())

    assert picture.text == "The old bridge was closed for 12 years."
    # What is small was read twice as large.
    assert picture.lines[0].box == (30, 25, 98, 15)
    assert picture.confidence == pytest.approx(0.9)


def test_the_better_of_two_readings_is_kept(stand_in, drawn):
    clear, blurred = stand_in.tsv("Clear words"), stand_in.tsv("Blurred ones", confidence=60)
    is_grey = "picture.count(255) > len(picture) / 2"
    stand_in(reading=f"print({clear!r} if {is_grey} else {blurred!r})")

    assert read_picture(drawn("a.png"), "a.png", Tesseract()).text == "Clear words"


@pytest.mark.parametrize(
    ("text", "is_picture"),
    [
        ("photo.JPG", True),
        ("a/b/photo.jpeg", True),
        ("WhatsApp Image 2026.jpeg", True),
        ("Look at photo.jpg", False),
        ("https://news.example/photo.jpg", False),
        ("The bridge was closed.", False),
        ("one\ntwo.jpg", False),
    ],
)
def test_names_of_pictures_are_told_from_claims(tmp_path, text, is_picture):
    (tmp_path / "WhatsApp Image 2026.jpeg").touch()

    assert names_picture(text, tmp_path) is is_picture
