"""Judge the head of a server's answer: is it a page, has it moved, and what else does it say?"""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import pairwise

import httpx

from factcheck.errors import SourceNotFound, SourceRefused, SourceUnavailable
from factcheck.web.page_urls import shown

MOVED = (301, 302, 303, 307, 308)
BUSY = (429, 503)
_GONE = (404, 410)
_MOVED_FOR_GOOD = (301, 308)
_READ = frozenset(
    """text/html application/xhtml+xml application/json application/ld+json application/feed+json
    text/json text/xml application/xml application/rss+xml application/atom+xml
    text/plain""".split()
)
_LONGEST_REST_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, with the body of those that are a page."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""


# Every address on the way, with its HTTP status.
Steps = list[tuple[httpx.URL, int]]


def refuse_failure(answer: Answer) -> None:
    """Let *answer* pass if its server gave what was asked for.

    Raises:
        SourceNotFound: It says that it is gone.
        SourceUnavailable: It says anything else.
    """
    url, status = shown(str(answer.url)), answer.status
    if status in _GONE:
        raise SourceNotFound(f"{url} is gone: HTTP status {status}")
    if status in BUSY and "retry-after" in answer.headers:
        seconds = rest_seconds(answer.headers)
        raise SourceUnavailable(
            f"{url} asks to wait {seconds:,.0f} seconds (HTTP status {status}); try again then"
        )
    if not httpx.codes.is_success(status):
        raise SourceUnavailable(f"{url} answered with HTTP status {status}")


def rest_seconds(headers: httpx.Headers) -> float:
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


def content_type(answer: Answer) -> tuple[str, str]:
    """Give the type and the character set that the server names.

    Raises:
        SourceRefused: It is nothing that we read.
    """
    named, _, rest = answer.headers.get("content-type", "").partition(";")
    found = named.strip().lower()
    if found not in _READ:
        what = f"is {found[:60]!r}" if found else "does not say what it is"
        raise SourceRefused(f"{shown(str(answer.url))} {what}: only pages and text are read")
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return found, value.strip()
    return found, ""


def moved_for_now(steps: Steps) -> list[httpx.URL]:
    """List the addresses that lead on without saying that they do so for good."""
    return [url for url, status in steps[:-1] if status not in _MOVED_FOR_GOOD]


def downgrades(steps: Steps) -> list[str]:
    """Say where the connection stops being encrypted."""
    urls = [url for url, _ in steps]
    return [
        f"{shown(str(before))} leads to {shown(str(after))}"
        for before, after in pairwise(urls)
        if before.scheme == "https" and after.scheme == "http"
    ]
