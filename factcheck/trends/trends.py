"""Count trends over a store and the log of what was asked.

rows → published, recurring, contested, revised, harm
log → demand, unanswered
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from factcheck.lookup import Lookup
from factcheck.model import Filters, Message
from factcheck.store.query_log import LoggedQuery
from factcheck.store.store import Store
from factcheck.store.trend_rows import TrendReader, TrendRow
from factcheck.text.language import close_languages
from factcheck.trends.demand import demand_tables
from factcheck.trends.figures import RowKind, Table
from factcheck.trends.grouping import ClaimGrouping
from factcheck.trends.harm import harm_tables
from factcheck.trends.periods import Period
from factcheck.trends.published import published_tables
from factcheck.trends.recurring import checked_claims, contested_table, recurring_tables
from factcheck.trends.revised import revised_tables
from factcheck.trends.unanswered import (
    UnansweredClaim,
    UnansweredGroup,
    still_unanswered,
    unanswered_groups,
)

_NO_LOG = Message(
    "Nothing of what was asked is logged here; 'factcheck lookup --log' begins a log."
)
_NO_TEXTS = Message("The log keeps no texts, so it cannot be said what has no match.")
_LOOK = Message(
    "Where a fact-check is suggested, a person has to look whether it is the same claim."
)


@dataclass(frozen=True, slots=True)
class TrendsOptions:
    """What is counted.

    Attributes:
        by: Parts the days.
        filters: Of fact-checks; its ``since`` counts for what was asked too.
    """

    by: Period = Period.MONTH
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Attributes:
        name: Stable name for scripts.
        notes: What a reader must know to understand its figures.
    """

    name: str
    title: Message
    tables: tuple[Table, ...]
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """The report.

    Attributes:
        sections: In the order in which they are read.
        unanswered: What nobody has checked, the largest group first.
        unanswered_kind: What the rows of these groups are.
        unanswered_notes: What a reader must know of them.
        fact_checks: Those that are named in a key or behind a figure, by id.
    """

    options: TrendsOptions
    sections: tuple[Section, ...]
    fact_checks: dict[str, TrendRow]
    unanswered: tuple[UnansweredGroup, ...] = ()
    unanswered_kind: RowKind = RowKind.LOG_ENTRY
    unanswered_notes: tuple[Message, ...] = ()


def count_trends(
    store: Store,
    options: TrendsOptions,
    queries: Sequence[LoggedQuery],
    same_claims: ClaimGrouping,
    note_on_grouping: Message | None = None,
) -> Trends:
    """Count everything but what is unanswered, from one moment of the store.

    Args:
        store: Where the fact-checks are.
        options: What is counted.
        queries: The log of what was asked of it.
        same_claims: Tells which fact-checks are of one claim.
        note_on_grouping: What a reader must know of how that is told.
    """
    with store.read_transaction():
        reader = TrendReader(store.connection)
        rows = list(reader.rows())
        changed_ratings = reader.changed_ratings()
        chosen = _chosen(store, rows, options.filters)
        answering = _chosen(store, rows, replace(options.filters, since=""))
        claims = checked_claims(rows, same_claims([row.claim for row in rows]))
        again = [claim for claim in claims if len(claim.rows) > 1]
        full = store.fact_checks(row.number for claim in again for row in claim.rows)
    asked = queries_of(queries, options.filters, {row.id for row in answering})
    sections = (
        Section(
            "published", Message("What is checked"), tuple(published_tables(chosen, options.by))
        ),
        Section(
            "recurring",
            Message("What returns"),
            tuple(recurring_tables(claims, chosen)),
            () if note_on_grouping is None else (note_on_grouping,),
        ),
        Section(
            "revised",
            Message("What is contested, corrected and withdrawn"),
            (contested_table(again, chosen, full), *revised_tables(chosen, changed_ratings)),
        ),
        Section(
            "demand",
            Message("What is asked"),
            tuple(demand_tables(asked, {row.id: row for row in answering}, options.by)),
            _notes_on_log(queries),
        ),
        Section(
            "harm",
            Message("What does harm, as people noted it"),
            tuple(harm_tables(chosen, options.by)),
        ),
    )
    return Trends(options, sections, {row.id: row for row in rows})


def _notes_on_log(queries: Sequence[LoggedQuery]) -> tuple[Message, ...]:
    """Say what a log that is missing, or that holds no texts, cannot tell."""
    if not queries:
        return (_NO_LOG,)
    return () if any(query.text for query in queries) else (_NO_TEXTS,)


def with_unanswered(
    trends: Trends,
    claims: Sequence[UnansweredClaim],
    same_claims: ClaimGrouping,
    lookup: Lookup | None,
) -> Trends:
    """Return *trends* with what nobody has checked.

    Args:
        trends: Of the same store.
        claims: That had no match when they were looked up.
        same_claims: Tells which of them mean the same.
        lookup: Looks once more for fact-checks that came since; None where that was just done.
    """
    asked = [
        claim for claim in claims if _passes(claim.day, claim.language, trends.options.filters)
    ]
    groups = unanswered_groups(asked, same_claims([claim.text for claim in asked]))
    still = groups if lookup is None else tuple(still_unanswered(lookup, groups))
    answered = sum(len(group.claims) for group in groups) - sum(
        len(group.claims) for group in still
    )
    notes = []
    if answered:
        notes.append(
            Message.counted(
                "{count:,} claim has been answered since it was asked, and is left out.",
                "{count:,} claims have been answered since they were asked, and are left out.",
                count=answered,
            )
        )
    if any(group.suggested for group in still):
        notes.append(_LOOK)
    return replace(trends, unanswered=still, unanswered_notes=(*trends.unanswered_notes, *notes))


def queries_of(
    queries: Iterable[LoggedQuery], filters: Filters, answering: Set[str]
) -> list[LoggedQuery]:
    """Return the queries that pass *filters*.

    A filter of fact-checks leaves what those answer; one of languages also what was asked in
    them without an answer.
    """
    narrows = filters != Filters(since=filters.since)
    by_language = replace(filters, publishers=(), verdicts=(), harms=())
    return [
        query
        for query in queries
        if _passes(query.day, "", replace(by_language, languages=()))
        and (
            not narrows
            or query.fact_check_id in answering
            or (
                bool(filters.languages)
                and not query.fact_check_id
                and _passes(query.day, query.language, by_language)
            )
        )
    ]


def _passes(day: str, language: str, filters: Filters) -> bool:
    """Whether something was asked late enough, and in one of the languages or a close one."""
    if filters.since and not (day and day >= filters.since[: len(day)]):
        return False
    if not filters.languages or language in filters.languages:
        return True
    return not filters.exact_languages and any(
        language in close_languages(each) for each in filters.languages
    )


def _chosen(store: Store, rows: Sequence[TrendRow], filters: Filters) -> list[TrendRow]:
    numbers = store.matching(filters)
    return [row for row in rows if numbers is None or row.number in numbers]
