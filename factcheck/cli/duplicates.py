"""List fact-checks that may be one at several addresses, for a person to decide."""

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.reports.duplicates_report import duplicates_document, duplicates_object
from factcheck.reports.report_formats import ReportFormat

EXAMPLES = ("factcheck duplicates", "factcheck duplicates --format json")


def duplicates(
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """List fact-checks that may be one, at several addresses; nothing is ever merged by this.

    Exit status: 0 if there are some, 1 if there are none.
    """
    with existing_store(db) as store:
        groups = store.ledger.duplicates()
    if report_format is ReportFormat.JSON:
        print_report(duplicates_object(groups))
    else:
        print_report(duplicates_document(groups), no_color=no_color, width=width)
    return ExitStatus.FOUND if groups else ExitStatus.NOTHING_FOUND
