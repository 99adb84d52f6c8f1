"""Record the size and SHA-256 of model files, and find the files that differ from the record."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Checksums = Mapping[str, Mapping[str, Any]]
"""For each file name its ``size`` in bytes and its ``sha256`` in hexadecimal digits."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums_of(folder: Path, names: Iterable[str]) -> dict[str, dict[str, int | str]]:
    """Measure the files *names* in *folder*.

    Raises:
        OSError: A file cannot be read.
    """
    return {
        name: {"size": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)}
        for name in names
    }


def files_of_other_size(folder: Path, names: Iterable[str], recorded: Checksums) -> tuple[str, ...]:
    """Name the files that are missing or longer or shorter than recorded; reads no contents.

    Raises:
        KeyError: *recorded* lacks a file.
        TypeError: *recorded* has another shape.
    """
    return tuple(name for name in names if _size(folder / name) != recorded[name]["size"])


def changed_files(folder: Path, names: Iterable[str], recorded: Checksums) -> tuple[str, ...]:
    """Read the files in full and name those that are missing or differ, be it in one bit.

    Raises:
        KeyError: *recorded* lacks a file.
        TypeError: *recorded* has another shape.
    """
    return tuple(name for name in names if _sha256(folder / name) != recorded[name]["sha256"])


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _sha256(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None
