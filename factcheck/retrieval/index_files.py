"""Keep the vectors of big stores in files in the cache folder, mapped into memory.

The store is the only truth. A file holds the vectors of one block of fact-checks. It is used only
for the vectors that it was made of, can be deleted at any time, and is then made again.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.neural.model_cache import cache_folder
from factcheck.retrieval.dense import DenseIndex, VectorBlock
from factcheck.store.store import Store
from factcheck.store.vector_table import OF_FACT_CHECKS, VectorTable

# Fewer vectors are read from the store in some 50 ms.
FROM_NUMBER = 20_000

# A file is written in words of eight bytes: what it is, number of rows, dimensions, the numbers of
# the fact-checks, their vectors, and a sum over all before.
_WORD = np.dtype("<u8")
# Changes whenever the same vectors would be written in another way.
_MAGIC = int.from_bytes(b"fcvect_1", "little")
_DIGITS = 16
# Folders of other stores: those in use are touched whenever they are opened.
_KEPT_FOLDERS = 4


def open_dense_index(
    store: Store,
    encoder_id: str,
    table: VectorTable | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    from_number: int = FROM_NUMBER,
) -> DenseIndex | None:
    """Open the vectors of *table* in *store* for searching; None where it has none.

    Args:
        store: Where the fact-checks are.
        encoder_id: Who made the vectors.
        table: The vectors of the aliases; by default those of the fact-checks.
        environment: FACTCHECK_CACHE names the cache folder.
        from_number: A store whose numbers stay below is read whole, without files.

    Raises:
        EncoderMismatch: The vectors come from another encoder.
    """
    table = table or store.vectors
    if table.highest() < from_number:
        numbers, vectors = table.load(encoder_id)
        return DenseIndex([VectorBlock.of(numbers, vectors)]) if len(numbers) else None
    # By its place, too: a stranger's store may have any fingerprint, and must not spoil the
    # files of another.
    name = "" if table.names == OF_FACT_CHECKS else f"{table.names.table} "
    made_of = f"{encoder_id} {name}{store.path.absolute()}"
    digest = hashlib.sha256(made_of.encode(errors="surrogateescape")).hexdigest()
    folder = cache_folder(environment) / "vectors" / digest[:_DIGITS]
    with store.read_transaction():
        fingerprints = table.fingerprints(encoder_id)
        blocks = [
            _open_block(table, encoder_id, block, folder / f"{block}-{fingerprint[:_DIGITS]}")
            for block, fingerprint in sorted(fingerprints.items())
        ]
    # The folder may belong to somebody else, or not be there.
    with suppress(OSError):
        os.utime(folder)
        _remove_unused_folders(folder)
    return DenseIndex(blocks)


def write_index_files(
    store: Store,
    encoder_id: str,
    table: VectorTable | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    from_number: int = FROM_NUMBER,
) -> None:
    """Make the files of a big store that are missing, so that the next look-up need not wait."""
    if (table or store.vectors).highest() >= from_number:
        open_dense_index(store, encoder_id, table, environment=environment, from_number=from_number)


def _open_block(table: VectorTable, encoder_id: str, block: int, path: Path) -> VectorBlock:
    """Map the file of a block; where there is none that fits, make it."""
    opened = _read(path)
    if opened is None:
        opened = VectorBlock.of(*table.block(encoder_id, block))
        # What cannot be written stays in memory.
        with suppress(OSError):
            _write(path, opened)
            opened = _read(path) or opened
    return opened


def _read(path: Path) -> VectorBlock | None:
    """Map a file; None where there is none, or not exactly what was written."""
    try:
        words = np.memmap(path, _WORD, "r")
        magic, count, dimensions, checksum = (int(words[place]) for place in (0, 1, 2, -1))
        if magic != _MAGIC or _sum(words[:-1]) != checksum:
            return None
        numbers = words[3 : 3 + count].view("<i8")
        rows = words[3 + count : -1].view("<f2")[: count * dimensions].reshape(count, dimensions)
    except (OSError, ValueError, IndexError, OverflowError):
        return None
    return VectorBlock(np.asarray(numbers), np.asarray(rows))


def _write(path: Path, block: VectorBlock) -> None:
    """Write a file that gets its name when it is complete, and remove what it replaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = block.rows.astype("<f2").tobytes()
    content = b"".join(
        (
            np.array((_MAGIC, *block.rows.shape), _WORD).tobytes(),
            block.numbers.astype("<i8").tobytes(),
            rows.ljust(-(-len(rows) // _WORD.itemsize) * _WORD.itemsize, b"\0"),
        )
    )
    checksum = np.array([_sum(np.frombuffer(content, _WORD))], _WORD)
    prefix = path.name.partition("-")[0] + "-"
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=prefix, delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(content + checksum.tobytes())
            file.close()
            unfinished.replace(path)
        except OSError:
            file.close()
            unfinished.unlink(missing_ok=True)
            raise
    # Of other vectors of this block, and what an interrupted writer left behind.
    for other in path.parent.glob(f"{prefix}*"):
        if other != path:
            with suppress(OSError):
                other.unlink()  # Windows keeps a file that is mapped


def _sum(words: NDArray[np.uint64]) -> int:
    """Add up all words: 10 ms for 100 MB in memory. A changed bit always changes it."""
    return int(words.sum(dtype=np.uint64))


def _remove_unused_folders(used: Path) -> None:
    """Remove the files of stores that were not opened for longest."""
    others = [folder for folder in used.parent.iterdir() if folder != used]
    others.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in others[_KEPT_FOLDERS:]:
        shutil.rmtree(folder, ignore_errors=True)
