"""What a person may decide about the reading of a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from factcheck.errors import InputError
from factcheck.model import RatingReading, RawRecord, RecordProblem

# (rating, publisher's domain, language of the fact-check, publisher's name)
RatingReader = Callable[[str, str, str, str], RatingReading]
RatingLanguage = Callable[[str, str, str, str], str]
# A value with the worst and the best of its scale, as texts.
NumberReader = Callable[[str, str, str], RatingReading]
StoreReader = Callable[[Path], Iterable[RawRecord | RecordProblem]]


def leave_unrated(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> RatingReading:
    """Read nothing into any rating: the answer where no vocabulary is at hand."""
    del rating, publisher_domain, language, publisher_name
    return RatingReading()


def leave_number_unrated(value: str, worst: str, best: str) -> RatingReading:
    """Read nothing into any number."""
    del value, worst, best
    return RatingReading()


def leave_language_unknown(
    rating: str, publisher_domain: str = "", language: str = "", publisher_name: str = ""
) -> str:
    """Know of no rating in which language it is."""
    del rating, publisher_domain, language, publisher_name
    return ""


def read_no_store(path: Path) -> Iterable[RawRecord | RecordProblem]:
    """Refuse a partner's store: the answer where no store is at hand.

    Raises:
        InputError: Always.
    """
    raise InputError(f"{path} is a store, and only an ingest can read one")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may decide about the reading of a file.

    Attributes:
        map: Column names of the input to our field names; it wins over the
            known spellings. ``{"Tvrdnja": "claim"}``
        day_first: How to read ``03/04/2021``: true for 3 April, false for
            March 4, ``None`` to leave such dates blank.
        today: The day after which a date lies in the future; ``None`` lets
            every year up to 2100 pass.
        read_rating: Turns a publisher's words into our verdict. An argument,
            because readers and ratings do not know each other.
        language_of_rating: Says in which language a known rating is.
        read_number: Turns a rating's number into our verdict where its words are not known.
        read_store: Reads a partner's store. An argument for the same reason.
    """

    map: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    today: date | None = None
    read_rating: RatingReader = leave_unrated
    language_of_rating: RatingLanguage = leave_language_unknown
    read_number: NumberReader = leave_number_unrated
    read_store: StoreReader = read_no_store
