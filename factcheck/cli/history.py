"""Show how one fact-check came to be what it is: every revision, and what each input says."""

from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.reports.history_report import history_document, history_object
from factcheck.reports.report_formats import ReportFormat

EXAMPLES = ("factcheck history k3jw9x2mq7ra", "factcheck history k3jw9x2mq7ra --format json")


def history(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The id that lookup prints, or its beginning.")
    ],
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Show every revision of a fact-check: what changed, when, by which run and file.

    Where several inputs tell of it, it also shows which gave what, and where they differ; and what
    people judged.
    """
    with existing_store(db) as store:
        reports, judged = store.ledger.statements(id), store.judgements.of_fact_check(id)
        shown = store.get(id), store.history(id), reports, judged
    if report_format is ReportFormat.JSON:
        print_report(history_object(*shown))
    else:
        print_report(history_document(*shown), no_color=no_color, width=width)
    return ExitStatus.OK
