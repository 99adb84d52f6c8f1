"""A stored picture that a picture is a copy of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """A fact-check with a picture that looks like the one that was asked about.

    Attributes:
        number: Its row in the store.
        name: Of the stored picture.
        distance: In how many of 256 bits the hashes differ.
    """

    number: int
    name: str
    distance: int
