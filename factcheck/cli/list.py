"""List fact-checks, the newest first."""

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
from factcheck.cli.search import LimitOption, print_results
from factcheck.errors import ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.retrieval.full_text import SearchOptions, SortOrder, list_newest

EXAMPLES = (
    "factcheck list",
    "factcheck list --publisher pesacheck.org --since 2024 --limit 100",
    "factcheck list --lang sw --format json",
)


def list(
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
    """List fact-checks, the newest first.

    Exit status: 0 if there are some, 1 if there are none.
    """
    t = translator_into(ui)
    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    options = SearchOptions(filters, SortOrder.DATE, limit)
    with existing_store(db) as store:
        require_known_values(store, filters, lang)
        results = list_newest(store, options)
    return print_results(results, "", options, report_format, t, no_color=no_color, width=width)
