"""Search big stores through files in the cache folder that are mapped into memory.

The store is the only truth: one file holds a short form of every vector, one the index of words.
Each is made when it is missing, used only for the very vectors or words that it was made of, and
can be deleted at any time. Small stores need none.
"""

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from factcheck.neural.model_cache import cache_folder
from factcheck.retrieval import quantised_file
from factcheck.retrieval.dense import Nearest
from factcheck.retrieval.quantised_file import CodedBlocks
from factcheck.store.store import Store

# Fewer vectors are read out of the store in some 50 ms, and words found in 10 ms.
FROM_ROWS = 20_000

# So many blocks are coded again whenever the store is opened, before the file is written again.
_FEW_BLOCKS = 2
_DIGITS = 16


def open_nearest(
    store: Store,
    encoder_id: str,
    *,
    environment: Mapping[str, str] = os.environ,
    from_rows: int = FROM_ROWS,
) -> Nearest | None:
    """Prepare to search the vectors of *store*; None where it has none.

    Args:
        store: Has to stay open as long as it is searched.
        encoder_id: Who made the vectors.
        environment: FACTCHECK_CACHE names the folder for the file.
        from_rows: Smaller stores are read whole.

    Raises:
        EncoderMismatch: The vectors come from another encoder.
    """
    if store.vectors.highest() < from_rows:
        numbers, matrix = store.vectors.load(encoder_id)
        return Nearest(numbers, matrix) if len(numbers) else None
    coded = _coded(store, encoder_id, environment, anew_at_most=_FEW_BLOCKS)
    return Nearest.of_codes(coded.direction, coded.pieces(), store.vectors.read)


def write_index_files(
    store: Store,
    encoder_id: str,
    *,
    environment: Mapping[str, str] = os.environ,
    from_rows: int = FROM_ROWS,
) -> None:
    """Make the files of a big store that are missing, so that the next look-up need not wait."""
    if store.vectors.highest() < from_rows:
        return
    _coded(store, encoder_id, environment, anew_at_most=0)


def _coded(
    store: Store, encoder_id: str, environment: Mapping[str, str], *, anew_at_most: int
) -> CodedBlocks:
    """Open the file, and write it again where more than a few of its blocks have changed."""
    path = _path(store, "vectors", f"{quantised_file.FORMAT} {encoder_id}", environment)
    read = partial(store.vectors.block, encoder_id)
    with store.read_transaction():
        states = store.vectors.states(encoder_id)
        kept = quantised_file.open_coded(path)
        coded, anew = kept.brought_up_to(states, read)
        if anew > (anew_at_most if kept.pieces() else 0):
            # What cannot be kept stays in memory.
            with suppress(OSError):
                coded.write(path)
                coded, _ = quantised_file.open_coded(path).brought_up_to(states, read)
    return coded


def _path(store: Store, kind: str, made_of: str, environment: Mapping[str, str]) -> Path:
    # By its place too: a stranger's store may name any state, and must not spoil another's file.
    place = _digits(str(store.path.absolute()))
    return cache_folder(environment) / f"{place}-{_digits(made_of)}.{kind}"


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:_DIGITS]
