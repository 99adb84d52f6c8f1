"""List judgements, take them in from a file, and say how far partners are trusted."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.edit import DryRunOption
from factcheck.cli.options import (
    ByOption,
    DbOption,
    EncoderOption,
    EncodingOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    ReportFormatOption,
    SheetOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    format_by_ending,
    open_encoder,
    refuse_to_spoil,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.claim_list import ListFormat, ListPlan, format_by_suffix
from factcheck.formats.judgement_list import (
    dedupe_training,
    judgement_lines,
    judgement_table,
    listed_judgements,
)
from factcheck.maintenance.judging import ListSource, import_judgements, trust_origin
from factcheck.model import JudgedPair, Judgement, Trust
from factcheck.reports.judgements_report import (
    judgements_json,
    judgements_text,
    recorded_document,
    recorded_object,
)
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.judgement_table import StoredJudgement
from factcheck.store.store import Store
from factcheck.text.normalise import comparable, without_final_stop

EXAMPLES = (
    "factcheck judgements",
    "factcheck judgements --again",
    "factcheck judgements -o judgements.csv",
    "factcheck judgements --format dedupe -o training.json",
    "factcheck judgements import answers.csv --by desk",
    'factcheck judgements trust "Daily Check" full',
)
IMPORT_EXAMPLES = (
    "factcheck judgements import answers.csv --by desk",
    'factcheck judgements import partner.jsonl --origin "Daily Check" --dry-run',
)
TRUST_EXAMPLES = (
    'factcheck judgements trust "Daily Check" full',
    'factcheck judgements trust "Daily Check" none',
)


class JudgementsFormat(StrEnum):
    """How judgements can be written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    DEDUPE = "dedupe"


_BY_SUFFIX = {
    ".csv": JudgementsFormat.CSV,
    ".json": JudgementsFormat.JSON,
    ".jsonl": JudgementsFormat.JSONL,
    ".txt": JudgementsFormat.TEXT,
    ".xlsx": JudgementsFormat.XLSX,
}
_LISTS: dict[JudgementsFormat, Callable[[Iterable[StoredJudgement]], Iterator[str]]] = {
    JudgementsFormat.TEXT: judgements_text,
    JudgementsFormat.JSON: judgements_json,
}
# What goes on to others has what was said then, and not what became of it here.
_TABLES: dict[JudgementsFormat, Callable[[Iterable[JudgedPair]], Iterator[str]]] = {
    JudgementsFormat.JSONL: judgement_lines,
    JudgementsFormat.CSV: judgement_table,
    JudgementsFormat.XLSX: judgement_table,
    JudgementsFormat.DEDUPE: dedupe_training,
}


def judgements(
    context: typer.Context,
    claim: Annotated[
        str, typer.Option("--claim", metavar="TEXT", help="Only of this claim and its copies.")
    ] = "",
    id: Annotated[str, typer.Option("--id", metavar="ID", help="Only of this fact-check.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Only by this person.")] = "",
    origin: Annotated[
        str | None,
        typer.Option("--origin", metavar="NAME", help="Only of this partner; '' for your own."),
    ] = None,
    judgement: Annotated[
        Judgement | None, typer.Option("--judgement", help="Only these.", metavar="JUDGEMENT")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Only what has to be judged again: the fact-check changed, or people disagree.",
        ),
    ] = False,
    list_format: Annotated[
        JudgementsFormat | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json, jsonl, csv, xlsx or dedupe (its training file); else as FILE ends.",
        ),
    ] = None,
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
) -> ExitStatus:
    """List what people said of claims and fact-checks, and take it in from files.

    Exit status: 0 if there is any, 1 if there is none, 2 after an error.
    """
    if context.invoked_subcommand is not None:
        return ExitStatus.OK
    chosen = list_format or format_by_ending(output, _BY_SUFFIX, JudgementsFormat.TEXT)
    found = 0

    def counted(judged: Iterable[StoredJudgement]) -> Iterator[StoredJudgement]:
        nonlocal found
        for each in judged:
            found += 1
            yield each

    def wanted(each: StoredJudgement) -> bool:
        pair = each.pair
        return (
            (not by or pair.judged_by == by)
            and (origin is None or pair.origin == origin)
            and (judgement is None or pair.judgement is judgement)
        )

    with existing_store(db) as store:
        refuse_to_spoil(output, store.path, force=force)
        judged = counted(filter(wanted, _listed(store, claim, id, again=again)))
        if chosen in _LISTS:
            texts = _LISTS[chosen](judged)
        else:
            texts = _TABLES[chosen](each.pair for each in judged)
        for_machines = chosen is not JudgementsFormat.TEXT
        as_workbook = chosen is JudgementsFormat.XLSX
        with opened_output(output, for_machines=for_machines, as_workbook=as_workbook) as stream:
            for text in texts:
                stream.write(text)
    return ExitStatus.OK if found else ExitStatus.NOTHING_FOUND


def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, TSV, XLSX or JSON Lines; - for standard input."),
    ],
    by: ByOption = "",
    origin: Annotated[
        str, typer.Option("--origin", metavar="NAME", help="The partner that it comes from.")
    ] = "",
    input_format: Annotated[
        ListFormat | None,
        typer.Option(
            "--input-format", metavar="FORMAT", help="csv, tsv or jsonl, if the name does not say."
        ),
    ] = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    dry_run: DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Take judgements in from a table or JSON Lines with claim, id and judgement, all or nothing.

    It may be what `judgements` writes, or the answers of `lookup` with a column `judgement` added.
    Rows without a judgement are left out. Judgements of a partner are hints until you trust it.

    Exit status: 0 if something is new, 1 if all was known, 2 after an error.
    """
    # lazy: only this command reads a list
    from factcheck.cli.batch_lookup import opened_source

    written_as = input_format or format_by_suffix(file) or ListFormat.CSV
    plan = ListPlan(written_as, "claim", encoding, sheet=sheet)
    with (
        opened_source(None if str(file) == "-" else file, plan) as source,
        existing_store(db, mode="write") as store,
        store.repository.rehearsal() if dry_run else nullcontext(),
    ):
        opened, _ = open_encoder(encoder, words_only=words_only or dry_run, quiet=quiet)
        listed = listed_judgements(source, plan)
        done = import_judgements(store, listed, ListSource(source.name, by, origin), opened)
    if not quiet and report_format is ReportFormat.JSON:
        print_report(recorded_object(done, dry_run=dry_run))
    elif not quiet:
        print_report(recorded_document(done, dry_run=dry_run), no_color=no_color, width=width)
    return ExitStatus.OK if done.added else ExitStatus.NOTHING_FOUND


def trust(
    origin: Annotated[str, typer.Argument(metavar="ORIGIN", help="As 'judgements' names it.")],
    level: Annotated[
        Trust, typer.Argument(metavar="TRUST", help="full, hint (the default) or none.")
    ],
    db: DbOption = None,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Say how much the judgements of a partner count: as your own, as a hint, or not at all."""
    with existing_store(db, mode="write") as store:
        run = trust_origin(store, origin, level)
    if not quiet:
        typer.echo(f"{origin}: {level}, as run {run}; 'factcheck undo {run}' takes it back")
    return ExitStatus.OK


SUBCOMMANDS = ((import_, IMPORT_EXAMPLES), (trust, TRUST_EXAMPLES))


def _listed(store: Store, claim: str, id: str, *, again: bool) -> Iterator[StoredJudgement]:
    public = store.resolve(id) if id else ""
    if claim and not comparable(claim):
        raise UsageError("--claim: there is no claim in this text")
    disputed = store.judgements.disputed() if again else frozenset()
    for stored in store.judgements.stored():
        pair = stored.pair
        if public and pair.fact_check_id != public:
            continue
        if claim and _wording(pair.text) != _wording(claim):
            continue
        if again and not stored.outdated and (pair.text, pair.fact_check_id) not in disputed:
            continue
        yield stored


def _wording(text: str) -> str:
    return without_final_stop(comparable(text))
