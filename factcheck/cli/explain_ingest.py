"""Show where each field of the first records would come from; nothing is stored."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from factcheck.cli.options import existing_store, store_path
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import is_web_address, say, standard_input
from factcheck.errors import ExitStatus
from factcheck.ingest import IngestOptions, naming_saved_map, saved_map_note, with_saved_map
from factcheck.maintenance.explain_ingest import ExplainedRecord, explain_file, explain_records
from factcheck.model import RatingMapping
from factcheck.reports.explain_report import explained_document, explained_object
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.store import Store


def explain_files(
    files: Sequence[str],
    options: IngestOptions,
    count: int,
    report_format: ReportFormat,
    db: Path | None,
) -> ExitStatus:
    """Print the first *count* records of each file; status 1 if one would be rejected.

    Where there is a store, its maps and its ratings are used as an ingest would use them.
    """
    with nullcontext() if not store_path(db).exists() else existing_store(db) as store:
        files_explained = {
            "standard input" if file == "-" else file: _explained(file, options, count, store)
            for file in files
        }
    if report_format is ReportFormat.JSON:
        print_report(explained_object(files_explained))
    else:
        print_report(explained_document(files_explained))
    rejected = any(record.problem for records in files_explained.values() for record in records)
    return ExitStatus.NOTHING_FOUND if rejected else ExitStatus.OK


def _explained(
    file: str, options: IngestOptions, count: int, store: Store | None
) -> list[ExplainedRecord]:
    name, map_name = "standard input" if file == "-" else file, ""
    overrides: tuple[RatingMapping, ...] = ()
    if store is not None:
        overrides = tuple(store.rating_overrides.in_force())
        if not is_web_address(file):
            options, map_name = with_saved_map(options, store, name)
    if map_name:
        say(f"{name} is {saved_map_note(options, map_name)}")
    reading = options.reading(overrides)
    if is_web_address(file):
        from factcheck.formats.web_page import fetch_page_with_reviews  # lazy: loads httpx
        from factcheck.web.client import Fetcher

        page = fetch_page_with_reviews(Fetcher(), file)
        return list(explain_records(page.records, reading, count, format="web page"))
    source = standard_input() if file == "-" else Path(file)
    with naming_saved_map(map_name):
        return list(explain_file(source, reading, count, name=name))
