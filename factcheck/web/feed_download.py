"""Fetch a whole feed to a file, and only if it has changed since last time."""

import hashlib
import re
import ssl
import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import BinaryIO

import httpx

from factcheck.errors import SourceRefused, SourceUnavailable
from factcheck.web.client import get_request
from factcheck.web.error_mapping import plain_errors
from factcheck.web.network import Clock, Deadline, Network
from factcheck.web.responses import (
    Response,
    body_chunks,
    downgrades,
    follow_redirects,
    refuse_failure,
)
from factcheck.web.transport import GuardedTransport
from factcheck.web.url_policy import read_location
from factcheck.web.urls import short_url

_FEED_TYPES = (
    "application/ld+json, application/json, application/x-ndjson, text/csv, "
    "application/vnd.sqlite3, application/xml;q=0.8, */*;q=0.5"
)
_NOT_MODIFIED = 304
# What servers call files of fact-checks; many have no name for JSON Lines or for a store.
_READ_TYPES = re.compile(
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

    No cookies, no passwords, no proxies from the environment. robots.txt is not
    consulted: it is meant for crawlers, and a feed is published for programs.
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
        self._transport = GuardedTransport(network, ssl_context)

    def download(self, url: str, into: BinaryIO, known: Downloaded | None = None) -> Downloaded:
        """Write the feed at *url* to *into*, unless it is as it was when *known* was found.

        Raises:
            SourceRefused: We will not: unsafe, too large, no feed.
            SourceNotFound: The server says that it is gone.
            SourceUnavailable: It could not be had this time, or not whole.
        """
        limits = self._limits
        deadline = Deadline(limits.deadline_seconds, self._clock)
        digest = hashlib.sha256()

        def send(step: httpx.URL) -> Response:
            conditions = _conditions(step, known)
            request = get_request(step, _FEED_TYPES, deadline, limits.silence_seconds, conditions)
            with closing(self._transport.handle_request(request)) as received:
                response = Response(step, received.status_code, received.headers)
                if not (response.is_redirect or _is_unchanged(response, known)):
                    _refuse_no_feed(response)
                    for chunk in body_chunks(received, limits.body_bytes):
                        digest.update(chunk)
                        into.write(chunk)
                return response

        with plain_errors(url):
            response, steps = follow_redirects(
                read_location(url, limits.ports), send, most=limits.redirects, ports=limits.ports
            )
        notes = tuple(downgrades(steps))
        if known is not None and _is_unchanged(response, known):
            return replace(known, unchanged=True, notes=notes)
        into.flush()
        return Downloaded(
            unchanged=False,
            found_at=str(response.url),
            etag=_harmless(response, "etag", _ETAG),
            last_modified=_harmless(response, "last-modified", _HTTP_DATE),
            sha256=digest.hexdigest(),
            notes=notes,
        )


def _conditions(url: httpx.URL, known: Downloaded | None) -> dict[str, str]:
    """Return conditional headers, but only for the very URL that named this state."""
    if known is None or known.found_at != str(url):
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _is_unchanged(response: Response, known: Downloaded | None) -> bool:
    return response.status == _NOT_MODIFIED and bool(_conditions(response.url, known))


def _refuse_no_feed(response: Response) -> None:
    refuse_failure(response)
    url = short_url(str(response.url))
    if response.status != httpx.codes.OK:
        raise SourceUnavailable(f"{url} answered with HTTP status {response.status}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Many a server does not know what a file of JSON Lines is, and says nothing.
    if not media_type or _READ_TYPES.fullmatch(media_type):
        return
    advice = (
        "it is a web page; name the feed itself, or take one article in with 'factcheck ingest'"
        if media_type in ("text/html", "application/xhtml+xml")
        else f"it is {media_type[:60]!r} and no feed of fact-checks"
    )
    raise SourceRefused(f"{url}: {advice}")


def _harmless(response: Response, header: str, allowed: re.Pattern[str]) -> str:
    """Return the value of *header* only where it can be sent back as it is."""
    value: str = response.headers.get(header, "").strip()
    return value if allowed.fullmatch(value) else ""
