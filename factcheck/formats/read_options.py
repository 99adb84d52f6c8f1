"""How a file of fact-checks is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from factcheck.formats.workbook_reader import SheetChoice
from factcheck.ratings.rating_reader import RatingReader


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file of fact-checks is read.

    Attributes:
        map: Column names of the input to our field names; it wins over the
            known spellings. ``{"Tvrdnja": "claim"}``
        day_first: How to read ``03/04/2021``: true for 3 April, false for
            March 4, ``None`` to leave such dates blank.
        encoding: Of the file, such as ``cp1250``; empty to detect it.
        today: The day after which a date lies in the future; ``None`` lets
            every year up to 2100 pass.
        ratings: Reads ratings, with the overrides of a store's maintainer if there are any.
        sheet: Of a workbook; empty to find it.
        media_folder: Where the pictures lie that records name; None to hash none.
    """

    map: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    encoding: str = ""
    today: date | None = None
    ratings: RatingReader = field(default_factory=RatingReader)
    sheet: str = ""
    media_folder: Path | None = None

    @property
    def sheet_choice(self) -> SheetChoice:
        """Which sheet of a workbook is read, and what its header has."""
        return SheetChoice(self.sheet, tuple(self.map))
