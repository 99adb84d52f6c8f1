"""List which ratings are read as what, and say what the others mean."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
    store_path,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output
from factcheck.errors import ExitStatus, UsageError
from factcheck.formats.field_values import domain_in
from factcheck.maintenance.rating_overrides import (
    RatingsOverview,
    add_mapping,
    ratings_overview,
    remove_mapping,
)
from factcheck.model import Axis, MediaFlag, RatingMapping, Verdict
from factcheck.reports.ratings_report import (
    mapping_change_document,
    mapping_change_object,
    ratings_document,
    ratings_object,
    write_ratings_csv,
)
from factcheck.reports.report_formats import ReportFormat, TableFormat
from factcheck.store.rating_override_table import OverrideResult
from factcheck.store.store import Store
from factcheck.text.language import UNKNOWN, language_code

EXAMPLES = (
    "factcheck ratings",
    "factcheck ratings --format csv > ratings.csv",
    'factcheck ratings add "Pseudonauka" false --publisher raskrinkavanje.ba',
    'factcheck ratings remove "Pseudonauka" --publisher raskrinkavanje.ba',
)
ADD_EXAMPLES = (
    'factcheck ratings add "Pseudonauka" false --publisher raskrinkavanje.ba',
    'factcheck ratings add "Picha ya zamani" misleading --lang sw --media miscaptioned',
    'factcheck ratings add "Kept in part" unrated --axis promise --publisher promises.example',
)
REMOVE_EXAMPLES = ('factcheck ratings remove "Pseudonauka" --publisher raskrinkavanje.ba',)

_RatingArgument = Annotated[
    str, typer.Argument(metavar="RATING", help="The publisher's words, whole, in any spelling.")
]
_PublisherOption = Annotated[
    str, typer.Option("--publisher", metavar="DOMAIN", help="Whose rating it is.")
]
_LanguageOption = Annotated[
    str, typer.Option("--lang", metavar="LANG", help="Or the language it is in: sw, bs.")
]
# The former name of --lang, accepted until the next release.
_FormerLanguageOption = Annotated[str, typer.Option("--language", hidden=True)]
_DryRunOption = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Say what would happen; save nothing.")
]


def ratings(
    context: typer.Context,
    table_format: Annotated[
        TableFormat, typer.Option("--format", help="How to write: for a person or for a script.")
    ] = TableFormat.TEXT,
    unmapped: Annotated[
        bool, typer.Option("--unmapped", help="Only ratings of this store that are not read.")
    ] = False,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """List which ratings are read as what, and which in this store are not.

    With `add` and `remove` you say yourself what a rating means: for every fact-check that has
    it already, as a new revision, and for all to come.
    """
    if context.invoked_subcommand is not None:
        return ExitStatus.OK

    overview, path = _overview(db, unmapped_only=unmapped)
    if table_format is TableFormat.CSV:
        with opened_output(None, for_machines=True) as stream:
            write_ratings_csv(overview, stream)
    elif table_format is TableFormat.JSON:
        print_report(ratings_object(overview, path))
    else:
        print_report(ratings_document(overview, path), no_color=no_color, width=width)
    return ExitStatus.OK


def add(
    rating: _RatingArgument,
    verdict: Annotated[
        Verdict,
        typer.Argument(metavar="VERDICT", help=f"What it means: {', '.join(Verdict)}."),
    ],
    publisher: _PublisherOption = "",
    lang: _LanguageOption = "",
    language: _FormerLanguageOption = "",
    axis: Annotated[
        Axis, typer.Option("--axis", help="What it is about; all but truth have no verdict.")
    ] = Axis.TRUTH,
    media: Annotated[
        list[MediaFlag] | None,
        typer.Option("--media", help="What was done to a picture or a video; may be repeated."),
    ] = None,
    instead: Annotated[
        bool, typer.Option("--replace", help="Also where it is known to mean the opposite.")
    ] = False,
    dry_run: _DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Say what a rating means, from now on and for every fact-check that has it.

    A word about one publisher comes before one about a language, and before the tables that
    come with factcheck. The run that does it can be taken back with `factcheck undo`.
    """
    domain, code = _scope(publisher, lang or language)
    try:
        mapping = RatingMapping(rating, verdict, domain, code, axis, tuple(media or ()))
    except ValueError as error:
        raise UsageError(str(error)) from error
    with existing_store(db, mode="write") as store, _rehearsed(store, dry_run):
        done = add_mapping(store, mapping, replacing=instead)
    if not quiet:
        _tell(done, report_format, recorded=not dry_run, no_color=no_color, width=width)
    return ExitStatus.OK


def remove(
    rating: _RatingArgument,
    publisher: _PublisherOption = "",
    lang: _LanguageOption = "",
    language: _FormerLanguageOption = "",
    dry_run: _DryRunOption = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Take back what you said of a rating; the tables that come with factcheck hold again."""
    domain, code = _scope(publisher, lang or language)
    with existing_store(db, mode="write") as store, _rehearsed(store, dry_run):
        done = remove_mapping(store, rating, publisher_domain=domain, language=code)
    if not quiet:
        _tell(done, report_format, recorded=not dry_run, no_color=no_color, width=width)
    return ExitStatus.OK


SUBCOMMANDS = ((add, ADD_EXAMPLES), (remove, REMOVE_EXAMPLES))


def _overview(db: Path | None, *, unmapped_only: bool) -> tuple[RatingsOverview, str]:
    # What comes mapped with factcheck is worth a look before there is any store.
    if db is None and not unmapped_only and not store_path(db).exists():
        return ratings_overview(None), ""
    with existing_store(db) as store:
        overview, path = ratings_overview(store), str(store.path)
    if unmapped_only:
        overview = replace(overview, mappings=(), publishers=(), languages=())
    return overview, path


def _rehearsed(store: Store, dry_run: bool) -> AbstractContextManager[None]:
    return store.repository.rehearsal() if dry_run else nullcontext()


def _scope(publisher: str, language: str) -> tuple[str, str]:
    if bool(publisher) == bool(language):
        raise UsageError("say whose rating it is: either --publisher DOMAIN or --lang LANG")
    if publisher:
        domain = domain_in(publisher)
        if "." not in domain:
            raise UsageError(f"--publisher {publisher}: write a domain such as istinomjer.ba")
        return domain, ""
    code = language_code(language)
    if code == UNKNOWN:
        raise UsageError(f"--lang {language}: no language is called that; write a code such as bs")
    return "", code


def _tell(
    done: OverrideResult,
    report_format: ReportFormat,
    *,
    recorded: bool,
    no_color: bool,
    width: int | None,
) -> None:
    if report_format is ReportFormat.JSON:
        print_report(mapping_change_object(done, recorded=recorded))
    else:
        print_report(
            mapping_change_document(done, recorded=recorded), no_color=no_color, width=width
        )
