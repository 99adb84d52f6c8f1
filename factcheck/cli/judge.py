"""Judge one claim and one fact-check."""

from contextlib import nullcontext
from typing import Annotated

import typer

from factcheck.cli.edit import DryRunOption, IdArgument
from factcheck.cli.options import (
    ByOption,
    DbOption,
    EncoderOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Judgement
from factcheck.reports.judgements_report import recorded_document, recorded_object
from factcheck.reports.report_formats import ReportFormat

EXAMPLES = (
    'factcheck judge "Nobody walks across the old bridge" k3jw9x2mq7ra same --by desk',
    'factcheck judge "The new bridge is closed" k3jw9x2mq7ra different --by desk --note "another"',
)


def judge(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim, in quotation marks.")],
    id: IdArgument,
    judgement: Annotated[
        Judgement, typer.Argument(metavar="JUDGEMENT", help="same, different or unsure.")
    ],
    by: ByOption = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; others read it.")] = "",
    dry_run: DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Say that a claim and a fact-check are the same, are different, or that you are unsure.

    After `same` the wording is a match, and near wordings are found by it. After `different` the
    two are never suggested again. Copies of a post are one claim. The run can be taken back with
    `factcheck undo`.

    Exit status: 0 if that is new, 1 if you said so already, 2 after an error.
    """
    judging = Judging(claim, id, judgement, by, note)
    with (
        existing_store(db, mode="write") as store,
        store.repository.rehearsal() if dry_run else nullcontext(),
    ):
        opened, _ = open_encoder(encoder, words_only=words_only or dry_run, quiet=quiet)
        done = record_judgements(store, [judging], opened)
    if not quiet and report_format is ReportFormat.JSON:
        print_report(recorded_object(done, dry_run=dry_run))
    elif not quiet:
        print_report(recorded_document(done, dry_run=dry_run), no_color=no_color, width=width)
    return ExitStatus.OK if done.added else ExitStatus.NOTHING_FOUND
