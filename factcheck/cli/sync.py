"""Follow a partner's feed: take in what is new, and say nothing where nothing is."""

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.ingest_options import (
    ClearMissingOption,
    ColumnMapOption,
    DayFirstOption,
    MediaFolderOption,
    RetireMissingOption,
    TrustOption,
    checked_media_folder,
    column_mapping,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    EncodingOption,
    QuietOption,
    ReportFormatOption,
    WordsOnlyOption,
    open_encoder,
    store_path,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import local_path, say
from factcheck.errors import ExitStatus
from factcheck.formats.read_options import ReadOptions
from factcheck.ingest import IngestOptions
from factcheck.model import RecordProblem
from factcheck.reports.ingest_report import sync_document, sync_object
from factcheck.reports.report_formats import ReportFormat
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.store import open_store

if TYPE_CHECKING:
    from factcheck.maintenance.sync import SyncReport
    from factcheck.neural.encoder import Encoder
    from factcheck.reports.progress import ProgressDisplay

EXAMPLES = (
    "factcheck sync https://partner.example/fact-checks.jsonl",
    "factcheck sync https://partner.example/feed.json --name partner --quiet",
    "factcheck sync /mnt/shared/partner.db --name partner",
)
_REJECTS_SHOWN = 5
_MEGABYTE = 1_000_000


def sync(
    address: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="A feed that 'factcheck ingest' can read.")
    ],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What to call it, wherever it moves; else URL.")
    ] = "",
    force: Annotated[
        bool,
        typer.Option("--force", help="Take it in even if it is unchanged, or has shrunk too much."),
    ] = False,
    max_loss: Annotated[
        float,
        typer.Option(
            "--max-loss",
            min=0.0,
            max=1.0,
            metavar="SHARE",
            help="Refuse a feed that lost more than this share of its records.",
        ),
    ] = 0.5,
    max_megabytes: Annotated[
        int, typer.Option(min=1, max=100_000, help="Refuse a larger feed.")
    ] = 1_000,
    timeout_seconds: Annotated[
        float, typer.Option("--timeout", min=1, metavar="SECONDS", help="For the whole feed.")
    ] = 900,
    column_map: ColumnMapOption = None,
    day_first: DayFirstOption = None,
    encoding: EncodingOption = "",
    media_folder: MediaFolderOption = None,
    retire_missing: RetireMissingOption = False,
    clear_missing: ClearMissingOption = False,
    trust: TrustOption = None,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Follow a partner's feed: fetch it if it changed, look it over, take in what is new.

    Nothing new is a success without a word, so that one line in a crontab is enough. A --map is
    kept for the feed, and used again by itself.
    Exit status: 0 if all is taken in, 1 if some records were rejected, 2 after an error; then
    the store is as it was, or keeps what was saved, and the next run tries again.
    """
    from factcheck.maintenance.sync import SyncOptions
    from factcheck.maintenance.sync import sync as sync_feed
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.reports.terminal import open_console
    from factcheck.web.feed_download import Downloader, DownloadLimits

    limits = DownloadLimits(timeout_seconds, body_bytes=max_megabytes * _MEGABYTE)
    address = local_path(address)
    ingest_options = IngestOptions(
        ReadOptions(
            map=column_mapping(column_map),
            day_first=day_first,
            encoding=encoding,
            media_folder=checked_media_folder(media_folder),
        ),
        encode=not words_only,
        retire_missing=retire_missing,
        clear_missing=clear_missing,
        trust=trust,
    )
    options = SyncOptions(ingest_options, force, max_loss)
    problems: list[RecordProblem] = []
    notes: list[str] = []

    def opened_encoder() -> "Encoder | None":
        encoder_or_none, encoder_notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        notes.extend(() if words_only else encoder_notes)
        return encoder_or_none

    with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
        report = sync_feed(
            address,
            lambda: open_store(store_path(db), mode="write"),
            opened_encoder,
            options,
            downloader=Downloader(limits),
            name=name,
            on_problem=partial(_reject, problems),
            on_progress=partial(_show_progress, display, name or address),
        )
    for problem in problems:
        say(f"{report.name}:{problem.line}: {problem.reason}")
    if not quiet:
        _print(report, report_format, notes)
    return ExitStatus.NOTHING_FOUND if report.ingested.rejected else ExitStatus.OK


def _reject(problems: list[RecordProblem], problem: RecordProblem) -> None:
    if len(problems) < _REJECTS_SHOWN:
        problems.append(problem)


def _show_progress(display: "ProgressDisplay", name: str, progress: Progress) -> None:
    display.update(name, progress.phase, progress.done, progress.total)


def _print(report: "SyncReport", report_format: ReportFormat, notes: list[str]) -> None:
    ingested = None if report.unchanged else report.ingested
    all_notes = (*report.notes, *notes)
    if report_format is ReportFormat.JSON:
        print_report(sync_object(report.name, ingested, all_notes, dry_run=False))
    elif ingested is not None or sys.stdout.isatty():
        print_report(sync_document(report.name, ingested, all_notes, dry_run=False))
