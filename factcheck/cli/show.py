"""Show everything that the store knows about one fact-check, with its history."""

from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    ReportFormatOption,
    UiOption,
    WidthOption,
    existing_store,
    translator_into,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.reports.fact_check_document import fact_check_document, fact_check_page_object
from factcheck.reports.report_formats import ReportFormat

EXAMPLES = ("factcheck show k3jw9x2mq7ra", "factcheck show k3jw9x2mq7ra --format json")


def show(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The id that lookup prints, or its beginning.")
    ],
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Show which input gave each field.")
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    ui: UiOption = "",
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Show everything about one fact-check: rating, sources, citation, and what changed when."""
    t = translator_into(ui)
    with existing_store(db) as store:
        fact_check, history = store.get(id), store.history(id)
        reports = store.ledger.statements(id) if provenance else ()
    if report_format is ReportFormat.JSON:
        print_report(fact_check_page_object(fact_check, history, reports))
    else:
        document = fact_check_document(fact_check, history, reports, t)
        print_report(document, no_color=no_color, width=width)
    return ExitStatus.OK
