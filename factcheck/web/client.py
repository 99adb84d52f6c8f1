"""Fetch one page the way a careful and polite visitor would."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import pairwise

import httpx

from factcheck.errors import SourceNotFound, SourceRefused, SourceUnavailable
from factcheck.version import __version__
from factcheck.web.bodies import read_body
from factcheck.web.charsets import decode
from factcheck.web.locations import host_of, read_location, redirected, shown
from factcheck.web.network import Clock, Deadline, Network
from factcheck.web.pacing import HostPacer
from factcheck.web.robots import AGENT, RobotsRules
from factcheck.web.translating import plain_errors
from factcheck.web.transport import GuardedTransport

PROJECT_PAGE = "https://pypi.org/project/factcheck-claims/"
USER_AGENT = f"{AGENT}/{__version__} (+{PROJECT_PAGE})"

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/ld+json, application/json;q=0.9, "
    "application/xml;q=0.8, text/plain;q=0.7",
    # No other packing: what we unpack ourselves we can also stop unpacking.
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}
_READ = frozenset(
    """text/html application/xhtml+xml application/json application/ld+json application/feed+json
    text/json text/xml application/xml application/rss+xml application/atom+xml
    text/plain""".split()
)
_GONE = (404, 410)
_BUSY = (429, 503)
_MOVED = (301, 302, 303, 307, 308)
_MOVED_FOR_GOOD = (301, 308)
_LONGEST_REST_SECONDS = 86_400.0


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
    """

    url: str
    final_url: str
    content_type: str
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """The head of an answer, with the body of those that are a page."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""


class Fetcher:
    """Fetches pages from the public internet, and nothing from anywhere else.

    No cookies, no passwords, no proxies from the environment. Several threads may
    share one.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        network: Network | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare to fetch; nothing is sent yet.

        Args:
            limits: How much one page may cost.
            network: The way out; the guarded public internet by default.
            clock: Seconds that only ever rise.
            sleep: Waits for that many seconds.
            ssl_context: Whose certificates are believed; certifi's list by default.
        """
        self._limits = limits or FetchLimits()
        self._clock = clock
        self._pacer = HostPacer(self._limits.pause_seconds, clock, sleep)
        self._robots = RobotsRules(clock)
        context = ssl_context or httpx.create_ssl_context(trust_env=False)
        self._transport = GuardedTransport(network or Network(), context)

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
            _refuse_failure(answer)
            content_type, charset = _content_type(answer)
            text, note = decode(answer.body, charset)
        notes = [note] if note else []
        notes += [f"the connection stops being encrypted: {step}" for step in _downgrades(steps)]
        notes += [f"{shown(str(place))} moved for now only" for place in _moved_for_now(steps)]
        return Fetched(
            url=url,
            final_url=str(steps[-1][0]),
            content_type=content_type,
            text=text,
            notes=tuple(notes),
        )

    def _follow(
        self, url: httpx.URL, deadline: Deadline, *, robots: bool = False
    ) -> tuple[_Answer, list[tuple[httpx.URL, int]]]:
        """Give the last answer, and every address on the way with its HTTP status."""
        steps: list[tuple[httpx.URL, int]] = []
        while True:
            if not robots:
                self._robots.refuse_unwelcome(url, lambda place: self._rules(place, deadline))
            answer = self._ask(url, deadline, robots=robots)
            steps.append((url, answer.status))
            if answer.status not in _MOVED or "location" not in answer.headers:
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

    def _ask(self, url: httpx.URL, deadline: Deadline, *, robots: bool) -> _Answer:
        silence = self._limits.silence_seconds
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), silence)
        request = httpx.Request(
            "GET", url, headers=_HEADERS, extensions={"timeout": timeout, "deadline": deadline}
        )
        limit = self._limits.robots_bytes if robots else self._limits.body_bytes
        with self._pacer.turn(host_of(url)) as waited:
            deadline.put_off(waited)
            response = self._transport.handle_request(request)
            try:
                answer = _Answer(url, response.status_code, response.headers)
                if response.is_success:
                    if not robots:
                        _content_type(answer)
                    body = read_body(response, limit, cut=robots)
                    answer = _Answer(url, response.status_code, response.headers, body)
            finally:
                response.close()
        self._remember_rest(answer)
        return answer

    def _remember_rest(self, answer: _Answer) -> None:
        if answer.status in _BUSY and "retry-after" in answer.headers:
            self._pacer.let_rest(host_of(answer.url), _rest_seconds(answer.headers))


def _refuse_failure(answer: _Answer) -> None:
    url, status = shown(str(answer.url)), answer.status
    if status in _GONE:
        raise SourceNotFound(f"{url} is gone: HTTP status {status}")
    if status in _BUSY and "retry-after" in answer.headers:
        seconds = _rest_seconds(answer.headers)
        raise SourceUnavailable(
            f"{url} asks to wait {seconds:,.0f} seconds (HTTP status {status}); try again then"
        )
    if not httpx.codes.is_success(status):
        raise SourceUnavailable(f"{url} answered with HTTP status {status}")
    if not answer.body.strip():
        raise SourceUnavailable(f"{url} is an empty page")


def _rest_seconds(headers: httpx.Headers) -> float:
    """Read a Retry-After header: seconds, or a date counted from the answer's own date."""
    text = headers["retry-after"].strip()
    if text.isdecimal():
        return min(float(text[:9]), _LONGEST_REST_SECONDS)
    try:
        until = parsedate_to_datetime(text)
        seconds = (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 60.0
    return min(max(seconds, 0.0), _LONGEST_REST_SECONDS)


def _content_type(answer: _Answer) -> tuple[str, str]:
    """Give the type and the character set that the server names.

    Raises:
        SourceRefused: It is nothing that we read.
    """
    named, _, rest = answer.headers.get("content-type", "").partition(";")
    content_type = named.strip().lower()
    if content_type not in _READ:
        what = f"is {content_type[:60]!r}" if content_type else "does not say what it is"
        raise SourceRefused(f"{shown(str(answer.url))} {what}: only pages and text are read")
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return content_type, value.strip()
    return content_type, ""


def _moved_for_now(steps: list[tuple[httpx.URL, int]]) -> list[httpx.URL]:
    return [url for url, status in steps[:-1] if status not in _MOVED_FOR_GOOD]


def _downgrades(steps: list[tuple[httpx.URL, int]]) -> list[str]:
    urls = [url for url, _ in steps]
    return [
        f"{shown(str(before))} leads to {shown(str(after))}"
        for before, after in pairwise(urls)
        if before.scheme == "https" and after.scheme == "http"
    ]
