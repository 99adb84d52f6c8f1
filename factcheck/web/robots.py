"""Fetch the robots.txt of each host once an hour, and keep to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from factcheck.errors import SourceError, SourceRefused, SourceUnavailable
from factcheck.web.network import Clock
from factcheck.web.urls import short_url

AGENT = "factcheck"
_KEPT_SECONDS = 3_600.0
# A robots.txt that could not be fetched is tried again sooner, but not for every page.
_FAILURE_KEPT_SECONDS = 300.0
_CLIENT_ERRORS = range(400, 500)
_TOO_MANY = 429

# The address of a robots.txt to its HTTP status and its text.
FetchRules = Callable[[httpx.URL], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a host, or why they could not be fetched."""

    expires_at: float
    rules: Protego | None = None
    error: SourceError | None = None


class RobotsRules:
    """The robots.txt rules of each host (RFC 9309), cached while the program runs."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Begin without any rules."""
        self._clock = clock
        self._rules_by_url: dict[str, _Rules] = {}

    def refuse_unwelcome(self, url: httpx.URL, fetch: FetchRules) -> None:
        """Raise unless the host of *url* allows it to be fetched.

        Raises:
            SourceRefused: It does not.
            SourceError: The rules cannot be fetched; then nothing of the host is.
        """
        place = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        answer = self._rules_by_url.get(str(place))
        if answer is None or answer.expires_at <= self._clock():
            answer = self._rules_by_url[str(place)] = self._ask(place, fetch)
        if answer.error is not None:
            raise type(answer.error)(str(answer.error)) from answer.error
        if answer.rules is not None and not answer.rules.can_fetch(str(url), AGENT):
            raise SourceRefused(f"{short_url(str(url))} is not fetched: {place} asks robots not to")

    def _ask(self, place: httpx.URL, fetch: FetchRules) -> _Rules:
        try:
            status, text = fetch(place)
        except SourceError as error:
            return self._failed(error)
        expires_at = self._clock() + _KEPT_SECONDS
        if status in _CLIENT_ERRORS and status != _TOO_MANY:
            return _Rules(expires_at)
        if not httpx.codes.is_success(status):
            message = f"{place} answered with HTTP status {status}; try again later"
            return self._failed(SourceUnavailable(message))
        return _Rules(expires_at, Protego.parse(text))

    def _failed(self, error: SourceError) -> _Rules:
        return _Rules(self._clock() + _FAILURE_KEPT_SECONDS, error=error)
