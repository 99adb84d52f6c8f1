"""Ingest fact-checks from tables, JSON and JSON Lines, packed or not, and from web pages."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from factcheck.cli.explain_ingest import explain_files
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
    ForceOption,
    QuietOption,
    ReportFormatOption,
    SheetOption,
    WordsOnlyOption,
    format_by_ending,
    open_encoder,
    refuse_to_spoil,
    store_path,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import (
    input_is_terminal,
    is_web_address,
    local_path,
    opened_output,
    say,
    standard_input,
)
from factcheck.errors import ExitStatus, InputError, UsageError
from factcheck.formats.read_options import ReadOptions
from factcheck.ingest import IngestOptions, save_records
from factcheck.ingest import ingest as ingest_file
from factcheck.model import IngestReport, RecordProblem
from factcheck.reports.ingest_report import ingest_document, ingest_object
from factcheck.reports.rejects import REJECTS_BY_SUFFIX, RejectsTable, RejectsWriter
from factcheck.reports.report_formats import ReportFormat
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.runs import Origin
from factcheck.store.store import Store, open_store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.web.client import Fetcher

EXAMPLES = (
    "factcheck ingest fact-checks.csv",
    "factcheck ingest checks.xlsx --sheet 2024",
    "factcheck ingest memes.csv --media-folder pictures/",
    "factcheck ingest *.jsonl.gz --rejects rejects.csv",
    "factcheck ingest list.csv --explain --map Tvrdnja=claim --day-first",
    "zcat feed.json.gz | factcheck ingest -",
    "factcheck ingest https://factcheckers.example/a-claim-we-checked",
)
_REJECTS_SHOWN = 5


def ingest(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|URL...",
            help="A table, JSON, a page, feed or store; - too. Or an article's address.",
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would happen; save nothing.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show which field came from where; save nothing."),
    ] = False,
    first: Annotated[
        int, typer.Option(min=1, max=1_000, help="How many records --explain shows.")
    ] = 3,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep rejected records there, .csv or .jsonl."),
    ] = None,
    force: ForceOption = False,
    column_map: ColumnMapOption = None,
    save_map: Annotated[
        str,
        typer.Option(
            "--save-map",
            metavar="NAME",
            help="Keep --map for this input, and for inputs and feeds of this name.",
        ),
    ] = "",
    day_first: DayFirstOption = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    feed: Annotated[
        str, typer.Option(metavar="NAME", help="The feed that this is the newest state of.")
    ] = "",
    priority: Annotated[
        int,
        typer.Option(min=-99, max=99, help="Of inputs that disagree, the higher is believed."),
    ] = 0,
    media_folder: MediaFolderOption = None,
    retire_missing: RetireMissingOption = False,
    clear_missing: ClearMissingOption = False,
    trust: TrustOption = None,
    batch_size: Annotated[
        int, typer.Option(min=1, max=100_000, help="Records saved together, or not at all.")
    ] = 500,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Take in fact-checks. The same file twice changes nothing; a correction becomes history.

    Exit status: 0 if every record was taken, 1 if some were rejected, 2 after an error that
    stopped the work. What was saved before stays saved.
    """
    files = [local_path(file) for file in files]
    _refuse_missing(files)
    reading = ReadOptions(
        map=column_mapping(column_map),
        day_first=day_first,
        encoding=encoding,
        sheet=sheet,
        media_folder=checked_media_folder(media_folder),
    )
    origin = Origin(feed, priority)
    options = IngestOptions(
        reading,
        dry_run,
        not words_only,
        batch_size,
        origin,
        retire_missing,
        clear_missing,
        save_map,
        trust,
    )
    if explain:
        return explain_files(files, options, first, report_format, db)
    refuse_to_spoil(rejects, store_path(db), force=force, inputs=map(Path, files))
    rejects_writer = format_by_ending(rejects, REJECTS_BY_SUFFIX, RejectsTable, hint="")
    run = _Run(options, quiet)
    no_vectors = words_only or dry_run
    try:
        with (
            _writable_store(db, dry_run=dry_run) as store,
            _rejects(rejects, rejects_writer) as run.rejects,
        ):
            folder = None if dry_run else encoder
            opened, notes = open_encoder(folder, words_only=no_vectors, quiet=quiet)
            for note in () if no_vectors else notes:
                say(note)
            run.ingest_all(files, store, opened)
    except KeyboardInterrupt:
        say("stopped; what was saved stays, and the same command goes on from there")
        return ExitStatus.INTERRUPTED
    finally:
        run.print_report(report_format, rejects)
    rejected = any(report.rejected for report in run.reports.values())
    return ExitStatus.NOTHING_FOUND if rejected else ExitStatus.OK


@dataclass(slots=True)
class _Run:
    """The ingest of several files and pages, with their reports and rejected records."""

    options: IngestOptions
    quiet: bool
    rejects: RejectsWriter | None = None
    reports: dict[str, IngestReport] = field(default_factory=dict)
    rejected: int = 0
    fetcher: "Fetcher | None" = None

    def ingest_all(self, files: Sequence[str], store: Store, encoder: "Encoder | None") -> None:
        from factcheck.reports.progress import ProgressDisplay  # lazy: loads rich
        from factcheck.reports.terminal import open_console

        with ProgressDisplay(open_console(sys.stderr), quiet=self.quiet) as display:
            for file in files:
                name = "standard input" if file == "-" else file
                settings: dict[str, Any] = {
                    "store": store,
                    "encoder": encoder,
                    "options": self.options,
                    "name": name,
                    "on_problem": partial(self._reject, name),
                    "on_progress": partial(_show_progress, display, name),
                }
                if is_web_address(file):
                    self.reports[name] = self._ingest_page(file, settings)
                else:
                    source = standard_input() if file == "-" else Path(file)
                    self.reports[name] = ingest_file(source, **settings)

    def print_report(self, report_format: ReportFormat, rejects: Path | None) -> None:
        """Print what was done so far, also after an error."""
        if self.rejected > _REJECTS_SHOWN:
            kept = f"all are in {rejects}" if rejects else "--rejects FILE keeps them all"
            say(f"and {self.rejected - _REJECTS_SHOWN:,} more; {kept}")
        if self.quiet or not self.reports:
            return
        dry_run = self.options.rehearse
        if report_format is ReportFormat.JSON:
            print_report(ingest_object(self.reports, dry_run=dry_run))
        else:
            print_report(ingest_document(self.reports, dry_run=dry_run))

    def _ingest_page(self, url: str, settings: dict[str, Any]) -> IngestReport:
        from factcheck.formats.web_page import fetch_page_with_reviews  # lazy: loads lxml
        from factcheck.web.client import Fetcher  # lazy: loads httpx

        # One for all pages, because it keeps the pauses between them.
        self.fetcher = self.fetcher or Fetcher()
        page = fetch_page_with_reviews(self.fetcher, url)
        report = save_records(page.records, **settings)
        return replace(report, notes=(*report.notes, *page.notes))

    def _reject(self, name: str, problem: RecordProblem) -> None:
        self.rejected += 1
        if self.rejects is not None:
            file = f"{name}, sheet {problem.sheet!r}" if problem.sheet else name
            self.rejects.write(file, problem)
        if self.rejected <= _REJECTS_SHOWN:
            item = f"item {problem.item:,}: " if problem.item else ""
            place = f", sheet {problem.sheet!r}, row " if problem.sheet else ":"
            say(f"{name}{place}{problem.line}: {item}{problem.reason}")


def _show_progress(display: "ProgressDisplay", name: str, progress: Progress) -> None:
    display.update(name, progress.phase, progress.done, progress.total)


def _refuse_missing(files: Sequence[str]) -> None:
    """Refuse missing files before the first one is ingested, not after nine of ten."""
    for file in files:
        if file == "-" and input_is_terminal():
            raise UsageError("- reads a pipe, and nothing is piped in")
        if file != "-" and not is_web_address(file) and not Path(file).exists():
            raise InputError(f"{file} does not exist")


@contextmanager
def _writable_store(db: Path | None, *, dry_run: bool) -> Iterator[Store]:
    path = store_path(db)
    with ExitStack() as opened:
        if dry_run and not path.exists():
            # A dry run must not leave an empty store behind.
            folder = opened.enter_context(tempfile.TemporaryDirectory())
            path = Path(folder) / "claims.db"
        yield opened.enter_context(open_store(path, mode="write"))


@contextmanager
def _rejects(
    path: Path | None, writer: Callable[[TextIO], RejectsWriter]
) -> Iterator[RejectsWriter | None]:
    if path is None:
        yield None
        return
    with opened_output(path, for_machines=True) as stream:
        yield writer(stream)
