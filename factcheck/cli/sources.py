"""Look at the pages behind fact-checks: alive, moved, changed or gone."""

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.reports import print_report
from factcheck.cli.streams import say
from factcheck.errors import ExitStatus, UsageError
from factcheck.render.formats import ReportFormat

if TYPE_CHECKING:
    from factcheck.model import FactCheck
    from factcheck.sources import SourceCheck
    from factcheck.store.store import Store

EXAMPLES = (
    "factcheck sources k3jw9x2mq7ra",
    "factcheck sources --stale 30d --format json > sources.json",
    "factcheck sources --all --dry-run",
)
# Results between two writes: an interrupted run loses at most these.
_WRITTEN_TOGETHER = 20
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Remember nothing in the store.")
    ] = False,
    hosts_at_once: Annotated[
        int, typer.Option("--hosts", min=1, max=32, help="Visit so many hosts at once.")
    ] = 4,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Look at the pages behind fact-checks: alive, moved, changed or gone. Uses the network.

    Fetches politely (robots.txt, one page a second from a host) and never changes a fact-check:
    what was found is kept beside it. Exit status: 0 if all are alive, 1 if something needs
    attention, 2 after an error.
    """
    from factcheck.render.sources_report import sources_object, sources_sheet  # lazy: loads rich
    from factcheck.sources import CheckOptions, check_sources
    from factcheck.web.client import Fetcher

    with existing_store(db, mode="read" if dry_run else "write") as store:
        chosen = _chosen(store, ids or [], all_, stale)
    found: list[SourceCheck] = []
    looked_at = check_sources(chosen, Fetcher(), CheckOptions(hosts_at_once))
    try:
        _look(looked_at, found, len(chosen), quiet=quiet, db=None if dry_run else _Place(db))
    finally:
        if not quiet and (found or not chosen):
            if report_format is ReportFormat.JSON:
                print_report(sources_object(found, recorded=not dry_run))
            else:
                sheet = sources_sheet(found, recorded=not dry_run)
                print_report(sheet, no_color=no_color, width=width)
    all_alive = all(check.state == "alive" for check in found)
    return ExitStatus.OK if all_alive else ExitStatus.NOTHING_FOUND


class _Place:
    """Where to remember what was found; open only while it is written to.

    A look at all pages takes hours, and an ingest must not wait for it.
    """

    def __init__(self, db: Path | None) -> None:
        self._db = db

    def write(self, checks: "Sequence[SourceCheck]") -> None:
        from factcheck.sources import remember  # lazy: --help must stay fast

        if checks:
            with existing_store(self._db, mode="write") as store:
                remember(store, checks)


def _look(
    looked_at: "Iterable[SourceCheck]",
    found: "list[SourceCheck]",
    total: int,
    *,
    quiet: bool,
    db: _Place | None,
) -> None:
    from factcheck.render.progress import ProgressDisplay  # lazy: --help must stay fast
    from factcheck.render.terminal import open_console

    written = 0
    try:
        with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
            for check in looked_at:
                found.append(check)
                display.update("pages", "visiting", len(found), total)
                if db is not None and len(found) - written >= _WRITTEN_TOGETHER:
                    db.write(found[written:])
                    written = len(found)
    except KeyboardInterrupt:
        say("stopped; what was found so far is kept, and --stale goes on from there")
        raise
    finally:
        if db is not None:
            db.write(found[written:])


def _chosen(store: "Store", ids: Sequence[str], all_: bool, stale: str) -> "list[FactCheck]":
    from factcheck.ingest import utc_now  # lazy: --help must stay fast
    from factcheck.sources import due

    if (bool(ids), all_, bool(stale)).count(True) != 1:
        raise UsageError("name some ids, or choose --all, or --stale 30d")
    if ids:
        # Two beginnings of one id are one fact-check.
        return list({found.id: found for found in map(store.get, ids)}.values())
    before = "" if all_ else (utc_now() - timedelta(days=_days(stale))).isoformat()
    return due(store, before)


def _days(text: str) -> int:
    days = _DAYS.fullmatch(text.strip())
    if days is None:
        raise UsageError(f"--stale {text}: write a number of days, such as 30d")
    return int(days[1])
