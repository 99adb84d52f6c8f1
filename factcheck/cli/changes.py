"""List what was added, changed, retired and undone, and the runs that did it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    WidthOption,
    existing_store,
    format_by_ending,
    refuse_to_spoil,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output
from factcheck.errors import ExitStatus, UsageError
from factcheck.model import PARTIAL_DATE
from factcheck.reports import history_report as report
from factcheck.reports.run_report import runs_document, runs_object

EXAMPLES = (
    "factcheck changes --since 2024-05-01",
    "factcheck changes --since 2024-05 -o changes.csv",
    "factcheck changes --runs",
)


class ChangesFormat(StrEnum):
    """How a list of changes can be written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


_BY_SUFFIX = {
    ".txt": ChangesFormat.TEXT,
    ".json": ChangesFormat.JSON,
    ".jsonl": ChangesFormat.JSONL,
    ".ndjson": ChangesFormat.JSONL,
    ".csv": ChangesFormat.CSV,
    ".xlsx": ChangesFormat.XLSX,
}


def changes(
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only what was recorded on or after that day.")
    ] = "",
    runs: Annotated[
        bool, typer.Option("--runs", help="List the runs that wrote to the store instead.")
    ] = False,
    list_format: Annotated[
        ChangesFormat | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json, jsonl, csv or xlsx; else as FILE ends, else text.",
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """List what was added, changed, retired or undone, the newest last."""
    if since and not PARTIAL_DATE.fullmatch(since):
        raise UsageError(f"--since {since}: write 2021, 2021-03 or 2021-03-04")
    if list_format is None:
        list_format = format_by_ending(output, _BY_SUFFIX, ChangesFormat.TEXT)
    if runs:
        if output is not None:
            raise UsageError("--runs goes to standard output; leave out -o")
        return _list_runs(list_format, since, db, (no_color, width))

    write = {
        ChangesFormat.TEXT: report.write_changes_text,
        ChangesFormat.JSON: report.write_changes_json,
        ChangesFormat.JSONL: report.write_changes_json_lines,
        ChangesFormat.CSV: report.write_changes_csv,
        ChangesFormat.XLSX: report.write_changes_csv,
    }[list_format]
    for_machines = list_format is not ChangesFormat.TEXT
    as_workbook = list_format is ChangesFormat.XLSX
    with existing_store(db) as store:
        refuse_to_spoil(output, store.path, force=force)
        with opened_output(output, for_machines=for_machines, as_workbook=as_workbook) as stream:
            write(store.ledger.changes(since), stream)
    return ExitStatus.OK


def _list_runs(
    list_format: ChangesFormat, since: str, db: Path | None, how: tuple[bool, int | None]
) -> ExitStatus:
    if list_format not in (ChangesFormat.TEXT, ChangesFormat.JSON):
        raise UsageError("--runs is written as text or json")
    with existing_store(db) as store:
        runs = [run for run in store.ledger.runs() if run.started_at >= since]
    no_color, width = how
    if list_format is ChangesFormat.JSON:
        print_report(runs_object(runs))
    else:
        print_report(runs_document(runs), no_color=no_color, width=width)
    return ExitStatus.OK
