"""Our own JSON: the objects that the commands print, over HTTP."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.phrases import LANGUAGES
from factcheck.lookup import LookupOptions
from factcheck.model import Filters, HarmKind, Verdict
from factcheck.reports.answers_json import answer_object, problem_object
from factcheck.reports.citations_json import citations_object
from factcheck.reports.fact_check_document import fact_check_page_object
from factcheck.serve.parameters import Parameter, checked, from_query
from factcheck.serve.responses import (
    entity_tag,
    is_unchanged,
    json_response,
    lookup_of,
    not_modified,
    note_claims,
)
from factcheck.serve.warm_lookup import Answers, asked_today, clock_today
from factcheck.store.store import Store
from factcheck.text.language import UNKNOWN, language_code
from factcheck.text.strict_json import BrokenValueError, parse_json

_MOST_CHARACTERS = 20_000
_MOST_FILTERS = 20
_MOST_CITED = 100

_CLAIM: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": _MOST_CHARACTERS}
_FLAG = {"type": "boolean", "default": False}
_DATE_PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_DATE = {"type": "string", "pattern": _DATE_PATTERN, "examples": ["2021-03-04"]}
_NAMES = {
    "type": "array",
    "maxItems": _MOST_FILTERS,
    "items": {"type": "string", "minLength": 1, "maxLength": 200},
}


def _chosen(values: list[str]) -> dict[str, Any]:
    return {"type": "array", "maxItems": _MOST_FILTERS, "items": {"type": "string", "enum": values}}


LOOKUP_OPTIONS = (
    Parameter("lang", _NAMES, "Only fact-checks in this language (bs, Swahili) or a close one."),
    Parameter("exact_lang", _FLAG, "With lang: no close languages."),
    Parameter("publisher", _NAMES, "Only fact-checks by this publisher, name or domain."),
    Parameter("since", _DATE, "Only reviewed on or after 2021, 2021-03, 2021-03-04."),
    Parameter("verdict", _chosen(list(Verdict)), "Only this verdict, in our reading."),
    Parameter("harm", _chosen(list(HarmKind)), "Only with a harm note of this kind."),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 100, "default": 5},
        "Most fact-checks a claim.",
    ),
    Parameter(
        "min_score",
        {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
        "Nothing below this score.",
    ),
    Parameter("whole", _FLAG, "Do not look up the sentences of a long post."),
    Parameter("today", _DATE, "The day on which you ask; else the day of this service's clock."),
)
ONE_CLAIM = Parameter("claim", _CLAIM, "The claim, in any language.", is_required=True)


def claim_list(most: int) -> Parameter:
    """Define a list of at most *most* claims."""
    schema = {"type": "array", "minItems": 1, "maxItems": most}
    schema["items"] = {"type": "string", "maxLength": _MOST_CHARACTERS}
    return Parameter("claims", schema, "Claims; the answers are in their order.", is_required=True)


CITE_PARAMETERS = (
    Parameter(
        "id",
        {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST_CITED,
            "items": {"type": "string", "minLength": 1, "maxLength": 40},
        },
        "Ids of fact-checks, or their beginnings.",
        is_required=True,
    ),
    Parameter(
        "style",
        {"type": "string", "enum": list(CitationStyle), "default": "plain"},
        "How to write it.",
    ),
    Parameter(
        "in", {"type": "string", "enum": list(LANGUAGES), "default": "en"}, "Of our own words."
    ),
    Parameter("accessed", _DATE, "When you read the pages; else the last look at them."),
)


def routes() -> list[BaseRoute]:
    """Give the routes of the JSON interface."""
    return [
        Route("/api/lookup", _lookup_one, methods=["GET"]),
        Route("/api/lookup", _lookup_posted, methods=["POST"]),
        Route("/api/fact-checks/{id}", _fact_check, methods=["GET"]),
        Route("/api/cite", _cite, methods=["GET"]),
    ]


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, in the words of the command line."""
    return json_response({"error": error.detail}, error.status_code, error.headers)


async def _lookup_one(request: Request) -> Response:
    values = from_query(request.query_params, (ONE_CLAIM, *LOOKUP_OPTIONS))
    if await is_unchanged(request):
        return not_modified(request)
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
        await lookup.read(lambda store, _version: _require_known_values(store, filters))
    return await lookup.answer(claims, options)


def _options(values: dict[str, Any]) -> LookupOptions:
    filters = Filters(
        languages=tuple(_language(typed) for typed in values.get("lang", ())),
        publishers=tuple(values.get("publisher", ())),
        since=values.get("since", ""),
        verdicts=tuple(map(Verdict, values.get("verdict", ()))),
        harms=tuple(map(HarmKind, values.get("harm", ()))),
        exact_languages=values.get("exact_lang", False),
    )
    return asked_today(
        filters,
        values.get("limit", 5),
        values.get("min_score", 0.0),
        whole_only=values.get("whole", False),
        today=values.get("today", ""),
    )


def _language(typed: str) -> str:
    code = language_code(typed)
    if code == UNKNOWN and typed.lower() != UNKNOWN:
        raise HTTPException(400, f"'lang': no language is called {typed}; write a code such as bs")
    return code


def _require_known_values(store: Store, filters: Filters) -> None:
    for unknown in store.unknown_values(filters):
        known = ", ".join(unknown.known[:12])
        hint = f"; known: {known}" if known else ""
        raise HTTPException(400, f"no fact-check here has the {unknown.name} {unknown.value}{hint}")


async def _fact_check(request: Request) -> Response:
    if await is_unchanged(request):
        return not_modified(request)
    public_id = request.path_params["id"]

    def page(store: Store, version: str) -> tuple[dict[str, object], str]:
        return fact_check_page_object(store.get(public_id), store.history(public_id)), version

    body, version = await lookup_of(request).read(page)
    return json_response(body, headers={"ETag": entity_tag(version)})


async def _cite(request: Request) -> Response:
    values = from_query(request.query_params, CITE_PARAMETERS)
    if await is_unchanged(request):
        return not_modified(request)
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
