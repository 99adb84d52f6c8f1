"""Let those who have the token write to the store, one request at a time."""

import asyncio
import hmac
from collections.abc import Callable
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from factcheck.serve.settings import ServeSettings
from factcheck.store.store import Store, open_store

_Result = TypeVar("_Result")
# Another process may hold the store for long; whoever asked can come back.
_WAIT_SECONDS = 5.0


def is_token(request: Request, given: str) -> bool:
    """Whether *given* is the token of the service; never, where nothing can be written."""
    settings: ServeSettings = request.app.state.settings
    # As bytes: text with other letters than ASCII is refused by compare_digest.
    is_right = hmac.compare_digest(given.encode(), settings.write_token.encode())
    return is_right and bool(settings.write_token)


def require_token(request: Request) -> None:
    """Refuse whoever does not send ``Authorization: Bearer TOKEN``.

    Raises:
        HTTPException: 403, because nothing can be written here; 401, because it is another token.
    """
    settings: ServeSettings = request.app.state.settings
    if not settings.write_token:
        raise HTTPException(403, "this service is read-only; start it with --write and a token")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_token(request, token.strip()):
        raise HTTPException(401, "the token is wrong or missing", {"WWW-Authenticate": "Bearer"})


async def write(request: Request, change: Callable[[Store], _Result]) -> _Result:
    """Run *change* on the store, open for writing; call `require_token` before.

    Raises:
        StoreError: The store cannot be written to, or another process does.
    """
    settings: ServeSettings = request.app.state.settings

    def changed() -> _Result:
        with open_store(settings.store, mode="write", wait_seconds=_WAIT_SECONDS) as store:
            return change(store)

    return await asyncio.to_thread(changed)
