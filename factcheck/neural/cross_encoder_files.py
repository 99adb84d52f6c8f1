"""Know how the reader of pairs' weights were when made, and see whether they still are."""

import hashlib
import json
from pathlib import Path
from typing import Any

from factcheck.errors import EncoderUnavailable
from factcheck.neural.weight_conversion import WEIGHTS_FILE

FOLDER = "cross_encoder_weights"
HEAD_FILE = "head.npz"
CHECKSUMS_FILE = "checksums.json"
READER_FILES = (WEIGHTS_FILE, HEAD_FILE)


def write_checksums(folder: Path) -> None:
    """Note the size in bytes and the SHA-256 of every file of the reader, beside them."""
    noted = {
        name: {"size": (folder / name).stat().st_size, "sha256": _fingerprint(folder / name)}
        for name in READER_FILES
    }
    text = json.dumps(noted, indent=1) + "\n"
    (folder / CHECKSUMS_FILE).write_text(text, encoding="utf-8", newline="\n")


def check_sizes(folder: Path) -> None:
    """See that every file is there and as long as it was: what a look-up has time for.

    Raises:
        EncoderUnavailable: One is not.
    """
    noted = _noted(folder)
    for name in READER_FILES:
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise _damaged(f"{name} cannot be read") from error
        if size != noted[name]["size"]:
            raise _damaged(f"{name} has {size:,} bytes, not {noted[name]['size']:,}")


def check_contents(folder: Path) -> None:
    """Read every file in full and compare it with what was written (about 0.05 s).

    Raises:
        EncoderUnavailable: One is missing or differs, be it in one bit.
    """
    check_sizes(folder)
    noted = _noted(folder)
    for name in READER_FILES:
        try:
            found = _fingerprint(folder / name)
        except OSError as error:
            raise _damaged(f"{name} cannot be read") from error
        if found != noted[name]["sha256"]:
            raise _damaged(f"{name} is not as it was written")


def _noted(folder: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    try:
        noted = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
        if all(int(noted[name]["size"]) and len(noted[name]["sha256"]) for name in READER_FILES):
            return noted
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(f"{CHECKSUMS_FILE} cannot be read") from error
    raise _damaged(f"{CHECKSUMS_FILE} is empty")


def _damaged(what: str) -> EncoderUnavailable:
    return EncoderUnavailable(f"the reader of pairs is damaged: {what}; install factcheck again")


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
