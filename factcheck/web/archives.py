"""Find archived copies of a page, and have one made only where a user wants that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from factcheck.errors import SourceError
from factcheck.text.links import host_of
from factcheck.text.strict_json import parse_json
from factcheck.web.client import Fetcher
from factcheck.web.urls import is_web_address, related_sites, resolve_url

# What may stand in an address that follows another one unquoted.
_UNQUOTED = "%/:=&?~+!$,;'@()*[]"
_MAX_URL_CHARACTERS = 4_096
_DAY = re.compile(r"/\d{4,17}[a-z_]{0,4}/")
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class ArchiveServices:
    """The URLs of public archives.

    Attributes:
        availability: Answers as the Wayback Machine's availability API does; the address
            follows it, quoted. Empty for none.
        timegates: Memento TimeGates (RFC 7089), queried in order; the address follows
            as it is.
        saving: Makes a copy of the address that follows.
    """

    availability: str = "https://archive.org/wayback/available?url="
    timegates: tuple[str, ...] = ("https://web.archive.org/web/",)
    saving: str = "https://web.archive.org/save/"


class ArchiveCaptures:
    """Queries public archives; several threads may share one."""

    def __init__(self, client: Fetcher, services: ArchiveServices | None = None) -> None:
        """Query *services* with *client*."""
        self._client = client
        self._services = services or ArchiveServices()

    def find(self, url: str) -> str:
        """Return the URL of a copy of the page at *url*, empty where none is known.

        An archive that cannot be reached counts as having none.
        """
        services = self._services
        if services.availability:
            capture = self._available(services.availability, url)
            if capture:
                return capture
        for timegate in services.timegates:
            capture = self._negotiated(timegate, url)
            if capture:
                return capture
        return ""

    def capture(self, url: str) -> tuple[str, str]:
        """Have a new copy made: its URL, or empty and the reason why there is none."""
        place = self._services.saving + quote(url, safe=_UNQUOTED)
        try:
            response = self._client.query_service(place)
        except SourceError as error:
            return "", f"no copy was made: {error}"
        headers = response.headers
        for name in ("content-location", "location"):
            capture = _capture_in(place, headers.get(name, ""), url)
            if capture:
                return capture, ""
        return "", f"no copy was made: the archive answered with HTTP status {response.status}"

    def _available(self, service: str, url: str) -> str:
        place = service + quote(url, safe="")
        try:
            response = self._client.query_service(place)
            found = parse_json(response.text)
        except (SourceError, ValueError):
            return ""
        closest = _member(_member(found, "archived_snapshots"), "closest")
        is_copy = isinstance(closest, Mapping) and closest.get("available") is True
        if not is_copy or str(_member(closest, "status")) not in ("200", "None"):
            return ""
        return _accepted(str(_member(closest, "url")), place, url)

    def _negotiated(self, timegate: str, url: str) -> str:
        place = timegate + quote(url, safe=_UNQUOTED)
        try:
            response = self._client.query_service(place)
        except SourceError:
            return ""
        headers = response.headers
        if response.status in _REDIRECTS:
            return _capture_in(place, headers.get("location", ""), url)
        if response.status == 200 and "memento-datetime" in headers:
            return _capture_in(place, headers.get("content-location", ""), url)
        return ""


def _capture_in(place: str, named: str, url: str) -> str:
    return _accepted(resolve_url(place, named), place, url) if named.strip() else ""


def _accepted(capture: str, place: str, url: str) -> str:
    """Return *capture* if it is a URL of the archive at *place* for the page *url*, else empty."""
    if (
        len(capture) > _MAX_URL_CHARACTERS
        or not is_web_address(capture)
        or not related_sites(capture, place)
    ):
        return ""
    host = host_of(url).removeprefix("www.")
    parts = urlsplit(capture)
    before, named, _ = f"{parts.path}?{parts.query}".lower().partition(host or " ")
    # Such archives put the time of the copy before the page's own URL.
    if not named or not _DAY.search(before):
        return ""
    # An archive that was queried over TLS is not read without it.
    secure = place.startswith("https:") and parts.scheme == "http"
    return parts._replace(scheme="https").geturl() if secure else capture


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None
