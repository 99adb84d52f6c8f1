"""Evaluate the answers of a store on labelled claims."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus, UsageError
from factcheck.evaluation.evaluation_corpus import Documents, corpus_store, stored_documents
from factcheck.evaluation.labelled_claims import LabelledClaim
from factcheck.evaluation.ranking_measures import require_measures
from factcheck.reports.report_formats import ReportFormat
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.store import Store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder
    from factcheck.reports.document import Document
    from factcheck.reports.progress import ProgressDisplay

EXAMPLES = (
    "factcheck evaluate --queries posts.jsonl --qrels answers.tsv",
    "factcheck evaluate --queries Q.jsonl.gz --qrels R.tsv --corpus corpus.jsonl.gz --work stores",
    "factcheck evaluate --queries Q.jsonl --qrels R.tsv --sweep --plot reliability.png",
    "factcheck evaluate --pairs pairs.csv --format json",
)


def evaluate(
    queries: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Claims: JSON Lines with id, text and perhaps lang."),
    ] = None,
    qrels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers: claim id, document id and 1 between tabs."),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Instead of both: a table with claim, published and label (same, different …).",
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Measure on these documents instead of a store."),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the corpus's store there for the next time."),
    ] = None,
    without_answers: Annotated[
        bool,
        typer.Option(
            "--without-answers/--with-answers-only",
            help="Try each claim again with its answers hidden, to count false matches.",
        ),
    ] = True,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Show what other thresholds would decide.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw there, as PNG, whether the scores are honest."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the resampling for the intervals.")] = 0,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Measure how far answers can be trusted, on claims whose right answers you know.

    A document id is the record's own id or the id that lookup prints. Claims without a
    line in the answers count as claims that nothing answers.

    Each pair of --pairs is decided as in a store of its published claim alone. The columns
    claim_language, published_language and group may stand beside the others; a label other
    than same says in what the two differ.
    """
    if pairs is not None:
        if sweep or any((queries, qrels, corpus, work, db, plot)):
            raise UsageError("--pairs needs neither a store nor other labels: give it without them")
        opened = open_encoder(encoder, words_only=words_only, quiet=quiet)
        shown = _report_on_pairs(pairs, opened, quiet=quiet, report_format=report_format)
        print_report(shown, no_color=no_color, width=width)
        return ExitStatus.OK
    if queries is None or qrels is None:
        raise UsageError("give --queries and --qrels, or --pairs")
    from factcheck.evaluation.evaluate import (  # lazy: loads numpy
        EvaluationOptions,
        read_labels,
    )
    from factcheck.evaluation.evaluate import evaluate as measure
    from factcheck.evaluation.evaluation_report import evaluation_document, evaluation_object
    from factcheck.evaluation.reliability_plot import require_plotting, write_reliability_plot

    require_measures()
    if plot is not None:
        require_plotting()
    source = _DocumentSource(db, corpus, work)
    claims = read_labels(queries, qrels)
    opened_encoder, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
    with (
        _display(quiet) as display,
        source.opened(claims, opened_encoder, display) as (store, documents),
    ):
        on_progress = partial(_show_claims, display, queries.name, len(claims))
        options = EvaluationOptions(without_answers, seed, notes=notes, on_progress=on_progress)
        report = measure(store, opened_encoder, claims, documents, options)
    if report_format is ReportFormat.JSON:
        print_report(evaluation_object(report))
    else:
        document = evaluation_document(report, with_sweep=sweep)
        print_report(document, no_color=no_color, width=width)
    if plot is not None:
        write_reliability_plot(report.bins, plot)
    return ExitStatus.OK


def _report_on_pairs(
    path: Path,
    opened: "tuple[Encoder | None, tuple[str, ...]]",
    *,
    quiet: bool,
    report_format: ReportFormat,
) -> "Document | Mapping[str, object]":
    from factcheck.evaluation.labelled_pairs import read_pairs
    from factcheck.evaluation.pair_decisions import PairOptions, decide_pairs  # lazy: loads numpy
    from factcheck.evaluation.pair_measures import measure_pairs
    from factcheck.evaluation.pair_report import pairs_document, pairs_object

    pairs = read_pairs(path)
    encoder, notes = opened
    with _display(quiet) as display:
        on_progress = partial(_show_claims, display, path.name, len(pairs))
        decisions = list(decide_pairs(pairs, encoder, PairOptions(on_progress=on_progress)))
    report = measure_pairs(decisions, notes)
    return pairs_object(report) if report_format is ReportFormat.JSON else pairs_document(report)


@dataclass(frozen=True, slots=True)
class _DocumentSource:
    """The documents to measure on: a store, or a corpus that is ingested into one."""

    db: Path | None
    corpus: Path | None
    work: Path | None

    def __post_init__(self) -> None:
        if self.db is not None and self.corpus is not None:
            raise UsageError("give --db or --corpus, not both")
        if self.work is not None and self.corpus is None:
            raise UsageError("--work keeps the store of a --corpus; there is none")

    @contextmanager
    def opened(
        self,
        claims: tuple[LabelledClaim, ...],
        encoder: "Encoder | None",
        display: "ProgressDisplay",
    ) -> Iterator[tuple[Store, Documents]]:
        if self.corpus is None:
            names = frozenset(name for claim in claims for name in claim.documents)
            with existing_store(self.db) as store:
                yield store, stored_documents(store, names)
            return
        on_progress = partial(_show_ingest, display, self.corpus.name)
        with _folder(self.work) as folder:
            store, documents = corpus_store(self.corpus, folder, encoder, on_progress)
            with store:
                yield store, documents


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        try:
            work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot make {work}: {error.strerror or error}") from error
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        yield Path(folder)


@contextmanager
def _display(quiet: bool) -> Iterator["ProgressDisplay"]:
    from factcheck.reports.progress import ProgressDisplay  # lazy: loads rich
    from factcheck.reports.terminal import open_console

    with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
        yield display


def _show_ingest(display: "ProgressDisplay", name: str, progress: Progress) -> None:
    display.update(name, progress.phase, progress.done, progress.total)


def _show_claims(display: "ProgressDisplay", name: str, total: int, done: int) -> None:
    display.update(name, "Looking up", done, total)
