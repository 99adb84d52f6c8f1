"""Look claims up: one from the command line, or a list from a file or a pipe."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.citations.translator import Translator
from factcheck.cli.claim_dates import today_or
from factcheck.cli.filter_options import (
    ExactLangOption,
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
    require_known_values,
)
from factcheck.cli.list_plan import plan_list
from factcheck.cli.lookup_options import (
    Accepted,
    AcceptOption,
    AnswerFormatOption,
    ChannelOption,
    ColumnOption,
    ExplainOption,
    FieldOption,
    FileOption,
    InputFormatOption,
    LimitOption,
    MinScoreOption,
    PacksOption,
    SinceOption,
    TodayOption,
    WholeOption,
    chosen_format,
    says_places,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    EncodingOption,
    ForceOption,
    LogOption,
    LogTextOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    SheetOption,
    UiOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
    opened_log,
    refuse_to_spoil,
    translator_into,
)
from factcheck.cli.standard_streams import input_is_terminal, opened_output, say
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.claim_list import ListFormat, ListPlan
from factcheck.model import Answer, Decision, Picture, Place
from factcheck.pictures.names import is_picture_name, names_picture
from factcheck.reports.answer_writers import AnswerWriter, SilentWriter, answer_writer
from factcheck.reports.claim_places import with_places
from factcheck.reports.report_formats import AnswerFormat

if TYPE_CHECKING:
    from factcheck.cli.batch_lookup import BatchLookup

EXAMPLES = (
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --file posts.csv --column text -o answers.csv",
    "factcheck lookup --file tips.xlsx --column Tvrdnja -o answers.xlsx",
    "cat posts.jsonl | factcheck lookup - --field post.text --accept suggested",
    "factcheck lookup photo.jpg screenshot.png",
    "factcheck lookup --file pictures/ -o answers.csv",
    "xargs -d '\\n' factcheck lookup --format jsonl -- < claims.txt",
    'factcheck lookup -q "The bridge was closed in 2019" && echo "already checked"',
)

# The channel of claims that nobody named one of.
COMMAND = "command"
_TABLES = (AnswerFormat.CSV, AnswerFormat.TSV, AnswerFormat.XLSX)
_KEEPING_FORMATS = (*_TABLES, AnswerFormat.JSON, AnswerFormat.JSONL)


def lookup(
    claim: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM|PICTURE]...",
            help="Claims, each in quotation marks, or pictures; - or nothing reads one a line from "
            "a pipe.",
            show_default=False,
        ),
    ] = None,
    file: FileOption = None,
    column: ColumnOption = "",
    field: FieldOption = "",
    input_format: InputFormatOption = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAMES",
            help="Columns or fields of the list to repeat in CSV, XLSX and JSON answers: "
            "id,channel or all.",
        ),
    ] = None,
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    limit: LimitOption = 5,
    min_score: MinScoreOption = 0.0,
    ocr_packs: PacksOption = "",
    whole: WholeOption = False,
    today: TodayOption = "",
    accept: AcceptOption = Accepted.MATCH,
    explain: ExplainOption = False,
    answer_format: AnswerFormatOption = AnswerFormat.AUTO,
    ui: UiOption = "",
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    log: LogOption = None,
    log_text: LogTextOption = False,
    channel: ChannelOption = "",
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Look up whether a claim has already been fact-checked.

    A picture is looked up by the text in it, which Tesseract reads. A list may name pictures that
    lie in its folder.

    Exit status: 0 if a claim has a match, 1 if none has, 2 after any error; lines of a
    list that cannot be used are errors, but the others are answered.
    """
    # lazy: loads rapidfuzz
    from factcheck.lookup import Lookup, LookupOptions

    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    day = today_or(today)
    options = LookupOptions(
        filters, limit, min_score, whole, today=day.isoformat(), today_by_clock=not today
    )
    plan = plan_list(file, input_format, column, field, encoding, keep or [], sheet)
    claims = _input(claim or [], file, plan, ocr_packs)
    written_as, t = chosen_format(answer_format, output), translator_into(ui)
    explain = says_places(written_as, explain=explain)
    sink = _Sink(written_as, output, force, quiet, no_color, width, t)
    _refuse_lost_columns(plan, sink)
    is_list = claims.plan is not None or len(claims.claims) > 1
    with existing_store(db) as store, _writer(sink, store.path, claims, is_list=is_list) as writer:
        require_known_values(store, filters, lang)
        query_log = opened_log(store.path, log=log, log_text=log_text)
        opened_encoder, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        pipeline = Lookup(store, opened_encoder, options, notes)
        if not is_list:
            answer = pipeline.answer(_single(claims))
            answer = with_places(answer, Place()) if explain else answer
            writer.write_answer(1, answer)
            if query_log is not None:
                query_log.add([query_log.entry(answer, options.today, channel or COMMAND)])
            return ExitStatus.FOUND if _is_found(answer, accept) else ExitStatus.NOTHING_FOUND
        from factcheck.cli.batch_lookup import BatchLookup  # lazy: one claim needs no csv

        batch = BatchLookup(pipeline, writer, day, query_log, channel or COMMAND, explain=explain)
        return _look_up_list(batch, claims, sink, accept)


@dataclass(frozen=True, slots=True)
class _Input:
    """Claims, or a list: then *plan* says how to read *file* or standard input.

    Attributes:
        claims: Also names of pictures.
        packs: What Tesseract reads with, as the user named it.
    """

    claims: Sequence[str] = ()
    file: Path | None = None
    plan: ListPlan | None = None
    packs: str = ""


@dataclass(frozen=True, slots=True)
class _Sink:
    """Where answers go and how they are written."""

    written_as: AnswerFormat
    output: Path | None
    force: bool
    quiet: bool
    no_color: bool
    width: int | None
    t: Translator


def _input(claims: list[str], file: Path | None, plan: ListPlan, packs: str) -> _Input:
    if file is not None and not claims and (file.is_dir() or is_picture_name(file.name)):
        # lazy: claims are no pictures
        from factcheck.cli.picture_claims import pictures_of

        claims, file = [str(path) for path in pictures_of(file)], None
    if claims and claims != ["-"]:
        _refuse_what_is_no_claim(claims)
        if file is not None:
            raise UsageError("give a claim or --file, not both")
        if plan != ListPlan():
            raise UsageError(
                "--column, --field, --input-format, --encoding, --sheet and --keep are for lists, "
                "not for a claim"
            )
        return _Input(claims, packs=packs)
    if file is not None and file.parts[:1] in (("http:",), ("https:",)):
        address = "//".join(str(file).split("/", 1))
        raise UsageError(
            f"{address} is an address; to look up an article: factcheck scan {address}"
        )
    if file is not None and str(file) != "-":
        return _Input(file=file, plan=plan, packs=packs)
    if not claims and file is None and input_is_terminal():
        raise UsageError('what should be looked up? factcheck lookup "…", or --help')
    return _Input(plan=plan, packs=packs)


def _refuse_what_is_no_claim(claims: Sequence[str]) -> None:
    if "-" in claims:
        raise UsageError("- reads a list from a pipe; give it without other claims")
    for claim in claims:
        if names_picture(claim):
            continue
        with suppress(OSError, ValueError):  # A claim may be longer than the name of any file.
            if Path(claim).is_file():
                raise UsageError(
                    f"{claim} is a file; --file looks up the claims in it, --db names a store"
                )
            if os.sep in claim and Path(claim).is_dir():
                raise UsageError(f"{claim} is a folder; --file {claim} reads the pictures in it")
    words = [claim for claim in claims if len(claim.split()) < 2 and not names_picture(claim)]
    if len(claims) > 1 and len(words) == len(claims):
        raise UsageError('put the claim in quotation marks: factcheck lookup "…"')


def _refuse_lost_columns(plan: ListPlan, sink: _Sink) -> None:
    if plan.keep and sink.written_as not in _KEEPING_FORMATS:
        raise UsageError(f"--keep needs --format {', '.join(_KEEPING_FORMATS)}")
    if plan.keeps_all and plan.written_as is ListFormat.JSONL and sink.written_as in _TABLES:
        raise UsageError("JSON Lines may each have other fields; name some: --keep id,channel")


@contextmanager
def _writer(sink: _Sink, store: Path, claims: "_Input", *, is_list: bool) -> Iterator[AnswerWriter]:
    inputs = [claims.file] if claims.file is not None else []
    refuse_to_spoil(sink.output, store, force=sink.force, inputs=inputs)
    if sink.quiet and sink.output is None:
        yield SilentWriter()
        return
    for_people = sink.written_as in (AnswerFormat.AUTO, AnswerFormat.TEXT)
    as_workbook = sink.written_as is AnswerFormat.XLSX
    with opened_output(sink.output, for_machines=not for_people, as_workbook=as_workbook) as stream:
        writer = answer_writer(
            sink.written_as,
            stream,
            is_list=is_list,
            no_color=sink.no_color,
            width=sink.width,
            t=sink.t,
        )
        yield writer
        writer.finish()


def _single(claims: _Input) -> str | Picture:
    [claim] = claims.claims
    if not names_picture(claim):
        return claim
    # lazy: most claims are no pictures
    from factcheck.cli.picture_claims import read_one_picture

    picture, missing = read_one_picture(claim, claims.packs)
    _say_missing_packs(missing)
    return picture


def _say_missing_packs(packages: Sequence[str]) -> None:
    if packages:
        say(f"some letters may be misread without: apt install {' '.join(packages)}")


def _look_up_list(
    batch: "BatchLookup", claims: _Input, sink: _Sink, accept: Accepted
) -> ExitStatus:
    # lazy: as above
    from factcheck.cli.batch_lookup import given_claims, opened_list, progress_of
    from factcheck.cli.picture_claims import PictureClaims, named_pictures

    plan, file = claims.plan, claims.file
    within = None if plan is None else Path() if file is None else file.parent
    pictures = PictureClaims(claims.packs, within=within)
    given = named_pictures if any(map(names_picture, claims.claims)) else given_claims
    in_terminal = sink.output is None and sys.stdout.isatty()
    found = False
    with (
        opened_list(file, plan, quiet=sink.quiet)
        if plan
        else nullcontext(given(claims.claims)) as groups,
        progress_of(file, wanted=bool(plan) and not sink.quiet and not in_terminal) as one_more,
    ):
        for answer in batch.write(pictures.read(groups)):
            found = found or _is_found(answer, accept)
            one_more()
    if not sink.quiet:
        _say_missing_packs(pictures.missing_packs)
    if batch.problems:
        if sink.quiet or sink.output is not None:
            say(batch.problems_line())
        return ExitStatus.ERROR
    return ExitStatus.FOUND if found else ExitStatus.NOTHING_FOUND


def _is_found(answer: Answer, accept: Accepted) -> bool:
    if accept is Accepted.SUGGESTED:
        return answer.decision is not Decision.NONE
    return answer.decision is Decision.MATCH
