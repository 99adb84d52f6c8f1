"""Answer OpenRefine and its like: the Reconciliation Service API 0.2, and 0.1 for older clients."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from factcheck.errors import UsageError
from factcheck.lookup import DatedClaim, LookupOptions
from factcheck.model import FactCheck, Filters
from factcheck.retrieval.full_text import SearchOptions, search_words
from factcheck.serve.page_view import rendered
from factcheck.serve.reconcile_candidates import (
    TYPE,
    named_object,
    problem_object,
    result_object,
    suggestion_object,
)
from factcheck.serve.reconcile_queries import (
    BATCH_SIZE,
    QUERY_PROPERTIES,
    ReconcileQuery,
    read_batch,
    read_object,
)
from factcheck.serve.reconcile_values import (
    SETTINGS,
    extension_object,
    proposals,
    read_extension,
)
from factcheck.serve.requested_filters import require_known_values
from factcheck.serve.responses import json_response, lookup_of, note_claims
from factcheck.serve.settings import LOOPBACK_HOSTS
from factcheck.serve.style import content_policy
from factcheck.serve.warm_lookup import Claim, WarmLookup, asked_today, clock_today
from factcheck.store.producer import __version__
from factcheck.store.store import Store

_Result = dict[str, object]
Handler = Callable[[Request], Awaitable[Response]]

PATH = "/reconcile"
# The same fact-check has the same id in every store, so the space is the same for all of them.
_IDENTIFIER_SPACE = "urn:x-factcheck:fact-check:"
_SCHEMA_SPACE = "https://schema.org/ClaimReview"
_PREVIEW_WIDTH, _PREVIEW_HEIGHT = 430, 260
_SUGGESTIONS, _MOST_SKIPPED = 20, 10_000
# A JavaScript name, such as jQuery3710_17: anything else would be a script of the caller's.
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,3}", re.ASCII)
_ORIGIN = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII)
_IN_FRAMES = {"Content-Security-Policy": content_policy(frame_ancestors="*")}


def routes() -> list[BaseRoute]:
    """Give the routes of the reconciliation service."""
    handlers = {
        "": _reconcile,
        "/suggest/entity": _suggest_entity,
        "/suggest/property": _suggest_property,
        "/suggest/type": _suggest_type,
        "/properties": _properties,
        "/preview": _preview,
    }
    return [
        Route(PATH + path, _open_to_others(handler), methods=["GET", "POST", "OPTIONS"])
        for path, handler in handlers.items()
    ]


def error_response(request: Request, error: HTTPException) -> Response:
    """Say what went wrong, as JSON."""
    headers = {**_for_other_pages(request), **(error.headers or {})}
    return json_response({"error": error.detail}, error.status_code, headers)


def _open_to_others(handler: Handler) -> Handler:
    """Let pages of other services call *handler*, and ask first whether they may."""

    async def handle(request: Request) -> Response:
        response = Response() if request.method == "OPTIONS" else await handler(request)
        response.headers.update(_for_other_pages(request))
        return response

    return handle


def _for_other_pages(request: Request) -> dict[str, str]:
    """Return the headers that let pages of this machine and of allowed hosts read an answer.

    OpenRefine is such a page. The specification would let every page read it; but a store need
    not be public, and any page can call a service on the machine of its reader.
    """
    # Older clients load what they ask for as a script, which browsers then keep from other sites.
    headers = {"Cross-Origin-Resource-Policy": "same-site", "Vary": "Origin"}
    origin = request.headers.get("origin", "")
    if _host_of(origin) in (*LOOPBACK_HOSTS, *request.app.state.settings.allowed_hosts):
        headers |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Content-Type",
        }
    return headers


def _host_of(origin: str) -> str:
    """Return the host of an origin such as ``http://localhost:3333``, empty if it is none."""
    found = _ORIGIN.fullmatch(origin)
    return found[1].lower() if found else ""


async def _reconcile(request: Request) -> Response:
    """Give the manifest, candidates for a batch of claims, or values of fact-checks."""
    parameters = await _parameters(request)
    warm = lookup_of(request)
    if "queries" in parameters:
        batch = read_batch(parameters["queries"])
        note_claims(request, [each.claim for each in batch.values() if not isinstance(each, str)])
        return _json(await _results(warm, batch), parameters)
    if "extend" in parameters:
        wanted = read_extension(read_object(parameters["extend"], "extend"))
        today = clock_today()
        values = await warm.read(lambda store, _: extension_object(store, wanted, today))
        return _json(values, parameters)
    return _json(manifest(str(request.base_url).rstrip("/")), parameters)


async def _results(warm: WarmLookup, batch: Mapping[str, ReconcileQuery | str]) -> _Result:
    """Answer every query of *batch*, those with the same options together."""
    problems = {key: each for key, each in batch.items() if isinstance(each, str)}
    queries = {key: each for key, each in batch.items() if isinstance(each, ReconcileQuery)}
    results = {key: problem_object(each) for key, each in problems.items()}
    results |= await warm.read(lambda store, _: dict(_without_lookup(store, queries)))
    alike: dict[LookupOptions, list[str]] = defaultdict(list)
    for key, query in queries.items():
        if key not in results:
            alike[asked_today(query.filters, query.limit)].append(key)
    for options, keys in alike.items():
        found = await warm.answer([_claim(queries[key]) for key in keys], options, "openrefine")
        results |= zip(keys, map(result_object, found.answers), strict=True)
    return {key: results[key] for key in batch}


async def _suggest_entity(request: Request) -> Response:
    """Give fact-checks with the words that somebody is typing."""
    parameters = await _parameters(request)
    typed, skipped = parameters.get("prefix", ""), _number(parameters.get("cursor"))
    warm = lookup_of(request)
    found = await warm.read(lambda store, _: _search(store, typed, skipped))
    return _json({"result": [suggestion_object(each) for each in found]}, parameters)


async def _suggest_property(request: Request) -> Response:
    """Give the properties that a column of a table can stand for."""
    parameters = await _parameters(request)
    listed = [{"id": pid, "name": name} for pid, name in QUERY_PROPERTIES.items()]
    return _json({"result": _beginning(listed, parameters)}, parameters)


async def _suggest_type(request: Request) -> Response:
    """Give the only type that there is."""
    parameters = await _parameters(request)
    return _json({"result": _beginning([TYPE], parameters)}, parameters)


async def _properties(request: Request) -> Response:
    """Give the columns that fact-checks can fill."""
    parameters = await _parameters(request)
    limit = _number(parameters["limit"]) if "limit" in parameters else None
    return _json(proposals(parameters.get("type", ""), limit), parameters)


async def _preview(request: Request) -> Response:
    """Give a small page about one fact-check, which clients show in a frame."""
    id_text = request.query_params.get("id", "")
    warm = lookup_of(request)
    fact_check = await warm.read(lambda store, _: store.get(id_text))
    return rendered(request, "preview.html", {"fact_check": fact_check}, headers=_IN_FRAMES)


def manifest(base: str) -> dict[str, object]:
    """Return what the service at *base* can do."""
    return {
        "versions": ["0.1", "0.2"],
        "name": "factcheck: claims that were fact-checked",
        "identifierSpace": _IDENTIFIER_SPACE,
        "schemaSpace": _SCHEMA_SPACE,
        "serviceVersion": __version__,
        "defaultTypes": [TYPE],
        "view": {"url": f"{base}/fact-checks/{{{{id}}}}"},
        "preview": {
            "url": f"{base}{PATH}/preview?id={{{{id}}}}",
            "width": _PREVIEW_WIDTH,
            "height": _PREVIEW_HEIGHT,
        },
        "suggest": {
            kind: {"service_url": base, "service_path": f"{PATH}/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{PATH}/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": BATCH_SIZE,
    }


def _without_lookup(
    store: Store, queries: Mapping[str, ReconcileQuery]
) -> Iterator[tuple[str, _Result]]:
    """Yield the results that need no lookup: of ids, and of filters that pass nothing."""
    known: dict[Filters, str] = {}
    named = store.by_ids(query.claim for query in queries.values())
    for key, query in queries.items():
        if query.filters not in known:
            known[query.filters] = _reason_against(store, query.filters)
        if known[query.filters]:
            yield key, problem_object(known[query.filters])
        elif query.claim in named:
            yield key, named_object(named[query.claim])


def _reason_against(store: Store, filters: Filters) -> str:
    try:
        require_known_values(store, filters)
    except UsageError as error:
        return str(error)
    return ""


def _claim(query: ReconcileQuery) -> Claim:
    return DatedClaim(query.claim, query.asked_on) if query.asked_on else query.claim


def _search(store: Store, typed: str, skipped: int) -> Sequence[FactCheck]:
    """Find the fact-check of an id, or those with all words; the last one may be unfinished."""
    if named := store.by_ids([typed]):
        return () if skipped else tuple(named.values())
    words = f"{typed}*" if typed[-1:].isalnum() else typed
    options = SearchOptions(limit=skipped + _SUGGESTIONS)
    try:
        return search_words(store, words, options).fact_checks[skipped:]
    except UsageError:  # nothing but signs
        return ()


def _beginning(
    listed: Sequence[Mapping[str, str]], parameters: Mapping[str, str]
) -> list[Mapping[str, str]]:
    prefix = parameters.get("prefix", "").strip().casefold()
    return [
        each
        for each in listed
        if each["id"].casefold().startswith(prefix) or prefix in each["name"].casefold()
    ][_number(parameters.get("cursor")) :]


async def _parameters(request: Request) -> dict[str, str]:
    """Return the parameters of the address and of the form, the form's first."""
    parameters = dict(request.query_params)
    if request.method == "POST":
        async with request.form(max_files=0) as form:
            parameters |= {name: value for name, value in form.items() if isinstance(value, str)}
    return parameters


def _number(text: str | None) -> int:
    """Return how many to skip or to show; 0 for what is no number."""
    return min(int(text), _MOST_SKIPPED) if text and text.isascii() and text.isdigit() else 0


def _json(value: Mapping[str, object], parameters: Mapping[str, str]) -> Response:
    """Return *value* as JSON, or as a call of the function that an older client names."""
    callback = parameters.get("callback", "")
    as_json = json_response(value)
    if not callback:
        return as_json
    if not _CALLBACK.fullmatch(callback):
        raise UsageError("callback: not the name of a function")
    # In it, what may end a line of a script stands as its number, and so does all markup.
    text = bytes(as_json.body).decode()
    # The comment keeps what is read as something else than a script from being one.
    return Response(f"/**/{callback}({text});", media_type="text/javascript")
