"""Fetchers that reach only what a test allows, and pages that need no fetching."""

import ssl

import pytest
from odd_servers import Clock, Server, WatchedSockets, saying

from factcheck.web.client import Fetched, Fetcher, FetchLimits
from factcheck.web.network import Network
from factcheck.web.page import read_page


@pytest.fixture(scope="session")
def no_trust():
    """Believe no certificate; made once, because loading real ones takes a while."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def serve():
    servers = []

    def serve(answer, **options):
        server = Server(answer if callable(answer) else saying(answer), **options)
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture
def fetcher_for(no_trust):
    """Build a fetcher that may reach the given servers, under the name pub.example, in a hurry."""

    def fetcher_for(*servers, sockets=None, resolve=None, ssl_context=None, **limits):
        chosen = {"deadline_seconds": 0.6, "silence_seconds": 0.3, "pause_seconds": 0.0} | limits
        ports = frozenset({80, 443, 8080, 8443, *(server.port for server in servers)})
        network = Network(
            resolve=resolve or (lambda host, port: ["127.0.0.1"]),
            sockets=sockets or WatchedSockets(),
            also_allowed=frozenset(("127.0.0.1", server.port) for server in servers),
        )
        return Fetcher(
            FetchLimits(**{"ports": ports} | chosen),
            network=network,
            ssl_context=ssl_context or no_trust,
        )

    return fetcher_for


@pytest.fixture
def page():
    """Read a page as if it had been fetched."""

    def page(text, url="https://pub.example/checks/1", content_type="text/html"):
        return read_page(Fetched(url, url, content_type, text))

    return page


@pytest.fixture
def clock():
    return Clock()
