"""JSON responses, and the entity tag that names a moment of the store."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from factcheck.formats.json_lines_writer import json_line, json_page
from factcheck.serve.warm_lookup import WarmLookup, clock_today

# Whatever opens a response must not find markup in it.
_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def lookup_of(request: Request) -> WarmLookup:
    """Give the warm lookup of the application that *request* came to."""
    lookup: WarmLookup = request.app.state.lookup
    return lookup


def json_response(
    value: object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    indented: bool = False,
) -> Response:
    """Give *value* as JSON in which no character is markup, a control or hidden."""
    text = json_page(value) if indented else json_line(value)
    body = text.translate(_MARKUP) + "\n"
    return Response(body, status, headers, "application/json")


def entity_tag(version: str) -> str:
    """Give the tag of answers from a moment of the store; tomorrow's may call a claim recycled."""
    return f'"{version}.{clock_today()}"'


async def not_modified(request: Request) -> Response | None:
    """Give the response that says so, if the sender has what the store would answer now."""
    known = request.headers.get("if-none-match", "")
    if not known:
        return None
    present = entity_tag(await lookup_of(request).version())
    if present not in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        return None
    return Response(status_code=304, headers={"ETag": present})


def note_claims(request: Request, claims: list[str]) -> None:
    """Leave what is looked up to the access log, which writes it only if that is wanted."""
    request.state.claims = claims
