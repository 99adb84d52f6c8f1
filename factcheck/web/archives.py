"""Find copies of a page in public archives, and ask for one only where a person wants that."""

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
    """Whom to ask for archived copies.

    Attributes:
        availability: Answers as the Wayback Machine's availability API does; the address
            follows it, quoted. Empty to ask nobody.
        timegates: Memento TimeGates (RFC 7089), asked one after another; the address follows
            as it is.
        saving: Makes a copy of the address that follows.
    """

    availability: str = "https://archive.org/wayback/available?url="
    timegates: tuple[str, ...] = ("https://web.archive.org/web/",)
    saving: str = "https://web.archive.org/save/"


class ArchiveCaptures:
    """Asks public archives; several threads may share one."""

    def __init__(self, client: Fetcher, services: ArchiveServices | None = None) -> None:
        """Ask *services* by way of *client*, the guarded one."""
        self._client = client
        self._services = services or ArchiveServices()

    def find(self, url: str) -> str:
        """Give the address of a copy of the page at *url*, empty where none is known.

        An archive that cannot be asked knows of none: its silence says nothing of the page.
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
        """Ask for a new copy: its address, or empty and why there is none."""
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
    """Give *capture* if it can be one: of the archive that was asked, and of this page."""
    if (
        len(capture) > _MAX_URL_CHARACTERS
        or not is_web_address(capture)
        or not related_sites(capture, place)
    ):
        return ""
    host = host_of(url).removeprefix("www.")
    parts = urlsplit(capture)
    before, named, _ = f"{parts.path}?{parts.query}".lower().partition(host or " ")
    # Every archive of that kind has the day of a copy in its address, before the page's own.
    if not named or not _DAY.search(before):
        return ""
    # An archive that was asked in private should not be read in the open.
    secure = place.startswith("https:") and parts.scheme == "http"
    return parts._replace(scheme="https").geturl() if secure else capture


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None
