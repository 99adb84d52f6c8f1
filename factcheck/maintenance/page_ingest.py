"""Take the ClaimReviews of one page on the web in, as if it were a file."""

from factcheck.errors import InputError
from factcheck.web.client import Fetcher
from factcheck.web.fetched_page import read_page
from factcheck.web.page import Page
from factcheck.web.page_urls import shown


def records_from_page(fetcher: Fetcher, url: str) -> Page:
    """Fetch a page and read the ClaimReviews in it, ready to be saved.

    Raises:
        InputError: There is none on it.
        SourceError: It cannot be had.
    """
    page = read_page(fetcher.fetch(url))
    if not page.records:
        noted = f" ({'; '.join(page.notes)})" if page.notes else ""
        raise InputError(
            f"{shown(url)} has no ClaimReview for machines to read{noted}; "
            "write its claim and rating into a CSV file and ingest that"
        )
    return page
