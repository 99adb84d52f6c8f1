"""Fetch one page the way a careful and polite visitor would."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from factcheck.errors import SourceUnavailable
from factcheck.store.producer import PROJECT_PAGE, __version__
from factcheck.web.body_decoding import decode
from factcheck.web.error_mapping import plain_errors
from factcheck.web.network import Clock, Deadline, Network
from factcheck.web.page_urls import shown
from factcheck.web.rate_limit import HostPacer
from factcheck.web.response_bodies import read_body
from factcheck.web.responses import (
    BUSY,
    MOVED,
    Answer,
    Steps,
    content_type,
    downgrades,
    moved_for_now,
    refuse_failure,
    rest_seconds,
)
from factcheck.web.robots import AGENT, RobotsRules
from factcheck.web.transport import GuardedTransport
from factcheck.web.url_policy import host_of, read_location, redirected

USER_AGENT = f"{AGENT}/{__version__} (+{PROJECT_PAGE})"

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/ld+json, application/json;q=0.9, "
    "application/xml;q=0.8, text/plain;q=0.7",
    # No other packing: what we unpack ourselves we can also stop unpacking.
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}
# Gets every answer whose body was read: where, status, headers, body as it was unpacked.
OnAnswer = Callable[[str, int, list[tuple[str, str]], bytes], None]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much one page may cost.

    Attributes:
        deadline_seconds: For everything together: looking up, robots.txt, redirects, body.
        silence_seconds: For connecting, and for every wait for the next bytes.
        body_bytes: After unpacking.
        pause_seconds: Between two requests to a host.
    """

    deadline_seconds: float = 15.0
    silence_seconds: float = 5.0
    body_bytes: int = 5_000_000
    robots_bytes: int = 500_000
    redirects: int = 5
    pause_seconds: float = 1.0
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, decoded.

    Attributes:
        url: The address that was asked for.
        final_url: Where it was found, after all redirects.
        content_type: Such as ``text/html``, in small letters.
        notes: What a reader must know about the way here, in words.
        for_good: Whether every redirect on the way says that it stays so.
    """

    url: str
    final_url: str
    content_type: str
    text: str
    notes: tuple[str, ...] = ()
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Visited:
    """A page that was called on and not read.

    Attributes:
        final_url: Where it was found, after all redirects.
        for_good: Whether every redirect on the way says that it stays so.
    """

    url: str
    final_url: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a service answered, whatever it was.

    Attributes:
        headers: By their names in small letters.
        text: Empty where it answered with anything but text.
    """

    status: int
    headers: Mapping[str, str]
    text: str = ""


class Fetcher:
    """Fetches pages from the public internet, and nothing from anywhere else.

    No cookies, no passwords, no proxies from the environment. Several threads may
    share one.
    """

    def __init__(  # noqa: PLR0913 (each may be replaced by a test or left alone)
        self,
        limits: FetchLimits | None = None,
        *,
        network: Network | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        ssl_context: ssl.SSLContext | None = None,
        kept_in: Path | None = None,
        on_answer: OnAnswer | None = None,
    ) -> None:
        """Prepare to fetch; nothing is sent yet.

        Args:
            limits: How much one page may cost.
            network: The way out; the guarded public internet by default.
            clock: Seconds that only ever rise.
            sleep: Waits for that many seconds.
            ssl_context: Whose certificates are believed; certifi's list by default.
            kept_in: A folder where pages are kept, so that only news is asked for.
            on_answer: Is given every answer to `fetch`, redirects included, from any thread.
        """
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._pacer = HostPacer(self._limits.pause_seconds, clock, sleep)
        self._robots = RobotsRules(clock)
        context = ssl_context or httpx.create_ssl_context(trust_env=False)
        self._guarded = GuardedTransport(network or Network(), context)
        self._transport: httpx.BaseTransport = self._guarded
        self._on_answer = on_answer
        if kept_in is not None:
            from factcheck.web.http_cache import KeepingTransport  # lazy: an ingest keeps no pages

            self._transport = KeepingTransport(self._guarded, kept_in)

    def close(self) -> None:
        """Close the file of kept pages, if there is one; nothing else is open."""
        self._transport.close()

    def fetch(self, url: str) -> Fetched:
        """Fetch the page at *url* and follow where it leads, a few steps far.

        Raises:
            SourceRefused: We will not: unsafe, unwelcome, too large, no page.
            SourceNotFound: The server says that it is gone.
            SourceUnavailable: It could not be had this time.
        """
        deadline = Deadline(self._limits.deadline_seconds, self._clock)
        with plain_errors(url):
            first = read_location(url, self._limits.ports)
            answer, steps = self._follow(first, deadline)
            refuse_failure(answer)
            if not answer.body.strip():
                raise SourceUnavailable(f"{shown(str(answer.url))} is an empty page")
            named, charset = content_type(answer)
            text, note = decode(answer.body, charset)
        notes = [note] if note else []
        notes += [f"the connection stops being encrypted: {step}" for step in downgrades(steps)]
        for_now = moved_for_now(steps)
        notes += [f"{shown(str(place))} moved for now only" for place in for_now]
        return Fetched(
            url=url,
            final_url=str(steps[-1][0]),
            content_type=named,
            text=text,
            notes=tuple(notes),
            for_good=not for_now,
        )

    def visit(self, url: str) -> Visited:
        """Find out whether anything is at *url*, as politely as `fetch`, and read none of it.

        Raises:
            SourceError: As `fetch` does, but for what the page is and how large.
        """
        deadline = Deadline(self._limits.deadline_seconds, self._clock)
        with plain_errors(url):
            first = read_location(url, self._limits.ports)
            answer, steps = self._follow(first, deadline, read=False)
            refuse_failure(answer)
        return Visited(url, str(steps[-1][0]), not moved_for_now(steps))

    def ask(self, url: str) -> Asked:
        """Ask a service that answers programs: one request, and nothing is followed.

        robots.txt is for those who wander; a service is asked because it wants to be.

        Raises:
            SourceError: It is not safe to ask, or gives no answer.
        """
        deadline = Deadline(self._limits.deadline_seconds, self._clock)
        with plain_errors(url):
            place = read_location(url, self._limits.ports)
            answer = self._ask(place, deadline, robots=True)
        text = answer.body.decode("utf-8", errors="replace")
        return Asked(answer.status, dict(answer.headers), text)

    def _follow(
        self, url: httpx.URL, deadline: Deadline, *, robots: bool = False, read: bool = True
    ) -> tuple[Answer, Steps]:
        """Give the last answer, and every address on the way with its HTTP status."""
        steps: Steps = []
        while True:
            if not robots:
                self._robots.refuse_unwelcome(url, lambda place: self._rules(place, deadline))
            answer = self._ask(url, deadline, robots=robots, read=read)
            steps.append((url, answer.status))
            if answer.status not in MOVED or "location" not in answer.headers:
                return answer, steps
            if len(steps) > self._limits.redirects:
                raise SourceUnavailable(f"it leads on more than {self._limits.redirects} times")
            url = redirected(url, answer.headers["location"], self._limits.ports)
            if any(url == earlier for earlier, _ in steps):
                raise SourceUnavailable(f"it leads round in a circle, to {shown(str(url))} again")

    def _rules(self, place: httpx.URL, deadline: Deadline) -> tuple[int, str]:
        with plain_errors(str(place)):
            answer, _ = self._follow(place, deadline, robots=True)
        return answer.status, answer.body.decode("utf-8-sig", errors="replace")

    def _ask(
        self, url: httpx.URL, deadline: Deadline, *, robots: bool, read: bool = True
    ) -> Answer:
        silence = self._limits.silence_seconds
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), silence)
        request = httpx.Request(
            "GET", url, headers=_HEADERS, extensions={"timeout": timeout, "deadline": deadline}
        )
        limit = self._limits.robots_bytes if robots else self._limits.body_bytes
        is_page = read and not robots
        transport = self._transport if is_page else self._guarded
        with self._pacer.turn(host_of(url)) as waited:
            deadline.put_off(waited)
            response = transport.handle_request(request)
            try:
                answer = Answer(url, response.status_code, response.headers)
                if response.is_success and read:
                    if is_page:
                        content_type(answer)
                    body = read_body(response, limit, cut=robots)
                    answer = Answer(url, response.status_code, response.headers, body)
            finally:
                response.close()
        self._remember_rest(answer)
        if self._on_answer is not None and is_page:
            self._on_answer(str(url), answer.status, answer.headers.multi_items(), answer.body)
        return answer

    def _remember_rest(self, answer: Answer) -> None:
        if answer.status in BUSY and "retry-after" in answer.headers:
            self._pacer.let_rest(host_of(answer.url), rest_seconds(answer.headers))
