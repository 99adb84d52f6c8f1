"""Google's Fact Check Tools API, v1alpha1: its parameters, its objects and its errors."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from factcheck.serve.responses import json_response

# google.rpc.Code by HTTP status.
_STATUSES = {
    400: "INVALID_ARGUMENT",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    413: "INVALID_ARGUMENT",
    421: "PERMISSION_DENIED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def routes() -> list[BaseRoute]:
    """Give the routes of Google's interface."""
    return []


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, as Google's services do."""
    code = error.status_code
    status = _STATUSES.get(code, HTTPStatus(code).phrase.upper().replace(" ", "_"))
    body = {"error": {"code": code, "message": error.detail, "status": status, "details": []}}
    return json_response(body, code, error.headers, indented=True)
