"""Correct fields of one fact-check by hand."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus, UsageError
from factcheck.maintenance import edits
from factcheck.reports.report_formats import ReportFormat
from factcheck.reports.run_report import edit_document, edit_object
from factcheck.store.store import Store
from factcheck.store.undo import Edited

EXAMPLES = (
    'factcheck edit k3jw9x2mq7ra reviewed_on=2021-03-04 --why "the page gives this date"',
    'factcheck edit k3jw9x2mq7ra "tags=health | water" --why "two tags for one topic"',
)

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The id that lookup prints, or its beginning.")
]
WhyOption = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="The reason; it stays in the history.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Say what would happen; save nothing.")
]


def edit(
    id: IdArgument,
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="Fields as in an exported table; a list's values are separated by ' | '.",
        ),
    ],
    why: WhyOption,
    dry_run: DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Correct fields of a fact-check by hand, with the reason, as a run that undo takes back.

    An edit stays until an input says something newer of the same fields. A new rating is read
    anew; a `verdict` of your own stands before every table.

    Exit status: 0 if something changed, 1 if all was so already, 2 after an error.
    """
    values = _values(fields)
    return report_edit(
        db,
        lambda store: edits.edit(store, id, values, why),
        dry_run=dry_run,
        quiet=quiet,
        report_format=report_format,
        no_color=no_color,
        width=width,
    )


def report_edit(
    db: Path | None,
    change: Callable[[Store], Edited],
    *,
    dry_run: bool,
    quiet: bool,
    report_format: ReportFormat,
    no_color: bool,
    width: int | None,
) -> ExitStatus:
    """Apply *change* to the store, and report what it changed."""
    with (
        existing_store(db, mode="write") as store,
        store.repository.rehearsal() if dry_run else nullcontext(),
    ):
        edited = change(store)
    if not quiet and report_format is ReportFormat.JSON:
        print_report(edit_object(edited, dry_run=dry_run))
    elif not quiet:
        print_report(edit_document(edited, dry_run=dry_run), no_color=no_color, width=width)
    return ExitStatus.OK if edited.changes else ExitStatus.NOTHING_FOUND


def _values(fields: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for field in fields:
        name, sign, value = field.partition("=")
        name = name.strip()
        if not sign:
            raise UsageError(f"{field[:60]!r} is not FIELD=VALUE, such as reviewed_on=2021-03-04")
        if name in values:
            raise UsageError(f"the field {name[:60]!r} is given twice")
        values[name] = value
    return values
