"""Show where each field of the first records would come from; nothing is stored."""

from collections.abc import Sequence
from pathlib import Path

from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import is_web_address, standard_input
from factcheck.errors import ExitStatus
from factcheck.ingest import IngestOptions
from factcheck.maintenance.explain_ingest import ExplainedRecord, explain_file, explain_records
from factcheck.reports.explain_report import explained_document, explained_object
from factcheck.reports.report_formats import ReportFormat


def explain_files(
    files: Sequence[str], options: IngestOptions, count: int, report_format: ReportFormat
) -> ExitStatus:
    """Print the first *count* records of each file; status 1 if one would be rejected."""
    files_explained = {
        "standard input" if file == "-" else file: _explained(file, options, count)
        for file in files
    }
    if report_format is ReportFormat.JSON:
        print_report(explained_object(files_explained))
    else:
        print_report(explained_document(files_explained))
    rejected = any(record.problem for records in files_explained.values() for record in records)
    return ExitStatus.NOTHING_FOUND if rejected else ExitStatus.OK


def _explained(file: str, options: IngestOptions, count: int) -> list[ExplainedRecord]:
    if is_web_address(file):
        from factcheck.formats.web_page import fetch_page_with_reviews  # lazy: loads httpx
        from factcheck.web.client import Fetcher

        page = fetch_page_with_reviews(Fetcher(), file)
        return list(explain_records(page.records, options, count, format="web page"))
    if file == "-":
        return list(explain_file(standard_input(), options, count, name="standard input"))
    return list(explain_file(Path(file), options, count))
