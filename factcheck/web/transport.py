"""Send each request over a connection of its own, through the guarded network."""

import ssl
from collections.abc import Iterator

import httpcore
import httpx

from factcheck.web.network import Deadline, GuardedBackend, Network


class GuardedTransport(httpx.BaseTransport):
    """Sends httpx requests to public addresses only.

    It is used without an `httpx.Client`: a client keeps cookies, looks for proxies and
    passwords in the environment and prepares redirects by itself, and none of that may
    happen here. Connections are not kept: between two requests to a host lies a pause.
    """

    def __init__(
        self, network: Network | None = None, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        """Send everything by way of *network*, by default the guarded public internet.

        Certificates are checked by *ssl_context*, by default against certifi's list.
        """
        self._network = network or Network()
        self._ssl_context = ssl_context or httpx.create_ssl_context(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and return the response, whose body is still to be read.

        Args:
            request: Has a `Deadline` among its extensions, and httpcore's timeouts.
        """
        deadline: Deadline = request.extensions["deadline"]
        pool = httpcore.ConnectionPool(
            ssl_context=self._ssl_context,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            network_backend=GuardedBackend(self._network, deadline),
        )
        try:
            answer = pool.handle_request(_as_httpcore(request))
        except BaseException:
            pool.close()
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, pool),
            request=request,
        )


class _Body(httpx.SyncByteStream):
    """The body of an answer; the connection under it ends it when the time is over."""

    def __init__(self, answer: httpcore.Response, pool: httpcore.ConnectionPool) -> None:
        self._answer = answer
        self._pool = pool

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._pool.close()


def _as_httpcore(request: httpx.Request) -> httpcore.Request:
    url = httpcore.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore.Request(
        method=request.method,
        url=url,
        headers=request.headers.raw,
        content=request.stream,
        extensions={"timeout": request.extensions["timeout"]},
    )
