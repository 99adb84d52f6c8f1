"""Tell the names of pictures from claims; loads nothing, since every lookup asks."""

from pathlib import Path

_SUFFIXES = (
    ".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic",
    ".heif", ".svg",
)  # fmt: skip
_LONGEST_NAME = 1_000


def is_picture_name(text: str) -> bool:
    """Tell whether *text* is the name of a picture, and no address on the web."""
    return (
        text.strip()[-5:].lower().endswith(_SUFFIXES)
        and len(text) <= _LONGEST_NAME
        and "://" not in text
        and "\n" not in text
    )


def names_picture(text: str, folder: Path | None = None) -> bool:
    """Tell whether *text* names a picture rather than it is a claim.

    A sentence may end like the name of a picture, and a name may have spaces: then there has to
    be such a file, in *folder* or here.
    """
    if not is_picture_name(text):
        return False
    name = text.strip()
    return len(name.split()) == 1 or ((folder or Path()) / name).is_file()
