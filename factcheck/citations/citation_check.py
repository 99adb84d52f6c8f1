"""Compare the citations in the log with what the store says today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from factcheck.citations.citation_log import LoggedCitation
from factcheck.citations.citation_requests import READING_FIELDS
from factcheck.errors import FactCheckNotFound
from factcheck.model import FactCheck, State
from factcheck.store.store import Store

# Compared with the log entry itself, which also says what they were.
_COMPARED_FIELDS = frozenset({"rating", "review_url", "state", "state_reason", "state_on"})
_WITHDRAWN_STATES = (State.WITHDRAWN, State.VOID)


class PublicationStatus(StrEnum):
    """What became of a fact-check since it was cited; the worst comes first."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    GONE = "gone"
    CHANGED = "changed"
    MISSING = "missing"
    EXPIRED = "expired"
    MOVED = "moved"
    REREAD = "reread"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A logged citation beside what the store says today.

    Attributes:
        reasons: What is different, in words.
        fact_check: As it is today; ``None`` where the store does not have it.
    """

    entry: LoggedCitation
    status: PublicationStatus
    reasons: tuple[str, ...] = ()
    fact_check: FactCheck | None = None


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """The result of checking a log against one store.

    Attributes:
        citations: Those that were checked, in the order of the log.
        from_other_stores: Number of entries that were left out.
    """

    citations: tuple[CheckedCitation, ...]
    from_other_stores: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every checked citation still holds."""
        return all(each.status is PublicationStatus.SAME for each in self.citations)


@dataclass(frozen=True, slots=True)
class _Current:
    """A fact-check as the store has it, read once for all its citations.

    Attributes:
        changes: Names of the fields that each revision changed, oldest first.
        page: State of the page in the latest link check, empty if there was none.
    """

    fact_check: FactCheck
    changes: tuple[frozenset[str], ...]
    page: str
    page_reasons: tuple[str, ...]


def check_citations(
    store: Store, entries: Iterable[LoggedCitation], *, all_stores: bool = False
) -> CitationCheck:
    """Compare *entries* with *store*.

    An entry belongs to *store* if it has its id. Where either has none, it belongs to it if
    *store* has the fact-check.

    Args:
        store: Open for reading.
        entries: In the order of the log.
        all_stores: Whether to check entries of other stores too.
    """
    store_id = store.store_id
    current: dict[str, _Current | None] = {}
    checked: list[CheckedCitation] = []
    from_other_stores = 0
    for entry in entries:
        has_ids = bool(store_id and entry.store)
        if has_ids and entry.store != store_id and not all_stores:
            from_other_stores += 1
            continue
        if entry.id not in current:
            current[entry.id] = _read_current(store, entry.id)
        now = current[entry.id]
        if now is not None:
            checked.append(_compare(entry, now))
        elif has_ids or all_stores:
            reason = "the store does not have this fact-check"
            checked.append(CheckedCitation(entry, PublicationStatus.MISSING, (reason,)))
        else:
            from_other_stores += 1
    return CitationCheck(tuple(checked), from_other_stores)


def _read_current(store: Store, public_id: str) -> _Current | None:
    try:
        fact_check = store.get(public_id)
    except FactCheckNotFound:
        return None
    latest = store.link_checks.latest(fact_check.id)
    return _Current(
        fact_check=fact_check,
        changes=tuple(frozenset(revision.changes) for revision in store.history(fact_check.id)),
        page=latest.state if latest else "",
        page_reasons=latest.reasons if latest else (),
    )


def _compare(entry: LoggedCitation, now: _Current) -> CheckedCitation:
    differences = [*_state(entry, now), *_content(entry, now), *_page(entry, now)]
    order = list(PublicationStatus)
    statuses = (status for status, _ in differences)
    worst = min(statuses, key=order.index, default=PublicationStatus.SAME)
    reasons = tuple(reason for _, reason in differences)
    return CheckedCitation(entry, worst, reasons, now.fact_check)


def _state(entry: LoggedCitation, now: _Current) -> Iterator[tuple[PublicationStatus, str]]:
    state = now.fact_check.state
    if state is State.CURRENT or state.value == entry.state:
        return
    reason = f"it is {state} now, and was {entry.state or 'current'} when it was cited"
    if now.fact_check.state_reason:
        reason = f"{reason}: {now.fact_check.state_reason}"
    if state in _WITHDRAWN_STATES:
        yield PublicationStatus.WITHDRAWN, reason
    elif state is State.CORRECTED:
        yield PublicationStatus.CORRECTED, reason
    elif state is State.UNDONE:
        yield PublicationStatus.MISSING, reason
    else:
        yield PublicationStatus.EXPIRED, reason


def _content(entry: LoggedCitation, now: _Current) -> Iterator[tuple[PublicationStatus, str]]:
    fact_check = now.fact_check
    if fact_check.rating != entry.rating:
        reason = f"the rating was “{entry.rating}” and is “{fact_check.rating}”"
        yield PublicationStatus.CORRECTED, reason
    elif fact_check.verdict.value != entry.verdict:
        reason = f"our reading of the rating was {entry.verdict} and is {fact_check.verdict}"
        yield PublicationStatus.REREAD, reason
    if fact_check.review_url != entry.url:
        reason = f"its address was {entry.url or 'unknown'} and is {fact_check.review_url}"
        yield PublicationStatus.MOVED, reason
    later = now.changes[entry.revision :]
    names = sorted(frozenset().union(*later) - READING_FIELDS - _COMPARED_FIELDS)
    if names:
        listed = ", ".join(name.replace("_", " ") for name in names)
        yield PublicationStatus.CORRECTED, f"changed since it was cited: {listed}"


def _page(entry: LoggedCitation, now: _Current) -> Iterator[tuple[PublicationStatus, str]]:
    if now.page == entry.page or now.page not in ("gone", "changed", "moved"):
        return
    reason = "; ".join(now.page_reasons) or f"its page is {now.page}"
    yield PublicationStatus(now.page), reason
