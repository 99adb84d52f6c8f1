"""Limit the rate of requests to each host, and keep to its Retry-After."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from factcheck.errors import SourceUnavailable
from factcheck.web.network import Clock


@dataclass(slots=True)
class _HostState:
    """When one host may be asked next."""

    lock: Lock = field(default_factory=Lock)
    next_at: float = 0.0
    paused_until: float = 0.0


class HostRateLimiter:
    """Sends one request at a time to a host, with a pause between two."""

    def __init__(
        self,
        pause_seconds: float,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Leave *pause_seconds* between the end of a request and the next one."""
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _HostState] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait until *host* may be asked, keep others out, and yield the seconds waited.

        Raises:
            SourceUnavailable: The host has asked for a pause, which is not over.
        """
        state = self._state(host)
        began = self._clock()
        with state.lock:
            self._refuse_while_paused(host, state)
            pause = state.next_at - self._clock()
            if pause > 0:
                self._sleep(pause)
            try:
                yield self._clock() - began
            finally:
                state.next_at = self._clock() + self._pause_seconds

    def pause_host(self, host: str, seconds: float) -> None:
        """Send nothing to *host* for *seconds*."""
        self._state(host).paused_until = self._clock() + seconds

    def _refuse_while_paused(self, host: str, state: _HostState) -> None:
        seconds = state.paused_until - self._clock()
        if seconds > 0:
            raise SourceUnavailable(f"{host} asks to wait {seconds:,.0f} seconds; try again then")

    def _state(self, host: str) -> _HostState:
        with self._lock:
            return self._hosts.setdefault(host, _HostState())
