"""Find the stored fact-checks whose meaning is nearest to a claim's, comparing with every one."""

from collections.abc import Iterator, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderMismatch

# Rows that are compared at a time: 25 MB as float32, whatever the size of the store.
_CHUNK_ROWS = 16_384
# Vectors that are searched for at a time; their cosines with a chunk take 4 MB.
_CHUNK_VECTORS = 64
# Below this, the order of two cosines is chance: the sum's rounding depends on the processor.
_DECIMALS = 6
# What float16 leaves of a length of 1; anything further off is no vector of an encoder.
_LENGTH_TOLERANCE = 0.01

Neighbours = list[tuple[int, float]]


class Nearest:
    """Exact cosine search. A few hundred thousand vectors need no approximate index."""

    def __init__(
        self,
        numbers: NDArray[np.int64],
        matrix: NDArray[np.float32] | NDArray[np.float16],
    ) -> None:
        """Take the stored vectors, which are not copied.

        Args:
            numbers: Shape (rows,); what a row is called in the answer, each once.
            matrix: Shape (rows, dimensions); rows of length 1. Others are never found.
        """
        if matrix.ndim != 2 or numbers.shape != matrix.shape[:1]:
            raise ValueError(f"{numbers.shape} numbers for a matrix of shape {matrix.shape}")
        self._numbers = np.asarray(numbers, np.int64)
        self._matrix = matrix
        # Filled in by the first search, which reads every row anyway.
        self._usable = np.zeros(len(matrix), np.bool_)
        self._checked = 0

    def search(
        self, vectors: NDArray[np.float32], limit: int, allowed: Set[int] | None = None
    ) -> list[Neighbours]:
        """Find the *limit* rows nearest to each vector.

        Args:
            vectors: Shape (vectors, dimensions), of length 1. A row of zeros, or one with
                a number that is not finite, finds nothing.
            limit: How many rows at most for each vector.
            allowed: Numbers that may be found; None allows all.

        Returns:
            For each vector pairs of number and cosine (-1 to 1, six decimals), best first,
            ties by number.

        Raises:
            EncoderMismatch: Vectors and stored rows differ in dimensions.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self._matrix.shape[1]:
            raise EncoderMismatch(
                f"vectors of shape {vectors.shape} cannot be compared with stored vectors of "
                f"{self._matrix.shape[1]} numbers: encode the store again"
            )
        found: list[Neighbours] = [[] for _ in vectors]
        with np.errstate(invalid="ignore", over="ignore"):
            askable = np.flatnonzero(_has_direction(vectors))
            if limit < 1 or not askable.size or not len(self._matrix):
                return found
            for rows, chunk in self._chunks(allowed):
                for start in range(0, len(askable), _CHUNK_VECTORS):
                    asked = askable[start : start + _CHUNK_VECTORS]
                    cosines = np.round(vectors[asked].astype(np.float32) @ chunk.T, _DECIMALS)
                    for place, row in zip(asked.tolist(), cosines, strict=True):
                        found[place] = self._merge(found[place], rows, row, limit)
        return found

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> dict[int, float]:
        """Compare one vector with the rows that *numbers* name; unknown or bad rows are left out.

        Args:
            vector: Shape (dimensions,), of length 1.
            numbers: Rising.
        """
        places = np.searchsorted(self._numbers, numbers)
        known = [
            (place, number)
            for place, number in zip(places.tolist(), numbers, strict=True)
            if place < len(self._numbers) and self._numbers[place] == number
        ]
        if not known:
            return {}
        rows = self._matrix[[place for place, _ in known]].astype(np.float32)
        with np.errstate(invalid="ignore", over="ignore"):
            sound = _has_length_one(rows)
            cosines = np.round(rows @ vector.astype(np.float32), _DECIMALS)
        return {
            number: float(cosine)
            for (_, number), cosine, usable in zip(known, cosines, sound, strict=True)
            if usable
        }

    def _chunks(
        self, allowed: Set[int] | None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Give usable, allowed rows: their places and their vectors as float32."""
        wanted = None
        if allowed is not None:
            wanted = np.isin(self._numbers, np.fromiter(allowed, np.int64, len(allowed)))
        for start in range(0, len(self._matrix), _CHUNK_ROWS):
            part = slice(start, start + _CHUNK_ROWS)
            if start >= self._checked:
                self._check(part)
            usable = self._usable[part] if wanted is None else self._usable[part] & wanted[part]
            if not usable.any():
                continue
            chunk = self._matrix[part]
            if not usable.all():
                chunk = chunk[usable]
            yield start + np.flatnonzero(usable), np.asarray(chunk, np.float32)

    def _check(self, part: slice) -> None:
        self._usable[part] = _has_length_one(np.asarray(self._matrix[part], np.float32))
        self._checked = part.stop

    def _merge(
        self,
        best: Neighbours,
        rows: NDArray[np.int64],
        cosines: NDArray[np.float32],
        limit: int,
    ) -> Neighbours:
        """Add the best of a chunk to the best so far."""
        if len(cosines) > limit:
            # Everything that ties with the last place stays in until the numbers decide.
            last = np.partition(cosines, -limit)[-limit]
            kept = np.flatnonzero(cosines >= last)
            rows, cosines = rows[kept], cosines[kept]
        numbers = self._numbers[rows]
        order = np.lexsort((numbers, -cosines))[:limit]
        # Rounded again as Python's numbers: 0.95, not 0.949999988079071.
        chunk_best = [
            (int(number), round(float(cosine), _DECIMALS))
            for number, cosine in zip(numbers[order], cosines[order], strict=True)
        ]
        return sorted(best + chunk_best, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _squared_lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.einsum("ij,ij->i", vectors, vectors), np.float32)


def _has_direction(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    squares = _squared_lengths(vectors)
    return np.isfinite(squares) & (squares > 0)


def _has_length_one(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    # A comparison with a number that is not finite is false.
    lengths = np.sqrt(_squared_lengths(vectors))
    return np.asarray(np.abs(lengths - 1) < _LENGTH_TOLERANCE)
