"""Say what is checked, what returns, what is asked, and what nobody has checked yet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.citations.translator import Translator
from factcheck.cli.claim_dates import today_or, with_date
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
    ColumnOption,
    FieldOption,
    FileOption,
    InputFormatOption,
    SinceOption,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    EncodingOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    SheetOption,
    UiOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    format_by_ending,
    open_encoder,
    refuse_to_spoil,
    translator_into,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output, say
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.claim_list import LineProblem, ListPlan
from factcheck.formats.json_lines_writer import json_page
from factcheck.reports.document import plain_text
from factcheck.trends.periods import Period

if TYPE_CHECKING:
    from factcheck.trends.trends import Trends
    from factcheck.trends.unanswered import AskedClaim

EXAMPLES = (
    "factcheck trends --since 2026",
    "factcheck trends --by quarter --lang bs -o trends.html",
    "factcheck trends --file tips.csv --column text --unanswered queue.csv",
    "factcheck trends --format json > trends.json",
)


class TrendsFormat(StrEnum):
    """How the report is written; ``auto`` is as FILE ends, else text."""

    AUTO = "auto"
    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


_BY_SUFFIX = {
    ".csv": TrendsFormat.CSV,
    ".htm": TrendsFormat.HTML,
    ".html": TrendsFormat.HTML,
    ".json": TrendsFormat.JSON,
    ".md": TrendsFormat.MD,
    ".txt": TrendsFormat.TEXT,
}


def trends(
    by: Annotated[
        Period, typer.Option("--by", metavar="PERIOD", help="week, month or quarter.")
    ] = Period.MONTH,
    since: SinceOption = "",
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    file: FileOption = None,
    column: ColumnOption = "",
    field: FieldOption = "",
    input_format: InputFormatOption = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    unanswered: Annotated[
        Path | None,
        typer.Option(
            "--unanswered",
            metavar="FILE",
            help="Write what nobody has checked there too, as CSV for editors.",
        ),
    ] = None,
    report_format: Annotated[
        TrendsFormat,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, md, html, json or csv; else as the output ends, else text.",
        ),
    ] = TrendsFormat.AUTO,
    ui: UiOption = "",
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Say what is checked, what returns, what is asked, and what nobody has checked yet.

    Counts the store and, where one is kept, the log of what was asked. What nobody has checked
    comes from the log, if it holds texts, or from the list in --file. JSON and CSV list the rows
    behind every figure.
    """
    # lazy: loads rapidfuzz
    from factcheck.clustering.cluster_claims import ClusterOptions
    from factcheck.lookup import Lookup, LookupOptions
    from factcheck.ranking.decision_policy import MatchPolicy
    from factcheck.reports.trends_report import write_queue
    from factcheck.store.query_log import read_queries
    from factcheck.trends.grouping import same_meaning
    from factcheck.trends.trends import TrendsOptions, count_trends, with_unanswered
    from factcheck.trends.unanswered import unanswered_claims, unanswered_queries

    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    plan = plan_list(file, input_format, column, field, encoding, sheet=sheet)
    _refuse_contradictions(file, plan, output, unanswered)
    written_as, t = report_format, translator_into(ui)
    if written_as is TrendsFormat.AUTO:
        written_as = format_by_ending(output, _BY_SUFFIX, TrendsFormat.TEXT)
    inputs = [] if file is None else [file]
    with existing_store(db) as store:
        for target in (output, unanswered):
            refuse_to_spoil(target, store.path, force=force, inputs=inputs)
        require_known_values(store, filters, lang)
        queries = read_queries(store.path)
        opened_encoder, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        lookup = Lookup(store, opened_encoder, LookupOptions(), notes)
        policy, problems = MatchPolicy(calibration=store.calibrations.in_force()), ""
        with _progress(quiet=quiet) as on_progress:
            grouping = same_meaning(opened_encoder, ClusterOptions(policy, on_progress))
            counted = count_trends(store, TrendsOptions(by, filters), queries, grouping)
            if file is None:
                claims = unanswered_queries(queries)
                counted = with_unanswered(counted, claims, grouping, lookup)
            else:
                asked, problems = _read_list(file, plan, quiet=quiet)
                claims = list(unanswered_claims(lookup, asked))
                counted = with_unanswered(counted, claims, grouping, None)
        if not quiet or output is not None:
            _write(counted, store.path, _Sink(written_as, output, t, no_color, width))
    if unanswered is not None:
        with opened_output(unanswered, for_machines=True) as stream:
            write_queue(stream, counted)
    if problems:
        say(problems)
        return ExitStatus.ERROR
    return ExitStatus.OK


def _refuse_contradictions(
    file: Path | None, plan: ListPlan, output: Path | None, unanswered: Path | None
) -> None:
    if file is None and plan != ListPlan():
        raise UsageError("--column, --field, --input-format, --encoding and --sheet go with --file")
    if output is not None and output == unanswered:
        raise UsageError(f"{output} cannot hold both the report and what has no match")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Yield what draws how many fact-checks were encoded and compared, in a terminal."""
    # lazy: loads rich
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.reports.terminal import open_console

    with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
        yield lambda phase, done, total: display.update("fact-checks", phase, done, total)


@dataclass(frozen=True, slots=True)
class _Sink:
    """Where the report goes and how it is written."""

    written_as: TrendsFormat
    output: Path | None
    t: Translator
    no_color: bool
    width: int | None


def _read_list(file: Path, plan: ListPlan, *, quiet: bool) -> tuple[list["AskedClaim"], str]:
    """Return the claims of a list, and one line about lines that hold none; or an empty one."""
    from factcheck.cli.batch_lookup import opened_list, problems_line  # lazy: loads readers
    from factcheck.trends.unanswered import AskedClaim

    today = today_or("")
    asked: list[AskedClaim] = []
    problems: list[LineProblem] = []
    source = None if str(file) == "-" else file
    with opened_list(source, plan, quiet=quiet) as groups:
        for listed in chain.from_iterable(groups):
            if isinstance(listed, LineProblem):
                problems.append(listed)
            else:
                asked.append(AskedClaim(str(listed.number), with_date(listed, today)))
    return asked, problems_line(len(problems), next(iter(problems), None))


def _write(trends: "Trends", store: Path, sink: _Sink) -> None:
    # lazy: a report is written in one format
    from factcheck.reports import trends_report

    if sink.written_as is TrendsFormat.TEXT and sink.output is None:
        document = trends_report.trends_document(trends, sink.t)
        print_report(document, no_color=sink.no_color, width=sink.width)
        return
    with opened_output(
        sink.output, for_machines=sink.written_as is not TrendsFormat.TEXT
    ) as stream:
        match sink.written_as:
            case TrendsFormat.JSON:
                stream.write(json_page(trends_report.trends_object(trends, store)) + "\n")
            case TrendsFormat.CSV:
                trends_report.write_csv(stream, trends)
            case TrendsFormat.MD:
                trends_report.write_markdown(stream, trends, sink.t)
            case TrendsFormat.HTML:
                from factcheck.reports.trends_html import write_trends_html

                write_trends_html(stream, trends, sink.t)
            case _:
                stream.write(plain_text(trends_report.trends_document(trends, sink.t)))
