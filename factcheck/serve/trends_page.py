"""The report on trends as a page, made once for each moment of the store and of its log."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from factcheck.errors import UsageError
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Filters, Message
from factcheck.reports.trends_html import trends_section
from factcheck.reports.trends_view import PERIODS
from factcheck.serve.page_filters import TypedFilters, choices_for
from factcheck.serve.page_view import View, rendered, view_of
from factcheck.serve.requested_filters import require_known_values
from factcheck.serve.responses import lookup_of
from factcheck.serve.settings import ServeSettings
from factcheck.serve.write_session import is_signed_in
from factcheck.store.query_log import log_path, read_queries
from factcheck.store.store import Store
from factcheck.trends.grouping import ClaimGrouping, same_meaning, same_words
from factcheck.trends.periods import Period
from factcheck.trends.trends import TrendsOptions, count_trends, with_unanswered
from factcheck.trends.unanswered import unanswered_queries

# A report takes some seconds for as many.
_MOST_FACT_CHECKS = 100_000
# Comparing by meaning takes longer than a browser waits for more of them.
_MOST_COMPARED = 500
_KEPT = 16

_BY_WORDS = Message(
    "Here fact-checks are of one claim if it has the same words; "
    "'factcheck trends' compares by meaning."
)
_SIGN_IN = Message("What was asked is shown word for word only to those who are signed in.")
_LATEST = Message("Only the latest {count:,} claims without a match are grouped here.")


def routes() -> list[BaseRoute]:
    """Give the route of the page."""
    return [Route("/trends", _trends, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a report is asked for, and from which moment."""

    options: TrendsOptions
    view: View
    shows_texts: bool


async def _trends(request: Request) -> Response:
    """Report on the store, and on the log of what was asked of it."""
    typed = TypedFilters.of(request.query_params)
    by = request.query_params.get("by", "") or Period.MONTH.value
    values: dict[str, object] = {
        "by": by,
        "choices": await choices_for(request),
        "filters": typed,
        "periods": tuple(PERIODS.items()),
        "problem": "",
        "report": "",
    }
    try:
        values["report"] = await _report(request, typed.filters(), by)
    except UsageError as error:
        return rendered(request, "trends_page.html", values | {"problem": str(error)}, status=400)
    return rendered(request, "trends_page.html", values)


async def _report(request: Request, filters: Filters, by: str) -> Markup:
    if by not in set(Period):
        raise UsageError(f"by is one of {', '.join(Period)}")
    warm = lookup_of(request)
    await warm.read(lambda store, _: require_known_values(store, filters))
    asked = _Asked(
        TrendsOptions(Period(by), filters), view_of(request), shows_texts=is_signed_in(request)
    )
    return await warm.read_apart(partial(_kept_reports(request).report, asked))


def _kept_reports(request: Request) -> "_KeptReports":
    state = request.app.state
    if not hasattr(state, "trends"):
        state.trends = _KeptReports(state.settings)
    kept: _KeptReports = state.trends
    return kept


class _KeptReports:
    """Makes reports, in the thread for lists, and keeps the latest."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._reports: OrderedDict[object, Markup] = OrderedDict()
        self._groups: tuple[str, list[Sequence[int]]] = ("", [])

    def report(self, asked: _Asked, store: Store, version: str) -> Markup:
        """Return the report as HTML.

        Raises:
            UsageError: The store is too large for a page.
        """
        key = (
            version,
            self._moment_of_log(),
            asked.options,
            asked.view.t.language,
            asked.view.chosen,
            asked.shows_texts,
        )
        if key not in self._reports:
            self._reports[key] = self._made(asked, store, version)
            if len(self._reports) > _KEPT:
                self._reports.popitem(last=False)
        self._reports.move_to_end(key)
        return self._reports[key]

    def _made(self, asked: _Asked, store: Store, version: str) -> Markup:
        [(size,)] = store.connection.execute("SELECT count(*) FROM fact_checks").fetchall()
        if size > _MOST_FACT_CHECKS:
            raise UsageError(
                f"{size:,} fact-checks are too many for a page; 'factcheck trends' reports on them"
            )
        settings, queries = self._settings, read_queries(self._settings.store)
        by_words = size > _MOST_COMPARED
        meaning = same_meaning(settings.encoder)
        trends = count_trends(
            store,
            asked.options,
            queries,
            self._kept_grouping(same_words if by_words else meaning, version),
            _BY_WORDS if by_words else None,
        )
        claims = unanswered_queries(queries)
        if claims and asked.shows_texts:
            notes = (Message(_LATEST, count=_MOST_COMPARED),) * (len(claims) > _MOST_COMPARED)
            lookup = Lookup(store, settings.encoder, LookupOptions(), settings.notes)
            trends = replace(trends, unanswered_notes=notes)
            trends = with_unanswered(trends, claims[-_MOST_COMPARED:], meaning, lookup)
        elif claims:
            trends = replace(trends, unanswered_notes=(_SIGN_IN,))
        link = asked.view.link
        return trends_section(trends, asked.view.t, lambda id: link(f"/fact-checks/{id}"))

    def _kept_grouping(self, grouping: ClaimGrouping, version: str) -> ClaimGrouping:
        """Group the claims of all fact-checks only once for each moment of the store."""

        def grouped(claims: Sequence[str]) -> Iterator[Sequence[int]]:
            if self._groups[0] != version:
                self._groups = (version, list(grouping(claims)))
            yield from self._groups[1]

        return grouped

    def _moment_of_log(self) -> tuple[int, int]:
        try:
            status = log_path(self._settings.store).stat()
        except OSError:
            return (0, 0)
        return status.st_mtime_ns, status.st_size
