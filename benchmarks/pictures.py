"""Look up claims by pictures of them, and know drawn pictures again by their hash.

    PYTHONPATH=tools python benchmarks/pictures.py [--each 16] [--copies 200] [--turned 4]

Memes are drawn, *--each* a language: dark on white, in a light box, yellow in a blue box, or in
outlined white capitals; each is compressed, cut by 3 %, given a caption bar or turned by 2
degrees. What they say is the `again` of our own topics that no network learned from; the store has
the `same` of these and of other topics. Each picture is read as `factcheck lookup photo.jpg` reads
it. "Typed" is the same claim without a picture: what it loses, the reading did not lose.

Then *--copies* pictures are hashed. They are drawn, not photographs: shapes on a gradient, with
noise. And --turned memes of two languages are turned by quarters and read; beside that stands for
how many Tesseract's own detection of orientation answers rightly. --seed 2 draws others. Needs the
program tesseract with the packs hrv, srp and osd, and the DejaVu fonts.
"""

import argparse
import io
import random
import re
import subprocess
import tempfile
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from claim_training.topics import read_topics, use_of
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein
from stores import case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Answer, Decision, Picture, PictureHash, PictureLine
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.pictures.decoding import decode
from factcheck.pictures.picture_reader import read_picture, worth
from factcheck.pictures.tesseract import Tesseract
from factcheck.retrieval.pictures import PictureIndex
from factcheck.text.scripts import latin

# Language and script; Serbian in Latin letters is the Serbian in Cyrillic, transliterated.
LANGUAGES = ("bs", "hr", "sr-Latn", "sr-Cyrl", "id", "sw", "en")
# With the colours of letters and of the box behind them.
STYLES = {
    "plain": ("#202020", "#f7f7f7"),
    "boxed": ("#202020", "#fffbe6"),
    "yellow on blue": ("#ffd400", "#203a70"),
    "outlined": ("white", ""),
}
DAMAGES = ("compressed", "cut", "caption", "turned")
# Fact-checks of a language, as far as there are topics.
STORED = 150
SIDE = (900, 700)
CAPTION = "@daily.memes"
_JPEG = 85


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as a fact-check has it, and as a meme does."""

    topic: str
    published: str
    said: str


@dataclass(frozen=True, slots=True)
class Meme:
    """A drawn meme, and all text on it."""

    language: str
    claim: Claim
    style: str
    damage: str
    text: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read in a meme, by each reading too, and what the look-up found, also if typed."""

    meme: Meme
    picture: Picture
    readings: dict[str, str]
    answer: Answer
    typed: Answer


class RecordingTesseract(Tesseract):
    """Keeps what is read in each of the two layers of a picture."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self.readings: dict[str, dict[str, str]] = {}

    def read(self, layer: bytes, name: str) -> list[PictureLine]:
        """Read as ever; the layer of white parts has no grey pixel behind its header."""
        lines = super().read(layer, name)
        pixels = layer.split(b"\n", 3)[-1]
        kind = "grey" if pixels.translate(None, b"\x00\xff") else "white parts"
        self.readings.setdefault(name, {})[kind] = " ".join(line.text for line in lines)
        return lines


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--each", type=int, default=16, help="memes a language")
    parser.add_argument("--copies", type=int, default=200, help="pictures to hash")
    parser.add_argument("--turned", type=int, default=4, help="memes a language to turn")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.each:
        outcomes = memes_looked_up(chosen.each, chosen.seed)
        print_languages(outcomes)
        print_readings(outcomes)
    if chosen.copies:
        print_copies(chosen.copies, chosen.seed)
    if chosen.turned:
        print_turned(chosen.turned, chosen.seed)


def memes_looked_up(each: int, seed: int) -> list[Outcome]:
    """Draw, read and look up *each* memes of all languages."""
    encoder = default_encoder(lambda _: None)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            rng = random.Random(f"{seed} {language}")
            asked, others = claims_of(language, rng)
            memes = [
                meme(language, claim, *drawing(n), rng) for n, claim in enumerate(asked[:each])
            ]
            stored = [*asked, *others][:STORED]
            outcomes += looked_up(memes, stored, Path(folder) / language, encoder)
    return outcomes


def claims_of(language: str, rng: random.Random) -> tuple[list[Claim], list[Claim]]:
    """Give the claims of topics for measuring, and of others, both shuffled."""
    code, _, script = language.partition("-")
    asked: list[Claim] = []
    others: list[Claim] = []
    for topic in read_topics():
        for row in topic.rows:
            # Serbian is taken from Cyrillic alone, and the older file has fewer columns.
            in_script = row["script"] == ("Cyrl" if script else "Latn")
            if row["language"] == code and in_script and row.get("again"):
                texts = [row["same"], row["again"]]
                if script == "Latn":
                    texts = [latin(text) for text in texts]
                is_asked = use_of(topic.name) == "measuring"
                (asked if is_asked else others).append(Claim(topic.name, texts[0], texts[1]))
    rng.shuffle(asked)
    rng.shuffle(others)
    return asked, others


def looked_up(
    memes: Sequence[Meme], stored: Sequence[Claim], folder: Path, encoder: Encoder
) -> list[Outcome]:
    """Save and read *memes*, and look them up among *stored*."""
    folder.mkdir()
    language = memes[0].language.partition("-")[0]
    paths = [folder / f"{n}.jpg" for n in range(len(memes))]
    for path, one in zip(paths, memes, strict=True):
        path.write_bytes(one.content)
    tesseract = RecordingTesseract()
    if tesseract.missing_packs:
        raise SystemExit(f"letters would be misread without: {' '.join(tesseract.missing_packs)}")
    with ThreadPoolExecutor() as threads:
        read = partial(read_picture, tesseract=tesseract)
        pictures = list(threads.map(read, paths, [path.name for path in paths]))
    fact_checks = [case(claim.topic, claim.published, language) for claim in stored]
    with filled_store(folder / "memes.db", fact_checks, encoder) as store:
        lookup = Lookup(store, encoder)
        return [
            Outcome(
                one,
                picture,
                tesseract.readings[picture.name],
                lookup.answer(picture),
                lookup.answer(one.claim.said),
            )
            for one, picture in zip(memes, pictures, strict=True)
        ]


def drawing(number: int) -> tuple[str, str]:
    """Give a style and a damage; the first 16 are all pairs."""
    styles = tuple(STYLES)
    turn, style = divmod(number, len(styles))
    return styles[style], DAMAGES[(style + turn) % len(DAMAGES)]


def meme(language: str, claim: Claim, style: str, damage: str, rng: random.Random) -> Meme:
    """Draw *claim* in a style, damage the picture, and save it."""
    text = claim.said.upper() if style == "outlined" else claim.said
    image = Image.new("RGB", SIDE, "#f7f7f7") if style == "plain" else scene(rng)
    image, text = damaged(lettered(image, text, style), damage, text)
    content = saved(image, 40 if damage == "compressed" else _JPEG)
    return Meme(language, claim, style, damage, text, content)


def lettered(image: Image.Image, text: str, style: str) -> Image.Image:
    """Write *text* on a copy of a picture."""
    lines = textwrap.fill(text, 30 if style == "outlined" else 36)
    name = "DejaVuSans-Bold.ttf" if style == "outlined" else "DejaVuSans.ttf"
    font = ImageFont.truetype(name, 34)
    image = image.copy()
    draw = ImageDraw.Draw(image)
    place = (70.0, 60.0)
    colour, box = STYLES[style]
    if box:
        left, top, right, bottom = draw.multiline_textbbox(place, lines, font, spacing=10)
        draw.rectangle((left - 18, top - 18, right + 18, bottom + 18), box)
    outlined = style == "outlined"
    draw.multiline_text(
        place,
        lines,
        colour,
        font,
        spacing=10,
        stroke_width=3 if outlined else 0,
        stroke_fill="black",
    )
    return image


def scene(rng: random.Random) -> Image.Image:
    """Draw shapes on a gradient, with noise as a camera has it."""
    numbers = np.random.default_rng(rng.randrange(2**32))
    corners = numbers.integers(20, 235, (2, 2, 3), dtype=np.uint8)
    image = Image.fromarray(corners).resize(SIDE, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(6, 14)):
        colour = tuple(rng.randrange(256) for _ in range(3))
        points = [tuple(map(rng.randrange, SIDE)) for _ in range(4)]
        if rng.random() < 0.4:
            draw.circle(points[0], rng.randint(30, 220), colour)
        else:
            draw.polygon(points, colour)
    noise = numbers.normal(0, 6, (SIDE[1], SIDE[0], 1))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def damaged(image: Image.Image, damage: str, text: str) -> tuple[Image.Image, str]:
    """Damage a picture mildly; return it with all text that is on it now."""
    if damage == "cut":
        return cut(image), text
    if damage == "turned":
        return image.rotate(2, Image.Resampling.BICUBIC, fillcolor="#808080"), text
    if damage == "caption":
        return captioned(image), f"{text} {CAPTION}"
    return image, text


def cut(image: Image.Image) -> Image.Image:
    """Cut off 3 % of the width and of the height."""
    width, height = image.size
    return image.crop((round(width * 0.03), round(height * 0.03), width, height))


def captioned(image: Image.Image) -> Image.Image:
    """Put a white bar with a handle below a picture."""
    bar = Image.new("RGB", (image.width, image.height + 60), "white")
    bar.paste(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 26)
    ImageDraw.Draw(bar).text((30, image.height + 14), CAPTION, "#404040", font)
    return bar


def hashed(image: Image.Image, quality: int = _JPEG) -> PictureHash:
    """Save a picture and hash it as a file that is taken in."""
    header, _ = decode(saved(image, quality))
    return PictureHash(str(header["pdq"]), int(str(header["quality"])), "")


def saved(image: Image.Image, quality: int) -> bytes:
    """Save as JPEG."""
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return content.getvalue()


def error_rate(pairs: Sequence[tuple[str, str]]) -> float:
    """Give the edits from what was read to what is written, by its characters."""
    edits = letters = 0
    for read, written in pairs:
        edits += Levenshtein.distance(" ".join(read.split()), " ".join(written.split()))
        letters += len(" ".join(written.split()))
    return edits / max(letters, 1)


def is_first(answer: Answer, claim: Claim) -> bool:
    """Tell whether the fact-check of *claim* stands first, match, suggestion or near miss."""
    shown = answer.matches or answer.near_misses
    return bool(shown) and shown[0].fact_check.record_id == claim.topic


def is_match(answer: Answer, claim: Claim) -> bool:
    """Tell whether *claim* is answered, and rightly."""
    return answer.decision is Decision.MATCH and is_first(answer, claim)


def print_languages(outcomes: Sequence[Outcome]) -> None:
    """Print what was read and found in each language."""
    print(f"{'':21}{'misread':>10}{'--- read ---':>16}{'--- typed ---':>18}{'false':>8}")
    print(f"{'language':14}{'memes':>7}{'letters':>10}{'first':>8}{'match':>8}", end="")
    print(f"{'first':>10}{'match':>8}{'matches':>8}")
    for language in (*LANGUAGES, "all"):
        group = [one for one in outcomes if language in (one.meme.language, "all")]
        misread = error_rate([(one.picture.text, one.meme.text) for one in group])
        counted = Counter[str]()
        for one in group:
            for way, answer in (("read", one.answer), ("typed", one.typed)):
                counted[f"first {way}"] += is_first(answer, one.meme.claim)
                counted[f"match {way}"] += is_match(answer, one.meme.claim)
            is_wrong = one.answer.decision is Decision.MATCH
            counted["false"] += is_wrong and not is_first(one.answer, one.meme.claim)
        print(f"{language:14}{len(group):>7}{misread:>10.1%}", end="")
        names = ("first read", "match read", "first typed", "match typed")
        shares = [counted[name] / len(group) for name in names]
        print(f"{shares[0]:>8.0%}{shares[1]:>8.0%}{shares[2]:>10.0%}{shares[3]:>8.0%}", end="")
        print(f"{counted['false']:>8}")


def print_readings(outcomes: Sequence[Outcome]) -> None:
    """Print which letters each reading misreads, and the one that was kept, by what was drawn."""
    print(f"\n{'misread letters':16}{'memes':>7}{'grey':>10}{'white parts':>14}{'kept':>8}")
    for name in (*STYLES, *DAMAGES):
        group = [one for one in outcomes if name in (one.meme.style, one.meme.damage)]
        print(f"{name:16}{len(group):>7}", end="")
        for kind, width in (("grey", 10), ("white parts", 14)):
            rate = error_rate([(one.readings[kind], one.meme.text) for one in group])
            print(f"{rate:>{width}.1%}", end="")
        print(f"{error_rate([(one.picture.text, one.meme.text) for one in group]):>8.1%}")


def print_copies(count: int, seed: int) -> None:
    """Print which copies of drawn pictures are known again, and what is taken for a copy."""
    rng = random.Random(seed)
    scenes = [scene(rng) for _ in range(count)]
    hashes = [hashed(image) for image in scenes]
    usable = [number for number, each in enumerate(hashes) if each.is_usable]
    index = PictureIndex([(number, str(hashes[number])) for number in usable])
    ways: dict[str, Callable[[Image.Image], Image.Image]] = {
        "recompressed (JPEG 30)": lambda image: image,
        "half as large": lambda image: image.resize((SIDE[0] // 2, SIDE[1] // 2)),
        "a quarter as large": lambda image: image.resize((SIDE[0] // 4, SIDE[1] // 4)),
        "blurred by 3 pixels": lambda image: image.filter(ImageFilter.GaussianBlur(3)),
        "cut by 3 %": cut,
        "with a caption bar": captioned,
        "with other words on it": partial(
            lettered, text="NOBODY HAS CHECKED THIS ONE", style="outlined"
        ),
    }
    print(f"\n{count} drawn pictures, {len(usable)} with a hash of use")
    print(f"{'copies':32}{'found':>8}{'others found':>14}")
    for name, way in ways.items():
        found = others = 0
        for number in usable:
            near = {copy.number for copy in index.near(hashed(way(scenes[number]), 30).pdq)}
            found += number in near
            others += len(near - {number})
        print(f"{name:32}{found / len(usable):>8.1%}{others:>14}")
    pairs = len(usable) * (len(usable) - 1)
    false = sum(len(index.near(hashes[number].pdq)) - 1 for number in usable)
    print(f"{'other pictures taken for copies':40}{false:>6} of {pairs:,} pairs")


def print_turned(each: int, seed: int) -> None:
    """Print what is read in memes that were turned, and what Tesseract says of their direction."""
    memes = []
    for language in ("hr", "sr-Cyrl"):
        rng = random.Random(f"{seed} {language}")
        asked, _ = claims_of(language, rng)
        memes += [
            meme(language, claim, drawing(n)[0], "none", rng)
            for n, claim in enumerate(asked[:each])
        ]
    print(f"\n{'turned by':12}{'memes':>7}{'misread':>10}{'first reading':>16}{'detected':>10}")
    tesseract = RecordingTesseract()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "turned.png"
        for degrees in (0, 90, 180, 270):
            pairs, confidences, detected = [], [], 0
            for one in memes:
                Image.open(io.BytesIO(one.content)).rotate(degrees, expand=True).save(path)
                pairs.append((read_picture(path, path.name, tesseract).text, one.text))
                _, layers = decode(path.read_bytes())
                first = max((tesseract.read(layer, "") for layer in layers), key=worth)
                confidences.append(Picture("", 0, 0, lines=tuple(first)).confidence)
                detected += detected_turn(layers[0]) == degrees
            read = f"{min(confidences):.2f} to {max(confidences):.2f}"
            misread = error_rate(pairs)
            print(f"{degrees:<12}{len(memes):>7}{misread:>10.1%}{read:>16}{detected:>10}")


def detected_turn(layer: bytes) -> int | None:
    """Ask Tesseract by how many degrees a picture was turned; None where it cannot tell."""
    command = ["tesseract", "-", "-", "-l", "osd", "--psm", "0"]
    said = subprocess.run(command, input=layer, capture_output=True, check=False).stdout.decode()
    found = re.search(r"^Rotate: (\d+)", said, re.MULTILINE)
    return None if found is None else int(found[1])


if __name__ == "__main__":
    main()
