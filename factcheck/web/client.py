"""Fetch pages from the public internet, carefully and politely."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx

from factcheck.errors import SourceUnavailable
from factcheck.store.producer import PROJECT_PAGE, __version__
from factcheck.web.charsets import decode
from factcheck.web.error_mapping import plain_errors
from factcheck.web.network import Clock, Deadline, Network
from factcheck.web.rate_limit import HostRateLimiter
from factcheck.web.responses import (
    BUSY,
    Response,
    Steps,
    content_type,
    downgrades,
    follow_redirects,
    read_body,
    refuse_failure,
    retry_seconds,
    temporary_redirects,
)
from factcheck.web.robots import AGENT, RobotsRules
from factcheck.web.transport import GuardedTransport
from factcheck.web.url_policy import ascii_host, read_location
from factcheck.web.urls import short_url

_HEADERS = {
    "User-Agent": f"{AGENT}/{__version__} (+{PROJECT_PAGE})",
    # No other packing: what is unpacked here can also be stopped.
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}
_PAGE_TYPES = (
    "text/html, application/xhtml+xml, application/ld+json, application/json;q=0.9, "
    "application/xml;q=0.8, text/plain;q=0.7"
)
# Is given every response to `fetch`: URL, status, headers, body as it was unpacked.
OnResponse = Callable[[str, int, list[tuple[str, str]], bytes], None]


def get_request(
    url: httpx.URL,
    accept: str,
    deadline: Deadline,
    silence_seconds: float,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    """Build the request for `GuardedTransport`.

    Args:
        url: Has passed `read_location`.
        accept: The header of that name.
        deadline: For everything together.
        silence_seconds: For connecting, and for every wait for the next bytes.
        headers: Added to those of every request.
    """
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), silence_seconds)
    return httpx.Request(
        "GET",
        url,
        headers={**_HEADERS, "Accept": accept, **(headers or {})},
        extensions={"timeout": timeout, "deadline": deadline},
    )


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
        url: The address that was requested.
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
    """A page that was requested and not read.

    Attributes:
        final_url: Where it was found, after all redirects.
        for_good: Whether every redirect on the way says that it stays so.
    """

    url: str
    final_url: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class ServiceResponse:
    """The response of a web service, whatever its status.

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
        cache_folder: Path | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Prepare to fetch; nothing is sent yet.

        Args:
            limits: How much one page may cost.
            network: The way out; the guarded public internet by default.
            clock: Seconds that only ever rise.
            sleep: Waits for that many seconds.
            ssl_context: Whose certificates are believed; certifi's list by default.
            cache_folder: Where pages are kept, so that only changed ones are sent again.
            on_response: Is given every response to `fetch`, redirects included, from any thread.
        """
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._rate_limiter = HostRateLimiter(self._limits.pause_seconds, clock, sleep)
        self._robots = RobotsRules(clock)
        self._guarded = GuardedTransport(network, ssl_context)
        self._transport: httpx.BaseTransport = self._guarded
        self._on_response = on_response
        if cache_folder is not None:
            from factcheck.web.http_cache import CachingTransport  # lazy: loads hishel

            self._transport = CachingTransport(self._guarded, cache_folder)

    def close(self) -> None:
        """Close the file of cached pages, if there is one; nothing else is open."""
        self._transport.close()

    def fetch(self, url: str) -> Fetched:
        """Fetch the page at *url*, over a few redirects at most.

        Raises:
            SourceRefused: We will not: unsafe, unwelcome, too large, no page.
            SourceNotFound: The server says that it is gone.
            SourceUnavailable: It could not be had this time.
        """
        with plain_errors(url):
            response, steps = self._follow(url, read=True)
            if not response.body.strip():
                raise SourceUnavailable(f"{short_url(str(response.url))} is an empty page")
            media_type, charset = content_type(response)
            text, note = decode(response.body, charset)
        temporary = temporary_redirects(steps)
        notes = [note] if note else []
        notes += downgrades(steps)
        notes += [f"{short_url(str(step))} moved for now only" for step in temporary]
        return Fetched(
            url=url,
            final_url=str(response.url),
            content_type=media_type,
            text=text,
            notes=tuple(notes),
            for_good=not temporary,
        )

    def visit(self, url: str) -> Visited:
        """Find out whether anything is at *url*, as politely as `fetch`, without its body.

        Raises:
            SourceError: As `fetch` does, but for what the page is and how large.
        """
        with plain_errors(url):
            response, steps = self._follow(url, read=False)
        return Visited(url, str(response.url), not temporary_redirects(steps))

    def query_service(self, url: str) -> ServiceResponse:
        """Send one request to a web service; redirects are not followed.

        robots.txt is not consulted: it is meant for crawlers, and a service expects programs.

        Raises:
            SourceError: It is not safe to ask, or gives no answer.
        """
        deadline = self._deadline()
        with plain_errors(url):
            response = self._send_outside_robots(deadline, self._location(url))
        text = response.body.decode("utf-8", errors="replace")
        return ServiceResponse(response.status, dict(response.headers), text)

    def _deadline(self) -> Deadline:
        return Deadline(self._limits.deadline_seconds, self._clock)

    def _location(self, url: str) -> httpx.URL:
        return read_location(url, self._limits.ports)

    def _follow(self, url: str, *, read: bool) -> tuple[Response, Steps]:
        """Return the successful response after all redirects, each allowed by robots.txt."""
        deadline = self._deadline()

        def send(step: httpx.URL) -> Response:
            self._robots.refuse_unwelcome(step, partial(self._robots_txt, deadline))
            return self._send_for_page(deadline, step, read=read)

        response, steps = self._redirected(self._location(url), send)
        refuse_failure(response)
        return response, steps

    def _robots_txt(self, deadline: Deadline, url: httpx.URL) -> tuple[int, str]:
        with plain_errors(str(url)):
            response, _ = self._redirected(url, partial(self._send_outside_robots, deadline))
        return response.status, response.body.decode("utf-8-sig", errors="replace")

    def _redirected(
        self, url: httpx.URL, send: Callable[[httpx.URL], Response]
    ) -> tuple[Response, Steps]:
        return follow_redirects(url, send, most=self._limits.redirects, ports=self._limits.ports)

    def _send_for_page(self, deadline: Deadline, url: httpx.URL, *, read: bool) -> Response:
        """Request a page; a body of another type is refused and not read."""
        with self._sent(self._transport if read else self._guarded, url, deadline) as received:
            head = Response(url, received.status_code, received.headers)
            if read and received.is_success:
                content_type(head)
                head = replace(head, body=read_body(received, self._limits.body_bytes))
        if read and self._on_response is not None:
            self._on_response(str(url), head.status, head.headers.multi_items(), head.body)
        return head

    def _send_outside_robots(self, deadline: Deadline, url: httpx.URL) -> Response:
        """Request a robots.txt or a service: any type, and only the beginning of a long body."""
        with self._sent(self._guarded, url, deadline) as received:
            success = received.is_success
            body = read_body(received, self._limits.robots_bytes, cut=True) if success else b""
            return Response(url, received.status_code, received.headers, body)

    @contextmanager
    def _sent(
        self, transport: httpx.BaseTransport, url: httpx.URL, deadline: Deadline
    ) -> Iterator[httpx.Response]:
        """Send one request in its turn, and close the response afterwards."""
        host = ascii_host(url)
        request = get_request(url, _PAGE_TYPES, deadline, self._limits.silence_seconds)
        with self._rate_limiter.turn(host) as waited:
            deadline.put_off(waited)
            received = transport.handle_request(request)
            try:
                yield received
            finally:
                received.close()
        if received.status_code in BUSY and "retry-after" in received.headers:
            self._rate_limiter.pause_host(host, retry_seconds(received.headers))
