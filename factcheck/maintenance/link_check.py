"""Check the review pages of many fact-checks, a few hosts at a time, against the store."""

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
from factcheck.maintenance.page_comparison import (
    compare_page,
    fact_checks_on_page,
    page_gone,
    with_archive_url,
)
from factcheck.model import FactCheck
from factcheck.store.identity import url_key
from factcheck.store.link_check_table import StoredCheck
from factcheck.store.store import Store
from factcheck.text.links import host_of
from factcheck.web.client import Fetcher
from factcheck.web.page import read_page

_REACHED = (LinkState.ALIVE, LinkState.MOVED, LinkState.CHANGED)


def check_links(
    fact_checks: Iterable[FactCheck], fetcher: Fetcher, options: CheckOptions | None = None
) -> Iterator[LinkCheck]:
    """Fetch the page of each fact-check, compare it, and yield the results as they arrive.

    A page that several fact-checks share is fetched once. Nothing is written to the store.
    """
    chosen = options or CheckOptions()
    queues, without_page = _queues_by_host(fact_checks)
    now = chosen.clock().isoformat()
    for fact_check in without_page:
        yield LinkCheck(fact_check, LinkState.NO_PAGE, now, reasons=("it has no review URL",))
    yield from _LinkChecker(fetcher, chosen).run(queues)


# A URL, and the fact-checks that share it.
_SharedPage = tuple[str, list[FactCheck]]


class _LinkChecker:
    """A few threads, each of which fetches the pages of one host at a time."""

    def __init__(self, fetcher: Fetcher, options: CheckOptions) -> None:
        self._fetcher = fetcher
        self._options = options
        self._cited = CitedPages(options.visitor, options.cited_pages)
        self._stopped = Event()
        # Parsing takes memory, and is no faster in two threads.
        self._parsing = Lock()

    def run(self, queues: Sequence[Sequence[_SharedPage]]) -> Iterator[LinkCheck]:
        pending: queue.SimpleQueue[Sequence[_SharedPage]] = queue.SimpleQueue()
        results: queue.SimpleQueue[list[LinkCheck] | Exception] = queue.SimpleQueue()
        for host_queue in queues:
            pending.put(host_queue)
        for _ in range(min(self._options.hosts_at_once, len(queues))):
            # Daemons, so that Ctrl-C does not wait for a slow server.
            Thread(target=self._work, args=(pending, results), daemon=True).start()
        try:
            for _ in range(sum(map(len, queues))):
                checks = results.get()
                if isinstance(checks, Exception):
                    raise checks
                yield from checks
        finally:
            self._stopped.set()

    def _work(
        self,
        pending: "queue.SimpleQueue[Sequence[_SharedPage]]",
        results: "queue.SimpleQueue[list[LinkCheck] | Exception]",
    ) -> None:
        while not self._stopped.is_set():
            try:
                host_queue = pending.get_nowait()
            except queue.Empty:
                return
            for url, fact_checks in host_queue:
                if self._stopped.is_set():
                    return
                try:
                    results.put(self._check_page(url, fact_checks))
                except Exception as error:  # noqa: BLE001 - raised again by run()
                    results.put(error)
                    return

    def _check_page(self, url: str, fact_checks: Sequence[FactCheck]) -> list[LinkCheck]:
        try:
            fetched = self._fetcher.fetch(url)
            with self._parsing:
                page = read_page(fetched)
        except SourceError as error:
            state, at = state_of(error), self._options.clock().isoformat()
            failed = (
                page_gone(each, str(error), at)
                if state is LinkState.GONE
                else LinkCheck(each, state, at, reasons=(str(error),))
                for each in fact_checks
            )
            return [self._with_archive_url(check) for check in failed]
        now = self._options.clock()
        on_page, problems = fact_checks_on_page(page, now)
        page = replace(page, notes=(*page.notes, *problems))
        cited = self._cited.check(page.links)
        alone, at = len(fact_checks) == 1, now.isoformat()
        checks = (
            compare_page(each, page, on_page, for_good=fetched.for_good, alone=alone)
            for each in fact_checks
        )
        return [
            self._with_archive_url(replace(check, checked_at=at, cited=cited)) for check in checks
        ]

    def _with_archive_url(self, check: LinkCheck) -> LinkCheck:
        """Find an archived copy where none is stored, or request a new one if asked to."""
        archives, url = self._options.captures, check.fact_check.review_url.partition("#")[0]
        if archives is None:
            return check
        if self._options.capture and check.state in _REACHED:
            capture, problem = archives.capture(check.found_url or url)
            notes = (*check.notes, problem) if problem else check.notes
            return with_archive_url(replace(check, notes=notes), capture)
        if any(_is_copy(stored, url) for stored in check.fact_check.archive_urls):
            return check
        return with_archive_url(check, archives.find(url))


def _queues_by_host(
    fact_checks: Iterable[FactCheck],
) -> tuple[list[list[_SharedPage]], list[FactCheck]]:
    """Group by host and then by page, the longest queue first; and list those without a page."""
    hosts: dict[str, dict[str, _SharedPage]] = {}
    without_page = []
    for fact_check in fact_checks:
        url = fact_check.review_url.partition("#")[0]
        if not url:
            without_page.append(fact_check)
            continue
        pages = hosts.setdefault(host_of(url), {})
        pages.setdefault(url_key(url), (url, []))[1].append(fact_check)
    queues = [list(pages.values()) for pages in hosts.values()]
    return sorted(queues, key=len, reverse=True), without_page


def _is_copy(archived: str, url: str) -> bool:
    """Report whether an archived page is a copy of the page at *url*."""
    return url.partition("://")[2] in archived


def links_due(store: Store, checked_before: str = "") -> list[FactCheck]:
    """List the fact-checks whose page was not checked since *checked_before*, or ever.

    Args:
        store: Open.
        checked_before: UTC time in ISO 8601; empty for all that have a page.
    """
    return [store.get(id_) for id_ in store.link_checks.unchecked_since(checked_before)]


def save_link_checks(store: Store, checks: Iterable[LinkCheck]) -> None:
    """Append *checks* to the store, which must be open for writing."""
    store.link_checks.add(
        StoredCheck(
            fact_check_id=check.fact_check.id,
            checked_at=check.checked_at,
            url=check.fact_check.review_url,
            state=check.state.value,
            found_url=check.found_url,
            reasons=(*check.reasons, *check.notes),
            proposed=check.proposed,
            cited=check.cited,
        )
        for check in checks
        if check.state is not LinkState.NO_PAGE
    )
