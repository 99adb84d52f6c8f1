"""Read a page that was fetched: an article with ClaimReviews in it, or JSON."""

from dataclasses import replace

from factcheck.errors import SourceRefused
from factcheck.model import RawRecord, RecordProblem
from factcheck.web.claim_review_parser import PageFacts, read_reviews
from factcheck.web.client import Fetched
from factcheck.web.embedded_json import read_script
from factcheck.web.page import MAX_CHARACTERS, BusyPageError, Page, read_html
from factcheck.web.page_urls import shown

_JSON_TYPES = ("application/json", "application/ld+json", "application/feed+json", "text/json")


def read_page(fetched: Fetched) -> Page:
    """Read a page that was fetched; what its records lost is told in the notes of the page.

    Raises:
        SourceRefused: The page is built to keep its readers busy.
    """
    if fetched.content_type in _JSON_TYPES:
        page = _json_document(fetched)
    else:
        try:
            page = read_html(fetched.text, fetched.final_url)
        except BusyPageError as error:
            raise SourceRefused(f"{shown(fetched.final_url)} {error}") from error
    told = dict.fromkeys(note for record in page.records for note in _notes_of(record))
    notes = (*fetched.notes, *page.notes, *told)
    return replace(page, records=tuple(map(_without_notes, page.records)), notes=notes)


def _json_document(fetched: Fetched) -> Page:
    url = fetched.final_url
    text = fetched.text[:MAX_CHARACTERS]
    cut = f"only the first {MAX_CHARACTERS:,} characters of the page were read"
    notes = (cut,) if len(text) < len(fetched.text) else ()
    try:
        value = read_script(text)
    except ValueError as error:
        raise SourceRefused(f"{shown(url)} cannot be read: {error}") from error
    found = read_reviews([(1, value)], PageFacts(url, url))
    return Page(url, url, "", "", "", "", "", (), found.records, (*notes, *found.notes))


def _notes_of(record: RawRecord | RecordProblem) -> tuple[str, ...]:
    return record.notes if isinstance(record, RawRecord) else ()


def _without_notes(record: RawRecord | RecordProblem) -> RawRecord | RecordProblem:
    return replace(record, notes=()) if isinstance(record, RawRecord) else record
