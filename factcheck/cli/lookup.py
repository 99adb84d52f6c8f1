"""Look claims up: one from the command line, or a list from a file or a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.asking_dates import today
from factcheck.cli.claim_list import ListFormat, ListPlan, plan_list
from factcheck.cli.filter_options import (
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.spark_options import (
    Engine,
    SparkAsked,
    Stream,
    look_up_with_spark,
    refuse_local_options,
    refuse_spark_options,
)
from factcheck.cli.standard_streams import input_is_terminal, opened_output
from factcheck.errors import ExitStatus, UsageError
from factcheck.model import Answer, Decision
from factcheck.reports.report_formats import BY_SUFFIX, AnswerFormat

if TYPE_CHECKING:
    from factcheck.cli.batch_lookup import ListAnswers
    from factcheck.lookup import Lookup
    from factcheck.reports.answer_writers import AnswerWriter

EXAMPLES = (
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --file posts.csv --column text -o answers.csv",
    "cat posts.jsonl | factcheck lookup - --field post.text --accept suggested",
    "factcheck lookup --engine spark posts.parquet answers.parquet --column text",
    'factcheck lookup -q "The bridge was closed in 2019" && echo "already checked"',
)


class Accepted(StrEnum):
    """Which decisions count as found."""

    MATCH = "match"
    SUGGESTED = "suggested"


def lookup(
    claim: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM]",
            help="The claim, in quotation marks; - or nothing reads one claim a line from a pipe.",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-f", metavar="FILE", help="A list: text lines, CSV, TSV, JSONL."),
    ] = None,
    column: Annotated[
        str, typer.Option(metavar="NAME", help="The column of a table that holds the claims.")
    ] = "",
    field: Annotated[
        str, typer.Option(metavar="NAME", help="The field of JSON Lines, such as post.text.")
    ] = "",
    input_format: Annotated[
        ListFormat | None,
        typer.Option(
            "--input-format",
            metavar="FORMAT",
            help="text, csv, tsv or jsonl, if the name of the list does not say.",
        ),
    ] = None,
    lang: LanguagesOption = None,
    publisher: PublishersOption = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only reviewed on or after 2021, 2021-03, …")
    ] = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most fact-checks a claim.")] = 5,
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Show nothing below this score.")
    ] = 0.0,
    whole: Annotated[
        bool, typer.Option("--whole", help="Do not look up the sentences of a long post.")
    ] = False,
    asked_on: Annotated[
        str,
        typer.Option(
            "--today",
            metavar="YYYY-MM-DD",
            help="The day on which you ask, to tell claims that come back; a list's column or "
            "field 'date' goes first. Else the computer's clock.",
        ),
    ] = "",
    accept: Annotated[
        Accepted, typer.Option(help="What counts as found for the exit status.")
    ] = Accepted.MATCH,
    answer_format: Annotated[
        AnswerFormat,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="auto, text, json, jsonl, csv, md or html; auto: panels in a terminal, else text.",
        ),
    ] = AnswerFormat.AUTO,
    output: OutputOption = None,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
    engine: Annotated[
        Engine, typer.Option(help="local, or spark: look up the files IN, write the folder OUT.")
    ] = Engine.LOCAL,
    master: Annotated[
        str, typer.Option(metavar="URL", help="With Spark: where it runs; else on this machine.")
    ] = "",
    stream: Annotated[
        Stream | None,
        typer.Option(help="With Spark: IN is a folder; answer what is there now, or follow it."),
    ] = None,
    answer_columns: Annotated[
        str, typer.Option(metavar="NAMES", help="With Spark: only these, with commas between.")
    ] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With Spark: replace the folder OUT.")
    ] = False,
) -> ExitStatus:
    """Look up whether a claim has already been fact-checked.

    Exit status: 0 if a claim has a match, 1 if none has, 2 after any error; lines of a
    list that cannot be used are errors, but the others are answered.
    """
    from factcheck.lookup import Lookup, LookupOptions  # lazy: --help must stay fast

    filters = filters_for(lang or [], publisher or [], since, verdict or [], harm or [])
    day = today(asked_on)
    options = LookupOptions(filters, limit, min_score, whole, today=day.isoformat())
    only_spark = {
        "--master": master,
        "--stream": stream,
        "--overwrite": overwrite,
        "--answer-columns": answer_columns,
    }
    if engine is Engine.SPARK:
        written = answer_format is not AnswerFormat.AUTO
        only_local = {"--file": file, "--output": output, "--format": written, "--width": width}
        refuse_local_options({**only_local, "--no-color": no_color})
        spark = SparkAsked(
            places=claim or [],
            db=db,
            column=column or field,
            input_format=input_format or "",
            master=master,
            stream=stream,
            answer_columns=answer_columns,
            overwrite=overwrite,
            encoder=encoder,
            words_only=words_only,
            accept_suggested=accept is Accepted.SUGGESTED,
            quiet=quiet,
        )
        return look_up_with_spark(spark, options)
    refuse_spark_options(only_spark)
    asked = _asked(claim, file, plan_list(file, input_format, column, field))
    sink = _Sink(_format(answer_format, output), output, quiet, no_color, width)
    with existing_store(db) as store, _writer(sink, is_list=asked.plan is not None) as writer:
        opened, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        journey = Lookup(store, opened, options, notes)
        if asked.plan is None:
            return _look_up_one(journey, asked.claim, writer, accept)
        from factcheck.cli.batch_lookup import ListAnswers  # lazy: one claim needs no csv

        answers = ListAnswers(journey, writer, day)
        return _look_up_list(answers, asked.file, asked.plan, sink, accept)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One claim, or a list: then *plan* says how to read *file* or standard input."""

    claim: str = ""
    file: Path | None = None
    plan: ListPlan | None = None


@dataclass(frozen=True, slots=True)
class _Sink:
    """Where answers go and how they are written."""

    written_as: AnswerFormat
    output: Path | None
    quiet: bool
    no_color: bool
    width: int | None


def _asked(claims: list[str] | None, file: Path | None, plan: ListPlan) -> _Asked:
    words = claims or []
    if len(words) > 1:
        raise UsageError('put the claim in quotation marks: factcheck lookup "…"')
    if words and words != ["-"]:
        if file is not None:
            raise UsageError("give a claim or --file, not both")
        if plan != ListPlan():
            raise UsageError("--column, --field and --input-format are for lists, not for a claim")
        return _Asked(words[0])
    if file is not None and str(file) != "-":
        return _Asked(file=file, plan=plan)
    if not words and file is None and input_is_terminal():
        raise UsageError('what should be looked up? factcheck lookup "…", or --help')
    return _Asked(plan=plan)


def _format(told: AnswerFormat, output: Path | None) -> AnswerFormat:
    if told is AnswerFormat.AUTO and output is not None:
        return BY_SUFFIX.get(output.suffix.lower(), AnswerFormat.AUTO)
    return told


@contextmanager
def _writer(sink: _Sink, *, is_list: bool) -> Iterator["AnswerWriter"]:
    from factcheck.reports.answer_writers import SilentWriter, answer_writer  # lazy: loads rich

    if sink.quiet and sink.output is None:
        yield SilentWriter()
        return
    for_people = sink.written_as in (AnswerFormat.AUTO, AnswerFormat.TEXT)
    with opened_output(sink.output, for_machines=not for_people) as stream:
        writer = answer_writer(
            sink.written_as, stream, is_list=is_list, no_color=sink.no_color, width=sink.width
        )
        yield writer
        writer.finish()


def _look_up_one(
    journey: "Lookup", claim: str, writer: "AnswerWriter", accept: Accepted
) -> ExitStatus:
    answer = journey.answer(claim)
    writer.write_answer(1, answer)
    return ExitStatus.FOUND if _is_found(answer, accept) else ExitStatus.NOTHING_FOUND


def _look_up_list(
    answers: "ListAnswers", file: Path | None, plan: ListPlan, sink: _Sink, accept: Accepted
) -> ExitStatus:
    from factcheck.cli.batch_lookup import opened_list, progress_of  # lazy: as above

    in_terminal = sink.output is None and sys.stdout.isatty()
    found = False
    with (
        opened_list(file, plan) as groups,
        progress_of(file, wanted=not sink.quiet and not in_terminal) as one_more,
    ):
        for answer in answers.write(groups):
            found = found or _is_found(answer, accept)
            one_more()
    if answers.problems:
        return ExitStatus.ERROR
    return ExitStatus.FOUND if found else ExitStatus.NOTHING_FOUND


def _is_found(answer: Answer, accept: Accepted) -> bool:
    if accept is Accepted.SUGGESTED:
        return answer.decision is not Decision.NONE
    return answer.decision is Decision.MATCH
