"""Take turns at a host: one request at a time, a pause between two, none while it asks for rest."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from factcheck.errors import SourceUnavailable
from factcheck.web.network import Clock


@dataclass(slots=True)
class _Lane:
    """The queue before one host."""

    lock: Lock = field(default_factory=Lock)
    next_at: float = 0.0
    rests_until: float = 0.0


class HostPacer:
    """Spreads requests so that no host notices us."""

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
        self._lanes: dict[str, _Lane] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait for our turn at *host*, keep it, and give the seconds that were waited.

        Raises:
            SourceUnavailable: The host has asked for rest, which is not over.
        """
        lane = self._lane(host)
        began = self._clock()
        with lane.lock:
            self._refuse_while_resting(host, lane)
            pause = lane.next_at - self._clock()
            if pause > 0:
                self._sleep(pause)
            try:
                yield self._clock() - began
            finally:
                lane.next_at = self._clock() + self._pause_seconds

    def let_rest(self, host: str, seconds: float) -> None:
        """Send nothing to *host* for *seconds*."""
        self._lane(host).rests_until = self._clock() + seconds

    def _refuse_while_resting(self, host: str, lane: _Lane) -> None:
        seconds = lane.rests_until - self._clock()
        if seconds > 0:
            raise SourceUnavailable(f"{host} asks to wait {seconds:,.0f} seconds; try again then")

    def _lane(self, host: str) -> _Lane:
        with self._lock:
            return self._lanes.setdefault(host, _Lane())
