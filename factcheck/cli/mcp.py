"""Let assistants look claims up, over the Model Context Protocol."""

import os
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    WordsOnlyOption,
    open_encoder,
    store_path,
)
from factcheck.cli.standard_streams import input_is_terminal, say
from factcheck.errors import ExitStatus, MissingExtra

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

EXAMPLES = (
    "factcheck mcp --db claims.db",
    "factcheck mcp --http --port 8418",
)

_DEFAULT_PORT = 8418


def mcp(
    http: Annotated[
        bool,
        typer.Option("--http", help="Answer over HTTP at /mcp, not on the standard streams."),
    ] = False,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="With --http: where to listen.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="With --http.")
    ] = _DEFAULT_PORT,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="With --http: a name by which this machine may be called, besides localhost.",
        ),
    ] = None,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
) -> ExitStatus:
    """Let assistants look claims up and cite fact-checks: a server of the Model Context Protocol.

    It only reads the store. An assistant starts it and speaks with it on the standard streams.
    """
    try:
        # lazy: an extra, which takes a second to load
        from factcheck.serve.mcp_server import mcp_server
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"mcp needs {error.name!r}; install it with: pip install 'factcheck-claims[mcp]'"
        ) from error
    from factcheck.serve.settings import ServeSettings
    from factcheck.serve.warm_lookup import WarmLookup

    opened, notes = open_encoder(encoder, words_only=words_only)
    warm = WarmLookup(ServeSettings(store_path(db), opened, notes))
    try:
        server = mcp_server(warm)
        if http:
            _serve_http(server, host, port, allow_host or [])
        else:
            if input_is_terminal():
                say("waiting for an assistant on standard input; it starts this command itself")
            # A thread that waits for the next line cannot be told to stop, and nothing is open
            # that would have to be finished: the store is only read.
            signal.signal(signal.SIGINT, lambda *_: os._exit(ExitStatus.INTERRUPTED))
            server.run()
    finally:
        warm.close()
    if warm.is_working:
        # As in `serve`.
        os._exit(ExitStatus.OK)
    return ExitStatus.OK


def _serve_http(server: "MCPServer", host: str, port: int, allowed: list[str]) -> None:
    # lazy: as above
    from mcp.server.transport_security import TransportSecuritySettings

    from factcheck.serve.server import address_of, listen, serve_app, warning_about

    names = ("127.0.0.1", "localhost", "[::1]", *allowed)
    security = TransportSecuritySettings(
        allowed_hosts=[each for name in names for each in (name, f"{name}:*")],
        allowed_origins=[f"http://{name}:*" for name in names],
    )
    with listen(host, port) as listening:
        say(f"answering at {address_of(listening)}/mcp")
        if warning := warning_about(listening):
            say(warning)
        app = server.streamable_http_app(
            stateless_http=True, transport_security=security, host=host
        )
        serve_app(app, listening)
