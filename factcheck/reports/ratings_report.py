"""Report how ratings are mapped to verdicts, and which ratings of a store are not mapped."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from factcheck.citations.labels import VERDICTS, language_name
from factcheck.maintenance.rating_overrides import RatingsOverview
from factcheck.model import Axis, RatingMapping, RatingReading
from factcheck.ratings.vocabulary import Vocabulary
from factcheck.reports.answers_csv import cell
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.rating_override_table import OverrideResult, UnmappedRating
from factcheck.text.counting import counted

CSV_COLUMNS = (
    "mapped_by", "count", "rating", "publisher", "publisher_domain", "language", "verdict",
    "axis", "media_flags", "source",
)  # fmt: skip
# JSON and CSV have all rows.
_ROWS_SHOWN = 20
_IDS_SHOWN = 12


def ratings_document(ratings: RatingsOverview, store: str) -> Document:
    """Return the unmapped ratings, then the mappings, as a document.

    Args:
        ratings: Mapped and unmapped ratings.
        store: Path of the store, empty if there is none.
    """
    publishers = counted(len(ratings.publishers), "publisher")
    languages = counted(sum(len(each.languages) for each in ratings.languages), "language")
    blocks = [
        *([_not_mapped(ratings.not_mapped, store)] if store else []),
        Block("Mapped by you", tuple(_own_line(mapping) for mapping in ratings.mappings)),
        Block(
            f"Mapped: {publishers}, with where their words were read",
            tuple(line for table in ratings.publishers for line in _publisher_lines(table)),
        ),
        Block(
            f"Mapped: {languages}",
            tuple(line for table in ratings.languages for line in _language_lines(table)),
        ),
    ]
    return Document(tuple(block for block in blocks if block.lines))


def mapping_change_document(done: OverrideResult, *, recorded: bool) -> Document:
    """Return what adding or removing a mapping did; *recorded* is false for a dry run."""
    changed = done.changed
    read_again = counted(len(changed), "fact-check")
    lines = [_own_line(done.change.mapping), Line("Read again", read_again)]
    lines += [Line("", public) for public in changed[:_IDS_SHOWN]]
    if len(changed) > _IDS_SHOWN:
        lines.append(Line("", f"and {len(changed) - _IDS_SHOWN:,} more", Tone.QUIET))
    if recorded:
        lines.append(Line("Take back", f"factcheck undo {done.run_id}", copyable=True))
    else:
        lines.append(Line("Note", "nothing was written to the store", Tone.QUIET))
    heading = "Mapping removed" if done.change.removed else "Mapping added"
    return Document((Block(heading, tuple(lines)),))


def ratings_object(ratings: RatingsOverview, store: str) -> dict[str, object]:
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


def write_ratings_csv(ratings: RatingsOverview, stream: TextIO) -> None:
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


def mapping_change_object(done: OverrideResult, *, recorded: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "recorded": recorded,
        "run_id": done.run_id if recorded else None,
        "removed": done.change.removed,
        "mapping": _mapping_object(done.change.mapping),
        "changed": list(done.changed),
    }


def _not_mapped(unknown: Sequence[UnmappedRating], store: str) -> Block:
    if not unknown:
        return Block("Not mapped: nothing", (Line("Store", store),), Tone.GOOD)
    total = sum(each.count for each in unknown)
    lines = [Line("Store", store)]
    for each in unknown[:_ROWS_SHOWN]:
        whose = each.publisher_domain or each.publisher
        lines.append(Line(f"{each.count:,}", f"{each.rating} ({whose}, {each.language})"))
    if len(unknown) > _ROWS_SHOWN:
        lines.append(Line("", f"and {len(unknown) - _ROWS_SHOWN:,} more", Tone.QUIET))
    lines.append(Line("Map one", "factcheck ratings add RATING VERDICT --publisher DOMAIN"))
    heading = f"Not mapped: {counted(len(unknown), 'rating')} of {counted(total, 'fact-check')}"
    return Block(heading, tuple(lines), Tone.MIXED)


def _own_line(mapping: RatingMapping) -> Line:
    whose = mapping.publisher_domain or language_name(mapping.language)
    return Line(mapping.rating, f"{_meaning(mapping.reading)} ({whose})")


def _publisher_lines(table: Vocabulary) -> Iterator[Line]:
    where = f"{', '.join(table.domains)}; " if table.domains else ""
    yield Line(table.names[0], f"{where}{counted(len(table.readings), 'label')}")
    yield Line("", table.source, Tone.QUIET)


def _language_lines(table: Vocabulary) -> Iterator[Line]:
    names = ", ".join(language_name(code) for code in table.languages)
    yield Line(", ".join(table.languages), f"{names}; {counted(len(table.readings), 'label')}")
    yield Line("", table.source, Tone.QUIET)


def _meaning(reading: RatingReading) -> str:
    axis = [] if reading.axis is Axis.TRUTH else [f"about {reading.axis}"]
    return ", ".join([VERDICTS[reading.verdict], *axis, *reading.media_flags])


def _table_object(table: Vocabulary) -> dict[str, object]:
    publisher = {"names": list(table.names), "domains": list(table.domains)} if table.names else {}
    return publisher | {
        "languages": list(table.languages),
        "source": table.source,
        "ratings": [
            {"rating": table.labels[label], **_reading_object(reading)}
            for label, (reading, _) in table.readings.items()
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


def _table_rows(table: Vocabulary) -> Iterator[dict[str, object]]:
    for label, (reading, _) in table.readings.items():
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
