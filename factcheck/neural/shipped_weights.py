"""Check a folder of weights that comes with factcheck against the checksums beside it.

Each network that we train has such a folder: `weights.bin` for the layers that it shares with
the encoder's architecture, a head where it has one, and `checksums.json`.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from factcheck.errors import EncoderUnavailable
from factcheck.neural.checksums import (
    Checksums,
    changed_files,
    checksums_of,
    files_of_other_size,
)

CHECKSUMS_FILE = "checksums.json"


def write_checksums(folder: Path, names: Sequence[str]) -> None:
    """Record size and SHA-256 of the files *names* in *folder*, beside them."""
    text = json.dumps(checksums_of(folder, names), indent=1) + "\n"
    (folder / CHECKSUMS_FILE).write_text(text, encoding="utf-8", newline="\n")


def check_sizes(folder: Path, names: Sequence[str]) -> None:
    """Compare the sizes of the files, which is what a lookup has time for.

    Raises:
        EncoderUnavailable: A file is missing or has another size.
    """
    _refuse(folder, files_of_other_size(folder, names, _recorded(folder, names)))


def check_contents(folder: Path, names: Sequence[str]) -> None:
    """Read the files in full and compare their SHA-256 (about 0.05 s for 23 MB).

    Raises:
        EncoderUnavailable: A file is missing or differs, be it in one bit.
    """
    _refuse(folder, changed_files(folder, names, _recorded(folder, names)))


def _refuse(folder: Path, names: Sequence[str]) -> None:
    if names:
        raise _damaged(folder, f"{', '.join(names)} is missing or not as it was written")


def _recorded(folder: Path, names: Sequence[str]) -> Checksums:
    try:
        recorded: Checksums = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
        complete = all(recorded[name]["size"] and recorded[name]["sha256"] for name in names)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{CHECKSUMS_FILE} cannot be read") from error
    if not complete:
        raise _damaged(folder, f"{CHECKSUMS_FILE} is empty")
    return recorded


def _damaged(folder: Path, what: str) -> EncoderUnavailable:
    return EncoderUnavailable(f"{folder} is damaged: {what}; install factcheck again")
