"""Record the size and SHA-256 of model files, and find the files that differ from the record.

Each network that we train ships as a folder: `weights.bin` for its layers, a head where it has
one, and `checksums.json`. The conversion in the user's cache has the same record of its files.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from factcheck.errors import EncoderUnavailable

CHECKSUMS_FILE = "checksums.json"

Checksums = Mapping[str, Mapping[str, Any]]
"""For each file name its ``size`` in bytes and its ``sha256`` in hexadecimal digits."""
Measure = Literal["size", "sha256"]
"""What is compared; only ``sha256`` reads the files (about 0.05 s for 23 MB)."""


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


def differing_files(
    folder: Path, names: Iterable[str], recorded: Checksums, measure: Measure
) -> tuple[str, ...]:
    """Name the files that are missing or differ from the record in *measure*.

    Raises:
        KeyError, TypeError: *recorded* lacks a file or has another shape.
    """
    return tuple(
        name for name in names if _measured(folder / name, measure) != recorded[name][measure]
    )


def write_checksums(folder: Path, names: Sequence[str]) -> None:
    """Record size and SHA-256 of the files *names* in *folder*, beside them."""
    text = json.dumps(checksums_of(folder, names), indent=1) + "\n"
    (folder / CHECKSUMS_FILE).write_text(text, encoding="utf-8", newline="\n")


def check_shipped_files(folder: Path, names: Sequence[str], measure: Measure) -> None:
    """Compare files that come with factcheck with the checksums beside them.

    Raises:
        EncoderUnavailable: A file is missing or differs, or the checksums cannot be read.
    """
    try:
        recorded = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
        differing = differing_files(folder, names, recorded, measure)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{CHECKSUMS_FILE} cannot be read") from error
    if differing:
        raise _damaged(folder, f"{', '.join(differing)} is missing or not as it was written")


def _measured(path: Path, measure: Measure) -> int | str | None:
    try:
        return path.stat().st_size if measure == "size" else sha256_of(path)
    except OSError:
        return None


def _damaged(folder: Path, what: str) -> EncoderUnavailable:
    return EncoderUnavailable(f"{folder} is damaged: {what}; install factcheck again")
