"""Errors as HTTP statuses with one line that says what happened, and what to do next."""

import os
import sys
import traceback

from starlette.exceptions import HTTPException

from factcheck.errors import (
    FactCheckChanged,
    FactCheckError,
    FactCheckNotFound,
    InputError,
    StoreError,
    UsageError,
)
from factcheck.text.sanitise import visible

_TRACEBACK_WANTED = "FACTCHECK_TRACEBACK"
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (FactCheckNotFound, 404),
    (FactCheckChanged, 409),
    (UsageError, 400),
    (InputError, 400),
    (StoreError, 503),
    (FactCheckError, 500),
)


def http_error(error: Exception) -> HTTPException:
    """Give the status and the line for *error*; our own mistakes tell nothing about themselves."""
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, TimeoutError):
        return HTTPException(
            503, "this took too long; ask for less at once, or later", {"Retry-After": "5"}
        )
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            headers = {"Retry-After": "1"} if status == 503 else None
            return HTTPException(status, visible(str(error)), headers)
    return HTTPException(500, "a mistake of factcheck itself; its log says more")


def log_mistake(error: Exception) -> None:
    """Write one line about a mistake of ours, and the traceback if it is asked for."""
    kind = type(error).__name__
    sys.stderr.write(f"factcheck: a mistake of factcheck itself: {kind}: {visible(str(error))}\n")
    if os.environ.get(_TRACEBACK_WANTED):
        traceback.print_exception(error)
    sys.stderr.flush()
