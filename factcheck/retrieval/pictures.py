"""Find the stored pictures that a picture is a copy of, by the distance of their hashes."""

from collections.abc import Sequence

import numpy as np

from factcheck.model import PictureHash
from factcheck.retrieval.picture_copy import PictureCopy

# Of 256; hashes that differ in more bits are of different pictures, as ThreatExchange advises.
MOST_DIFFERENT_BITS = 31


class PictureIndex:
    """The hashes of a store's pictures."""

    def __init__(self, pictures: Sequence[tuple[int, str]]) -> None:
        """Index *pictures*, each the number of its fact-check and a `PictureHash` as text."""
        read = [(number, PictureHash.read(text)) for number, text in pictures]
        self._known = [(number, found) for number, found in read if found is not None]
        joined = b"".join(bytes.fromhex(found.pdq) for _, found in self._known)
        self._hashes = np.frombuffer(joined, dtype=np.uint64).reshape(-1, 4)

    def __len__(self) -> int:
        """Count the pictures."""
        return len(self._known)

    def near(self, pdq: str) -> tuple[PictureCopy, ...]:
        """Find the fact-checks with a copy of the picture *pdq*, the nearest of each."""
        asked = np.frombuffer(bytes.fromhex(pdq), dtype=np.uint64)
        distances = np.bitwise_count(self._hashes ^ asked).sum(axis=1)
        nearest: dict[int, PictureCopy] = {}
        for row in np.argsort(distances, kind="stable"):
            distance = int(distances[row])
            if distance > MOST_DIFFERENT_BITS:
                break
            number, found = self._known[row]
            nearest.setdefault(number, PictureCopy(number, found.name, distance))
        return tuple(nearest.values())
