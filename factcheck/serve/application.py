"""Put the routes behind one guard and one warm lookup."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from factcheck.errors import FactCheckError
from factcheck.serve import google_api, json_api, pages, reconcile
from factcheck.serve.errors import http_error
from factcheck.serve.guard import ErrorResponse, Guard
from factcheck.serve.responses import json_response
from factcheck.serve.settings import ServeSettings
from factcheck.serve.warm_lookup import WarmLookup
from factcheck.store.producer import __version__

_LISTS_AT_ONCE = 2
# Each interface says in its own way what went wrong; the page for people takes the rest.
_ERROR_RESPONSES: tuple[tuple[str, ErrorResponse], ...] = (
    ("/v1alpha1/", google_api.error_response),
    ("/$discovery/", google_api.error_response),
    ("/api/", json_api.error_response),
    ("/healthz", json_api.error_response),
    ("/reconcile", reconcile.error_response),
    ("/", pages.error_response),
)


def create_app(settings: ServeSettings) -> Starlette:
    """Open the store and give the application; its shutdown closes the store again.

    A route finds the lookup with `lookup_of`, and the settings as ``request.app.state.settings``.

    Raises:
        FactCheckError: The store cannot be used.
    """
    lookup = WarmLookup(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        lookup.close()

    app = Starlette(
        routes=[
            Route("/healthz", _health),
            *google_api.routes(),
            *json_api.routes(),
            *reconcile.routes(),
            *pages.routes(),
        ],
        middleware=[Middleware(Guard, settings=settings, error_response=error_response)],
        exception_handlers={
            HTTPException: _handle,
            FactCheckError: _handle,
        },
        lifespan=lifespan,
    )
    # Each takes a processor, and a workbook up to half a gigabyte of memory.
    app.state.lists_at_once = asyncio.Semaphore(_LISTS_AT_ONCE)
    app.state.lookup, app.state.settings = lookup, settings
    return app


def error_response(request: Request, error: HTTPException) -> Response:
    """Say what went wrong in the way of the interface that was called."""
    path = request.url.path
    respond = next(respond for prefix, respond in _ERROR_RESPONSES if path.startswith(prefix))
    return respond(request, error)


def _handle(request: Request, error: Exception) -> Response:
    return error_response(request, http_error(error))


async def _health(request: Request) -> Response:
    """Say that the store can be read, and which moment of it would answer now."""
    lookup: WarmLookup = request.app.state.lookup
    version = await lookup.version()
    return json_response({"status": "ok", "factcheck": __version__, "store_version": version})
