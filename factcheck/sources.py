"""Look at the pages behind fact-checks: are they still there, and do they still say the same?

fact-checks → their pages, a few hosts at a time → compared → said in words, and remembered
"""

import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Protocol
from urllib.parse import urlsplit

from factcheck.errors import InputError, SourceError, SourceNotFound, SourceRefused
from factcheck.ingest import utc_now
from factcheck.model import FactCheck, RawRecord
from factcheck.ratings.reading import language_of_rating, read_rating
from factcheck.readers.json_values import parse_json
from factcheck.readers.options import ReadOptions
from factcheck.readers.validate import validate
from factcheck.store.identity import url_key
from factcheck.store.source_checks import StoredCheck
from factcheck.store.store import Store
from factcheck.text.normalise import comparable
from factcheck.web.claim_reviews import is_front_page
from factcheck.web.client import Fetched
from factcheck.web.locations import shown
from factcheck.web.pages import Page, read_page

_CLAIMS_NAMED = 3
_CLAIM_SHOWN = 200


class PageFetcher(Protocol):
    """Gives the page at an address; `factcheck.web.client.Fetcher` does it over the network."""

    def fetch(self, url: str) -> Fetched:
        """Fetch one page, or raise a `SourceError`."""
        ...


class SourceState(StrEnum):
    """What became of the page of a fact-check."""

    ALIVE = "alive"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_PAGE = "no_page"


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """One look at the page of a fact-check.

    Attributes:
        state: Everything but ``alive`` needs a person.
        checked_at: UTC time in ISO 8601, to the second.
        found_url: Where the page was found; empty where it was not.
        reasons: Why it is in this state, in words.
        notes: What else is worth knowing.
    """

    fact_check: FactCheck
    state: SourceState
    checked_at: str
    found_url: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What may be decided about a look at many pages.

    Attributes:
        hosts_at_once: Each host is asked for one page at a time, whatever this is.
        clock: Tells the time.
    """

    hosts_at_once: int = 4
    clock: Callable[[], datetime] = utc_now


def records_from_page(fetcher: PageFetcher, url: str) -> Page:
    """Fetch a page and read the ClaimReviews in it, ready to be saved.

    Raises:
        InputError: There is none on it.
        SourceError: It cannot be had.
    """
    page = read_page(fetcher.fetch(url), parse_json)
    if not page.records:
        noted = f" ({'; '.join(page.notes)})" if page.notes else ""
        raise InputError(
            f"{shown(url)} has no ClaimReview for machines to read{noted}; "
            "write its claim and rating into a CSV file and ingest that"
        )
    return page


def due(store: Store, checked_before: str = "") -> list[FactCheck]:
    """List the fact-checks whose page was not looked at since *checked_before*, or ever.

    Args:
        store: Open.
        checked_before: UTC time in ISO 8601; empty for all that have a page.
    """
    return [store.get(public) for public in store.source_checks.unchecked_since(checked_before)]


def remember(store: Store, checks: Iterable[SourceCheck]) -> None:
    """Append what was found to the store, which must be open for writing."""
    store.source_checks.add(
        StoredCheck(
            fact_check_id=check.fact_check.id,
            checked_at=check.checked_at,
            url=check.fact_check.review_url,
            state=check.state.value,
            found_url=check.found_url,
            reasons=(*check.reasons, *check.notes),
        )
        for check in checks
        if check.state is not SourceState.NO_PAGE
    )


def check_sources(
    fact_checks: Iterable[FactCheck], fetcher: PageFetcher, options: CheckOptions | None = None
) -> Iterator[SourceCheck]:
    """Look at the page of each fact-check and yield what was found, as it comes in.

    A page that several fact-checks share is fetched once. Nothing is written anywhere.
    """
    chosen = options or CheckOptions()
    lanes, without_page = _lanes(fact_checks)
    now = chosen.clock().isoformat()
    for fact_check in without_page:
        yield SourceCheck(fact_check, SourceState.NO_PAGE, now, reasons=("it has no review URL",))
    yield from _Lookout(fetcher, chosen).over(lanes)


# One address, and the fact-checks that it carries.
_Shared = tuple[str, list[FactCheck]]


class _Lookout:
    """A few threads that each visit one host at a time."""

    def __init__(self, fetcher: PageFetcher, options: CheckOptions) -> None:
        self._fetcher = fetcher
        self._options = options
        self._stopped = Event()
        # Reading a page takes memory, and two threads would not read it any faster.
        self._reading = Lock()

    def over(self, lanes: Sequence[Sequence[_Shared]]) -> Iterator[SourceCheck]:
        waiting: queue.SimpleQueue[Sequence[_Shared]] = queue.SimpleQueue()
        found: queue.SimpleQueue[list[SourceCheck] | Exception] = queue.SimpleQueue()
        for lane in lanes:
            waiting.put(lane)
        for _ in range(min(self._options.hosts_at_once, len(lanes))):
            # Daemons, so that Ctrl-C need not wait for a slow server.
            Thread(target=self._visit, args=(waiting, found), daemon=True).start()
        try:
            for _ in range(sum(len(lane) for lane in lanes)):
                checks = found.get()
                if isinstance(checks, Exception):
                    raise checks
                yield from checks
        finally:
            self._stopped.set()

    def _visit(
        self,
        waiting: "queue.SimpleQueue[Sequence[_Shared]]",
        found: "queue.SimpleQueue[list[SourceCheck] | Exception]",
    ) -> None:
        while not self._stopped.is_set():
            try:
                lane = waiting.get_nowait()
            except queue.Empty:
                return
            for url, fact_checks in lane:
                if self._stopped.is_set():
                    return
                try:
                    found.put(self._look(url, fact_checks))
                except Exception as mistake:  # noqa: BLE001 - it goes on to who waits for us
                    found.put(mistake)
                    return

    def _look(self, url: str, fact_checks: Sequence[FactCheck]) -> list[SourceCheck]:
        try:
            fetched = self._fetcher.fetch(url)
            with self._reading:
                page = read_page(fetched, parse_json)
        except SourceError as error:
            state, at = _state_of(error), self._options.clock().isoformat()
            return [SourceCheck(each, state, at, reasons=(str(error),)) for each in fact_checks]
        now = self._options.clock()
        on_page, problems = _fact_checks_on(page, now)
        page = replace(page, notes=(*page.notes, *problems))
        alone, at = len(fact_checks) == 1, now.isoformat()
        return [_compared(each, page, on_page, alone=alone, at=at) for each in fact_checks]


def _lanes(checks: Iterable[FactCheck]) -> tuple[list[list[_Shared]], list[FactCheck]]:
    """Sort by host and then by page, the longest lane first."""
    hosts: dict[str, dict[str, _Shared]] = {}
    without_page = []
    for fact_check in checks:
        url = fact_check.review_url.partition("#")[0]
        if not url:
            without_page.append(fact_check)
            continue
        pages = hosts.setdefault(_host(url), {})
        pages.setdefault(url_key(url), (url, []))[1].append(fact_check)
    lanes = [list(pages.values()) for pages in hosts.values()]
    return sorted(lanes, key=len, reverse=True), without_page


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _state_of(error: SourceError) -> SourceState:
    if isinstance(error, SourceNotFound):
        return SourceState.GONE
    return SourceState.REFUSED if isinstance(error, SourceRefused) else SourceState.UNREACHABLE


def _fact_checks_on(page: Page, now: datetime) -> tuple[list[FactCheck], list[str]]:
    """Give what the page's ClaimReviews say, read as an ingest would, and why some cannot be."""
    options = ReadOptions(
        today=now.date(), read_rating=read_rating, language_of_rating=language_of_rating
    )
    found, problems = [], []
    for record in page.records:
        read = validate(record, options) if isinstance(record, RawRecord) else record
        if isinstance(read, tuple):
            found.append(read[0])
        else:
            problems.append(read.reason)
    return found, problems


def _compared(
    fact_check: FactCheck, page: Page, on_page: Sequence[FactCheck], *, alone: bool, at: str
) -> SourceCheck:
    check = SourceCheck(fact_check, SourceState.ALIVE, at, page.url, notes=page.notes)
    moved = url_key(page.url) != url_key(fact_check.review_url)
    if moved and is_front_page(page.url):
        reason = f"it leads to the front page {shown(page.url)} now"
        return replace(check, state=SourceState.GONE, reasons=(reason,))
    reasons = (f"it is at {shown(page.url)} now",) if moved else ()
    differences = _differences(fact_check, on_page, alone=alone)
    if not on_page:
        nothing = "the page has no ClaimReview to compare with"
        check = replace(check, notes=(*check.notes, nothing))
    state = SourceState.MOVED if moved else SourceState.ALIVE
    return replace(
        check,
        state=SourceState.CHANGED if differences else state,
        reasons=(*reasons, *differences),
    )


def _differences(
    fact_check: FactCheck, on_page: Sequence[FactCheck], *, alone: bool
) -> tuple[str, ...]:
    """Say in words what the page says otherwise than the store."""
    if not on_page:
        return ()
    claim = comparable(fact_check.claim)
    same = [other for other in on_page if comparable(other.claim) == claim]
    if not same and not (alone and len(on_page) == 1):
        claims = "; ".join(_quoted(other.claim) for other in on_page[:_CLAIMS_NAMED])
        return (f"none of the {len(on_page)} claims on the page is this one: {claims}",)
    other = same[0] if same else on_page[0]
    differences = []
    if not same:
        differences.append(
            f"the claim was {_quoted(fact_check.claim)} and is {_quoted(other.claim)}"
        )
    # A page that rates by numbers or pictures says nothing that could be compared.
    if other.rating and comparable(other.rating) != comparable(fact_check.rating):
        was = _quoted(fact_check.rating) if fact_check.rating else "blank"
        differences.append(f"the rating was {was} and is {_quoted(other.rating)}")
    return tuple(differences)


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _CLAIM_SHOWN else text[:_CLAIM_SHOWN] + '…'}”"
