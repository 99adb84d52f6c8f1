"""Write down for a script which ratings are read as what, and which are not read."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TextIO

from factcheck.model import RatingMapping, RatingReading
from factcheck.reports.answers_csv import cell
from factcheck.reports.answers_json import SCHEMA_VERSION

CSV_COLUMNS = (
    "mapped_by", "count", "rating", "publisher", "publisher_domain", "language", "verdict",
    "axis", "media_flags", "source",
)  # fmt: skip


class RatingTable(Protocol):
    """The labels of one publisher or of one language."""

    @property
    def names(self) -> tuple[str, ...]:
        """How the publisher is called; empty for a language."""
        ...

    @property
    def domains(self) -> tuple[str, ...]:
        """Of the publisher's pages."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes."""
        ...

    @property
    def source(self) -> str:
        """Where the labels were read."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """Plain labels to how the table spells them."""
        ...

    @property
    def readings(self) -> Mapping[str, RatingReading]:
        """Plain labels to what they mean."""
        ...


class UnknownRating(Protocol):
    """A rating in the store that nobody maps."""

    @property
    def rating(self) -> str:
        """The publisher's words."""
        ...

    @property
    def publisher(self) -> str:
        """The publisher's name."""
        ...

    @property
    def publisher_domain(self) -> str:
        """Host of its pages, empty if unknown."""
        ...

    @property
    def language(self) -> str:
        """Of the fact-checks."""
        ...

    @property
    def count(self) -> int:
        """Fact-checks that have it."""
        ...


class Ratings(Protocol):
    """What is mapped, and what in a store is not."""

    @property
    def publishers(self) -> Sequence[RatingTable]:
        """Tables of publishers."""
        ...

    @property
    def languages(self) -> Sequence[RatingTable]:
        """Tables of languages."""
        ...

    @property
    def mappings(self) -> Sequence[RatingMapping]:
        """What a maintainer said."""
        ...

    @property
    def not_mapped(self) -> Sequence[UnknownRating]:
        """What nobody maps, the most frequent first."""
        ...


class Said(Protocol):
    """One thing that a maintainer said of a rating."""

    @property
    def mapping(self) -> RatingMapping:
        """What the rating means."""
        ...

    @property
    def removed(self) -> bool:
        """Whether that holds no more."""
        ...


class Change(Protocol):
    """What that did to the fact-checks in the store."""

    @property
    def change(self) -> Said:
        """What was said."""
        ...

    @property
    def run_id(self) -> int:
        """The run that did it."""
        ...

    @property
    def changed(self) -> Sequence[str]:
        """Ids of the fact-checks that are read otherwise now."""
        ...


def ratings_object(ratings: Ratings, store: str) -> dict[str, object]:
    """Return the same as a JSON object, with every label of every table."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": store,
        "not_mapped": [
            {
                "rating": each.rating,
                "publisher": each.publisher,
                "publisher_domain": each.publisher_domain,
                "language": each.language,
                "count": each.count,
            }
            for each in ratings.not_mapped
        ],
        "mappings": [_mapping_object(mapping) for mapping in ratings.mappings],
        "publishers": [_table_object(table) for table in ratings.publishers],
        "languages": [_table_object(table) for table in ratings.languages],
    }


def write_ratings_csv(ratings: Ratings, stream: TextIO) -> None:
    """Write one row for every rating, those that nobody maps first."""
    rows = csv.DictWriter(stream, CSV_COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for each in ratings.not_mapped:
        texts = {
            "rating": each.rating,
            "publisher": each.publisher,
            "publisher_domain": each.publisher_domain,
            "language": each.language,
        }
        rows.writerow({"mapped_by": "nobody", "count": each.count, **_cells(texts)})
    for mapping in ratings.mappings:
        texts = {
            "rating": mapping.rating,
            "publisher_domain": mapping.publisher_domain,
            "language": mapping.language,
        }
        rows.writerow(_cells(texts | _reading_texts(mapping.reading)))
    for table in (*ratings.publishers, *ratings.languages):
        rows.writerows(_table_rows(table))


def change_object(done: Change, *, recorded: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "recorded": recorded,
        "run_id": done.run_id if recorded else None,
        "removed": done.change.removed,
        "mapping": _mapping_object(done.change.mapping),
        "changed": list(done.changed),
    }


def _table_object(table: RatingTable) -> dict[str, object]:
    publisher = {"names": list(table.names), "domains": list(table.domains)} if table.names else {}
    return publisher | {
        "languages": list(table.languages),
        "source": table.source,
        "ratings": [
            {"rating": table.labels[label], **_reading_object(reading)}
            for label, reading in table.readings.items()
        ],
    }


def _mapping_object(mapping: RatingMapping) -> dict[str, object]:
    return {
        "rating": mapping.rating,
        "publisher_domain": mapping.publisher_domain,
        "language": mapping.language,
        **_reading_object(mapping.reading),
    }


def _reading_object(reading: RatingReading) -> dict[str, object]:
    return {
        "verdict": reading.verdict.value,
        "axis": reading.axis.value,
        "media_flags": [flag.value for flag in reading.media_flags],
    }


def _table_rows(table: RatingTable) -> Iterator[dict[str, object]]:
    for label, reading in table.readings.items():
        yield _cells(
            {
                "rating": table.labels[label],
                "publisher": table.names[0] if table.names else "",
                "publisher_domain": " ".join(table.domains),
                "language": " ".join(table.languages),
                "source": table.source,
            }
            | _reading_texts(reading)
        )


def _reading_texts(reading: RatingReading) -> dict[str, str]:
    return {
        "mapped_by": reading.mapped_by.value,
        "verdict": reading.verdict.value,
        "axis": reading.axis.value,
        "media_flags": " ".join(reading.media_flags),
    }


def _cells(texts: Mapping[str, str]) -> dict[str, object]:
    return {name: cell(text) for name, text in texts.items()}
