"""Read the address of a page, and refuse those that no published page has."""

import re
from collections.abc import Collection

import httpx

from factcheck.errors import SourceRefused
from factcheck.web.page_urls import shown

MAX_URL_CHARACTERS = 4_096
# Browsers and libraries disagree on what these mean inside an address.
_CONFUSING = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_location(text: str, ports: Collection[int]) -> httpx.URL:
    """Read *text* as the address of a page on the web.

    Raises:
        SourceRefused: It is no http or https address, carries a password, or names a
            port that is not among *ports*.
    """
    if len(text) > MAX_URL_CHARACTERS:
        raise SourceRefused(f"{shown(text)} is longer than {MAX_URL_CHARACTERS:,} characters")
    if _CONFUSING.search(text.strip()):
        raise SourceRefused(f"{shown(text)} is no address: it has spaces or backslashes inside")
    try:
        url = httpx.URL(text.strip())
        _ = url.raw_host, url.raw_path, url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(f"{shown(text)} is no address: {error}") from error
    reason = _why_not(url, ports)
    if reason:
        raise SourceRefused(f"{shown(text)} is not fetched: {reason}")
    return url


def redirected(url: httpx.URL, location: str, ports: Collection[int]) -> httpx.URL:
    """Read where *url* sends its visitors.

    Raises:
        SourceRefused: As `read_location` does.
    """
    try:
        target = str(url.join(location.strip()))
    except (httpx.InvalidURL, ValueError) as error:
        raise SourceRefused(
            f"{shown(str(url))} leads to {shown(location)!r}, which is no address"
        ) from error
    return read_location(target, ports)


def host_of(url: httpx.URL) -> str:
    """Give the host as it is looked up: httpx decodes some that cannot be decoded."""
    return url.raw_host.decode("ascii", errors="replace")


def port_of(url: httpx.URL) -> int:
    """Give the port that *url* names, or the usual one."""
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
