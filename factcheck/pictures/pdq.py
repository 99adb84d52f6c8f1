"""Compute PDQ, Meta's published perceptual hash of pictures: 256 bits and a quality.

Written after the description in ``hashing/hashing.pdf`` of facebook/ThreatExchange; hashes of its
test pictures are within 10 bits of its own where the quality is 80 or more.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# The side to which larger pictures are scaled first, as the reference does.
LARGEST_SIDE = 512
# The reference hashes nothing smaller.
SMALLEST_SIDE = 5

_BLOCKS = 64
_FREQUENCIES = 16
_PASSES = 2


def pdq_hash(luminance: "Matrix") -> tuple[str, int]:
    """Return the hash as 64 hexadecimal digits, and its quality from 0 to 100.

    Args:
        luminance: 0 to 255, rows by columns, each side of `SMALLEST_SIDE` to `LARGEST_SIDE`.
    """
    blocks = _decimated(luminance)
    transform = _cosines() @ blocks @ _cosines().T
    # The lower of the two middle values, as the reference takes it.
    middle = np.sort(transform, axis=None)[transform.size // 2 - 1]
    bits = (transform > middle).ravel()[::-1]
    return np.packbits(bits).tobytes().hex(), _quality(blocks)


def _decimated(luminance: "Matrix") -> "Matrix":
    """Blur and pick the centres of 64 x 64 blocks."""
    for _ in range(_PASSES):
        luminance = _blurred(_blurred(luminance).T).T
    rows, columns = (
        ((np.arange(_BLOCKS) + 0.5) * side / _BLOCKS).astype(int) for side in luminance.shape
    )
    return luminance[np.ix_(rows, columns)]


def _blurred(luminance: "Matrix") -> "Matrix":
    """Average along each row in a window of a 128th of it, which is cut off at the ends."""
    side = luminance.shape[1]
    window = math.ceil(side / (2 * _BLOCKS))
    ahead = (window + 2) // 2
    sums = np.pad(np.cumsum(luminance, axis=1), ((0, 0), (1, 0)))
    first = np.clip(np.arange(side) - (window - ahead), 0, side)
    last = np.clip(np.arange(side) + ahead, 0, side)
    mean: Matrix = (sums[:, last] - sums[:, first]) / (last - first)
    return mean


def _cosines() -> "Matrix":
    """Give the matrix of the discrete cosine transform, without its constant first row."""
    frequencies = np.arange(1, _FREQUENCIES + 1)[:, None]
    places = 2 * np.arange(_BLOCKS)[None, :] + 1
    scale = math.sqrt(2 / _BLOCKS)
    cosines: Matrix = scale * np.cos(math.pi / 2 / _BLOCKS * frequencies * places)
    return cosines


def _quality(blocks: "Matrix") -> int:
    """Rate by the differences of neighbouring blocks, each cut to whole hundredths."""
    steps = (np.diff(blocks, axis=axis) * 100 / 255 for axis in (0, 1))
    return min(100, int(sum(np.abs(np.trunc(step)).sum() for step in steps)) // 90)
