"""Run the application on a socket, until somebody ends it."""

import asyncio
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

# Of requests that are being answered when the service is told to stop.
_GRACE_SECONDS = 4
_KEEP_ALIVE_SECONDS = 30
# From the opening of a connection, or the end of a request, to the next request's last header.
_HEADER_SECONDS = 10.0


class _ImpatientProtocol(H11Protocol):
    """HTTP/1.1 that closes connections whose first request does not come.

    uvicorn waits for ever for the end of the first header.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.loop.call_later(_HEADER_SECONDS, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """A server for which being told to stop is no failure."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop accepting, and finish what has begun; told twice, stop at once."""
        self.force_exit = self.should_exit
        self.should_exit = True


def serve_app(app: Starlette, host: str, port: int) -> None:
    """Answer requests until SIGINT or SIGTERM, then finish those that have begun."""
    config = uvicorn.Config(
        app,
        host,
        port,
        http=_ImpatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config).run()
