"""The stylesheet of the pages, and the policy that keeps everything else out of them."""

import hashlib
from functools import cache
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

_PATH = "/style.css"
# Its address changes with it.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def routes() -> list[BaseRoute]:
    """Give the route of the stylesheet."""
    return [Route(_PATH, _style, methods=["GET"])]


def content_policy(frame_ancestors: str = "'none'") -> str:
    """Return the policy of our pages: one stylesheet of ours, no script, no other host.

    Args:
        frame_ancestors: Sites that may show the page in a frame of theirs.
    """
    return (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


@cache
def _stylesheet() -> str:
    """Return the report's style, and what only pages with forms need."""
    report = resources.files("factcheck.reports").joinpath("report.css").read_text("utf-8")
    return report + resources.files("factcheck.serve").joinpath("page.css").read_text("utf-8")


@cache
def style_address() -> str:
    """Return the address of the stylesheet, which changes with it, so that it can be kept."""
    return f"{_PATH}?{hashlib.sha256(_stylesheet().encode()).hexdigest()[:12]}"


async def _style(_request: Request) -> Response:
    return Response(_stylesheet(), media_type="text/css", headers=_FOR_EVER)
