"""OpenRefine's reconciliation service over the store."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """Give the routes of the reconciliation service."""
    return []


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, as JSON."""
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)
