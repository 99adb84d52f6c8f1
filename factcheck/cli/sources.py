"""Check the pages behind fact-checks: alive, moved, changed or gone."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.accept_link_checks import accept_changes, list_changes
from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus, UsageError
from factcheck.model import FactCheck
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.clock import utc_now
from factcheck.store.store import Store
from factcheck.web.warc import WarcFile

if TYPE_CHECKING:
    from factcheck.maintenance.link_check_types import CheckOptions, LinkCheck
    from factcheck.web.client import Fetcher

EXAMPLES = (
    "factcheck sources k3jw9x2mq7ra",
    "factcheck sources --stale 30d --format json > sources.json",
    "factcheck sources --all --warc snapshots",
    "factcheck sources --all-changed",
    "factcheck sources --apply k3jw9x2mq7ra",
)
# Results between two writes: an interrupted run loses at most these.
_SAVED_TOGETHER = 20
_DAYS = re.compile(r"(\d{1,5})\s*d?(?:ays?)?", re.IGNORECASE)


def sources(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Ids that lookup prints, or their beginnings."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All fact-checks that have a page.")] = False,
    stale: Annotated[
        str,
        typer.Option(
            metavar="DAYS", help="All whose page was not looked at for so long, such as 30d."
        ),
    ] = "",
    all_changed: Annotated[
        bool,
        typer.Option(
            "--all-changed", help="List what looks found that nobody applied; with --apply, do."
        ),
    ] = False,
    apply: Annotated[
        bool,
        typer.Option(
            "--apply", help="Change the fact-checks as the last look at their pages proposes."
        ),
    ] = False,
    # The former name of --apply, accepted until the next release.
    accept: Annotated[bool, typer.Option("--accept", hidden=True)] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Remember nothing in the store.")
    ] = False,
    hosts_at_once: Annotated[
        int, typer.Option("--hosts", min=1, max=32, help="Visit so many hosts at once.")
    ] = 4,
    cited: Annotated[
        int, typer.Option(min=0, max=100, help="Visit so many of the pages that a page cites.")
    ] = 10,
    captures: Annotated[
        bool,
        typer.Option(
            "--captures/--no-captures", help="Look for copies of the page in public archives."
        ),
    ] = True,
    archive: Annotated[
        bool, typer.Option("--archive", help="Ask a public archive for a new copy of each page.")
    ] = False,
    warc: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Keep the pages there, in one compressed WARC file a run."
        ),
    ] = None,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Look at the pages behind fact-checks: alive, moved, changed or gone. Uses the network.

    Fetches politely (robots.txt, one page a second from a host) and changes no fact-check:
    what was found is kept beside it, with what it would change. `--apply`, which fetches
    nothing, makes that a revision; `factcheck undo` takes it back. Exit status: 0 if all are
    alive, 1 if something needs attention, 2 after an error.
    """
    if accept:
        say("--accept is called --apply now")
    if apply or accept or all_changed:
        _refuse_fetching(all_ or bool(stale) or archive or warc is not None)
        if all_changed == bool(ids):
            raise UsageError("name some ids with --apply, or add --all-changed")
        style = {"quiet": quiet, "no_color": no_color}
        if apply or accept:
            return accept_changes(
                db, ids or [], dry_run=dry_run, report_format=report_format, width=width, **style
            )
        return list_changes(db, report_format=report_format, width=width, **style)
    from factcheck.maintenance.link_check import check_links
    from factcheck.reports.link_check_report import link_checks_document, link_checks_object

    with existing_store(db, mode="read" if dry_run else "write") as store:
        fact_checks = _fact_checks(store, ids or [], all_, stale)
    checks: list[LinkCheck] = []
    with (
        nullcontext() if warc is None else WarcFile(warc, utc_now) as snapshots,
        closing(_fetcher(snapshots)) as fetcher,
    ):
        options = _options(fetcher, hosts_at_once, cited, captures=captures, archive=archive)
        running = check_links(fact_checks, fetcher, options)
        recorder = None if dry_run else _Recorder(db)
        try:
            _collect(running, checks, len(fact_checks), quiet=quiet, recorder=recorder)
        finally:
            if not quiet and (checks or not fact_checks):
                if report_format is ReportFormat.JSON:
                    print_report(link_checks_object(checks, recorded=not dry_run))
                else:
                    document = link_checks_document(checks, recorded=not dry_run)
                    print_report(document, no_color=no_color, width=width)
    if snapshots is not None and not quiet:
        say(f"the pages are in {snapshots.path}")
    all_alive = all(check.state == "alive" for check in checks)
    return ExitStatus.OK if all_alive else ExitStatus.NOTHING_FOUND


def _refuse_fetching(fetching: bool) -> None:
    if fetching:
        raise UsageError(
            "--apply and --all-changed fetch nothing: leave out --all, --stale, --archive, --warc"
        )


def _fetcher(snapshots: WarcFile | None) -> "Fetcher":
    from factcheck.web.client import Fetcher  # lazy: loads httpx

    if snapshots is not None:
        # A capture needs the page itself, which a cached page is not.
        return Fetcher(on_response=snapshots.keep)
    return Fetcher(cache_folder=_cache_folder())


def _options(
    fetcher: "Fetcher", hosts_at_once: int, cited: int, *, captures: bool, archive: bool
) -> "CheckOptions":
    from factcheck.maintenance.link_check_types import CheckOptions
    from factcheck.web.archives import ArchiveCaptures  # lazy: loads httpx
    from factcheck.web.client import Fetcher, FetchLimits

    client = fetcher
    if archive:
        # An archive answers once it has made its copy.
        client = Fetcher(FetchLimits(deadline_seconds=180.0, silence_seconds=120.0))
    return CheckOptions(
        hosts_at_once,
        visitor=fetcher if cited else None,
        cited_pages=cited,
        captures=ArchiveCaptures(client) if captures or archive else None,
        capture=archive,
    )


def _cache_folder() -> Path:
    from platformdirs import user_cache_path  # lazy: FACTCHECK_CACHE may name it

    chosen = os.environ.get("FACTCHECK_CACHE", "")
    return Path(chosen).expanduser() if chosen else user_cache_path("factcheck")


class _Recorder:
    """Saves link checks in the store, which is open only meanwhile.

    A check of all pages takes hours, and an ingest must not wait for it.
    """

    def __init__(self, db: Path | None) -> None:
        self._db = db

    def save(self, checks: "Sequence[LinkCheck]") -> None:
        from factcheck.maintenance.link_check import save_link_checks  # lazy: loads httpx

        if checks:
            with existing_store(self._db, mode="write") as store:
                save_link_checks(store, checks)


def _collect(
    running: "Iterable[LinkCheck]",
    checks: "list[LinkCheck]",
    total: int,
    *,
    quiet: bool,
    recorder: _Recorder | None,
) -> None:
    """Append the results of *running* to *checks*, and save them as they come."""
    from factcheck.reports.progress import ProgressDisplay  # lazy: loads rich
    from factcheck.reports.terminal import open_console

    saved = 0
    try:
        with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
            for check in running:
                checks.append(check)
                display.update("pages", "visiting", len(checks), total)
                if recorder is not None and len(checks) - saved >= _SAVED_TOGETHER:
                    recorder.save(checks[saved:])
                    saved = len(checks)
    except KeyboardInterrupt:
        say("stopped; what was found so far is kept, and --stale goes on from there")
        raise
    finally:
        if recorder is not None:
            recorder.save(checks[saved:])


def _fact_checks(store: Store, ids: Sequence[str], all_: bool, stale: str) -> list[FactCheck]:
    from factcheck.maintenance.link_check import links_due  # lazy: loads httpx

    if (bool(ids), all_, bool(stale)).count(True) != 1:
        raise UsageError("name some ids, or choose --all, or --stale 30d")
    if ids:
        # Two beginnings of one id are one fact-check.
        return list({found.id: found for found in map(store.get, ids)}.values())
    before = "" if all_ else (utc_now() - timedelta(days=_days(stale))).isoformat()
    return links_due(store, before)


def _days(text: str) -> int:
    days = _DAYS.fullmatch(text.strip())
    if days is None:
        raise UsageError(f"--stale {text}: write a number of days, such as 30d")
    return int(days[1])
