"""Check whether the pages that a review page cites are still there."""

from collections.abc import Iterable
from threading import Lock

from factcheck.errors import SourceError
from factcheck.maintenance.link_check_types import LinkState, state_of
from factcheck.store.identity import url_key
from factcheck.store.link_check_table import CitedPage
from factcheck.web.client import Fetcher
from factcheck.web.urls import is_front_page, short_url

# Many articles cite the same pages; that many results are kept in one run.
_MAX_CACHED = 20_000


class CitedPages:
    """Checks each page once in a run; several threads may share one."""

    def __init__(self, visitor: Fetcher | None, max_pages: int) -> None:
        """Check at most *max_pages* pages of one article; none without a *visitor*."""
        self._visitor = visitor
        self._max_pages = max_pages
        self._checked: dict[str, CitedPage] = {}
        self._lock = Lock()

    def check(self, links: Iterable[str]) -> tuple[CitedPage, ...]:
        """Return the state of the first of *links*."""
        visitor = self._visitor
        if visitor is None:
            return ()
        chosen = list(dict.fromkeys(links))[: self._max_pages]
        return tuple(self._check_once(visitor, url) for url in chosen)

    def _check_once(self, visitor: Fetcher, url: str) -> CitedPage:
        with self._lock:
            cached = self._checked.get(url)
        if cached is not None:
            return cached
        found = _check(visitor, url)
        with self._lock:
            if len(self._checked) < _MAX_CACHED:
                self._checked[url] = found
        return found


def _check(visitor: Fetcher, url: str) -> CitedPage:
    try:
        final_url = visitor.visit(url).final_url
    except SourceError as error:
        return CitedPage(url, state_of(error).value, reason=str(error))
    if url_key(final_url) == url_key(url):
        return CitedPage(url, LinkState.ALIVE.value, final_url)
    if is_front_page(final_url) and not is_front_page(url):
        reason = f"it leads to the front page {short_url(final_url)} now"
        return CitedPage(url, LinkState.GONE.value, final_url, reason)
    return CitedPage(url, LinkState.MOVED.value, final_url, f"it is at {short_url(final_url)} now")
