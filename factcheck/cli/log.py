"""Say what the log of what was asked holds, and delete from it."""

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
from factcheck.errors import ExitStatus, UsageError
from factcheck.model import PARTIAL_DATE
from factcheck.reports.query_log_report import query_log_document, query_log_object
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.query_log import log_path, purge_log, summary_of_log

EXAMPLES = (
    "factcheck log",
    "factcheck log --purge --before 2026-06-01",
)


def log(
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete for good what was asked before that day.")
    ] = False,
    before: Annotated[
        str, typer.Option("--before", metavar="DATE", help="A day such as 2026-06-01, or 2026.")
    ] = "",
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Say what was logged of what was asked, and delete it from a day back.

    Nothing is logged unless `lookup` or `serve` is told to, with --log. Nothing is ever sent.
    """
    if purge != bool(before):
        raise UsageError("--purge and --before DATE go together")
    if before and not PARTIAL_DATE.fullmatch(before):
        raise UsageError(f"--before {before}: write 2026, 2026-06 or 2026-06-01")
    with existing_store(db) as store:
        path = store.path
    purged = purge_log(path, before) if purge else None
    summary = summary_of_log(path)
    if report_format is ReportFormat.JSON:
        print_report(query_log_object(summary, log_path(path), purged))
    else:
        document = query_log_document(summary, log_path(path), purged)
        print_report(document, no_color=no_color, width=width)
    return ExitStatus.OK
