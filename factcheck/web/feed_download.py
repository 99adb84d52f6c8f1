"""Fetch a whole feed to a file, and only if it has changed since last time."""

import hashlib
import re
import ssl
import time
from dataclasses import dataclass, replace
from typing import BinaryIO

import httpx

from factcheck.errors import SourceNotFound, SourceRefused, SourceUnavailable
from factcheck.web.client import USER_AGENT
from factcheck.web.error_mapping import plain_errors
from factcheck.web.network import Clock, Deadline, Network
from factcheck.web.page_urls import shown
from factcheck.web.response_bodies import body_pieces
from factcheck.web.transport import GuardedTransport
from factcheck.web.url_policy import read_location, redirected

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "application/ld+json, application/json, application/x-ndjson, text/csv, "
    "application/vnd.sqlite3, application/xml;q=0.8, */*;q=0.5",
    # No other packing: what we unpack ourselves we can also stop unpacking.
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_NOT_MODIFIED = 304
# What servers call files of fact-checks; many have no name for JSON Lines or for a store.
_READ = re.compile(
    r"application/(.*\+)?(json|xml)|application/(octet-stream|gzip|x-gzip|rss\+xml|csv|"
    r"x-ndjson|ndjson|jsonl|json-?lines|x-jsonlines|vnd\.sqlite3|x-sqlite3)|"
    r"text/(csv|plain|json|xml|tab-separated-values)|binary/octet-stream"
)
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{0,500}"')
_HTTP_DATE = re.compile(r"[A-Za-z0-9 ,:+-]{1,60}")


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """How much one feed may cost.

    Attributes:
        deadline_seconds: For everything together: looking up, redirects, the last byte.
        silence_seconds: For connecting, and for every wait for the next bytes.
        body_bytes: After unpacking.
    """

    deadline_seconds: float = 900.0
    silence_seconds: float = 30.0
    body_bytes: int = 1_000_000_000
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A feed as it was found.

    Attributes:
        unchanged: Whether its server says that nothing is new; then nothing was written.
        found_at: Its address after all redirects.
        etag: What its server calls this state of it; empty if nothing.
        last_modified: When its server says that it changed; empty if it does not.
        sha256: Of what was written, in hexadecimal digits.
        notes: What a reader must know about the way here, in words.
    """

    unchanged: bool
    found_at: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()


class Downloader:
    """Fetches feeds from the public internet, and nothing from anywhere else.

    No cookies, no passwords, no proxies from the environment. robots.txt is for those who
    wander; a feed is asked for by name, because its owner and the user agreed on it.
    """

    def __init__(
        self,
        limits: DownloadLimits | None = None,
        *,
        network: Network | None = None,
        clock: Clock = time.monotonic,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare to fetch; nothing is sent yet.

        Args:
            limits: How much one feed may cost.
            network: The way out; the guarded public internet by default.
            clock: Seconds that only ever rise.
            ssl_context: Whose certificates are believed; certifi's list by default.
        """
        self._limits = limits or DownloadLimits()
        self._clock = clock
        context = ssl_context or httpx.create_ssl_context(trust_env=False)
        self._transport = GuardedTransport(network or Network(), context)

    def download(self, url: str, into: BinaryIO, known: Downloaded | None = None) -> Downloaded:
        """Write the feed at *url* to *into*, unless it is as it was when *known* was found.

        Raises:
            SourceRefused: We will not: unsafe, too large, no feed.
            SourceNotFound: The server says that it is gone.
            SourceUnavailable: It could not be had this time, or not whole.
        """
        deadline = Deadline(self._limits.deadline_seconds, self._clock)
        steps: list[httpx.URL] = []
        with plain_errors(url):
            place = read_location(url, self._limits.ports)
            while True:
                steps.append(place)
                response = self._ask(place, deadline, known)
                try:
                    if response.status_code not in _MOVED or "location" not in response.headers:
                        found = self._take(place, response, into, known)
                        return replace(found, notes=_downgrades(steps))
                finally:
                    response.close()
                if len(steps) > self._limits.redirects:
                    raise SourceUnavailable(f"it leads on more than {self._limits.redirects} times")
                place = redirected(place, response.headers["location"], self._limits.ports)
                if place in steps:
                    raise SourceUnavailable("it leads round in a circle")

    def _ask(
        self, place: httpx.URL, deadline: Deadline, known: Downloaded | None
    ) -> httpx.Response:
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._limits.silence_seconds)
        request = httpx.Request(
            "GET",
            place,
            headers=_HEADERS | _conditions(place, known),
            extensions={"timeout": timeout, "deadline": deadline},
        )
        return self._transport.handle_request(request)

    def _take(
        self,
        place: httpx.URL,
        response: httpx.Response,
        into: BinaryIO,
        known: Downloaded | None,
    ) -> Downloaded:
        if response.status_code == _NOT_MODIFIED and known and _conditions(place, known):
            return replace(known, unchanged=True)
        _refuse_failure(place, response)
        _refuse_other_types(place, response)
        digest = hashlib.sha256()
        for piece in body_pieces(response, self._limits.body_bytes):
            digest.update(piece)
            into.write(piece)
        into.flush()
        return Downloaded(
            unchanged=False,
            found_at=str(place),
            etag=_harmless(response, "etag", _ETAG),
            last_modified=_harmless(response, "last-modified", _HTTP_DATE),
            sha256=digest.hexdigest(),
        )


def _conditions(place: httpx.URL, known: Downloaded | None) -> dict[str, str]:
    """Ask for news only, of the very place that told us how it names its states."""
    if known is None or known.found_at != str(place):
        return {}
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}


def _refuse_failure(place: httpx.URL, response: httpx.Response) -> None:
    url, status = shown(str(place)), response.status_code
    if status in _GONE:
        raise SourceNotFound(f"{url} is gone: HTTP status {status}")
    if status != httpx.codes.OK:
        raise SourceUnavailable(f"{url} answered with HTTP status {status}; try again later")


def _refuse_other_types(place: httpx.URL, response: httpx.Response) -> None:
    named = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Many a server does not know what a file of JSON Lines is, and says nothing.
    if not named or _READ.fullmatch(named):
        return
    advice = (
        "it is a web page; name the feed itself, or take one article in with 'factcheck ingest'"
        if named in ("text/html", "application/xhtml+xml")
        else f"it is {named[:60]!r} and no feed of fact-checks"
    )
    raise SourceRefused(f"{shown(str(place))}: {advice}")


def _harmless(response: httpx.Response, header: str, allowed: re.Pattern[str]) -> str:
    """Keep what a server says of its state only where it can be said back to it."""
    value: str = response.headers.get(header, "").strip()
    return value if allowed.fullmatch(value) else ""


def _downgrades(steps: list[httpx.URL]) -> tuple[str, ...]:
    schemes = [step.scheme for step in steps]
    if "http" in schemes[1:] and schemes[0] == "https":
        return ("on its way the connection stops being encrypted",)
    return ()
