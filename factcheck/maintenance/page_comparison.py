"""Compare a review page with the stored fact-check: what differs, in words and in fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from factcheck.formats.read_options import ReadOptions
from factcheck.formats.validation import validate
from factcheck.maintenance.link_check_types import LinkCheck, LinkState
from factcheck.model import FactCheck, RawRecord, State
from factcheck.store.identity import url_key
from factcheck.text.normalise import comparable
from factcheck.web.page import Page
from factcheck.web.urls import is_front_page, short_url

_CLAIMS_NAMED = 3
_CLAIM_SHOWN = 200
_CORRECTION_NOTE = "the page has a correction note: "
# Prefix of the reason for a state that a link check set, so that a later check knows it.
_GONE_PREFIX = "its page is gone: "
_STATES_THAT_MAY_CHANGE = (State.CURRENT, State.CORRECTED)


@dataclass(frozen=True, slots=True)
class _Differences:
    """What differs between a page and the store, in words and as new field values."""

    words: tuple[str, ...] = ()
    new_values: Mapping[str, str] = field(default_factory=dict)


def page_gone(fact_check: FactCheck, why: str, at: str) -> LinkCheck:
    """Return the check of a page that is gone, and propose to retire its fact-check."""
    proposed: dict[str, tuple[object, object]] = {}
    if fact_check.state in _STATES_THAT_MAY_CHANGE:
        new_values = {
            "state": State.RETIRED.value,
            "state_reason": _GONE_PREFIX + why,
            "state_on": at[:10],
        }
        proposed = _proposed(fact_check, new_values)
    return LinkCheck(fact_check, LinkState.GONE, at, reasons=(why,), proposed=proposed)


def fact_checks_on_page(page: Page, now: datetime) -> tuple[list[FactCheck], list[str]]:
    """Return the fact-checks in a page's ClaimReviews, and why the others are invalid."""
    options = ReadOptions(today=now.date())
    found, problems = [], []
    for record in page.records:
        read = validate(record, options) if isinstance(record, RawRecord) else record
        if isinstance(read, tuple):
            found.append(read[0])
        else:
            problems.append(read.reason)
    return found, problems


def compare_page(
    fact_check: FactCheck, page: Page, on_page: Sequence[FactCheck], *, for_good: bool, alone: bool
) -> LinkCheck:
    """Compare *fact_check* with its page; the caller sets ``checked_at``.

    Args:
        fact_check: As the store has it.
        page: The page at its URL.
        on_page: The fact-checks on it.
        for_good: Whether every redirect on the way there is permanent.
        alone: Whether no other fact-check in the store has this URL.
    """
    check = LinkCheck(fact_check, LinkState.ALIVE, "", page.url, notes=page.notes)
    moved = url_key(page.url) != url_key(fact_check.review_url)
    if moved and is_front_page(page.url):
        return replace(
            page_gone(fact_check, f"it leads to the front page {short_url(page.url)} now", ""),
            found_url=page.url,
            notes=page.notes,
        )
    same = _same_claim(fact_check, on_page, alone=alone)
    found = _differences(fact_check, on_page, same)
    new_values = dict(found.new_values)
    if moved and (for_good or same is not None):
        new_values["review_url"] = page.url
    if fact_check.state is State.RETIRED and fact_check.state_reason.startswith(_GONE_PREFIX):
        new_values |= {"state": State.CURRENT.value, "state_reason": "", "state_on": ""}
    notes = [note for note in page.notes if not (found.words and note.startswith(_CORRECTION_NOTE))]
    if not on_page:
        notes.append("the page has no ClaimReview to compare with")
    moved_to = (f"it is at {short_url(page.url)} now",) if moved else ()
    state = LinkState.MOVED if moved else LinkState.ALIVE
    return replace(
        check,
        state=LinkState.CHANGED if found.words else state,
        reasons=(*moved_to, *found.words),
        notes=tuple(notes),
        proposed=_proposed(fact_check, new_values),
    )


def with_archive_url(check: LinkCheck, archive_url: str) -> LinkCheck:
    """Propose to add the URL of an archived copy."""
    stored = list(check.fact_check.archive_urls)
    if not archive_url or archive_url in stored:
        return check
    proposed = {**check.proposed, "archive_urls": (stored, [*stored, archive_url])}
    return replace(check, proposed=proposed)


def _same_claim(
    fact_check: FactCheck, on_page: Sequence[FactCheck], *, alone: bool
) -> FactCheck | None:
    claim = comparable(fact_check.claim)
    same = [other for other in on_page if comparable(other.claim) == claim]
    if not same and alone and len(on_page) == 1:
        return on_page[0]
    return same[0] if same else None


def _differences(
    fact_check: FactCheck, on_page: Sequence[FactCheck], other: FactCheck | None
) -> _Differences:
    if not on_page:
        return _Differences()
    if other is None:
        claims = "; ".join(_quoted(each.claim) for each in on_page[:_CLAIMS_NAMED])
        return _Differences(
            (f"none of the {len(on_page)} claims on the page is this one: {claims}",)
        )
    words: list[str] = []
    new_values: dict[str, str] = {}
    if comparable(other.claim) != comparable(fact_check.claim):
        words.append(f"the claim was {_quoted(fact_check.claim)} and is {_quoted(other.claim)}")
        new_values["claim"] = other.claim
    # A page that rates by numbers or pictures has no rating to compare.
    if other.rating and comparable(other.rating) != comparable(fact_check.rating):
        was = _quoted(fact_check.rating) if fact_check.rating else "blank"
        words.append(f"the rating was {was} and is {_quoted(other.rating)}")
        new_values |= {"rating": other.rating, "rating_language": other.rating_language}
    if _is_new_correction(fact_check, other):
        words.append(f"it has a correction note: {_quoted(other.state_reason)}")
        new_values |= {
            "state": other.state.value,
            "state_reason": other.state_reason,
            "state_on": other.state_on,
        }
    return _Differences(tuple(words), new_values)


def _is_new_correction(fact_check: FactCheck, other: FactCheck) -> bool:
    if other.state is not State.CORRECTED or fact_check.state not in _STATES_THAT_MAY_CHANGE:
        return False
    stored_note = fact_check.state_reason if fact_check.state is State.CORRECTED else ""
    return comparable(stored_note) != comparable(other.state_reason)


def _proposed(
    fact_check: FactCheck, new_values: Mapping[str, str]
) -> dict[str, tuple[object, object]]:
    now = {name: str(getattr(fact_check, name)) for name in new_values}
    return {name: (now[name], value) for name, value in new_values.items() if now[name] != value}


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _CLAIM_SHOWN else text[:_CLAIM_SHOWN] + '…'}”"
