"""Google's Fact Check Tools API, v1alpha1: its parameters, its objects and its errors."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from factcheck.lookup import is_a_word_or_two
from factcheck.model import Decision, FactCheck, Filters, Match, State
from factcheck.ranking.decision import LITTLE_IN_COMMON
from factcheck.reports.answers_json import signal_object
from factcheck.retrieval.full_text import SearchOptions, search_words
from factcheck.serve.field_mask import apply_mask, parse_mask
from factcheck.serve.google_discovery import PARAMETERS, SEARCH_PARAMETERS, discovery_document
from factcheck.serve.parameters import from_query
from factcheck.serve.responses import (
    entity_tag,
    json_response,
    lookup_of,
    not_modified,
    note_claims,
)
from factcheck.serve.warm_lookup import asked_today, clock_today
from factcheck.store.filter_query import newest_first
from factcheck.store.store import Store
from factcheck.text.language import UNKNOWN, language_code
from factcheck.text.scripts import script_of

_PAGE = 10
_LARGEST_PAGE = 100
# More can be read page by page where fact-checks are listed; a lookup gives no more.
_MOST_ANSWERS = 100
_MOST_FOUND = 1_000
# Its typed clients have no field for what became of a fact-check.
_DISOWNED = (State.WITHDRAWN, State.VOID)
_SIGNATURE_BYTES = 12

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


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact-check that goes into a response, with the match where it answers a claim."""

    fact_check: FactCheck
    match: Match | None = None


def routes() -> list[BaseRoute]:
    """Give the routes of Google's interface."""
    return [
        Route("/v1alpha1/claims:search", _search, methods=["GET"]),
        Route("/$discovery/rest", _discovery, methods=["GET"]),
    ]


def error_response(_request: Request, error: HTTPException) -> Response:
    """Say what went wrong, as Google's services do."""
    code = error.status_code
    status = _STATUSES.get(code, HTTPStatus(code).name)
    body = {"error": {"code": code, "message": error.detail, "status": status, "details": []}}
    return json_response(body, code, error.headers, indented=True)


async def _discovery(request: Request) -> Response:
    """Describe the interface; clients are built from it."""
    if request.query_params.get("version", "v1alpha1") != "v1alpha1":
        raise HTTPException(404, "there is version=v1alpha1 only")
    return json_response(discovery_document(str(request.base_url)), indented=True)


async def _search(request: Request) -> Response:
    asked = from_query(request.query_params, (*SEARCH_PARAMETERS, *PARAMETERS))
    _refuse_other_formats(asked)
    mask = parse_mask(asked.get("fields") or "*")
    if unchanged := await not_modified(request):
        return unchanged
    query = asked.get("query", "").strip()
    if not query and not asked.get("reviewPublisherSiteFilter"):
        raise HTTPException(400, "give 'query' or 'reviewPublisherSiteFilter'")
    note_claims(request, [query])
    start = _start(asked, lookup_of(request).store_id)
    size = min(asked.get("pageSize") or _PAGE, _LARGEST_PAGE)
    found, more, version = await _found(request, asked, query, (start, start + size))
    body: dict[str, object] = {}
    if found:
        body["claims"] = [_claim(each) for each in found]
    if more:
        key = lookup_of(request).store_id
        body["nextPageToken"] = _signed(start + size, asked, key)
    return json_response(
        apply_mask(body, mask),
        headers={"ETag": entity_tag(version)},
        indented=asked.get("prettyPrint", True),
    )


def _refuse_other_formats(asked: Mapping[str, Any]) -> None:
    if asked.get("alt", "json") != "json":
        raise HTTPException(400, "'alt' is json here")
    if "callback" in asked:
        # A script of any page could read the store so.
        raise HTTPException(400, "'callback' is not served: call from a program, not a page")


async def _found(
    request: Request, asked: Mapping[str, Any], query: str, window: tuple[int, int]
) -> tuple[list[_Found], bool, str]:
    """Give what stands in *window*, whether there is more behind it, and the moment."""
    lookup = lookup_of(request)
    filters, script = _filters(asked)
    start, end = window
    if not query:
        return await lookup.read(lambda store, version: _newest(store, filters, window, version))
    answered = await lookup.answer([query], asked_today(filters, _MOST_ANSWERS), "google api")
    [answer], version = answered.answers, answered.version
    found: Iterable[_Found] = (
        _Found(match.fact_check, match)
        for match in (*answer.matches, *answer.near_misses)
        if _is_wanted(match, contradictions=asked.get("includeContradictions", False))
    )
    if not answer.matches and is_a_word_or_two(query):
        words = SearchOptions(filters, limit=_MOST_FOUND)
        results = await lookup.read(lambda store, _version: search_words(store, query, words))
        found = map(_Found, results.fact_checks)
    kept = [
        each
        for each in found
        if each.fact_check.state not in _DISOWNED
        and (not script or script_of(each.fact_check.claim) == script)
    ]
    return kept[start:end], len(kept) > end, version


def _is_wanted(match: Match, *, contradictions: bool) -> bool:
    """Tell what is about the query; what contradicts it stands among the near misses, or above."""
    if match.decision is not Decision.NONE:
        return contradictions or not match.conflicts
    return contradictions and bool(match.conflicts) and LITTLE_IN_COMMON not in match.signals


def _newest(
    store: Store, filters: Filters, window: tuple[int, int], version: str
) -> tuple[list[_Found], bool, str]:
    disowned = store.connection.execute(
        "SELECT number FROM fact_checks WHERE state IN (?, ?)", _DISOWNED
    )
    allowed = store.matching(filters) or set()
    numbers = newest_first(store.connection, allowed - {number for (number,) in disowned})
    start, end = window
    shown = numbers[start:end]
    fact_checks = store.fact_checks(shown)
    return [_Found(fact_checks[number]) for number in shown], len(numbers) > end, version


def _filters(asked: Mapping[str, Any]) -> tuple[Filters, str]:
    """Give the filters, and the script where the language code names one."""
    code = asked.get("languageCode", "")
    language = language_code(code)
    if code and language == UNKNOWN:
        raise HTTPException(400, "'languageCode' is no language; write a code such as en-US")
    scripts = (part.title() for part in code.split("-")[1:] if len(part) == 4)
    site, days = asked.get("reviewPublisherSiteFilter", ""), asked.get("maxAgeDays", 0)
    today = date.fromisoformat(clock_today())
    filters = Filters(
        languages=(language,) if code else (),
        publishers=(site,) if site else (),
        dated_since=(today - timedelta(days)).isoformat() if days else "",
    )
    return filters, next(scripts, "")


def _claim(found: _Found) -> dict[str, object]:
    fact_check = found.fact_check
    claim = {
        "text": fact_check.claim,
        "claimant": fact_check.claimant,
        "claimDate": _timestamp(fact_check.claimed_on),
        "claimReview": [_review(fact_check)],
        "factcheck": _our_own(found),
    }
    return {name: value for name, value in claim.items() if value}


def _our_own(found: _Found) -> dict[str, object]:
    """Give what Google's objects have no field for; its typed clients pass over it."""
    fact_check, match = found.fact_check, found.match
    own: dict[str, object] = {
        "id": fact_check.id,
        "verdict": fact_check.verdict.value,
        "state": fact_check.state.value,
        "reviewedOn": fact_check.reviewed_on,
        "claimedOn": fact_check.claimed_on,
    }
    if match is not None:
        own["decision"] = match.decision.value
        own["score"] = round(match.score, 4)
        own["signals"] = [signal_object(signal) for signal in match.signals]
    return own


def _review(fact_check: FactCheck) -> dict[str, object]:
    publisher = {"name": fact_check.publisher.name, "site": fact_check.publisher.domain}
    language = "" if fact_check.language == "und" else fact_check.language
    review = {
        "publisher": {name: value for name, value in publisher.items() if value},
        "url": fact_check.review_url,
        "title": fact_check.title,
        "reviewDate": _timestamp(fact_check.reviewed_on),
        "textualRating": fact_check.rating,
        "languageCode": language,
    }
    return {name: value for name, value in review.items() if value}


def _timestamp(day: str) -> str:
    """Write a day as Google does; a month or a year cannot be written so, and is left out."""
    return f"{day}T00:00:00Z" if len(day) == len("2021-03-04") else ""


def _start(asked: Mapping[str, Any], key: str) -> int:
    token = asked.get("pageToken", "")
    if not token:
        start: int = asked.get("offset", 0)
        return start
    try:
        text = urlsafe_b64decode(token.encode("ascii") + b"==").decode("ascii")
        start = int(text.partition(".")[0])
    except ValueError:
        start = -1
    if start < 0 or not hmac.compare_digest(_signed(start, asked, key), token):
        raise HTTPException(
            400, "'pageToken' is not one that this service gave for these parameters"
        )
    return start


def _signed(start: int, asked: Mapping[str, Any], key: str) -> str:
    """Give a token for the page that begins at *start*, good for the same parameters only."""
    names = (parameter.name for parameter in SEARCH_PARAMETERS)
    same = [(name, asked[name]) for name in names if name in asked and name not in _PAGING]
    signature = hmac.digest(key.encode(), f"{start} {same}".encode(), hashlib.sha256)
    text = f"{start}.{signature[:_SIGNATURE_BYTES].hex()}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


_PAGING = ("pageToken", "pageSize", "offset")
