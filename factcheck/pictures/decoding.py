"""Decode a picture on standard input; run as a process.

The first line of the output is JSON: ``{"width", "height", "scale", "frames", "pdq", "quality",
"layers": [bytes]}`` or ``{"error": "is damaged"}``. Behind it are the layers, which are what
Tesseract may read best, as PGM files. The process limits its own memory and time, so a hostile
picture costs an error; and Tesseract never sees a file that somebody sent.
"""

import io
import json
import sys
import warnings
from contextlib import suppress

import numpy as np
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from factcheck.pictures.pdq import LARGEST_SIDE, SMALLEST_SIDE, pdq_hash

# Pixels of a picture before it is scaled; phones make a quarter of it.
MOST_PIXELS = 50_000_000
# Formats whose decoders need no other program.
_FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_MAX_MEMORY = 2_000_000_000
_MAX_CPU_SECONDS = 20
# Letters of a small picture are doubled, a large one costs Tesseract seconds.
_DOUBLED_BELOW = 700
_LONGEST_READ = 2_400
# From this value on in each colour a pixel may be white lettering.
_WHITE_FROM = 200
_EIGHT_BITS = 255
_SIXTEEN_BITS = 65_535


def main() -> None:
    """Read standard input, write standard output."""
    _limit_itself()
    header, layers = decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + b"".join(layers))


def _limit_itself() -> None:
    # lazy: Windows has no such module
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))


def decode(content: bytes) -> tuple[dict[str, object], list[bytes]]:
    """Decode *content* without any limit but that of its pixels: see the module."""
    try:
        colours, frames = _first_frame(content)
    except UnidentifiedImageError:
        return {"error": "is no picture that can be read; save it as PNG or JPEG"}, []
    except Image.DecompressionBombError:
        return {"error": f"has more than {MOST_PIXELS // 1_000_000} million pixels; scale it"}, []
    except Exception as error:  # noqa: BLE001 - hostile files raise anything
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        return {"error": f"is damaged ({reason}); save it anew or ask for another copy"}, []
    pdq, quality = _hashed(colours)
    scale = _scale(max(colours.size))
    layers = [_pgm(layer) for layer in _layers(colours, scale)]
    header: dict[str, object] = {
        "width": colours.width,
        "height": colours.height,
        "scale": scale,
        "frames": frames,
        "pdq": pdq,
        "quality": quality,
        "layers": [len(layer) for layer in layers],
    }
    return header, layers


def _first_frame(content: bytes) -> tuple[Image.Image, int]:
    """Return the first picture of a file, upright, and how many the file has."""
    # The size is checked before anything is decoded.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    image = Image.open(io.BytesIO(content), formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    frames = getattr(image, "n_frames", 1)
    image.seek(0)
    return _in_colours(ImageOps.exif_transpose(image)), frames


def _in_colours(image: Image.Image) -> Image.Image:
    """Return *image* as red, green and blue, 8 bits each, on white where it is transparent."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """Scale 16 bits of grey to 8; Pillow itself would cut them off."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    largest = values.max(initial=0.0)
    if largest > _EIGHT_BITS:
        values = values * (_EIGHT_BITS / max(largest, _SIXTEEN_BITS))
    return Image.fromarray(values.clip(0, _EIGHT_BITS).astype(np.uint8)).convert("RGB")


def _hashed(colours: Image.Image) -> tuple[str, int]:
    if min(colours.size) < SMALLEST_SIDE:
        return "", 0
    grey = colours.convert("L")
    if max(grey.size) > LARGEST_SIDE:
        grey = grey.resize((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.BOX)
    return pdq_hash(np.asarray(grey, dtype=np.float64))


def _scale(longest: int) -> float:
    if longest < _DOUBLED_BELOW:
        return 2.0
    return min(1.0, _LONGEST_READ / longest)


def _layers(colours: Image.Image, scale: float) -> list[Image.Image]:
    """Return the picture in grey, and its white parts alone in black, as memes are lettered."""
    if scale != 1:
        size = [max(1, round(side * scale)) for side in colours.size]
        colours = colours.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    red, green, blue = colours.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    white = darkest.point([_EIGHT_BITS * (value < _WHITE_FROM) for value in range(256)])
    return [colours.convert("L"), white]


def _pgm(layer: Image.Image) -> bytes:
    content = io.BytesIO()
    layer.save(content, "PPM")
    return content.getvalue()


if __name__ == "__main__":
    main()
