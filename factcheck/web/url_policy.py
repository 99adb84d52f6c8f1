"""Decide which URLs are fetched at all: those that a published page can have."""

import re
from collections.abc import Collection

import httpx

from factcheck.errors import SourceRefused
from factcheck.web.urls import short_url

MAX_URL_CHARACTERS = 4_096
# Browsers and libraries disagree on what these mean inside an address.
_CONFUSING = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_location(text: str, ports: Collection[int]) -> httpx.URL:
    """Parse *text* as the URL of a page on the web.

    Raises:
        SourceRefused: It is no http or https address, carries a password, or names a
            port that is not among *ports*.
    """
    if len(text) > MAX_URL_CHARACTERS:
        raise SourceRefused(f"{short_url(text)} is longer than {MAX_URL_CHARACTERS:,} characters")
    if _CONFUSING.search(text.strip()):
        raise SourceRefused(f"{short_url(text)} is no address: it has spaces or backslashes inside")
    try:
        url = httpx.URL(text.strip())
        _ = url.raw_host, url.raw_path, url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(f"{short_url(text)} is no address: {error}") from error
    reason = _why_not(url, ports)
    if reason:
        raise SourceRefused(f"{short_url(text)} is not fetched: {reason}")
    return url


def redirect_target(url: httpx.URL, location: str, ports: Collection[int]) -> httpx.URL:
    """Return where *url* redirects to.

    Raises:
        SourceRefused: As `read_location` does.
    """
    try:
        target = str(url.join(location.strip()))
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(
            f"{short_url(str(url))} leads to {short_url(location)!r}, which is no address"
        ) from error
    return read_location(target, ports)


def ascii_host(url: httpx.URL) -> str:
    """Return the host as it is looked up; httpx fails to decode some."""
    return url.raw_host.decode("ascii", errors="replace")


def port_of(url: httpx.URL) -> int:
    """Return the port of *url*, or the default one of its scheme."""
    return url.port or _DEFAULT_PORTS[url.scheme]


def _why_not(url: httpx.URL, ports: Collection[int]) -> str:
    if url.scheme not in _DEFAULT_PORTS:
        return "only http:// and https:// addresses are"
    if not url.raw_host:
        return "it names no host"
    if url.userinfo or b"@" in url.netloc:
        return "it carries a user name or a password"
    if port_of(url) not in ports:
        return f"port {port_of(url)} is not one that pages are on"
    return ""
