"""Serve the store: a page for people, Google's API, OpenRefine and our own JSON."""

import os
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    LogOption,
    LogTextOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
    opened_log,
)
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus, MissingExtra, UsageError

EXAMPLES = (
    "factcheck serve",
    "factcheck serve --port 9000 --db claims.db.example",
    "factcheck serve --host 0.0.0.0 --allow-host facts.newsroom.example",
)

_DEFAULT_PORT = 8417
_TOKEN_SETTING = "FACTCHECK_TOKEN"
_SHORTEST_TOKEN = 16


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")
    ] = _DEFAULT_PORT,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A name by which this machine may be called, besides localhost.",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let those who have the token write to the store.")
    ] = False,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help=f"With --write: the token, in the first line. Else {_TOKEN_SETTING}.",
        ),
    ] = None,
    log_claims: Annotated[
        bool, typer.Option("--log-claims", help="Name in the access log what is looked up.")
    ] = False,
    log: LogOption = None,
    log_text: LogTextOption = False,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
) -> ExitStatus:
    """Serve the store: a page for people, Google's API, OpenRefine and our own JSON."""
    try:
        # lazy: an extra
        from factcheck.serve.application import create_app
        from factcheck.serve.server import address_of, listen, serve_app, warning_about
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"serve needs {error.name!r}; install it with: pip install 'factcheck-claims[serve]'"
        ) from error
    from factcheck.serve.settings import ServeSettings

    with existing_store(db) as store:
        path = store.path
    opened, notes = open_encoder(encoder, words_only=words_only)
    settings = ServeSettings(
        store=path,
        encoder=opened,
        notes=notes,
        allowed_hosts=(f"[{host}]" if ":" in host else host, *(allow_host or ())),
        write_token=_token(token_file) if write else "",
        log_claims=log_claims,
        query_log=opened_log(path, log=log, log_text=log_text),
    )
    with listen(host, port) as listening:
        app = create_app(settings)
        say(f"serving {settings.store} at {address_of(listening)}/")
        if warning := warning_about(listening):
            say(warning)
        serve_app(app, listening)
    if app.state.lookup.is_working:
        # Python would wait for a batch of the networks that nobody waits for any more.
        os._exit(ExitStatus.OK)
    return ExitStatus.OK


def _token(file: Path | None) -> str:
    """Read the token that writing needs.

    Raises:
        UsageError: There is none, or it is too short to be safe.
    """
    if file is None:
        token, where = os.environ.get(_TOKEN_SETTING, "").strip(), _TOKEN_SETTING
    else:
        where = str(file)
        try:
            token = file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--token-file {file} cannot be read: {error}") from error
    if not token:
        raise UsageError(f"--write needs a token: --token-file FILE, or {_TOKEN_SETTING}")
    if len(token) < _SHORTEST_TOKEN:
        raise UsageError(f"the token in {where} is too short; take {_SHORTEST_TOKEN} characters")
    return token
