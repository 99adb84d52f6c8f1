"""Say which ratings are read as what, and which in a store are not read yet."""

from collections.abc import Iterator, Sequence

from factcheck.citations.labels import VERDICTS, language_name
from factcheck.model import Axis, RatingMapping, RatingReading
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.reports.ratings_tables import Change, Ratings, RatingTable, UnknownRating

# A person wants the big picture; JSON and CSV have all.
_ROWS_SHOWN = 20
_IDS_SHOWN = 12


def ratings_sheet(ratings: Ratings, store: str) -> Document:
    """Return what is mapped and what is not, the latter first.

    Args:
        ratings: What to tell of.
        store: The path of the store, empty where there is none.
    """
    blocks = [
        *([_not_mapped(ratings.not_mapped, store)] if store else []),
        Block("Mapped by you", tuple(_own_line(mapping) for mapping in ratings.mappings)),
        Block(
            f"Mapped: {len(ratings.publishers):,} publishers, with where their words were read",
            tuple(line for table in ratings.publishers for line in _publisher_lines(table)),
        ),
        Block(
            f"Mapped: {sum(len(each.languages) for each in ratings.languages):,} languages",
            tuple(line for table in ratings.languages for line in _language_lines(table)),
        ),
    ]
    return Document(tuple(block for block in blocks if block.lines))


def change_sheet(done: Change, *, recorded: bool) -> Document:
    """Return what adding or removing a mapping did; *recorded* is false for a rehearsal."""
    changed = done.changed
    read_again = "1 fact-check" if len(changed) == 1 else f"{len(changed):,} fact-checks"
    lines = [_own_line(done.change.mapping), Line("Read again", read_again)]
    lines += [Line("", public) for public in changed[:_IDS_SHOWN]]
    if len(changed) > _IDS_SHOWN:
        lines.append(Line("", f"and {len(changed) - _IDS_SHOWN:,} more", Tone.QUIET))
    if recorded:
        lines.append(Line("Take back", f"factcheck undo {done.run_id}", copied_whole=True))
    else:
        lines.append(Line("Note", "nothing was written to the store", Tone.QUIET))
    heading = "Mapping removed" if done.change.removed else "Mapping added"
    return Document((Block(heading, tuple(lines)),))


def _not_mapped(unknown: Sequence[UnknownRating], store: str) -> Block:
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
    heading = f"Not mapped: {len(unknown):,} ratings of {total:,} fact-checks"
    return Block(heading, tuple(lines), Tone.MIXED)


def _own_line(mapping: RatingMapping) -> Line:
    whose = mapping.publisher_domain or language_name(mapping.language)
    return Line(mapping.rating, f"{_meaning(mapping.reading)} ({whose})")


def _publisher_lines(table: RatingTable) -> Iterator[Line]:
    where = f"{', '.join(table.domains)}; " if table.domains else ""
    yield Line(table.names[0], f"{where}{len(table.readings)} labels")
    yield Line("", table.source, Tone.QUIET)


def _language_lines(table: RatingTable) -> Iterator[Line]:
    names = ", ".join(language_name(code) for code in table.languages)
    yield Line(", ".join(table.languages), f"{names}; {len(table.readings)} labels")
    yield Line("", table.source, Tone.QUIET)


def _meaning(reading: RatingReading) -> str:
    axis = [] if reading.axis is Axis.TRUTH else [f"about {reading.axis}"]
    return ", ".join([VERDICTS[reading.verdict], *axis, *reading.media_flags])
