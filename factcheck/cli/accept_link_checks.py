"""Accept the changes that link checks propose, or list them."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from factcheck.cli.options import existing_store
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.maintenance.accept_changes import accept, proposed_changes
from factcheck.reports.report_formats import ReportFormat


def accept_changes(
    db: Path | None,
    ids: Sequence[str],
    *,
    dry_run: bool,
    quiet: bool,
    report_format: ReportFormat,
    no_color: bool,
    width: int | None,
) -> ExitStatus:
    """Apply the proposed changes of *ids*, or all of them if there are no ids."""
    from factcheck.reports.link_check_report import (  # lazy: loads rich
        accepted_document,
        accepted_object,
    )

    with (
        existing_store(db, mode="write") as store,
        store.repository.rehearsal() if dry_run else nullcontext(),
    ):
        chosen = list(ids) or [check.fact_check_id for check in proposed_changes(store)]
        accepted = accept(store, chosen)
    if not quiet and report_format is ReportFormat.JSON:
        print_report(accepted_object(accepted, dry_run=dry_run))
    elif not quiet:
        document = accepted_document(accepted, dry_run=dry_run)
        print_report(document, no_color=no_color, width=width)
    left = accepted.unchanged or accepted.outdated
    return ExitStatus.NOTHING_FOUND if left else ExitStatus.OK


def list_changes(
    db: Path | None, *, quiet: bool, report_format: ReportFormat, no_color: bool, width: int | None
) -> ExitStatus:
    """List the proposed changes; nothing is written, and no page is fetched."""
    from factcheck.reports.link_check_report import (  # lazy: loads rich
        waiting_document,
        waiting_object,
    )

    with existing_store(db) as store:
        checks = proposed_changes(store)
    if not quiet and report_format is ReportFormat.JSON:
        print_report(waiting_object(checks))
    elif not quiet:
        print_report(waiting_document(checks), no_color=no_color, width=width)
    return ExitStatus.NOTHING_FOUND if checks else ExitStatus.OK
