"""Connect to public addresses only, and within one deadline."""

import math
import queue
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Thread
from typing import Any

import httpcore

from factcheck.errors import SourceRefused, SourceUnavailable
from factcheck.web.ip_policy import why_forbidden, why_no_public_name

# A host and a port to the addresses that belong to it.
Resolver = Callable[[str, int], Sequence[str]]
Clock = Callable[[], float]

# A wait may end so much too early.
_CLOCK_TICK = 0.001
# Of the addresses that a name has; a machine that answers at none of four is down.
_ADDRESSES_TRIED = 4


class OutOfTimeError(TimeoutError):
    """One fetch has used up all of its time."""


class Deadline:
    """The time that one fetch may take in all, robots.txt and redirects included."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        """Start counting now."""
        self._clock = clock
        self._ends_at = clock() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            OutOfTimeError: There are none.
        """
        seconds = self._ends_at - self._clock()
        if seconds <= _CLOCK_TICK:
            raise OutOfTimeError
        return seconds

    def within(self, timeout: float | None) -> float:
        """Shorten *timeout* to the seconds that are left.

        Raises:
            OutOfTimeError: There are none.
        """
        return min(math.inf if timeout is None else timeout, self.left())

    def put_off(self, seconds: float) -> None:
        """Add *seconds*, because the pause between requests does not count."""
        self._ends_at += seconds


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Return every address of *host* that the operating system knows."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Network:
    """The way out of this machine.

    Attributes:
        resolve: Gives the addresses of a name.
        sockets: Opens connections to addresses.
        also_allowed: Addresses with their ports that may be connected to although they
            are not public; for programs that test with servers of their own.
    """

    resolve: Resolver = system_resolver
    sockets: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)
    also_allowed: frozenset[tuple[str, int]] = frozenset()

    def addresses(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """Return the addresses of *host*, all of which are public.

        Raises:
            SourceRefused: The name or one of its addresses is not public. One is enough:
                a private address among public ones is an attack.
            SourceUnavailable: There is no such name, or it is not resolved in time.
            OutOfTimeError: The fetch has taken too long already.
        """
        if (host, port) in self.also_allowed:
            return [host]
        reason = why_no_public_name(host)
        if reason:
            raise SourceRefused(f"{host} is not fetched from: {reason}")
        found = [host] if _is_address(host) else self._look_up(host, port, deadline)
        for address in found:
            reason = "" if (address, port) in self.also_allowed else why_forbidden(address)
            if reason:
                raise SourceRefused(
                    f"{host} is not fetched from: its address is {address}, {reason}"
                )
        return list(dict.fromkeys(found))

    def _look_up(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        # In a thread, because the operating system's resolver has no timeout.
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, ValueError) as error:
                answers.put(error)

        Thread(target=ask, daemon=True, name=f"look up {host}").start()
        try:
            answer = answers.get(timeout=deadline.left())
        except queue.Empty as error:
            raise SourceUnavailable(f"{host} could not be looked up in time") from error
        if isinstance(answer, Exception) or not answer:
            reason = f" ({answer})" if answer else ""
            raise SourceUnavailable(f"{host} is not known to the network{reason}")
        return answer


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks every address, and connects to a checked one.

    A second resolution could give another address; there is none. The name itself is used
    by TLS only, which checks the certificate against it.
    """

    def __init__(self, network: Network, deadline: Deadline) -> None:
        """Serve one request, which has to end by *deadline*."""
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of *host* that answers.

        Raises:
            SourceRefused: One of its addresses is not public.
            SourceUnavailable: It has no address.
        """
        failed: Exception = httpcore.ConnectError("there is no address to connect to")
        for address in self._network.addresses(host, port, self._deadline)[:_ADDRESSES_TRIED]:
            try:
                stream = self._network.sockets.connect_tcp(
                    address,
                    port,
                    timeout=self._deadline.within(timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failed

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Refuse: a page is never behind a socket of this machine.

        Raises:
            SourceRefused: Always.
        """
        raise SourceRefused(f"{path} is not fetched from: it is no machine of the network")


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every wait ends with the fetch's time.

    Timeouts alone are not enough: a server that sends a byte a second stays within each of
    them, in its headers as in its body.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._timeouts():
            return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._timeouts():
            self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = self._deadline.within(timeout)
        with self._timeouts():
            encrypted = self._stream.start_tls(ssl_context, server_hostname, within)
        return _TimedStream(encrypted, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 (httpcore names it)
        return self._stream.get_extra_info(info)

    @contextmanager
    def _timeouts(self) -> Iterator[None]:
        """Distinguish a timeout from the end of the deadline."""
        try:
            yield
        except httpcore.TimeoutException:
            self._deadline.left()
            raise


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
