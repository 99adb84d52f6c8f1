"""Visit the pages that a review page cites: are its sources still there?"""

from collections.abc import Iterable
from threading import Lock

from factcheck.errors import SourceError
from factcheck.maintenance.link_check_types import LinkState, state_of
from factcheck.store.identity import url_key
from factcheck.store.link_check_table import CitedPage
from factcheck.web.client import Fetcher
from factcheck.web.urls import is_front_page, short_url

# A run remembers what it has visited; many articles cite the same pages.
_REMEMBERED = 20_000


class CitedPages:
    """Visits each page once in a run; several threads may share one."""

    def __init__(self, visitor: Fetcher | None, most: int) -> None:
        """Visit at most *most* pages for one article; none without a *visitor*."""
        self._visitor = visitor
        self._most = most
        self._known: dict[str, CitedPage] = {}
        self._lock = Lock()

    def of(self, links: Iterable[str]) -> tuple[CitedPage, ...]:
        """Give what became of the first of *links*."""
        visitor = self._visitor
        if visitor is None:
            return ()
        chosen = list(dict.fromkeys(links))[: self._most]
        return tuple(self._visited(visitor, url) for url in chosen)

    def _visited(self, visitor: Fetcher, url: str) -> CitedPage:
        with self._lock:
            known = self._known.get(url)
        if known is not None:
            return known
        found = _visited(visitor, url)
        with self._lock:
            if len(self._known) < _REMEMBERED:
                self._known[url] = found
        return found


def _visited(visitor: Fetcher, url: str) -> CitedPage:
    try:
        place = visitor.visit(url).final_url
    except SourceError as error:
        return CitedPage(url, state_of(error).value, reason=str(error))
    if url_key(place) == url_key(url):
        return CitedPage(url, LinkState.ALIVE.value, place)
    if is_front_page(place) and not is_front_page(url):
        reason = f"it leads to the front page {short_url(place)} now"
        return CitedPage(url, LinkState.GONE.value, place, reason)
    return CitedPage(url, LinkState.MOVED.value, place, f"it is at {short_url(place)} now")
