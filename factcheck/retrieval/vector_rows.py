"""Give the stored vectors to a search: in memory, or as codes with the store behind them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from factcheck.retrieval.quantisation import Coded, Float32, Float64, Guesser

# Rows that are guessed at together: 25 MB as float32, 6 MB as codes.
CHUNK_ROWS = 16_384
# What float16 leaves of a length of 1; anything further off is no vector of an encoder.
_LENGTH_TOLERANCE = 0.01

Rows = NDArray[np.float16] | NDArray[np.float32]
# Takes numbers, rising; gives those that there are, and their rows.
ReadRows = Callable[[Sequence[int]], tuple[NDArray[np.int64], Rows]]


class Guess(Protocol):
    """What the cosines of some rows with some vectors can be; `coding.CodedGuess` is one."""

    def least(self) -> Float32:
        """Give lower bounds, shape (rows, vectors); -inf for what is unusable."""

    def possible(self, floors: Float64) -> NDArray[np.bool_]:
        """Tell which can reach *floors*, shape (vectors,)."""

    def bounds(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Float64, Float64]:
        """Give lower and upper bounds for some pairs of row and vector."""


class Source(Protocol):
    """Rows that can be guessed at quickly and read exactly."""

    numbers: NDArray[np.int64]
    dimensions: int

    def guesses(self, vectors: Float32) -> Iterator[Guess]:
        """Guess at the cosines of *vectors* with all rows, in order."""

    def read(self, places: NDArray[np.intp]) -> Rows:
        """Give the exact rows at *places*, rising; zeros for a row that is no more."""


@dataclass(frozen=True, slots=True)
class _WholeGuess:
    """Cosines in float32, shape (rows, vectors), and how far off they may be."""

    middle: Float32
    spread: Float32

    def least(self) -> Float32:
        return self.middle - self.spread

    def possible(self, floors: Float64) -> NDArray[np.bool_]:
        possible = self.middle >= (floors - self.spread).astype(np.float32)
        return np.asarray(possible & (self.middle > -np.inf))

    def bounds(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Float64, Float64]:
        middle, spread = self.middle[rows, columns].astype(np.float64), self.spread[columns]
        return middle - spread, middle + spread


class WholeRows:
    """Rows in memory; a product in float32 is close enough to be a guess."""

    def __init__(self, numbers: NDArray[np.int64], matrix: Rows) -> None:
        """Take rows of length 1; others are never found."""
        self.numbers = numbers
        self.dimensions = matrix.shape[1]
        self._matrix = matrix
        # Filled in by the first search, which reads every row anyway.
        self._usable = np.zeros(len(matrix), np.bool_)
        self._checked = 0

    def guesses(self, vectors: Float32) -> Iterator[Guess]:
        """Bound a sum of products by its length (Higham, Accuracy and Stability, 3.1)."""
        unit = float(np.finfo(np.float32).eps) * 2
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
        spread = (unit * (self.dimensions + 8) * lengths).astype(np.float32)
        for start in range(0, len(self._matrix), CHUNK_ROWS):
            part = slice(start, start + CHUNK_ROWS)
            rows = np.asarray(self._matrix[part], np.float32)
            if start >= self._checked:
                self._usable[part] = has_length_one(rows)
                self._checked = part.stop
            middle = rows @ vectors.T
            middle[~self._usable[part]] = -np.inf
            yield _WholeGuess(middle, spread)

    def read(self, places: NDArray[np.intp]) -> Rows:
        """Give the exact rows at *places*."""
        return self._matrix[places]


class CodedRows:
    """Codes in a mapped file or in memory, and the rows themselves in the store."""

    def __init__(self, direction: Float32, pieces: Sequence[Coded], read_rows: ReadRows) -> None:
        """Take pieces whose numbers rise, coded along *direction*."""
        self.numbers = np.concatenate([np.empty(0, np.int64), *(p.numbers for p in pieces)])
        self.dimensions = len(direction)
        self._direction = direction
        self._pieces = [
            piece.cut(slice(start, start + CHUNK_ROWS))
            for piece in pieces
            for start in range(0, len(piece.numbers), CHUNK_ROWS)
        ]
        self._read_rows = read_rows

    def guesses(self, vectors: Float32) -> Iterator[Guess]:
        """Bound by what the codes leave out."""
        return map(Guesser(self._direction, vectors), self._pieces)

    def read(self, places: NDArray[np.intp]) -> Rows:
        """Read from the store."""
        asked = self.numbers[places]
        numbers, rows = self._read_rows(asked.tolist())
        if len(numbers) == len(asked):
            return rows
        matrix = np.zeros((len(asked), self.dimensions), np.float16)
        matrix[np.searchsorted(asked, numbers)] = rows
        return matrix


def usable_rows(rows: Rows) -> NDArray[np.bool_]:
    """Tell which rows have the length of an encoder's vectors, within 1 %."""
    with np.errstate(invalid="ignore", over="ignore"):
        return has_length_one(np.asarray(rows, np.float32))


def squared_lengths(vectors: NDArray[Any]) -> Float32:
    """Give the square of every row's length."""
    return np.asarray(np.einsum("ij,ij->i", vectors, vectors), np.float32)


def has_length_one(vectors: Float32) -> NDArray[np.bool_]:
    """Tell which rows have the length of an encoder's vectors."""
    # A comparison with a number that is not finite is false.
    lengths = np.sqrt(squared_lengths(vectors))
    return np.asarray(np.abs(lengths - 1) < _LENGTH_TOLERANCE)
