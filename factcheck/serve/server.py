"""Run the application on a socket, until somebody ends it."""

import asyncio
import errno
import logging
import socket
import sys
from ipaddress import ip_address
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from factcheck.errors import UsageError
from factcheck.text.sanitise import visible

# For requests that are being answered when the service is told to stop.
_GRACE_SECONDS = 4
_WAITING_CONNECTIONS = 512
_OPEN_WARNING = (
    "WARNING: other machines can reach this address. Whoever does can read the whole store, and "
    "nothing is encrypted; put a reverse proxy with HTTPS and a login before it"
)
# From the opening of a connection, or the end of a response, to the next request's last header.
_REQUEST_SECONDS = 20
_MOST_CONNECTIONS = 500


class _ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that closes connections on which no whole request comes.

    uvicorn itself waits for ever for the end of a header of which something has come.
    """

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait; of too many connections the newest are closed."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if len(self.connections) > _MOST_CONNECTIONS:
            self.transport.close()
        self._wait_for_request()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        if self._patience is not None:
            self._patience.cancel()

    def _wait_for_request(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self.loop.call_later(_REQUEST_SECONDS, self._close_if_idle)

    def _close_if_idle(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


class _OneLine(logging.Formatter):
    """One line for whatever uvicorn and asyncio have to say."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the message, and the kind of the error without its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        kind = f" ({type(error).__name__}: {error})" if error else ""
        return f"factcheck: {visible(record.getMessage() + kind)}"


class _Server(uvicorn.Server):
    """A server for which being told to stop is no failure."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop accepting, and finish what has begun; told twice, stop at once."""
        self.force_exit = self.should_exit
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Open a socket that waits for connections.

    Raises:
        UsageError: Nothing can listen there.
    """
    if not host:
        raise UsageError("--host is empty, which would stand for every network; name an address")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once only what it knows to be TCP, and else waits up to 40 ms to send more.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_WAITING_CONNECTIONS)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        listening.close()
        other = "--host" if _is_of_host(error) else "--port"
        raise UsageError(
            f"cannot listen at {host} port {port}: {reason}; try another {other}"
        ) from error
    return listening


def _is_of_host(error: Exception) -> bool:
    """Whether it is the address at which nothing can listen, at whatever port."""
    of_host = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL)
    return isinstance(error, socket.gaierror) or getattr(error, "errno", None) in of_host


def address_of(listening: socket.socket) -> str:
    """Give the address at which a socket is reached, as a browser takes it."""
    host, port, *_ = listening.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def warning_about(listening: socket.socket) -> str:
    """Say who else can reach a socket; empty if only this machine can."""
    address = ip_address(listening.getsockname()[0].partition("%")[0])
    return "" if address.is_loopback else _OPEN_WARNING


def serve_app(app: Starlette, listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM, then finish those that have begun."""
    config = uvicorn.Config(
        app,
        http=_ImpatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_REQUEST_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    _Server(config).run([listening])
