"""Find the stored fact-checks whose meaning is nearest to a claim's, comparing with every one."""

from collections.abc import Sequence, Set
from typing import Self

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderMismatch
from factcheck.retrieval.quantisation import Coded, Float32, Float64
from factcheck.retrieval.vector_rows import (
    CodedRows,
    Guess,
    ReadRows,
    Rows,
    Source,
    WholeRows,
    has_length_one,
    squared_lengths,
)

# Vectors that are searched for together; their bounds for a chunk take 4 MB.
_CHUNK_VECTORS = 32
# Rows whose exact cosines are computed together: 13 MB.
_READ_TOGETHER = 4_096
# Below this, the order of two cosines is chance.
_DECIMALS = 6
# What rounding to so many decimals can do to a cosine, and more.
_ROUNDED = 2e-6
Neighbours = list[tuple[int, float]]


class Nearest:
    """Exact cosine search.

    Every row is compared: first roughly, with a bound for how far off that may be, then exactly
    where the bound does not rule out that it is among the best.
    """

    def __init__(self, numbers: NDArray[np.int64], matrix: Rows) -> None:
        """Take the stored vectors, which are not copied.

        Args:
            numbers: Shape (rows,); what a row is called in the answer, each once.
            matrix: Shape (rows, dimensions); rows of length 1. Others are never found.
        """
        if matrix.ndim != 2 or numbers.shape != matrix.shape[:1]:
            raise ValueError(f"{numbers.shape} numbers for a matrix of shape {matrix.shape}")
        self._rows: Source = WholeRows(np.asarray(numbers, np.int64), matrix)
        self._allowed: tuple[Set[int], int, NDArray[np.bool_]] | None = None

    @classmethod
    def of_codes(cls, direction: Float32, pieces: Sequence[Coded], read_rows: ReadRows) -> Self:
        """Search codes, and read the few rows that count.

        Args:
            direction: Along which they were coded, shape (dimensions,).
            pieces: Numbers rising, from piece to piece too.
            read_rows: Asked for exact rows.
        """
        nearest = cls(np.empty(0, np.int64), np.empty((0, len(direction)), np.float16))
        nearest._rows = CodedRows(direction, pieces, read_rows)
        return nearest

    def search(
        self, vectors: Float32, limit: int, allowed: Set[int] | None = None
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
        if vectors.ndim != 2 or vectors.shape[1] != self._rows.dimensions:
            raise EncoderMismatch(
                f"vectors of shape {vectors.shape} cannot be compared with stored vectors of "
                f"{self._rows.dimensions} numbers: encode the store again"
            )
        found: list[Neighbours] = [[] for _ in vectors]
        wanted = self._wanted(allowed)
        with np.errstate(invalid="ignore", over="ignore"):
            askable = np.flatnonzero(_has_direction(vectors))
            if limit < 1:
                return found
            for start in range(0, len(askable), _CHUNK_VECTORS):
                asked = askable[start : start + _CHUNK_VECTORS]
                best = self._best(vectors[asked].astype(np.float32), limit, wanted)
                for place, each in zip(asked.tolist(), best, strict=True):
                    found[place] = each
        return found

    def cosines(self, vector: Float32, numbers: Sequence[int]) -> dict[int, float]:
        """Compare one vector with the rows that *numbers* name; unknown or bad rows are left out.

        Args:
            vector: Shape (dimensions,), of length 1.
            numbers: Rising.
        """
        asked = np.asarray(numbers, np.int64)
        places = np.searchsorted(self._rows.numbers, asked)
        there = places < len(self._rows.numbers)
        there[there] = self._rows.numbers[places[there]] == asked[there]
        if not there.any():
            return {}
        with np.errstate(invalid="ignore", over="ignore"):
            rows, sound = _exact(self._rows.read(places[there]))
            cosines = _cosines(rows, vector)
        known = asked[there]
        return dict(zip(known[sound].tolist(), cosines[sound].tolist(), strict=True))

    def _wanted(self, allowed: Set[int] | None) -> NDArray[np.bool_] | None:
        """Mark the rows that may be found; a journey asks with the same set again and again."""
        if allowed is None:
            return None
        known = self._allowed
        if known is None or known[0] is not allowed or known[1] != len(allowed):
            numbers = np.fromiter(allowed, np.int64, len(allowed))
            known = (allowed, len(allowed), np.isin(self._rows.numbers, numbers))
            self._allowed = known
        return known[2]

    def _best(
        self, vectors: Float32, limit: int, wanted: NDArray[np.bool_] | None
    ) -> list[Neighbours]:
        likely = [_Likely(limit) for _ in vectors]
        start = 0
        for guess in self._rows.guesses(vectors):
            start += self._sift(likely, guess, start, wanted)
        places = [each.places() for each in likely]
        best = [_Best(limit) for _ in vectors]
        union = np.unique(np.concatenate(places))
        for begin in range(0, len(union), _READ_TOGETHER):
            some = union[begin : begin + _READ_TOGETHER]
            rows, sound = _exact(self._rows.read(some))
            numbers = self._rows.numbers[some]
            for each, mine, vector in zip(best, places, vectors, strict=True):
                here = mine[
                    np.searchsorted(mine, some[0]) : np.searchsorted(mine, some[-1], "right")
                ]
                at = np.searchsorted(some, here)
                at = at[sound[at]]
                each.add(numbers[at], _cosines(rows[at], vector))
        return [each.neighbours() for each in best]

    def _sift(
        self,
        likely: "list[_Likely]",
        guess: Guess,
        start: int,
        wanted: NDArray[np.bool_] | None,
    ) -> int:
        """Keep the rows of one guess that may be among the best; give how many rows it has."""
        least: Float32 | None = None
        if any(each.floor == -np.inf for each in likely):
            least = guess.least()
            if wanted is not None:
                least[~wanted[start : start + len(least)]] = -np.inf
            for each, column in zip(likely, least.T, strict=True):
                each.raise_floor(column)
        possible = guess.possible(np.array([each.floor for each in likely]) - _ROUNDED)
        if wanted is not None:
            possible &= wanted[start : start + len(possible), None]
        # Few are: sorting them by vector is quicker than walking through a column for each.
        rows, columns = np.nonzero(possible)
        order = np.argsort(columns, kind="stable")
        rows, columns = rows[order], columns[order]
        low, high = guess.bounds(rows, columns)
        ends = np.searchsorted(columns, np.arange(len(likely) + 1)).tolist()
        for each, begin, end in zip(likely, ends, ends[1:], strict=False):
            each.add(rows[begin:end] + start, low[begin:end], high[begin:end])
        return len(possible)


class _Likely:
    """The rows that may be among the best for one vector.

    Attributes:
        floor: What the last of the best reaches at least; -inf while nothing is known.
    """

    def __init__(self, limit: int) -> None:
        self.floor = -np.inf
        self._limit = limit
        self._least = np.empty(0, np.float64)
        self._places = [np.empty(0, np.intp)]
        self._most = [np.empty(0, np.float64)]

    def raise_floor(self, least: Float32) -> None:
        """Learn from lower bounds for many rows."""
        if len(least) >= self._limit:
            self.floor = max(self.floor, float(np.partition(least, -self._limit)[-self._limit]))

    def add(self, places: NDArray[np.intp], low: Float64, high: Float64) -> None:
        """Keep rows, in rising order, with what they reach at least and at most."""
        if not len(places):
            return
        least = np.concatenate((self._least, low))
        if len(least) >= self._limit:
            least = np.partition(least, -self._limit)[-self._limit :]
            self.floor = max(self.floor, float(least[0]))
        self._least = least
        self._places.append(places)
        self._most.append(high)

    def places(self) -> NDArray[np.intp]:
        """Give the rows that can still be among the best, rising."""
        most = np.concatenate(self._most)
        return np.concatenate(self._places)[most >= self.floor - _ROUNDED]


class _Best:
    """The best rows for one vector so far."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._numbers = np.empty(0, np.int64)
        self._cosines = np.empty(0, np.float64)

    def add(self, numbers: NDArray[np.int64], cosines: Float64) -> None:
        """Add rows with their exact cosines."""
        numbers = np.concatenate((self._numbers, numbers))
        cosines = np.concatenate((self._cosines, cosines))
        order = np.lexsort((numbers, -cosines))[: self._limit]
        self._numbers, self._cosines = numbers[order], cosines[order]

    def neighbours(self) -> Neighbours:
        """Give number and cosine, best first."""
        return list(zip(self._numbers.tolist(), self._cosines.tolist(), strict=True))


def _exact(rows: Rows) -> tuple[Float64, NDArray[np.bool_]]:
    exact = rows.astype(np.float64)
    return exact, has_length_one(np.asarray(rows, np.float32))


def _cosines(rows: Float64, vector: Float32) -> Float64:
    # In float64 what remains of rounding never reaches the sixth decimal, so that one claim
    # gets the same cosines alone, among others, and on every processor.
    cosines = np.einsum("ij,j->i", rows, vector.astype(np.float64))
    return np.asarray(np.round(cosines, _DECIMALS) + 0.0)


def _has_direction(vectors: Float32) -> NDArray[np.bool_]:
    squares = squared_lengths(vectors)
    return np.isfinite(squares) & (squares > 0)
