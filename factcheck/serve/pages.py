"""The page for people."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from factcheck.serve import style


def routes() -> list[BaseRoute]:
    """Give the routes of the pages."""
    return style.routes()


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, as text."""
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
