"""Copy the store for others to read, also while somebody is writing to it."""

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import DbOption, QuietOption, ReportFormatOption, existing_store
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.reports.stats_report import snapshot_line, snapshot_object
from factcheck.store.snapshot import take_snapshot

EXAMPLES = (
    "factcheck snapshot /srv/shared/claims.db",
    "factcheck snapshot claims-to-read.db --db claims.db --format json",
)


def snapshot(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file to write.")],
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace TARGET even if it is no earlier snapshot."),
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Copy the store for others to read, also while somebody is writing to it.

    The copy is the whole store at one moment, in one file that also opens on a disk that cannot
    be written to. It is looked over before it gets its name. Where nothing changed, TARGET is
    left as it is.
    """
    with existing_store(db) as store:
        taken = take_snapshot(store, target, force=force)
    if report_format is ReportFormat.JSON:
        print_report(snapshot_object(taken))
    elif not quiet:
        say(snapshot_line(taken))
    return ExitStatus.OK
