"""List fact-checks that may be one, for a person to decide, and join them."""

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
from factcheck.errors import ExitStatus, UsageError
from factcheck.reports.duplicates_report import (
    duplicates_document,
    duplicates_object,
    joined_document,
    joined_object,
)
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.clock import utc_now
from factcheck.store.producer import __version__
from factcheck.store.store import Store
from factcheck.store.undo import Joined

EXAMPLES = (
    "factcheck duplicates",
    "factcheck duplicates --join --dry-run",
    "factcheck duplicates --join k3jw9x2mq7ra 9x2mq7rak3jw",
)


def duplicates(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="With --join: the one to keep, then the others."),
    ] = None,
    join: Annotated[
        bool,
        typer.Option(
            "--join", help="Retire all but one; without ids, where page, claim and ruling agree."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="With --join: save nothing.")
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """List fact-checks that may be one, on one page or at several addresses; join them if asked.

    Nothing is joined by itself. Of those that are joined, the one that an input stated last stays,
    the others are retired as the same fact-check; `factcheck undo` takes it back.

    Exit status: 0 if there are some, 1 if there are none.
    """
    if join:
        with (
            existing_store(db, mode="write") as store,
            store.repository.rehearsal() if dry_run else nullcontext(),
        ):
            joined = _join(store, ids)
        if report_format is ReportFormat.JSON:
            print_report(joined_object(joined, dry_run=dry_run))
        else:
            print_report(joined_document(joined, dry_run=dry_run), no_color=no_color, width=width)
        return ExitStatus.FOUND if joined.kept else ExitStatus.NOTHING_FOUND
    if ids or dry_run:
        raise UsageError("ids and --dry-run need --join")
    with existing_store(db) as store:
        groups = store.ledger.duplicates()
    if report_format is ReportFormat.JSON:
        print_report(duplicates_object(groups))
    else:
        print_report(duplicates_document(groups), no_color=no_color, width=width)
    return ExitStatus.FOUND if groups else ExitStatus.NOTHING_FOUND


def _join(store: Store, ids: list[str] | None) -> Joined:
    groups = [ids] if ids else _groups_to_join(store)
    return store.ledger.join(groups, utc_now().isoformat(), __version__)


def _groups_to_join(store: Store) -> list[list[str]]:
    found = (group for group in store.ledger.duplicates() if group.can_be_joined)
    return [[each.id for each in group.fact_checks] for group in found]
