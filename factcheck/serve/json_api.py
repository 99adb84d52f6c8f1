"""Our own JSON: the objects that the commands print, over HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.html_templates import html_environment
from factcheck.lookup import LookupOptions
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import HarmKind, Judgement
from factcheck.reports.answers_json import answer_object, problem_object
from factcheck.reports.citations_json import citations_object
from factcheck.reports.fact_check_document import fact_check_page_object
from factcheck.reports.judgements_report import recorded_object
from factcheck.serve.openapi import (
    CITE_PARAMETERS,
    JUDGEMENT_PARAMETERS,
    LOOKUP_OPTIONS,
    ONE_CLAIM,
    claim_list,
    openapi_document,
)
from factcheck.serve.parameters import checked, from_query
from factcheck.serve.requested_filters import requested_filters, require_known_values
from factcheck.serve.responses import (
    entity_tag,
    json_response,
    lookup_of,
    not_modified,
    note_claims,
)
from factcheck.serve.style import style_address
from factcheck.serve.warm_lookup import Answers, asked_today, clock_today
from factcheck.serve.writing import require_token, write
from factcheck.store.store import Store
from factcheck.text.strict_json import BrokenValueError, parse_json


def routes() -> list[BaseRoute]:
    """Give the routes of the JSON interface."""
    return [
        Route("/api/lookup", _lookup_one, methods=["GET"]),
        Route("/api/lookup", _lookup_posted, methods=["POST"]),
        Route("/api/fact-checks/{id}", _fact_check, methods=["GET"]),
        Route("/api/cite", _cite, methods=["GET"]),
        Route("/api/judgements", _judge, methods=["POST"]),
        Route("/api/openapi.json", _openapi, methods=["GET"]),
        Route("/api/", _page, methods=["GET"]),
    ]


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, in the words of the command line."""
    return json_response({"error": error.detail}, error.status_code, error.headers)


async def _lookup_one(request: Request) -> Response:
    values = from_query(request.query_params, (ONE_CLAIM, *LOOKUP_OPTIONS))
    if unchanged := await not_modified(request):
        return unchanged
    answered = await _answered(request, [values["claim"]], values)
    body = answer_object(answered.answers[0])
    return json_response(body, headers={"ETag": entity_tag(answered.version)})


async def _lookup_posted(request: Request) -> Response:
    body = await _json_object(request)
    if "claim" in body:
        values = checked(body, (ONE_CLAIM, *LOOKUP_OPTIONS))
        answered = await _answered(request, [values["claim"]], values)
        return json_response(answer_object(answered.answers[0]))
    most = request.app.state.settings.most_claims
    values = checked(body, (claim_list(most), *LOOKUP_OPTIONS))
    claims: list[str] = values["claims"]
    asked = [claim for claim in claims if claim.strip()]
    answered = await _answered(request, asked, values)
    answers = iter(answered.answers)
    return json_response(
        [
            answer_object(next(answers), line)
            if claim.strip()
            else problem_object(line, "there is no claim")
            for line, claim in enumerate(claims, start=1)
        ]
    )


async def _json_object(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # A form on a page of another site can send anything but this kind without being asked.
    if kind != "application/json":
        raise HTTPException(415, "send JSON, with Content-Type: application/json")
    try:
        body = parse_json((await request.body()).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is not UTF-8") from error
    except BrokenValueError as error:
        raise HTTPException(400, f"the body: {error}") from error
    if not isinstance(body, dict):
        raise HTTPException(400, 'send an object such as {"claim": "..."} or {"claims": ["..."]}')
    return body


async def _answered(request: Request, claims: list[str], values: dict[str, Any]) -> Answers:
    note_claims(request, claims)
    options = _options(values)
    lookup = lookup_of(request)
    filters = options.filters
    if filters.languages or filters.publishers:
        await lookup.read(lambda store, _version: require_known_values(store, filters))
    return await lookup.answer(claims, options, "api")


def _options(values: dict[str, Any]) -> LookupOptions:
    filters = requested_filters(
        values.get("lang", ()),
        values.get("publisher", ()),
        values.get("verdict", ()),
        values.get("since", ""),
    )
    return asked_today(
        replace(
            filters,
            harms=tuple(map(HarmKind, values.get("harm", ()))),
            exact_languages=values.get("exact_lang", False),
        ),
        values.get("limit", 5),
        values.get("min_score", 0.0),
        whole_only=values.get("whole", False),
        today=values.get("today", ""),
    )


async def _fact_check(request: Request) -> Response:
    if unchanged := await not_modified(request):
        return unchanged
    public_id = request.path_params["id"]

    def page(store: Store, version: str) -> tuple[dict[str, object], str]:
        return fact_check_page_object(store.get(public_id), store.history(public_id)), version

    body, version = await lookup_of(request).read(page)
    return json_response(body, headers={"ETag": entity_tag(version)})


async def _cite(request: Request) -> Response:
    values = from_query(request.query_params, CITE_PARAMETERS)
    if unchanged := await not_modified(request):
        return unchanged
    style = CitationStyle(values.get("style", "plain"))

    def load(store: Store, version: str) -> tuple[list[CitationData], str]:
        ids = dict.fromkeys(store.resolve(typed) for typed in values["id"])
        language, accessed_on = values.get("in", "en"), values.get("accessed", "")
        requests = map(CitationRequest, ids)
        return [
            load_citation_data(store, each, language, accessed_on) for each in requests
        ], version

    citations, version = await lookup_of(request).read(load)
    today = clock_today()
    body = citations_object(
        citations, style, lambda citation: format_citations([citation], style, today)
    )
    return json_response(body, headers={"ETag": entity_tag(version)})


async def _judge(request: Request) -> Response:
    require_token(request)
    said = checked(await _json_object(request), JUDGEMENT_PARAMETERS)
    judgement = Judgement(said["judgement"])
    judging = Judging(said["claim"], said["id"], judgement, said["by"], said.get("note", ""))
    encoder = request.app.state.settings.encoder
    done = await write(request, lambda store: record_judgements(store, [judging], encoder))
    return json_response(recorded_object(done, dry_run=False))


async def _openapi(request: Request) -> Response:
    return json_response(_document(request), indented=True)


async def _page(request: Request) -> Response:
    """Show the same document to people."""
    template = html_environment("factcheck.serve").get_template("api.html")
    page = template.render(
        document=_document(request), style=style_address(), fields_of=_fields_of, kind_of=_kind_of
    )
    return Response(page, media_type="text/html")


def _document(request: Request) -> dict[str, Any]:
    return openapi_document(str(request.base_url), request.app.state.settings.most_claims)


def _fields_of(operation: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Give the fields of each way to call an operation."""
    if "parameters" in operation:
        yield operation["parameters"]
        return
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    for body in schema.get("oneOf", [schema]):
        yield [
            {
                "name": name,
                "description": schema["description"],
                "schema": schema,
                "required": name in body["required"],
            }
            for name, schema in body["properties"].items()
        ]


def _kind_of(field: dict[str, Any]) -> str:
    """Say in a few words what a field may be."""
    schema = field["schema"]
    is_list = schema["type"] == "array"
    element = schema["items"] if is_list else schema
    kind = "one of " + ", ".join(element["enum"]) if "enum" in element else element["type"]
    return (
        kind
        + (", any number of them" if is_list else "")
        + (", required" if field["required"] else "")
    )
