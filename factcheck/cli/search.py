"""Search fact-checks for words."""

from typing import Annotated

import typer

from factcheck.citations.translator import Translator
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
    NoColorOption,
    ReportFormatOption,
    UiOption,
    WidthOption,
    existing_store,
    translator_into,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.reports.search_report import search_document, search_object
from factcheck.retrieval.full_text import SearchOptions, SearchResults, SortOrder, search_words

EXAMPLES = (
    "factcheck search vaksin --lang id",
    "factcheck search '\"hot water\"' --publisher health.example --sort date",
    "factcheck search 'vacc*' --since 2021 --format json",
)

LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=10_000, help="Most fact-checks that are shown.")
]


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS", help='All must occur; vacc* is a beginning, "hot water" a phrase.'
        ),
    ],
    sort: Annotated[
        SortOrder, typer.Option("--sort", help="What fits best first, or the newest.")
    ] = SortOrder.RANK,
    limit: LimitOption = 20,
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    ui: UiOption = "",
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Search fact-checks for words: in claims, titles, publishers and tags.

    Words are compared by their first six letters, without case and accents. Exit status: 0 if
    there are some, 1 if there are none.
    """
    t = translator_into(ui)
    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    options, text = SearchOptions(filters, sort, limit), " ".join(words)
    with existing_store(db) as store:
        require_known_values(store, filters, lang)
        results = search_words(store, text, options)
    return print_results(results, text, options, report_format, t, no_color=no_color, width=width)


def print_results(
    results: SearchResults,
    words: str,
    options: SearchOptions,
    report_format: ReportFormat,
    t: Translator,
    *,
    no_color: bool,
    width: int | None,
) -> ExitStatus:
    """Print fact-checks that were found, and return the exit status."""
    if report_format is ReportFormat.JSON:
        print_report(search_object(results, words, options))
    else:
        document = search_document(results, words, options, t)
        print_report(document, no_color=no_color, width=width)
    return ExitStatus.FOUND if results.total else ExitStatus.NOTHING_FOUND
