"""Write vectors with one byte a number, and know for each how far off that can be.

A row x of length 1 is taken apart as ``x = h·u + s·c + r``: along a direction u that all rows
share (vectors of an encoder lie close together), whole numbers c from -127 to 127 times a scale
s, and a rest r of which only the length is kept. A claim's vector q is taken apart alike, as
``q = a·u + t·b + p``. Then ``q·x = a·h + s·t·(b·c)``, and by the inequality of Cauchy and Schwarz
this is off by no more than ``|q-a·u|·|r| + |p|·|s·c|``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from factcheck.retrieval.int8_dot import multiplier

_LARGEST = 127
# What rounding to float32 can add to a cosine, many times over.
_ROUNDING = 4e-6
# The sums of squares behind the lengths are rounded too.
_LENGTHS_UP = 1.001
# Lengths 0 and up: what a row has beside its codes.
PARTS = 4
# Multiplications that OpenBLAS does without waking its threads.
_ON_ONE_THREAD = 1 << 18
# float32 has no full precision below.
_LEAST_SCALE = 1e-30
# Far below any cosine, and still a number to calculate with.
_NO_FLOOR = -10.0

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows in one byte a number.

    Attributes:
        numbers: Shape (rows,), int64: what each row is called.
        codes: Shape (rows, dimensions), int8.
        parts: Shape (rows, 4), float32: h, |r|, |s·c| and 1 of each, all divided by s.
    """

    numbers: NDArray[np.int64]
    codes: NDArray[np.int8]
    parts: Float32

    def cut(self, part: slice) -> "Coded":
        """Give some of the rows, not copied."""
        return Coded(self.numbers[part], self.codes[part], self.parts[part])


def common_direction(rows: Float32) -> Float32:
    """Give the direction, of length 1, in which *rows* lie on average."""
    mean = rows.mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length > 0 else np.zeros_like(mean), np.float32)


def code_rows(numbers: NDArray[np.int64], rows: Float32, direction: Float32) -> Coded:
    """Write *rows*, shape (rows, dimensions), of length 1, along *direction*."""
    # In twice the digits: what is lost here stands in no bound but the one for rounding.
    along = (rows.astype(np.float64) @ direction.astype(np.float64)).astype(np.float32)
    across = rows - along[:, None] * direction
    scales = np.abs(across).max(axis=1, initial=0) / _LARGEST
    # A row along the direction has only zeros for codes, and any scale.
    scales[scales < _LEAST_SCALE] = 1
    rounded = np.rint(across / scales[:, None])
    coded = rounded * scales[:, None]
    parts = (along, _lengths(across - coded), _lengths(coded), np.ones_like(along))
    divided = np.stack(parts, axis=1) / scales[:, None]
    return Coded(numbers, rounded.astype(np.int8), divided.astype(np.float32))


class Guesser:
    """Guesses the cosines of vectors with coded rows, with proven bounds."""

    def __init__(self, direction: Float32, vectors: Float32) -> None:
        """Take apart *vectors*, shape (vectors, dimensions), finite and not zero."""
        asked = vectors.astype(np.float64)
        direction = direction.astype(np.float64)
        along = asked @ direction
        across = asked - along[:, None] * direction
        scales = np.maximum(np.abs(across).max(axis=1), np.finfo(np.float32).tiny) / _LARGEST
        codes = np.rint(across / scales[:, None])
        rests = _lengths(across - codes * scales[:, None])
        self._scales = scales
        self._multiply = multiplier(codes.astype(np.int8))
        # What the parts of a row are worth: h in the middle, the others to both sides.
        self._along = along
        self._spread = np.stack(
            (_lengths(across), rests, _ROUNDING * np.maximum(_lengths(asked), 1))
        )

    def __call__(self, coded: Coded) -> "CodedGuess":
        """Guess for rows that were coded along the same direction."""
        return CodedGuess(
            self._multiply(coded.codes).astype(np.float32),
            coded.parts,
            self._scales,
            self._along,
            self._spread,
        )


@dataclass(frozen=True, slots=True)
class CodedGuess:
    """What the cosines of some rows with some vectors can be.

    Attributes:
        dots: Shape (rows, vectors), float32: b·c.
        parts: Of the rows, as in `Coded`.
        scales: Shape (vectors,): t.
        along: Shape (vectors,): a.
        spread: Shape (3, vectors): |q-a·u|, |p| and what rounding can do.
    """

    dots: Float32
    parts: Float32
    scales: Float64
    along: Float64
    spread: Float64

    def least(self) -> Float32:
        """Give lower bounds, shape (rows, vectors)."""
        sides = np.vstack((self.along, -self.spread)) / self.scales
        least = _product(self.parts, sides)
        least += self.dots
        least /= self.parts[:, 3:]
        least *= self.scales.astype(np.float32)
        return least

    def possible(self, floors: Float64) -> NDArray[np.bool_]:
        """Tell which can reach *floors*, shape (vectors,); for any floor of -inf, all."""
        sides = np.vstack((self.along, self.spread)) / self.scales
        # Everything is divided by s and t: then one product and one sum are all there is to do
        # for every row and vector.
        sides[3] -= np.maximum(floors, _NO_FLOOR) / self.scales
        reached = _product(self.parts, sides)
        reached += self.dots
        return np.asarray(reached >= 0)

    def bounds(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Float64, Float64]:
        """Give lower and upper bounds for some pairs of row and vector."""
        parts = self.parts[rows].astype(np.float64)
        scales = self.scales[columns] / parts[:, 3]
        middle = self.dots[rows, columns] * scales + parts[:, 0] / parts[:, 3] * self.along[columns]
        spread = np.einsum("ij,ji->i", parts[:, 1:], self.spread[:, columns]) / parts[:, 3]
        return middle - spread, middle + spread


def _product(parts: Float32, sides: Float64) -> Float32:
    """Multiply (rows, 4) with (4, vectors), a few rows at a time.

    With more than that to do, BLAS wakes its threads, and waits for them a hundred times as long
    as it calculates where another program keeps the processor busy.
    """
    columns = sides.astype(np.float32)
    product = np.empty((len(parts), columns.shape[1]), np.float32)
    together = max(1, _ON_ONE_THREAD // columns.size)
    for start in range(0, len(parts), together):
        part = slice(start, start + together)
        np.matmul(parts[part], columns, out=product[part])
    return product


def _lengths(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)) * _LENGTHS_UP)
