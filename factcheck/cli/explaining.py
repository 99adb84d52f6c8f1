"""Show where each field of the first records would come from; nothing is stored."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.cli.reports import print_report
from factcheck.cli.streams import is_web_address, standard_input
from factcheck.errors import ExitStatus
from factcheck.render.formats import ReportFormat

if TYPE_CHECKING:
    from factcheck.explaining import ExplainedRecord
    from factcheck.ingest import IngestOptions


def explain(
    files: Sequence[str], options: "IngestOptions", count: int, report_format: ReportFormat
) -> ExitStatus:
    """Print the first *count* records of each file; status 1 if one would be rejected."""
    from factcheck.render.explained import (  # lazy: --help must stay fast
        explained_object,
        explained_sheet,
    )

    files_explained = {
        "standard input" if file == "-" else file: _explained(file, options, count)
        for file in files
    }
    if report_format is ReportFormat.JSON:
        print_report(explained_object(files_explained))
    else:
        print_report(explained_sheet(files_explained))
    rejected = any(record.problem for records in files_explained.values() for record in records)
    return ExitStatus.NOTHING_FOUND if rejected else ExitStatus.OK


def _explained(file: str, options: "IngestOptions", count: int) -> list["ExplainedRecord"]:
    from factcheck.explaining import explain_file, explain_records  # lazy: --help must stay fast

    if is_web_address(file):
        from factcheck.sources.taking_in import records_from_page  # lazy: files need no network
        from factcheck.web.client import Fetcher

        page = records_from_page(Fetcher(), file)
        return list(explain_records(page.records, options, count, format="web page"))
    if file == "-":
        return list(explain_file(standard_input(), options, count, name="standard input"))
    return list(explain_file(Path(file), options, count))
