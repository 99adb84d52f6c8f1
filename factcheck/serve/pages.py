"""The pages for people: one claim, a list of claims, and a page for each fact-check.

They work without a script and load nothing from elsewhere.
"""

from collections.abc import Mapping
from dataclasses import replace

from jinja2.utils import htmlsafe_json_dumps
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.claim_review_objects import claim_review_objects
from factcheck.errors import UsageError
from factcheck.lookup import SEARCH_HINT, is_a_word_or_two
from factcheck.model import Answer, Decision, Revision
from factcheck.reports.answers_html import answer_section
from factcheck.retrieval.full_text import SearchOptions, SearchResults, search_words
from factcheck.serve import review_page, style, trends_page
from factcheck.serve.list_page import answered_list, list_form
from factcheck.serve.page_filters import LONGEST_CLAIM, TypedFilters, choices_for
from factcheck.serve.page_view import rendered, view_of
from factcheck.serve.requested_filters import require_known_values
from factcheck.serve.responses import lookup_of, note_claims
from factcheck.serve.warm_lookup import asked_today, clock_today
from factcheck.store.store import Store

_MOST_FOUND = 20
_SUFFIXES = {
    CitationStyle.MARKDOWN: "md",
    CitationStyle.HTML: "html",
    CitationStyle.CSL_JSON: "json",
    CitationStyle.BIBTEX: "bib",
    CitationStyle.BIBLATEX: "bib",
    CitationStyle.RIS: "ris",
    CitationStyle.CLAIMREVIEW: "json",
}


def routes() -> list[BaseRoute]:
    """Give the routes of the pages."""
    return [
        Route("/", _home, methods=["GET"]),
        Route("/list", list_form, methods=["GET"]),
        Route("/list", answered_list, methods=["POST"]),
        Route("/fact-checks/{id}", _fact_check, methods=["GET"]),
        Route("/fact-checks/{id}/citation", _citation, methods=["GET"]),
        *review_page.routes(),
        *trends_page.routes(),
        *style.routes(),
    ]


def error_response(request: Request, error: HTTPException) -> Response:
    """Say what went wrong, on a page."""
    values = {"problem": error.detail}
    return rendered(request, "error.html", values, status=error.status_code, headers=error.headers)


async def _home(request: Request) -> Response:
    """Ask for a claim, and answer the one that the address has."""
    claim = request.query_params.get("q", "")
    typed = TypedFilters.of(request.query_params)
    choices = await choices_for(request)
    values: dict[str, object] = {
        "answer": "",
        "choices": choices,
        "filters": typed,
        "found": None,
        "longest": LONGEST_CLAIM,
        "problem": "",
        "q": claim,
    }
    if not claim.strip():
        return rendered(request, "home.html", values)
    try:
        answer = await _answer(request, claim, typed)
        values["found"] = await _found_by_words(request, answer, typed)
        values["answer"] = _section(request, answer)
    except UsageError as error:
        return rendered(request, "home.html", values | {"problem": str(error)}, status=400)
    return rendered(request, "home.html", values)


async def _answer(request: Request, claim: str, typed: TypedFilters) -> Answer:
    if len(claim) > LONGEST_CLAIM:
        raise UsageError(f"{len(claim):,} characters; at most {LONGEST_CLAIM:,} are looked up here")
    filters = typed.filters()
    warm = lookup_of(request)
    note_claims(request, [claim])
    await warm.read(lambda store, _: require_known_values(store, filters))
    return (await warm.answer([claim], asked_today(filters), "page")).answers[0]


async def _found_by_words(
    request: Request, answer: Answer, typed: TypedFilters
) -> SearchResults | None:
    """Search for a word or two that answer no claim; None where a claim was asked."""
    if answer.decision is not Decision.NONE or not is_a_word_or_two(answer.claim):
        return None
    options = SearchOptions(typed.filters(), limit=_MOST_FOUND)
    words = answer.claim
    return await lookup_of(request).read(lambda store, _: search_words(store, words, options))


def _section(request: Request, answer: Answer) -> str:
    view = view_of(request)

    def page_of(public_id: str) -> str:
        return view.link(f"/fact-checks/{public_id}")

    # The hint names a command; here the words are searched for at once.
    notes = tuple(note for note in answer.notes if note != SEARCH_HINT)
    return answer_section(replace(answer, notes=notes), view.t, page_of=page_of)


async def _fact_check(request: Request) -> Response:
    """Show one fact-check, how to cite it, and its history."""
    typed, view = request.path_params["id"], view_of(request)
    cited_as = _style_of(request)

    def read(store: Store, _version: str) -> tuple[CitationData, tuple[Revision, ...]]:
        data = load_citation_data(store, CitationRequest(typed), view.t.language)
        return data, store.history(data.fact_check.id)

    data, history = await lookup_of(request).read(read)
    fact_check = data.fact_check
    if fact_check.id != typed:
        named = {"style": cited_as.value} if "style" in request.query_params else {}
        return RedirectResponse(view.link(f"/fact-checks/{fact_check.id}", **named), 302)
    values: Mapping[str, object] = {
        "citation": format_citations([data], cited_as, clock_today()).rstrip("\n"),
        "claim_review": _as_json_ld(data),
        "fact_check": fact_check,
        "history": history,
        "style_of_citation": cited_as,
        "styles": tuple(CitationStyle),
    }
    return rendered(request, "fact_check.html", values)


async def _citation(request: Request) -> Response:
    """Hand a citation on as a file, such as reference managers read."""
    typed, view, cited_as = request.path_params["id"], view_of(request), _style_of(request)
    asked = CitationRequest(typed)
    data = await lookup_of(request).read(
        lambda store, _: load_citation_data(store, asked, view.t.language)
    )
    text = format_citations([data], cited_as, clock_today())
    name = f"{data.fact_check.id}.{_SUFFIXES.get(cited_as, 'txt')}"
    # As plain text, whatever it is: nothing of it is to be opened as a page of ours.
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(text, headers=headers)


def _style_of(request: Request) -> CitationStyle:
    style = request.query_params.get("style", CitationStyle.PLAIN)
    if style not in set(CitationStyle):
        raise UsageError(f"style is one of {', '.join(CitationStyle)}")
    return CitationStyle(style)


def _as_json_ld(data: CitationData) -> str:
    """Return *data* as ClaimReview, in which no text can end the element that it stands in."""
    [claim_review] = claim_review_objects([data], clock_today())
    return htmlsafe_json_dumps(claim_review)
