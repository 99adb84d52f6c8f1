"""Read the ClaimReviews of a web page that somebody saved."""

from collections.abc import Iterator
from dataclasses import replace

from factcheck.errors import InputError
from factcheck.formats.column_names import Columns
from factcheck.formats.input_files import Input
from factcheck.formats.json_flatten import flatten
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem
from factcheck.web.page import MAX_CHARACTERS, BusyPageError, Page, read_html

_MOST_BYTES_OF_A_LETTER = 4


def read_saved_page(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the ClaimReviews of a page, then those in it that cannot be read.

    Raises:
        InputError: There is none, or the page is built to keep its readers busy.
    """
    page = _read(source)
    if not page.records:
        noted = f" ({'; '.join(page.notes)})" if page.notes else ""
        raise InputError(
            f"{source.name} has no ClaimReview for machines to read{noted}; "
            "write its claim and rating into a CSV file and ingest that"
        )
    columns = Columns(options.map)
    for record in page.records:
        if isinstance(record, RawRecord):
            yield columns.overridden(record, flatten(record.raw), notes=page.notes)
        else:
            yield record


def _read(source: Input) -> Page:
    body = source.stream.read(MAX_CHARACTERS * _MOST_BYTES_OF_A_LETTER)
    text = body.decode("utf-8", errors="replace")
    try:
        page = read_html(text, "")
    except BusyPageError as error:
        raise InputError(f"{source.name} {error}") from error
    unreadable = text.count("\ufffd")
    if unreadable:
        note = f"letters of the page that are not {source.encoding}: {unreadable}"
        page = replace(page, notes=(*page.notes, note))
    return page
