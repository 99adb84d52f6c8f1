"""Hand fact-checks on: as a ClaimReview feed, JSON Lines, a table or a smaller store."""

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.filter_options import (
    ExactLangOption,
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
    require_known_values,
)
from factcheck.cli.lookup_options import SinceOption
from factcheck.cli.options import (
    DbOption,
    ForceOption,
    OutputOption,
    QuietOption,
    existing_store,
    format_by_ending,
    refuse_to_spoil,
)
from factcheck.cli.standard_streams import opened_output, say
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.export import ExportOptions, export_store, export_text
from factcheck.formats.export_fields import FORMAT_BY_SUFFIX, ExportFormat
from factcheck.model import PARTIAL_DATE
from factcheck.store.store import Store
from factcheck.text.counting import counted

EXAMPLES = (
    "factcheck export -o fact-checks.jsonl",
    "factcheck export --format claimreview --lang sw --ingested-since 2021-03-01 > feed.json",
    "factcheck export --publisher pesacheck.org -o for-a-partner.db",
)


def export(
    output: OutputOption = None,
    export_format: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="claimreview, jsonl, csv, xlsx or db; else as FILE ends, else jsonl.",
        ),
    ] = None,
    ingested_since: Annotated[
        str,
        typer.Option(
            metavar="DATE", help="Only what this store took in or changed on or after that day."
        ),
    ] = "",
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    # The former name of --since, accepted until the next release.
    reviewed_since: Annotated[str, typer.Option(hidden=True)] = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    no_judgements: Annotated[
        bool,
        typer.Option(
            "--no-judgements", help="Leave out what your people said of claims, with their names."
        ),
    ] = False,
    force: ForceOption = False,
    db: DbOption = None,
    quiet: QuietOption = False,
) -> ExitStatus:
    """Hand fact-checks on: as a ClaimReview feed, JSON Lines, a table or a smaller store.

    The same fact-checks always give the same bytes, and ingest reads each format back exactly.
    The day in a feed and a store is today, or that of SOURCE_DATE_EPOCH.
    """
    if ingested_since and not PARTIAL_DATE.fullmatch(ingested_since):
        raise UsageError(f"--ingested-since {ingested_since}: write 2021, 2021-03 or 2021-03-04")
    since = since or reviewed_since
    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    options = ExportOptions(filters, ingested_since, not no_judgements, _now)
    file = None if output is None or str(output) == "-" else output
    with existing_store(db) as store:
        require_known_values(store, filters, lang)
        refuse_to_spoil(file, store.path, force=force)
        count = _write(store, file, _format_for(file, export_format), options)
    if (
        not quiet
        and not count
        and options != ExportOptions(judgements=not no_judgements, clock=_now)
    ):
        say("no fact-check passes the filters")
    if not quiet and file is not None:
        say(f"{counted(count, 'fact-check')} written to {file}")
    return ExitStatus.OK


def _write(
    store: Store, file: Path | None, export_format: ExportFormat, options: ExportOptions
) -> int:
    if export_format is not ExportFormat.DB:
        as_workbook = export_format is ExportFormat.XLSX
        with opened_output(file, for_machines=True, as_workbook=as_workbook) as stream:
            return export_text(store, stream, export_format, options)
    if file is not None:
        return export_store(store, file.resolve(), options)
    if sys.stdout.isatty():
        raise UsageError("a store is no text for a terminal; name a file with -o FILE")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "claims.db"
        count = export_store(store, whole, options)
        with whole.open("rb") as file_of_it:
            shutil.copyfileobj(file_of_it, sys.stdout.buffer)
    return count


def _format_for(file: Path | None, chosen: ExportFormat | None) -> ExportFormat:
    if chosen is not None:
        return chosen
    return format_by_ending(file, FORMAT_BY_SUFFIX, ExportFormat.JSONL)


def _now() -> datetime:
    """Return the time, or the one of a reproducible build (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH={epoch[:40]} is no number of seconds") from error
