"""Hash the pictures that a record names, as far as they lie in a folder; none is fetched."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from factcheck.errors import InputError
from factcheck.formats.column_names import Value
from factcheck.formats.field_values import Notes, many_texts
from factcheck.model import PictureHash
from factcheck.pictures.picture_reader import decode_picture

_MOST_PICTURES = 100
_SHOWN = 60


def picture_hashes(value: Value | None, folder: Path | None, notes: Notes) -> tuple[str, ...]:
    """Return the hashes of the pictures that *value* names.

    A hash itself is kept as it is. An address names what ``wget -x`` makes of it: the host and
    the path below *folder*.

    Args:
        value: File names, addresses or hashes.
        folder: Where the pictures lie, at any depth; None to hash none.
        notes: Gets what could not be hashed.

    Raises:
        MissingExtra: factcheck-claims[images] is not installed.
    """
    texts = many_texts(value)[:_MOST_PICTURES]
    return tuple(dict.fromkeys(map(str, _hashes(texts, folder, notes))))


def _hashes(texts: tuple[str, ...], folder: Path | None, notes: Notes) -> Iterator[PictureHash]:
    for text in texts:
        given = PictureHash.read(text)
        if given is not None:
            yield given
        elif folder is not None:
            shown = text if len(text) <= _SHOWN else f"…{text[1 - _SHOWN :]}"
            path = _path(text, folder)
            if path is None:
                notes.add(f"picture {shown!r} is not in the media folder: not hashed")
                continue
            try:
                decoded = decode_picture(path, path.name)
            except InputError as error:
                notes.add(f"not hashed: {error}")
                continue
            hashed = PictureHash(decoded.pdq, decoded.quality, path.name)
            if hashed.is_usable:
                yield hashed
            else:
                notes.add(f"picture {shown!r} has too few features to be known again: not hashed")


def _path(text: str, folder: Path) -> Path | None:
    """Return the file that *text* names below *folder*; None where there is none."""
    name = text
    if "://" in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return None
        name = f"{parts.netloc}{unquote(parts.path)}"
    try:
        path = (folder / name).resolve()
        is_there = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # too long a name, or one with a NUL
        return None
    return path if is_there else None
