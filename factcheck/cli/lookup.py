"""Look claims up: one from the command line, or a list from a file or a pipe."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.claim_lists import (
    Listed,
    ListedClaim,
    ListFormat,
    ListPlan,
    listed_claims,
    plan_list,
)
from factcheck.cli.days import dated, today
from factcheck.cli.filters import (
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
)
from factcheck.cli.lines import ByteStream, LineProblem
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
from factcheck.cli.streams import input_is_terminal, opened_output, standard_input
from factcheck.errors import ExitStatus, InputError, UsageError
from factcheck.model import Answer, Decision
from factcheck.render.formats import BY_SUFFIX, AnswerFormat

if TYPE_CHECKING:
    from factcheck.lookup import Lookup
    from factcheck.render.answer_writers import AnswerWriter

EXAMPLES = (
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --file posts.csv --column text -o answers.csv",
    "cat posts.jsonl | factcheck lookup - --field post.text --accept suggested",
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
) -> ExitStatus:
    """Look up whether a claim has already been fact-checked.

    Exit status: 0 if a claim has a match, 1 if none has, 2 after any error; lines of a
    list that cannot be used are errors, but the others are answered.
    """
    from factcheck.lookup import Lookup, LookupOptions  # lazy: --help must stay fast

    asked = _asked(claim, file, plan_list(file, input_format, column, field))
    filters = filters_for(lang or [], publisher or [], since, verdict or [], harm or [])
    day = today(asked_on)
    options = LookupOptions(filters, limit, min_score, whole, today=day.isoformat())
    sink = _Sink(_format(answer_format, output), output, quiet, no_color, width)
    with existing_store(db) as store, _writer(sink, is_list=asked.plan is not None) as writer:
        engine, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        journey = Lookup(store, engine, options, notes)
        if asked.plan is None:
            return _look_up_one(journey, asked.claim, writer, accept)
        with _opened_list(asked.file) as stream:
            return _look_up_list(journey, listed_claims(stream, asked.plan), day, writer, accept)


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
    from factcheck.render.answer_writers import SilentWriter, answer_writer  # lazy: loads rich

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


@contextmanager
def _opened_list(file: Path | None) -> Iterator[ByteStream]:
    if file is None:
        yield standard_input()
        return
    try:
        if file.suffix.lower() == ".gz":
            with gzip.open(file) as unpacked:
                yield unpacked
        else:
            with file.open("rb") as plain:
                yield plain
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError(f"{file}: {error.strerror}") from error


def _look_up_one(
    journey: "Lookup", claim: str, writer: "AnswerWriter", accept: Accepted
) -> ExitStatus:
    answer = journey.answer(claim)
    writer.write_answer(1, answer)
    return ExitStatus.FOUND if _is_found(answer, accept) else ExitStatus.NOTHING_FOUND


def _look_up_list(
    journey: "Lookup",
    groups: Iterator[list[Listed]],
    day: date,
    writer: "AnswerWriter",
    accept: Accepted,
) -> ExitStatus:
    found = problems = False
    for group in groups:
        answers = journey.answers(
            dated(line, day) for line in group if isinstance(line, ListedClaim)
        )
        for line in group:
            if isinstance(line, LineProblem):
                writer.write_problem(line.number, line.reason)
                problems = True
            else:
                answer = next(answers)
                writer.write_answer(line.number, answer)
                found = found or _is_found(answer, accept)
    if problems:
        return ExitStatus.ERROR
    return ExitStatus.FOUND if found else ExitStatus.NOTHING_FOUND


def _is_found(answer: Answer, accept: Accepted) -> bool:
    if accept is Accepted.SUGGESTED:
        return answer.decision is not Decision.NONE
    return answer.decision is Decision.MATCH
