"""Find the citations given out before that say something else than the store does today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from factcheck.citations.citation_data import CheckedCitation, PublicationStatus
from factcheck.citations.citation_log import Issued
from factcheck.citations.citation_requests import OURS
from factcheck.errors import FactCheckNotFound
from factcheck.model import FactCheck, State
from factcheck.store.store import Store

# Said by the entry itself, and better there than by the history's names of fields.
_COMPARED = frozenset({"rating", "review_url", "state", "state_reason", "state_on"})
_TAKEN_BACK = (State.WITHDRAWN, State.VOID)


@dataclass(frozen=True, slots=True)
class _Today:
    """What the store knows about one fact-check, asked for once."""

    fact_check: FactCheck
    changes: tuple[frozenset[str], ...]
    page: str
    page_reasons: tuple[str, ...]


def checked(store: Store, entries: Iterable[Issued]) -> Iterator[CheckedCitation]:
    """Compare each of *entries* with the store, in their order."""
    known: dict[str, _Today | None] = {}
    for entry in entries:
        if entry.id not in known:
            known[entry.id] = _today(store, entry.id)
        today = known[entry.id]
        if today is None:
            reason = "the store no longer has this fact-check"
            yield _said(entry, PublicationStatus.MISSING, (reason,))
        else:
            yield _compared(entry, today)


def _today(store: Store, public_id: str) -> _Today | None:
    try:
        fact_check = store.get(public_id)
    except FactCheckNotFound:
        return None
    latest = store.source_checks.latest(fact_check.id)
    return _Today(
        fact_check=fact_check,
        changes=tuple(frozenset(revision.changes) for revision in store.history(fact_check.id)),
        page=latest.state if latest else "",
        page_reasons=latest.reasons if latest else (),
    )


def _compared(entry: Issued, today: _Today) -> CheckedCitation:
    found = [*_state(entry, today), *_content(entry, today), *_page(entry, today)]
    order = list(PublicationStatus)
    standing = min((each for each, _ in found), key=order.index, default=PublicationStatus.SAME)
    reasons = tuple(reason for _, reason in found)
    return _said(entry, standing, reasons, today.fact_check)


def _said(
    entry: Issued,
    standing: PublicationStatus,
    reasons: tuple[str, ...],
    fact_check: FactCheck | None = None,
) -> CheckedCitation:
    return CheckedCitation(
        id=entry.id,
        cited_at=entry.cited_at,
        style=entry.style,
        language=entry.language,
        standing=standing,
        reasons=reasons,
        fact_check=fact_check,
    )


def _state(entry: Issued, today: _Today) -> Iterator[tuple[PublicationStatus, str]]:
    state = today.fact_check.state
    if state is State.CURRENT or state.value == entry.state:
        return
    said = f"it is {state} now, and was {entry.state or 'current'} when it was cited"
    reason = f"{said}: {today.fact_check.state_reason}" if today.fact_check.state_reason else said
    if state in _TAKEN_BACK:
        yield PublicationStatus.WITHDRAWN, reason
    elif state is State.CORRECTED:
        yield PublicationStatus.CORRECTED, reason
    elif state is State.UNDONE:
        yield PublicationStatus.MISSING, reason
    else:
        yield PublicationStatus.EXPIRED, reason


def _content(entry: Issued, today: _Today) -> Iterator[tuple[PublicationStatus, str]]:
    fact_check = today.fact_check
    if fact_check.rating != entry.rating:
        words = f"the rating was “{entry.rating}” and is “{fact_check.rating}”"
        yield PublicationStatus.CORRECTED, words
    elif fact_check.verdict.value != entry.verdict:
        words = f"our reading of the rating was {entry.verdict} and is {fact_check.verdict}"
        yield PublicationStatus.REREAD, words
    if fact_check.review_url != entry.url:
        words = f"its address was {entry.url or 'unknown'} and is {fact_check.review_url}"
        yield PublicationStatus.MOVED, words
    later = today.changes[entry.revision :]
    names = sorted(frozenset().union(*later) - OURS - _COMPARED)
    if names:
        listed = ", ".join(name.replace("_", " ") for name in names)
        yield PublicationStatus.CORRECTED, f"changed since it was cited: {listed}"


def _page(entry: Issued, today: _Today) -> Iterator[tuple[PublicationStatus, str]]:
    if today.page == entry.page or today.page not in ("gone", "changed", "moved"):
        return
    words = "; ".join(today.page_reasons) or f"its page is {today.page}"
    yield PublicationStatus(today.page), words
