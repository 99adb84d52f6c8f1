"""Follow redirects, judge the head of a response, and read its body up to a limit.

Bodies are unpacked here and never further than allowed; httpx would unpack without a limit.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import pairwise

import httpx

from factcheck.errors import SourceNotFound, SourceRefused, SourceUnavailable
from factcheck.web.url_policy import redirect_target
from factcheck.web.urls import short_url

BUSY = (429, 503)
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT_REDIRECTS = (301, 308)
_GONE = (404, 410)
_PAGE_TYPES = frozenset(
    """text/html application/xhtml+xml application/json application/ld+json application/feed+json
    text/json text/xml application/xml application/rss+xml application/atom+xml
    text/plain""".split()
)
_MAX_RETRY_SECONDS = 86_400.0
_PLAIN = ("", "identity")
_GZIP = ("gzip", "x-gzip")
_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Response:
    """The head of a response, with the body where it was read."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""

    @property
    def is_redirect(self) -> bool:
        """Whether it leads to another URL."""
        return self.status in _REDIRECTS and "location" in self.headers


# Every URL on the way, with its HTTP status.
Steps = list[tuple[httpx.URL, int]]


def follow_redirects(
    url: httpx.URL,
    send: Callable[[httpx.URL], Response],
    *,
    most: int,
    ports: Collection[int],
) -> tuple[Response, Steps]:
    """Return the response after all redirects, and every URL on the way to it.

    Args:
        url: Where to begin; has passed `read_location`.
        send: Sends one request. It is given only URLs that passed `read_location`.
        most: How many redirects are followed.
        ports: Those that a redirect may lead to.

    Raises:
        SourceRefused: A redirect leads to a URL that is not fetched.
        SourceUnavailable: There are too many, or they go round in a circle.
    """
    steps: Steps = []
    while True:
        response = send(url)
        steps.append((url, response.status))
        if not response.is_redirect:
            return response, steps
        if len(steps) > most:
            raise SourceUnavailable(f"it leads on more than {most} times")
        url = redirect_target(url, response.headers["location"], ports)
        if any(url == earlier for earlier, _ in steps):
            raise SourceUnavailable(f"it leads round in a circle, to {short_url(str(url))} again")


def refuse_failure(response: Response) -> None:
    """Raise unless *response* is a success.

    Raises:
        SourceNotFound: It says that it is gone.
        SourceUnavailable: It says anything else.
    """
    url, status = short_url(str(response.url)), response.status
    if status in _GONE:
        raise SourceNotFound(f"{url} is gone: HTTP status {status}")
    if status in BUSY and "retry-after" in response.headers:
        seconds = retry_seconds(response.headers)
        raise SourceUnavailable(
            f"{url} asks to wait {seconds:,.0f} seconds (HTTP status {status}); try again then"
        )
    if not httpx.codes.is_success(status):
        raise SourceUnavailable(f"{url} answered with HTTP status {status}")


def retry_seconds(headers: httpx.Headers) -> float:
    """Read a Retry-After header: seconds, or a date counted from the answer's own date."""
    text = headers["retry-after"].strip()
    if text.isdecimal():
        return min(float(text[:9]), _MAX_RETRY_SECONDS)
    try:
        until = parsedate_to_datetime(text)
        seconds = (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 60.0
    return min(max(seconds, 0.0), _MAX_RETRY_SECONDS)


def content_type(response: Response) -> tuple[str, str]:
    """Return the media type and the character set that the server names.

    Raises:
        SourceRefused: It is nothing that we read.
    """
    named, _, rest = response.headers.get("content-type", "").partition(";")
    found = named.strip().lower()
    if found not in _PAGE_TYPES:
        what = f"is {found[:60]!r}" if found else "does not say what it is"
        raise SourceRefused(f"{short_url(str(response.url))} {what}: only pages and text are read")
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return found, value.strip()
    return found, ""


def temporary_redirects(steps: Steps) -> list[httpx.URL]:
    """Return the URLs whose redirect is not permanent."""
    return [url for url, status in steps[:-1] if status not in _PERMANENT_REDIRECTS]


def downgrades(steps: Steps) -> list[str]:
    """Return a note for each redirect from https to http."""
    urls = [url for url, _ in steps]
    return [
        "the connection stops being encrypted: "
        f"{short_url(str(before))} leads to {short_url(str(after))}"
        for before, after in pairwise(urls)
        if before.scheme == "https" and after.scheme == "http"
    ]


def read_body(response: httpx.Response, limit: int, *, cut: bool = False) -> bytes:
    """Read the body of *response*, which is still to come.

    Args:
        response: Its body has not been touched; httpx would unpack it without a limit.
        limit: Bytes, after unpacking.
        cut: Take the first *limit* bytes of a longer body instead of refusing it.

    Raises:
        SourceRefused: It is larger than *limit* or packed in a way that we do not read.
        SourceUnavailable: It ends in the middle.
    """
    body = bytearray()
    for piece in body_chunks(response, None if cut else limit):
        body += piece
        if len(body) > limit:
            return bytes(body[:limit])
    return bytes(body)


def body_chunks(response: httpx.Response, limit: int | None) -> Iterator[bytes]:
    """Yield the unpacked body of *response*, which is still to come, piece by piece.

    Args:
        response: As for `read_body`.
        limit: Bytes, after unpacking; ``None`` if the caller stops by itself.

    Raises:
        SourceRefused: It is larger than *limit* or packed in a way that we do not read.
        SourceUnavailable: It ends in the middle.
    """
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in (*_PLAIN, *_GZIP):
        raise SourceRefused(f"it is packed with {packing[:40]!r}, which was not asked for")
    promised = response.headers.get("content-length", "")
    if limit is not None and promised.isdecimal() and int(promised[:20]) > limit:
        raise _too_large(limit)
    pieces = response.iter_raw()
    size = 0
    for piece in _unpacked(pieces) if packing in _GZIP else pieces:
        size += len(piece)
        if limit is not None and size > limit:
            raise _too_large(limit)
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    received = False
    for packed in pieces:
        received = received or bool(packed)
        rest = packed
        while rest and not unpacker.eof:
            # At most so much at once: a thousand bytes may hold a million.
            yield _unpack(unpacker, rest)
            rest = unpacker.unconsumed_tail
        if unpacker.eof:
            return
    if received:
        raise SourceUnavailable("it ends in the middle of its gzip packing")


def _unpack(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, _CHUNK_BYTES)
    except zlib.error as error:
        raise SourceUnavailable("its gzip packing is damaged") from error


def _too_large(limit: int) -> SourceRefused:
    return SourceRefused(f"it is larger than {limit:,} bytes")
