"""Judge suggestions in a browser: is the fact-check about the claim that was asked?

Nothing is kept here between two requests but what is in the store: the list comes back with every
answer, and what was judged is left out of the queue. Going back in the browser shows what was
answered; another answer there replaces it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from factcheck.errors import FactCheckError
from factcheck.formats.judgement_list import person_name
from factcheck.maintenance.judging import Judging, record_as_shown
from factcheck.model import Answer, Decision, FactCheck, Judgement, Match
from factcheck.review.review_queue import (
    AskedClaim,
    Pair,
    ReviewOrder,
    ReviewQueue,
    Suggestion,
    without_copies,
)
from factcheck.review.stored_review import StoredReview
from factcheck.serve.errors import http_error
from factcheck.serve.list_page import (
    NOTHING_SENT,
    AnsweredLines,
    SentList,
    answered_lines,
    apart,
    fields_again,
    form_text,
    in_words,
    sent_list,
)
from factcheck.serve.page_filters import choices_for
from factcheck.serve.page_view import rendered, view_of
from factcheck.serve.responses import lookup_of
from factcheck.serve.write_session import (
    form_seal,
    has_writers,
    is_signed_in,
    require_writer,
    sign_in,
)
from factcheck.serve.writing import write
from factcheck.store.row_mapping import as_record, content_hash
from factcheck.store.store import Store

PATH = "/review"
_LATER = "later"
# All of them are looked up again after every judgement, which changes the answers.
_MOST_CLAIMS = 200
# With no-store, the way back in a browser ends in an error: what answers a form has no address.
_KEPT_BY_THE_BROWSER = {"Cache-Control": "private, no-cache"}


def routes() -> list[BaseRoute]:
    """Give the routes of the review."""
    return [
        Route(PATH, _start, methods=["GET"]),
        Route(PATH, _judge, methods=["POST"]),
        Route(f"{PATH}/sign-in", _sign_in, methods=["POST"]),
    ]


async def _start(request: Request) -> Response:
    """Ask for the token, then for a list."""
    _require_writers(request)
    return await _page(request, NOTHING_SENT)


async def _sign_in(request: Request) -> Response:
    """Take the token once; a cookie stands for it from then on."""
    _require_writers(request)
    async with request.form(max_files=0) as form:
        token = form_text(form, "token")
        request.state.ui = form_text(form, "ui")
    response = RedirectResponse(view_of(request).link(PATH), 303)
    sign_in(request, token, response)
    return response


async def _judge(request: Request) -> Response:
    """Save a judgement if one was sent, and show the next pair of the list."""
    _require_writers(request)
    most_bytes = request.app.state.settings.most_body_bytes
    async with request.form(max_files=1, max_part_size=most_bytes) as form:
        sent = await sent_list(form)
        request.state.ui = form_text(form, "ui")
        require_writer(request, form_text(form, "seal"))
        names = ("by", "judgement", "text", "id", "shown", "note", "skipped")
        given = {name: form_text(form, name) for name in names}
    try:
        by = person_name(given["by"])
        not_saved = await _not_saved(request, given, by)
        again = _key(given["text"], given["id"]) if not_saved else ""
        skipped = _number(given["skipped"]) + (given["judgement"] == _LATER)
        plan, lines = await answered_lines(request, sent, _MOST_CLAIMS)
        read = partial(_next_pair, lines, by, skipped, again)
        shown = await lookup_of(request).read(lambda store, _: read(store))
    except (FactCheckError, HTTPException) as error:
        return await _page(request, sent, problem=error, by=given["by"])
    sent_again = await apart(request, partial(fields_again, sent, plan))
    fields = (*sent_again, ("by", by), ("skipped", str(skipped)))
    shown = replace(shown, again=fields, note=given["note"] if shown.key == again else "")
    return await _page(request, sent, shown=shown, problem=not_saved, by=by)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The pair to judge now, None where none waits; and how many wait.

    Attributes:
        match: The suggestion, with the fact-check and all reasons.
        mark: Comes back with the answer, and tells whether it is about what was shown.
        note: That was written for an answer that could not be saved.
        again: Fields that send the list once more.
    """

    waiting: int
    pair: Pair | None = None
    match: Match | None = None
    mark: str = ""
    note: str = ""
    again: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The key of the pair."""
        return _key_of(self.pair) if self.pair else ""


async def _not_saved(request: Request, given: dict[str, str], by: str) -> FactCheckError | None:
    """Save a judgement, if one was sent, of what the page showed; give why that failed."""
    if given["judgement"] not in set(Judgement):
        return None
    text, shown = given["text"], given["shown"]
    judging = Judging(text, given["id"], Judgement(given["judgement"]), by, given["note"])
    encoder = request.app.state.settings.encoder

    def save(store: Store) -> None:
        record_as_shown(store, judging, lambda now: _mark(text, now) == shown, encoder)

    try:
        await write(request, save)
    except FactCheckError as error:
        return error
    return None


def _key(text: str, fact_check_id: str) -> str:
    return f"{fact_check_id} {text}"


def _key_of(pair: Pair) -> str:
    return _key(pair.claim.text, pair.suggestion.fact_check_id)


def _mark(text: str, fact_check: FactCheck) -> str:
    """Stand for a claim and all that a page shows of a fact-check."""
    content = content_hash(as_record(fact_check))
    return hashlib.sha256(f"{content} {_key(text, fact_check.id)}".encode()).hexdigest()


def _next_pair(lines: AnsweredLines, by: str, skipped: int, again: str, store: Store) -> _Shown:
    """Find the pair that is next, as the review in a terminal orders them.

    Args:
        lines: What the list asks.
        by: Who judges.
        skipped: So many pairs come last.
        again: Key of the pair that comes first, if it waits.
        store: Has the judgements.
    """
    answers = [answer for _, answer in lines if answer is not None]
    stored = StoredReview(store, by)
    queue = ReviewQueue(without_copies(_asked(lines)), ReviewOrder.UNCERTAIN)
    queue.remove_all({pair for pair in queue if stored.judged(pair) is not None})
    waiting = list(queue)
    if not waiting:
        return _Shown(0)
    in_turn = waiting[skipped % len(waiting)]
    pair = next((each for each in waiting if again and _key_of(each) == again), in_turn)
    matches = (match for answer in answers for match in _suggested(answer, pair.claim.text))
    wanted = pair.suggestion.fact_check_id
    match = next(each for each in matches if each.fact_check.id == wanted)
    return _Shown(len(waiting), pair, match, _mark(pair.claim.text, match.fact_check))


def _asked(lines: AnsweredLines) -> Iterator[AskedClaim]:
    for listed, answer in lines:
        matches = _suggested(answer, answer.claim) if answer is not None else []
        if answer is not None and matches:
            suggestions = (Suggestion.of(each) for each in matches)
            yield AskedClaim(answer.claim, answer.language, listed.number, tuple(suggestions))


def _suggested(answer: Answer, claim: str) -> list[Match]:
    """Return what *answer* suggests, if it answers *claim* and needs a person."""
    if answer.claim != claim or answer.decision is not Decision.SUGGESTED:
        return []
    return [match for match in answer.matches if match.decision is Decision.SUGGESTED]


async def _page(
    request: Request,
    sent: SentList,
    *,
    shown: _Shown | None = None,
    problem: Exception | None = None,
    by: str = "",
) -> Response:
    signed_in = is_signed_in(request)
    values = {
        "by": by,
        "choices": await choices_for(request),
        "claims": "" if sent.name else sent.text.decode("utf-8", "replace"),
        "column": sent.column,
        "filters": sent.filters,
        "problem": in_words(problem) if problem else "",
        "seal": form_seal(request) if signed_in else "",
        "shown": shown,
        "signed_in": signed_in,
    }
    status = http_error(problem).status_code if problem else 200
    return rendered(request, "review.html", values, status=status, headers=_KEPT_BY_THE_BROWSER)


def _require_writers(request: Request) -> None:
    """Say that there is no such page where nothing can be written.

    Raises:
        HTTPException: 404.
    """
    if not has_writers(request):
        raise HTTPException(404, "nothing can be judged here; start the service with --write")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
