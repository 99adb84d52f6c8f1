"""Keep arrays of numbers in a file that is mapped into memory instead of read.

Everything in such a file can be made again, so one that is not exactly as it was written is worth
nothing: its length and a sum over every array are compared before it is used.
"""

import json
import mmap
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"factcheck arrays 1\n"
_HEADER_BYTES = 4096
_ALIGNED = 64
_UNFINISHED = ".unfinished"
_ABANDONED_AFTER_SECONDS = 3600
# Of each kind, of other stores: those in use are touched whenever they are opened.
_KEPT_FILES = 4

Arrays = dict[str, NDArray[Any]]


class ArrayFile:
    """A file that arrays are written to, one after another."""

    def __init__(self, file: IO[bytes]) -> None:
        """Use a new file that can be written to and read."""
        self._file = file
        self._layout: dict[str, tuple[str, list[int], int]] = {}
        self._summed: list[str] = []
        # The header comes last, over zeros: without it this is no such file.
        file.write(bytes(_HEADER_BYTES))

    def add(self, name: str, pieces: Iterable[NDArray[Any]], *, summed: bool = True) -> None:
        """Write an array.

        Args:
            name: What it is called; each once.
            pieces: One at least, cut along the first axis.
            summed: Compared as a whole whenever the file is opened; otherwise whoever reads a
                part has to check it.
        """
        self._file.write(bytes(_aligned(self._file.tell()) - self._file.tell()))
        begin, rows = self._file.tell(), 0
        for piece in pieces:
            plain = np.ascontiguousarray(piece, piece.dtype.newbyteorder("<"))
            self._file.write(plain.tobytes())
            rows += len(plain)
        self._layout[name] = (plain.dtype.str, [rows, *plain.shape[1:]], begin)
        if summed:
            self._summed.append(name)

    def seal(self) -> None:
        """Write the header."""
        size = self._file.tell()
        self._file.flush()
        with mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            arrays = _laid_over(content, self._layout)
            sums = {name: _sum(arrays[name]) for name in self._summed}
            del arrays
        header = json.dumps({"size": size, "arrays": self._layout, "sums": sums}).encode()
        self._file.seek(0)
        self._file.write(_MAGIC + header)
        self._file.flush()


def open_arrays(path: Path) -> Arrays | None:
    """Map the file at *path*; None where there is none, or not exactly what was written."""
    try:
        with path.open("rb") as file:
            header = _read_header(file.read(_HEADER_BYTES))
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if header["size"] != len(content):
            return None
        arrays = _laid_over(content, header["arrays"])
        if any(_sum(arrays[name]) != sum_then for name, sum_then in header["sums"].items()):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    # So that it is kept where files of several stores compete; others may own it.
    with suppress(OSError):
        path.touch()
    return arrays


@contextmanager
def new_array_file(path: Path) -> Iterator[ArrayFile]:
    """Write a file that gets its name when all is written, or never.

    Files of the same store and kind in another state are removed: they begin alike, up to the
    last hyphen.

    Raises:
        OSError: The folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path)
    with tempfile.NamedTemporaryFile(
        "w+b", dir=path.parent, prefix=path.stem, suffix=_UNFINISHED, delete=False
    ) as file:
        own = Path(file.name)
        try:
            arrays = ArrayFile(file)
            yield arrays
            arrays.seal()
        except BaseException:
            file.close()
            own.unlink(missing_ok=True)
            raise
    _take_place(own, path)
    _remove_older(path)


def _take_place(own: Path, path: Path) -> None:
    try:
        own.replace(path)
    except OSError:
        # On Windows a file that somebody has mapped stays: then theirs serves as well.
        own.unlink(missing_ok=True)
        if open_arrays(path) is None:
            raise


def _read_header(start: bytes) -> Mapping[str, Any]:
    if not start.startswith(_MAGIC):
        raise ValueError("no such file")
    header: Mapping[str, Any] = json.loads(start[len(_MAGIC) :].rstrip(b"\0"))
    return header


def _laid_over(content: mmap.mmap, layout: Mapping[str, Any]) -> Arrays:
    arrays: Arrays = {}
    for name, (kind, shape, place) in layout.items():
        arrays[name] = np.ndarray(shape, np.dtype(kind), content, place)
    return arrays


def _sum(array: NDArray[Any]) -> int:
    """Add up everything as whole numbers of eight bytes: 10 ms for 200 MB in memory.

    A changed bit always changes it, and a lost page nearly always.
    """
    flat = array.reshape(-1).view(np.uint8)
    whole = len(flat) // 8 * 8
    total = int(flat[:whole].view("<u8").sum(dtype=np.uint64))
    return (total + int.from_bytes(flat[whole:].tobytes(), "little")) % (1 << 64)


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED


def _remove_abandoned(path: Path) -> None:
    """Remove what interrupted writers left behind; the file system is the clock."""
    for other in path.parent.glob(f"*{_UNFINISHED}"):
        with suppress(OSError):
            age = path.parent.stat().st_mtime - other.stat().st_mtime
            if age > _ABANDONED_AFTER_SECONDS:
                other.unlink()


def _remove_older(path: Path) -> None:
    """Remove files of this store's other states, and of stores that were not used for longest."""
    store = path.stem.rpartition("-")[0]
    gone, others = [], []
    for other in path.parent.glob(f"*{path.suffix}"):
        with suppress(OSError):
            if other.stem.rpartition("-")[0] != store:
                others.append((other.stat().st_mtime, other))
            elif other != path:
                gone.append(other)
    others.sort(reverse=True)
    for other in (*gone, *(other for _, other in others[_KEPT_FILES:])):
        # Somebody may have it mapped where that forbids removing it.
        with suppress(OSError):
            other.unlink()
