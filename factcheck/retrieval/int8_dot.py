"""Multiply small whole numbers fast, and to the last digit alike on every processor."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# From so many vectors on it pays to rearrange them for multiplying with all rows at once.
_PACKED_FROM = 3

Int8 = NDArray[np.int8]
# Takes codes of shape (rows, dimensions); gives sums of products of shape (rows, vectors).
Multiply = Callable[[Int8], NDArray[Any]]


def multiplier(vectors: Int8) -> Multiply:
    """Prepare to multiply rows with *vectors*, shape (vectors, dimensions).

    All sums are whole numbers and exact, so it makes no difference which way is taken.
    """
    try:
        import numkong  # lazy: 1 ms; where there is none for a system, numpy takes its place
    except ImportError:
        return plain_multiplier(vectors)
    if len(vectors) < _PACKED_FROM:
        return lambda rows: np.asarray(numkong.cdist(rows, vectors, metric="dot"))
    packed = numkong.dots_pack(vectors)
    return lambda rows: np.asarray(numkong.dots_packed(rows, packed))


def plain_multiplier(vectors: Int8) -> Multiply:
    """Do the same with numpy alone: some ten times slower."""
    # float32 holds whole numbers up to 2**24: enough for 1,040 products of two int8.
    kind = np.float32 if vectors.shape[1] <= 1024 else np.float64
    columns = np.ascontiguousarray(vectors.T.astype(kind))
    return lambda rows: rows.astype(kind) @ columns
