"""Choose whose page is looked at next, and remember what was found."""

from collections.abc import Iterable

from factcheck.maintenance.link_check_types import LinkCheck, LinkState
from factcheck.model import FactCheck
from factcheck.store.link_check_table import StoredCheck
from factcheck.store.store import Store


def due(store: Store, checked_before: str = "") -> list[FactCheck]:
    """List the fact-checks whose page was not looked at since *checked_before*, or ever.

    Args:
        store: Open.
        checked_before: UTC time in ISO 8601; empty for all that have a page.
    """
    return [store.get(public) for public in store.link_checks.unchecked_since(checked_before)]


def remember(store: Store, checks: Iterable[LinkCheck]) -> None:
    """Append what was found to the store, which must be open for writing."""
    store.link_checks.add(
        StoredCheck(
            fact_check_id=check.fact_check.id,
            checked_at=check.checked_at,
            url=check.fact_check.review_url,
            state=check.state.value,
            found_url=check.found_url,
            reasons=(*check.reasons, *check.notes),
            proposed=check.proposed,
            cited=check.cited,
        )
        for check in checks
        if check.state is not LinkState.NO_PAGE
    )
