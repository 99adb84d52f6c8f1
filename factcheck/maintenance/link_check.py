"""Visit the pages of many fact-checks, a few hosts at a time, and compare each with the store."""

import queue
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Event, Lock, Thread

from factcheck.errors import SourceError
from factcheck.maintenance.cited_pages import CitedPages
from factcheck.maintenance.link_check_types import (
    CheckOptions,
    LinkCheck,
    LinkState,
    state_of,
)
from factcheck.maintenance.page_comparison import compared, fact_checks_on, gone, with_capture
from factcheck.model import FactCheck
from factcheck.store.identity import url_key
from factcheck.text.links import host_of
from factcheck.web.client import Fetcher
from factcheck.web.page import read_page

_THERE = (LinkState.ALIVE, LinkState.MOVED, LinkState.CHANGED)


def check_sources(
    fact_checks: Iterable[FactCheck], fetcher: Fetcher, options: CheckOptions | None = None
) -> Iterator[LinkCheck]:
    """Look at the page of each fact-check and yield what was found, as it comes in.

    A page that several fact-checks share is fetched once. Nothing is written anywhere.
    """
    chosen = options or CheckOptions()
    lanes, without_page = _lanes(fact_checks)
    now = chosen.clock().isoformat()
    for fact_check in without_page:
        yield LinkCheck(fact_check, LinkState.NO_PAGE, now, reasons=("it has no review URL",))
    yield from _Lookout(fetcher, chosen).over(lanes)


# One address, and the fact-checks that it carries.
_Shared = tuple[str, list[FactCheck]]


class _Lookout:
    """A few threads that each visit one host at a time."""

    def __init__(self, fetcher: Fetcher, options: CheckOptions) -> None:
        self._fetcher = fetcher
        self._options = options
        self._cited = CitedPages(options.visitor, options.cited_pages)
        self._stopped = Event()
        # Reading a page takes memory, and two threads would not read it any faster.
        self._reading = Lock()

    def over(self, lanes: Sequence[Sequence[_Shared]]) -> Iterator[LinkCheck]:
        waiting: queue.SimpleQueue[Sequence[_Shared]] = queue.SimpleQueue()
        found: queue.SimpleQueue[list[LinkCheck] | Exception] = queue.SimpleQueue()
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
        found: "queue.SimpleQueue[list[LinkCheck] | Exception]",
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

    def _look(self, url: str, fact_checks: Sequence[FactCheck]) -> list[LinkCheck]:
        try:
            fetched = self._fetcher.fetch(url)
            with self._reading:
                page = read_page(fetched)
        except SourceError as error:
            state, at = state_of(error), self._options.clock().isoformat()
            failed = (
                gone(each, str(error), at)
                if state is LinkState.GONE
                else LinkCheck(each, state, at, reasons=(str(error),))
                for each in fact_checks
            )
            return [self._with_capture(check) for check in failed]
        now = self._options.clock()
        on_page, problems = fact_checks_on(page, now)
        page = replace(page, notes=(*page.notes, *problems))
        cited = self._cited.of(page.links)
        alone, at = len(fact_checks) == 1, now.isoformat()
        checks = (
            compared(each, page, on_page, for_good=fetched.for_good, alone=alone)
            for each in fact_checks
        )
        return [self._with_capture(replace(check, checked_at=at, cited=cited)) for check in checks]

    def _with_capture(self, check: LinkCheck) -> LinkCheck:
        """Look for an archived copy where none is known, or ask for one where that is wanted."""
        archives, url = self._options.captures, check.fact_check.review_url.partition("#")[0]
        if archives is None:
            return check
        if self._options.capture and check.state in _THERE:
            capture, trouble = archives.capture(check.found_url or url)
            notes = (*check.notes, trouble) if trouble else check.notes
            return with_capture(replace(check, notes=notes), capture)
        if any(_is_copy(known, url) for known in check.fact_check.archive_urls):
            return check
        return with_capture(check, archives.find(url))


def _lanes(checks: Iterable[FactCheck]) -> tuple[list[list[_Shared]], list[FactCheck]]:
    """Sort by host and then by page, the longest lane first."""
    hosts: dict[str, dict[str, _Shared]] = {}
    without_page = []
    for fact_check in checks:
        url = fact_check.review_url.partition("#")[0]
        if not url:
            without_page.append(fact_check)
            continue
        pages = hosts.setdefault(host_of(url), {})
        pages.setdefault(url_key(url), (url, []))[1].append(fact_check)
    lanes = [list(pages.values()) for pages in hosts.values()]
    return sorted(lanes, key=len, reverse=True), without_page


def _is_copy(archived: str, url: str) -> bool:
    """Tell whether an archived page is a copy of the page at *url*, and not of another."""
    return url.partition("://")[2] in archived
