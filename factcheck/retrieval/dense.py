"""Dense retrieval: the fact-checks whose vectors are nearest to a text's, comparing every one.

Search has two steps. numkong multiplies all stored vectors with the queries, in float16 and
quickly. What may be among the best, given how far off that can be, is multiplied again in float64.
So the answer is that of an exact search, for a query alone or in a batch, on every processor.
"""

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from typing import Any, Self

import numkong
import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderMismatch

# Queries that are multiplied together; their cosines with a block take 2 MB.
_BATCH_QUERIES = 32
# From so many queries on, rearranging them for numkong's matrix product pays.
_PACKED_FROM = 4
# Candidates whose exact cosines are computed together: 13 MB.
_BATCH_ROWS = 4_096
# Below this, the order of two cosines is chance.
_DECIMALS = 6
# Vectors further off a length of 1 were not written by an encoder.
_LENGTH_TOLERANCE = 0.01
# How far off a product of numkong may be for vectors of length 1. Its kernels multiply float16 or,
# at worst, bfloat16 numbers, of which a pair is off by 1/256, and add in float32. By Cauchy and
# Schwarz the sum is off by no more than that, times the lengths; and there is room beside it.
_PRODUCT_ERROR = 0.006
# Two products are compared, and the exact cosines are rounded.
_MARGIN = 2 * _PRODUCT_ERROR + 2 * 10.0**-_DECIMALS

Float16 = NDArray[np.float16]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Places = NDArray[np.int64]
# Number of a fact-check, and its cosine.
Neighbours = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class VectorBlock:
    """The vectors of some fact-checks.

    Attributes:
        numbers: Of the fact-checks, shape (rows,), rising.
        rows: Shape (rows, dimensions), of length 1.
    """

    numbers: NDArray[np.int64]
    rows: Float16

    @classmethod
    def of(cls, numbers: NDArray[np.int64], vectors: Float16 | Float32) -> Self:
        """Take the vectors that have the length of an encoder's, within 1 %, in any order."""
        if vectors.ndim != 2 or numbers.shape != vectors.shape[:1]:
            raise ValueError(f"{numbers.shape} numbers for vectors of shape {vectors.shape}")
        with np.errstate(invalid="ignore", over="ignore"):
            # A comparison with a number that is not finite is false.
            usable = np.flatnonzero(np.abs(_lengths(vectors) - 1) < _LENGTH_TOLERANCE)
        order = usable[np.argsort(numbers[usable])]
        return cls(numbers[order], vectors[order].astype(np.float16))


class DenseIndex:
    """Exact cosine search over the vectors of all fact-checks."""

    def __init__(self, blocks: Sequence[VectorBlock]) -> None:
        """Take one block at least, numbers rising from one to the next; nothing is copied."""
        # numkong refuses to multiply nothing.
        self._blocks = [block.rows for block in blocks if len(block.rows)]
        self._numbers = np.concatenate([block.numbers for block in blocks])
        # The rows of all blocks have places, counted on from one block to the next.
        self._starts = np.cumsum([0, *(len(rows) for rows in self._blocks)])
        self._dimensions = blocks[0].rows.shape[1]
        self._mask: tuple[Set[int], int, NDArray[np.bool_]] | None = None

    def search(
        self, vectors: Float32, limit: int, allowed: Set[int] | None = None
    ) -> list[Neighbours]:
        """Find the *limit* fact-checks nearest to each vector.

        Args:
            vectors: Shape (vectors, dimensions), of length 1. A row of zeros, or one with
                a number that is not finite, finds nothing.
            limit: How many fact-checks at most for each vector.
            allowed: Numbers that may be found; None allows all.

        Returns:
            For each vector pairs of number and cosine (-1 to 1, six decimals), best first,
            ties by number.

        Raises:
            EncoderMismatch: Vectors and stored vectors differ in dimensions.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self._dimensions:
            raise EncoderMismatch(
                f"vectors of shape {vectors.shape} cannot be compared with stored vectors of "
                f"{self._dimensions} numbers: encode the store again"
            )
        found: list[Neighbours] = [[] for _ in vectors]
        if limit < 1:
            return found
        mask = self._mask_of(allowed)
        usable = np.flatnonzero(_has_direction(vectors))
        for start in range(0, len(usable), _BATCH_QUERIES):
            batch = usable[start : start + _BATCH_QUERIES]
            likely = self._likely_places(vectors[batch], limit, mask)
            for query, places in zip(batch.tolist(), likely, strict=True):
                found[query] = self._nearest(vectors[query], places, limit)
        return found

    def cosines(self, vector: Float32, numbers: Collection[int]) -> dict[int, float]:
        """Compare one vector with the fact-checks that *numbers* name.

        Args:
            vector: Shape (dimensions,), of length 1.
            numbers: Those without a usable vector are left out.
        """
        wanted = np.fromiter(numbers, np.int64, len(numbers))
        places = np.searchsorted(self._numbers, wanted)
        known = places < len(self._numbers)
        known[known] = self._numbers[places[known]] == wanted[known]
        places = places[known]
        cosines = self._exact_cosines(vector, places)
        return dict(zip(self._numbers[places].tolist(), cosines.tolist(), strict=True))

    def _mask_of(self, allowed: Set[int] | None) -> NDArray[np.bool_] | None:
        """Mark the places that may be found; a list of claims is looked up with one set."""
        if allowed is None:
            return None
        if self._mask is None or self._mask[0] is not allowed or self._mask[1] != len(allowed):
            numbers = np.fromiter(allowed, np.int64, len(allowed))
            self._mask = (allowed, len(allowed), np.isin(self._numbers, numbers))
        return self._mask[2]

    def _likely_places(
        self, vectors: Float32, limit: int, mask: NDArray[np.bool_] | None
    ) -> list[Places]:
        """Give for each vector the places that may be among the *limit* best."""
        multiply = _multiplier(vectors)
        likely = [_LikelyPlaces(limit) for _ in vectors]
        for start, rows in zip(self._starts.tolist(), self._blocks, strict=False):
            products = multiply(rows)
            if mask is not None:
                products[:, ~mask[start : start + len(rows)]] = -np.inf
            for each, cosines in zip(likely, products, strict=True):
                each.add(start, cosines)
        return [each.places() for each in likely]

    def _nearest(self, vector: Float32, places: Places, limit: int) -> Neighbours:
        cosines = self._exact_cosines(vector, places)
        numbers = self._numbers[places]
        order = np.lexsort((numbers, -cosines))[:limit]
        return list(zip(numbers[order].tolist(), cosines[order].tolist(), strict=True))

    def _exact_cosines(self, vector: Float32, places: Places) -> Float64:
        # In float64 what remains of rounding never reaches the sixth decimal, so that a query
        # gets the same cosines alone, among others, and on every processor.
        query = vector.astype(np.float64)
        cosines = [np.empty(0)]
        for start in range(0, len(places), _BATCH_ROWS):
            rows = self._exact_rows(places[start : start + _BATCH_ROWS])
            cosines.append(np.round(np.einsum("ij,j->i", rows, query), _DECIMALS) + 0.0)
        return np.concatenate(cosines)

    def _exact_rows(self, places: Places) -> Float64:
        rows = np.empty((len(places), self._dimensions))
        block_of = np.searchsorted(self._starts, places, "right") - 1
        for block in np.unique(block_of).tolist():
            here = block_of == block
            rows[here] = self._blocks[block][places[here] - self._starts[block]]
        return rows


class _LikelyPlaces:
    """The places that may be among the best for one query, by cosines that are a little off."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._floor = float(np.finfo(np.float32).min)
        self._best = np.empty(0)
        self._places = [np.empty(0, np.int64)]
        self._cosines = [np.empty(0)]

    def add(self, start: int, cosines: NDArray[Any]) -> None:
        """Take the cosines of the places from *start* on; -inf where nothing may be found."""
        hits = np.flatnonzero(cosines >= self._floor)
        if not len(hits):
            return
        self._places.append(hits + start)
        self._cosines.append(cosines[hits])
        best = np.concatenate((self._best, cosines[hits]))
        if len(best) >= self._limit:
            best = np.partition(best, -self._limit)[-self._limit :]
            self._floor = float(best[0]) - _MARGIN
        self._best = best

    def places(self) -> Places:
        """Give the places, rising."""
        return np.concatenate(self._places)[np.concatenate(self._cosines) >= self._floor]


def _multiplier(vectors: Float32) -> Callable[[Float16], NDArray[Any]]:
    """Prepare to multiply blocks of shape (rows, dimensions): gives shape (vectors, rows)."""
    queries = vectors.astype(np.float16)
    if len(queries) < _PACKED_FROM:
        return lambda rows: np.asarray(numkong.cdist(queries, rows, metric="dot"))
    packed = numkong.dots_pack(queries)
    return lambda rows: np.ascontiguousarray(np.asarray(numkong.dots_packed(rows, packed)).T)


def _has_direction(vectors: Float32) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = _lengths(vectors)
    return np.isfinite(lengths) & (lengths > 0)


def _lengths(vectors: Float16 | Float32) -> Float32:
    exact = np.asarray(vectors, np.float32)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", exact, exact)))
