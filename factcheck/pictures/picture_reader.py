"""Read pictures: their text, by which they are looked up, and their perceptual hash.

decode in a process of its own → read each layer with Tesseract → keep the better reading; of a
picture that seems turned, read it turned too
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from factcheck.errors import InputError, MissingExtra
from factcheck.model import Message, Picture, PictureLine
from factcheck.pictures.names import is_picture_name
from factcheck.pictures.tesseract import Tesseract
from factcheck.pictures.turning import turned, turned_back

_COMMAND = [sys.executable, "-m", "factcheck.pictures.decoding"]
# The process limits its own work; on a busy machine that may take longer.
_MAX_SECONDS = 120.0
# Of the file, not of its pixels.
MAX_BYTES = 50_000_000

# The first bytes of files that people try, and what to do instead.
_FOREIGN: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!)", re.I), "is a drawing (SVG)"),
    (re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.S), "is a HEIC picture"),
    (re.compile(rb"%PDF-"), "is a PDF"),
)
# A line belongs to the one above if the gap is smaller than this share of its height.
_LARGEST_GAP = 0.9
_OTHER_SIZE = 1.6
# What a reading is worth grows with confidence above this; texture is below.
_WORTH_FROM = 0.5
# Drawn memes that stand upright are read with a confidence of 0.9 and more, turned ones below 0.8.
_SURE_FROM = 0.85
_FEWEST_LETTERS = 8
_TALL = 1.5
# The lines in their order are worth some misread letters.
_WORTH_OF_SIDEWAYS = 0.8
_TURNED = Message("The picture was read turned, as its text stands on its side or its head.")


@dataclass(frozen=True, slots=True)
class DecodedPicture:
    """A picture as pixels.

    Attributes:
        scale: From its pixels to those of its layers.
        frames: How many pictures the file has, of which this is the first.
        pdq: Its hash, as in `Picture`.
        layers: PGM files of what may hold its text.
    """

    width: int
    height: int
    scale: float
    frames: int
    pdq: str
    quality: int
    layers: tuple[bytes, ...]


def pictures_in(folder: Path) -> list[Path]:
    """List the pictures that lie in *folder*, by name.

    Raises:
        InputError: There is none, or the folder cannot be read.
    """
    try:
        found = sorted(path for path in folder.iterdir() if is_picture_name(path.name))
    except OSError as error:
        raise InputError(f"{folder} cannot be opened: {error.strerror or error}") from error
    if not found:
        raise InputError(f"{folder} is a folder without pictures")
    return found


def require_pillow(what: str) -> None:
    """Check that pictures can be decoded.

    Raises:
        MissingExtra: factcheck-claims[images] is not installed; *what* needs it.
    """
    if not _is_installed("PIL"):
        raise MissingExtra(
            f"{what} needs 'pillow'; install it with: pip install 'factcheck-claims[images]'"
        )


def decode_picture(path: Path, name: str, *, seconds: float = _MAX_SECONDS) -> DecodedPicture:
    """Decode the picture in *path*, and hash it.

    Args:
        path: Of the file.
        name: What to call it in messages.
        seconds: How long it may take.

    Raises:
        InputError: It cannot be opened, or is no picture that we read.
        MissingExtra: factcheck-claims[images] is not installed.
    """
    content = _content(path, name)
    require_pillow(name)
    try:
        done = subprocess.run(
            _COMMAND, input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{name} takes more than {seconds:g} seconds to decode") from error
    head, _, rest = done.stdout.partition(b"\n")
    if not head:
        raise InputError(f"{name} takes too much time or memory to decode; scale it")
    header = json.loads(head)
    if "error" in header:
        raise InputError(f"{name} {header['error']}")
    layers = []
    for size in header.pop("layers"):
        layers.append(rest[:size])
        rest = rest[size:]
    return DecodedPicture(**header, layers=tuple(layers))


def read_picture(path: Path, name: str, tesseract: Tesseract) -> Picture:
    """Read the text of the picture in *path*, and hash it.

    Raises:
        InputError: It cannot be opened or decoded, or takes too long.
        MissingExtra: factcheck-claims[images] is not installed.
        UsageError: Tesseract has no pack to read with.
    """
    decoded = decode_picture(path, name)
    quarters, best = _best_reading(decoded.layers, partial(tesseract.read, name=name))
    unscaled = tuple(_unscaled(line, decoded.scale) for line in best)
    size = decoded.width, decoded.height
    lines = tuple(replace(line, box=turned_back(line.box, quarters, size)) for line in unscaled)
    notes = [_TURNED] if quarters else []
    if decoded.frames > 1:
        notes.append(
            Message("The file holds {count:,} pictures; the first was read.", count=decoded.frames)
        )
    return Picture(
        name=name,
        width=decoded.width,
        height=decoded.height,
        text=_text(unscaled),
        lines=lines,
        pdq=decoded.pdq,
        quality=decoded.quality,
        packs=tesseract.packs,
        notes=tuple(notes),
    )


def _best_reading(
    layers: Sequence[bytes], read: Callable[[bytes], list[PictureLine]]
) -> tuple[int, list[PictureLine]]:
    """Return the reading with more confident text, and the quarters by which it was turned."""
    with ThreadPoolExecutor(len(layers)) as threads:
        first = max(threads.map(read, layers), key=worth)
        quarters, least = _how_to_turn(first)
        if not quarters:
            return 0, first
        again = max(threads.map(read, [turned(each, quarters) for each in layers]), key=worth)
    return (quarters, again) if worth(again) > least else (0, first)


def _how_to_turn(first: Sequence[PictureLine]) -> tuple[int, float]:
    """Return the quarters to turn a picture by after its *first* reading, and the worth to reach.

    Where text stands on its side, Tesseract takes it to run downwards: then its lines are right,
    but side by side; else they are as wrong as those of a picture on its head.
    """
    letters = sum(len(line.text) for line in first)
    tall = sum(len(line.text) for line in first if line.box[3] > _TALL * line.box[2])
    on_its_side = tall > letters / 2
    sure = sum(len(line.text) * line.confidence for line in first)
    if sure >= _SURE_FROM * letters:
        return (1, worth(first) * _WORTH_OF_SIDEWAYS) if on_its_side else (0, 0.0)
    if letters < _FEWEST_LETTERS:
        return 0, 0.0
    return 3 if on_its_side else 2, worth(first)


def _content(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except IsADirectoryError as error:
        raise InputError(f"{name} is a folder; --file reads the pictures in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{name} cannot be opened: {reason}") from error
    if not content:
        raise InputError(f"{name} is empty")
    if len(content) > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; save it smaller")
    for beginning, kind in _FOREIGN:
        if beginning.match(content):
            raise InputError(f"{name} {kind}; save it as PNG or JPEG")
    return content


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a stand-in without a specification was put in its place
        return False


def worth(lines: Sequence[PictureLine]) -> float:
    """Return what a reading is worth: its letters, by how sure they are."""
    return sum(len(line.text) * (line.confidence - _WORTH_FROM) for line in lines)


def _unscaled(line: PictureLine, scale: float) -> PictureLine:
    left, top, width, height = (round(pixels / scale) for pixels in line.box)
    return PictureLine(line.text, (left, top, width, height), line.confidence)


def _text(lines: Sequence[PictureLine]) -> str:
    """Join lines that stand close under one another; what stands apart is a paragraph."""
    paragraphs: list[str] = []
    above: PictureLine | None = None
    for line in lines:
        if above is None or not _goes_on(above, line):
            paragraphs.append(line.text)
        elif paragraphs[-1].endswith("-") and line.text[:1].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line.text
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line.text}"
        above = line
    return "\n".join(paragraphs)


def _goes_on(above: PictureLine, line: PictureLine) -> bool:
    (_, top, _, height), (_, below, _, next_height) = above.box, line.box
    gap = below - (top + height)
    sizes = sorted((height, next_height))
    return -height < gap < _LARGEST_GAP * sizes[0] and sizes[1] < _OTHER_SIZE * sizes[0]
