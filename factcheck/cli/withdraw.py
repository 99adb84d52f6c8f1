"""Withdraw one fact-check by hand."""

from factcheck.cli.edit import DryRunOption, IdArgument, WhyOption, report_edit
from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
)
from factcheck.errors import ExitStatus
from factcheck.maintenance import edits
from factcheck.reports.report_formats import ReportFormat

EXAMPLES = ('factcheck withdraw k3jw9x2mq7ra --why "it names the wrong person"',)


def withdraw(
    id: IdArgument,
    why: WhyOption,
    dry_run: DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Mark a fact-check as withdrawn, with the reason; undo takes that back.

    It is shown as withdrawn by a maintainer, not by its publisher, until an input says something
    newer about its state. What the publisher withdrew says `edit ID state=withdrawn`.

    Exit status: 0 if something changed, 1 if all was so already, 2 after an error.
    """
    return report_edit(
        db,
        lambda store: edits.withdraw(store, id, why),
        dry_run=dry_run,
        quiet=quiet,
        report_format=report_format,
        no_color=no_color,
        width=width,
    )
