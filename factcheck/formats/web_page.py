"""Read the ClaimReviews of one web page: saved to a file, or fetched by its address."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from factcheck.errors import InputError
from factcheck.formats.column_names import Columns
from factcheck.formats.input_files import Input
from factcheck.formats.json_flatten import flatten
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem
from factcheck.web.page import MAX_CHARACTERS, BusyPageError, Page, read_html, read_page
from factcheck.web.urls import short_url

if TYPE_CHECKING:
    # Loads httpx, which a saved page does not need.
    from factcheck.web.client import Fetcher

_MAX_BYTES_OF_A_CHARACTER = 4


def read_saved_page(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the ClaimReviews of a page, then those in it that cannot be read.

    Raises:
        InputError: There is none, or the page is built to keep its readers busy.
    """
    page = _read(source)
    _refuse_without_reviews(page, source.name)
    columns = Columns(options.map)
    for record in page.records:
        if isinstance(record, RawRecord):
            yield columns.overridden(record, flatten(record.raw), notes=page.notes)
        else:
            yield record


def fetch_page_with_reviews(fetcher: "Fetcher", url: str) -> Page:
    """Fetch a page and read the ClaimReviews in it.

    Raises:
        InputError: There is none on it.
        SourceError: It cannot be fetched.
    """
    page = read_page(fetcher.fetch(url))
    _refuse_without_reviews(page, short_url(url))
    return page


def _refuse_without_reviews(page: Page, name: str) -> None:
    if not page.records:
        notes = f" ({'; '.join(page.notes)})" if page.notes else ""
        raise InputError(
            f"{name} has no ClaimReview for machines to read{notes}; "
            "write its claim and rating into a CSV file and ingest that"
        )


def _read(source: Input) -> Page:
    body = source.stream.read(MAX_CHARACTERS * _MAX_BYTES_OF_A_CHARACTER)
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
