"""Count what is in the store: languages, publishers, verdicts, years, ingests."""

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.reports.stats_report import stats_document, stats_object

EXAMPLES = ("factcheck stats", "factcheck stats --db claims.db.example --format json")


def stats(
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Count what is in the store: languages, publishers, verdicts, years, ingests."""
    with existing_store(db) as store:
        counts, path = store.stats(), store.path
    if report_format is ReportFormat.JSON:
        print_report(stats_object(counts, path))
    else:
        print_report(stats_document(counts, path), no_color=no_color, width=width)
    return ExitStatus.OK
