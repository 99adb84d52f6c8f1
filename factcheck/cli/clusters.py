"""Group a list of claims by meaning, with what the store says of each."""

import sys
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.claim_dates import today_or
from factcheck.cli.list_plan import plan_list
from factcheck.cli.lookup_options import (
    AnswerFormatOption,
    ColumnOption,
    FieldOption,
    InputFormatOption,
    TodayOption,
    chosen_format,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    EncodingOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    SheetOption,
    UiOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
    refuse_to_spoil,
    translator_into,
)
from factcheck.cli.standard_streams import input_is_terminal, opened_output, say
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.claim_list import LineProblem, ListedClaim, ListPlan
from factcheck.reports.report_formats import AnswerFormat

if TYPE_CHECKING:
    from factcheck.clustering.checked_clusters import ClusteredList
    from factcheck.neural.encoder import Encoder
    from factcheck.store.store import Store

EXAMPLES = (
    "factcheck clusters tips.txt",
    "factcheck clusters posts.csv --column text --explain",
    "factcheck clusters tips.xlsx --column Tvrdnja --at-least 5 -o repeats.html",
    "cat posts.jsonl | factcheck clusters - --field post.text --format jsonl",
)


def clusters(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A list: text lines, CSV, TSV, XLSX, JSONL; - reads a pipe."
        ),
    ],
    column: ColumnOption = "",
    field: FieldOption = "",
    input_format: InputFormatOption = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    at_least: Annotated[
        int,
        typer.Option("--at-least", min=1, metavar="LINES", help="Show claims of so many lines."),
    ] = 2,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why the wordings of a claim are one.")
    ] = False,
    today: TodayOption = "",
    written_as: AnswerFormatOption = AnswerFormat.AUTO,
    ui: UiOption = "",
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Group a list of claims by meaning: what comes again, and which fact-check answers it.

    Two claims are one where a lookup would say so; opposite claims and altered numbers never
    share a group. The largest group comes first, with the best fact-check of its representative.

    Exit status: 0 if there is a group of --at-least lines, 1 if there is none, 2 after any error;
    lines that cannot be used are errors, but the others are grouped.
    """
    from factcheck.reports.clusters_writers import write_clusters  # lazy: loads rapidfuzz

    source = _source(file)
    plan = plan_list(source, input_format, column, field, encoding, (), sheet)
    day, t = today_or(today), translator_into(ui)
    written_as = chosen_format(written_as, output)
    with existing_store(db) as store:
        inputs = [] if source is None else [source]
        refuse_to_spoil(output, store.path, force=force, inputs=inputs)
        opened = open_encoder(encoder, words_only=words_only, quiet=quiet)
        listed, problems = _read(source, plan, quiet=quiet)
        grouping = _Grouping(store, *opened, day, at_least, quiet)
        clustered = grouping.clustered(str(file), listed)
    if not quiet or output is not None:
        for_people = written_as in (AnswerFormat.AUTO, AnswerFormat.TEXT)
        as_workbook = written_as is AnswerFormat.XLSX
        with opened_output(output, for_machines=not for_people, as_workbook=as_workbook) as stream:
            write_clusters(
                stream, clustered, written_as, t, explain=explain, no_color=no_color, width=width
            )
    if problems:
        count = f"{len(problems):,} {'line' if len(problems) == 1 else 'lines'}"
        say(f"{count} could not be used; line {problems[0].number}: {problems[0].reason}")
        return ExitStatus.ERROR
    return ExitStatus.FOUND if clustered.clusters else ExitStatus.NOTHING_FOUND


def _source(file: Path) -> Path | None:
    """Return the file to read, ``None`` for standard input."""
    if str(file) != "-":
        return file
    if input_is_terminal():
        raise UsageError("- reads a pipe, and nothing is piped in")
    return None


def _read(
    source: Path | None, plan: ListPlan, *, quiet: bool
) -> tuple[list[ListedClaim], list[LineProblem]]:
    from factcheck.cli.batch_lookup import opened_list  # lazy: loads rapidfuzz

    with opened_list(source, plan, quiet=quiet) as groups:
        lines = [line for group in groups for line in group]
    return (
        [line for line in lines if isinstance(line, ListedClaim)],
        [line for line in lines if isinstance(line, LineProblem)],
    )


@dataclass(frozen=True, slots=True)
class _Grouping:
    """How a list is grouped and looked up."""

    store: "Store"
    encoder: "Encoder | None"
    notes: tuple[str, ...]
    today: date
    at_least: int
    quiet: bool

    def clustered(self, name: str, listed: list[ListedClaim]) -> "ClusteredList":
        """Group the claims of the list *name*, and look those up that come often enough."""
        # lazy: loads rapidfuzz and rich
        from factcheck.clustering.checked_clusters import ClusteredList, check_clusters
        from factcheck.clustering.cluster_claims import ClusterOptions, cluster_claims
        from factcheck.lookup import Lookup, LookupOptions
        from factcheck.ranking.decision_policy import MatchPolicy
        from factcheck.reports.progress import ProgressDisplay
        from factcheck.reports.terminal import open_console

        lookup = Lookup(self.store, self.encoder, LookupOptions(limit=1))
        policy = MatchPolicy(calibration=self.store.calibrations.in_force())
        with ProgressDisplay(open_console(sys.stderr), quiet=self.quiet) as display:
            update = partial(display.update, name)
            options = ClusterOptions(policy, update)
            found = cluster_claims([each.text for each in listed], self.encoder, options)
            shown = [each for each in found if len(each.members) >= self.at_least]
            checked = []
            for each in check_clusters(listed, shown, lookup, self.today):
                checked.append(each)
                update("looking up", len(checked), len(shown))
        in_clusters = sum(len(each.members) for each in found)
        in_shown = sum(len(each.members) for each in shown)
        return ClusteredList(
            lines=len(listed),
            without_claim=len(listed) - in_clusters,
            alone=in_clusters - in_shown,
            clusters=tuple(checked),
            notes=self.notes,
        )
