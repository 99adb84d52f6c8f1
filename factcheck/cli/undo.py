"""Take back everything that one run did to the store, as a run of its own."""

from contextlib import nullcontext
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
from factcheck.reports.report_formats import ReportFormat
from factcheck.reports.run_report import undo_document, undo_object
from factcheck.store.clock import utc_now
from factcheck.store.producer import __version__

EXAMPLES = ("factcheck undo 12 --dry-run", "factcheck undo 12")


def undo(
    run: Annotated[
        int, typer.Argument(metavar="RUN", min=1, help="Its number; 'changes --runs' lists them.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would happen; save nothing.")
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Take a run back: restore what it changed, take out what it brought. Nothing is deleted.

    A fact-check that a later run changed again is left as it is, and so is one that another
    input tells of too. Undoing the new run brings everything back.

    Exit status: 0 if all was taken back, 1 if some was left, 2 after an error.
    """
    with (
        existing_store(db, mode="write") as store,
        store.repository.rehearsal() if dry_run else nullcontext(),
    ):
        undone = store.ledger.undo(run, utc_now().isoformat(), __version__)
    if report_format is ReportFormat.JSON:
        print_report(undo_object(undone, dry_run=dry_run))
    else:
        print_report(undo_document(undone, dry_run=dry_run), no_color=no_color, width=width)
    return ExitStatus.NOTHING_FOUND if undone.kept else ExitStatus.OK
