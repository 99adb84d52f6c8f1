"""Look up a list that somebody pasted or uploaded: a table on a page, or a file to download."""

import asyncio
import io
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TextIO, TypeVar, cast

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from factcheck.citations.labels import DECISION_NAMES, DECISIONS, verdict_text
from factcheck.citations.translator import Translator
from factcheck.errors import FactCheckError, UsageError
from factcheck.formats.claim_list import (
    LineProblem,
    Listed,
    ListFormat,
    ListPlan,
    format_by_suffix,
    listed_claims,
)
from factcheck.formats.date_parser import claim_date
from factcheck.formats.input_files import open_input
from factcheck.formats.line_reader import Line
from factcheck.formats.workbook_writer import WorkbookStream
from factcheck.lookup import DatedClaim
from factcheck.model import Answer, Decision, Message
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.document import DECISION_TONES, ruling_tone
from factcheck.reports.report_formats import AnswerFormat
from factcheck.serve.errors import http_error
from factcheck.serve.page_filters import LONGEST_CLAIM, TypedFilters, choices_for
from factcheck.serve.page_view import rendered, view_of
from factcheck.serve.requested_filters import require_known_values
from factcheck.serve.responses import lookup_of, note_claims
from factcheck.serve.warm_lookup import asked_today, clock_today
from factcheck.text.sanitise import shortened

_CLAIM_SHOWN = 300
_PASTED = "the list"
_GZIP = b"\x1f\x8b"
# A workbook of the size of one request can hold a thousand times as much, and takes as long.
_MOST_UNPACKED_BYTES = 16 << 20
_Result = TypeVar("_Result")
_DOWNLOADS = {
    AnswerFormat.CSV: "text/csv",
    AnswerFormat.JSONL: "application/jsonl",
    AnswerFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class SentList:
    """What a form sent.

    Attributes:
        text: The claims as bytes, in whatever encoding an uploaded file has.
        name: Of the file; empty where the list was pasted.
        column: Column of a table, or field of JSON Lines, that holds the claims.
        written_as: How to read it, where an earlier answer found that out.
        wanted: The format of the answer: ``html``, ``csv`` or ``jsonl``.
    """

    text: bytes
    name: str
    column: str
    written_as: str
    wanted: str
    filters: TypedFilters

    def plan(self) -> ListPlan:
        """Return how to read the list: as its name says; pasted with a column, as a table.

        Raises:
            UsageError: Its name says that it is none.
        """
        if self.written_as in set(ListFormat):
            written_as = ListFormat(self.written_as)
        else:
            by_name = format_by_suffix(Path(self.name)) if self.name else None
            written_as = by_name or (ListFormat.CSV if self.column else ListFormat.TEXT)
        is_text = written_as is ListFormat.TEXT
        # The columns of a table go into the table of answers, so that a list stays whole.
        keep = ("all",) if written_as in (ListFormat.CSV, ListFormat.TSV) else ()
        return ListPlan(written_as, "" if is_text else self.column, keep=keep)

    def as_text(self, plan: ListPlan) -> str:
        """Return the list as text, to be sent again."""
        with open_input(
            io.BytesIO(self.text),
            self.name or _PASTED,
            is_list=True,
            sheet=plan.sheet_choice,
        ) as source:
            if source.sheet is None:
                return source.stream.read().decode("utf-8", "replace")
            return _as_csv(source.lines())

    def listed(self, plan: ListPlan, most: int) -> list[Listed]:
        """Read at most *most* claims.

        Raises:
            InputError: The list cannot be read.
            UsageError: It has no such column, no claims, or too many.
        """
        name = self.name or _PASTED
        if self.text.startswith(_GZIP):
            raise UsageError(f"{name} is packed; send it unpacked")
        if _unpacked_bytes(self.text) > _MOST_UNPACKED_BYTES:
            most = _MOST_UNPACKED_BYTES >> 20
            raise UsageError(f"{name} has more than {most} MiB when unpacked; send it in parts")
        with open_input(
            io.BytesIO(self.text), name, is_list=True, sheet=plan.sheet_choice
        ) as source:
            if source.format.reads_bytes:
                raise UsageError(f"{name} is a {source.format} and no list of claims")
            listed: list[Listed] = []
            for group in listed_claims(source, plan):
                listed += group
                if len(listed) > most:
                    raise UsageError(f"{name} has more than {most:,} claims; send it in parts")
        if not listed:
            raise UsageError(f"{name} holds no claims")
        return listed


def _unpacked_bytes(content: bytes) -> int:
    """Return how much a zip archive says that it holds, which is all that is ever read of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        # No archive, or a damaged one; whoever reads it says so.
        return 0


async def apart(request: Request, work: Callable[[], _Result]) -> _Result:
    """Do *work* on a list beside all other requests, which would have to wait for it."""
    done: Future[_Result] = Future()

    def do() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - raised where the result is waited for
            outcome = partial(done.set_exception, error)
        else:
            outcome = partial(done.set_result, result)
        with suppress(InvalidStateError):  # nobody waits any more
            outcome()

    async with request.app.state.lists_at_once:
        # Of a pool's threads, the end of the service would have to wait for each.
        threading.Thread(target=do, daemon=True).start()
        return await asyncio.wrap_future(done)


# Each line of a list with its answer; None where there is no claim in it.
AnsweredLines = list[tuple[Listed, Answer | None]]


NOTHING_SENT = SentList(b"", "", "", "", "", TypedFilters())
_NOT_LOOKED_UP = Message("not looked up")


async def list_form(request: Request) -> Response:
    """Ask for a list."""
    return await _form(request)


async def answered_list(request: Request) -> Response:
    """Answer the list that a form sent, as a table on a page or as a file."""
    settings = request.app.state.settings
    async with request.form(max_files=1, max_part_size=settings.most_body_bytes) as form:
        sent = await sent_list(form)
        # What was sent says the language, for the address of an answer to a form does not.
        request.state.ui = form_text(form, "ui")
    try:
        plan, answered = await answered_lines(request, sent, settings.most_claims)
    except (FactCheckError, HTTPException) as error:
        return await _form(request, sent, problem=in_words(error))
    if sent.wanted in _DOWNLOADS:
        return _download(answered, AnswerFormat(sent.wanted))
    return await _form(request, sent, plan=plan, answered=answered)


async def sent_list(form: FormData) -> SentList:
    """Return what *form* sent."""
    file = form.get("file")
    is_file = isinstance(file, UploadFile) and bool(file.filename)
    content = await cast("UploadFile", file).read() if is_file else b""
    return SentList(
        content if is_file else form_text(form, "claims").encode("utf-8", "replace"),
        str(cast("UploadFile", file).filename) if is_file else form_text(form, "name"),
        form_text(form, "column").strip(),
        form_text(form, "written_as"),
        form_text(form, "as"),
        TypedFilters.of({name: form_text(form, name) for name in TypedFilters.__slots__}),
    )


async def answered_lines(
    request: Request, sent: SentList, most: int
) -> tuple[ListPlan, AnsweredLines]:
    """Look up every line of a list of at most *most* claims.

    Raises:
        FactCheckError: The list or the filters cannot be used.
        HTTPException: Too many requests are waiting.
    """
    plan, filters = sent.plan(), sent.filters.filters()
    listed = await apart(request, partial(sent.listed, plan, most))
    claims = [each for each in listed if not isinstance(each, LineProblem)]
    note_claims(request, [each.text for each in claims])
    warm, today = lookup_of(request), date.fromisoformat(clock_today())
    await warm.read(lambda store, _: require_known_values(store, filters))
    asked = [
        DatedClaim(each.text, claim_date(each.date, today)) if each.date.strip() else each.text
        for each in claims
    ]
    found = iter((await warm.answer(asked, asked_today(filters), "list")).answers if asked else ())
    answered = [(each, None if isinstance(each, LineProblem) else next(found)) for each in listed]
    return plan, answered


def _download(answered: AnsweredLines, written_as: AnswerFormat) -> Response:
    """Return the answers as the command line writes them."""
    if written_as is AnswerFormat.XLSX:
        content = io.BytesIO()
        with WorkbookStream() as workbook:
            _write_answers(answered, written_as, cast("TextIO", workbook))
            workbook.save(content)
    else:
        stream = io.StringIO(newline="")
        _write_answers(answered, written_as, stream)
        content = io.BytesIO(stream.getvalue().encode("utf-8", "backslashreplace"))
    return Response(
        content.getvalue(),
        media_type=_DOWNLOADS[written_as],
        headers={"Content-Disposition": f'attachment; filename="answers.{written_as}"'},
    )


def _write_answers(answered: AnsweredLines, written_as: AnswerFormat, stream: TextIO) -> None:
    writer = answer_writer(written_as, stream, is_list=True)
    for listed, answer in answered:
        if answer is None:
            writer.write_problem(listed.number, cast("LineProblem", listed).reason, listed.kept)
        else:
            writer.write_answer(listed.number, answer, listed.kept)
    writer.finish()


async def _form(
    request: Request,
    sent: SentList = NOTHING_SENT,
    *,
    plan: ListPlan | None = None,
    answered: AnsweredLines | None = None,
    problem: str = "",
) -> Response:
    """Show the form, with what is in its fields, and the answers to what was sent."""
    t = view_of(request).t
    values = {
        "again": await apart(request, partial(fields_again, sent, plan)) if plan else (),
        "choices": await choices_for(request),
        "claims": "" if answered or sent.name else sent.text.decode("utf-8", "replace"),
        "column": sent.column,
        "counts": _counts(answered or []),
        "filters": sent.filters,
        "problem": problem,
        "rows": [_row(listed, answer, t) for listed, answer in answered or []],
    }
    return rendered(request, "list.html", values, status=400 if problem else 200)


def fields_again(sent: SentList, plan: ListPlan) -> tuple[tuple[str, str], ...]:
    """Return the fields that ask for the same answers once more."""
    fields = {
        "claims": sent.as_text(plan),
        "name": sent.name,
        "column": sent.column,
        "written_as": plan.written_as.value,
        **asdict(sent.filters),
    }
    return tuple((name, value) for name, value in fields.items() if value)


def _as_csv(rows: Iterable[Line]) -> str:
    """Return the rows of a sheet as a table whose lines have the numbers of the rows."""
    lines: list[str] = []
    for row in rows:
        lines += [""] * (row.number - len(lines) - 1)
        lines.append(" ".join(row.text.splitlines()))
    return "\n".join(lines)


def _counts(answered: AnsweredLines) -> list[tuple[Message, int]]:
    decisions = Counter(answer.decision for _, answer in answered if answer is not None)
    counts = [(DECISIONS[each], decisions[each]) for each in Decision]
    problems = sum(answer is None for _, answer in answered)
    return counts + ([(_NOT_LOOKED_UP, problems)] if problems else [])


def _row(listed: Listed, answer: Answer | None, t: Translator) -> dict[str, object]:
    if answer is None:
        return {"line": listed.number, "problem": cast("LineProblem", listed).reason}
    best = next(iter(answer.matches), None)
    return {
        "line": listed.number,
        "problem": "",
        "asked": answer.claim[:LONGEST_CLAIM],
        "claim": shortened(answer.claim, _CLAIM_SHOWN),
        "language": answer.language,
        "decision": DECISION_NAMES[answer.decision],
        "tone": DECISION_TONES[answer.decision].value,
        "best": best,
        "more": len(answer.matches) - 1,
        "ruling": verdict_text(best.fact_check, t) if best else "",
        "ruling_tone": ruling_tone(best.fact_check).value if best else "",
    }


def in_words(error: Exception) -> str:
    """Return what went wrong for a person who fills in a form."""
    # Options of the command line are fields here.
    return http_error(error).detail.replace("--", "")


def form_text(form: FormData, name: str) -> str:
    """Return the text in a field of *form*, empty if it has none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""
