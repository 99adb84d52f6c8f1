"""Types of link checks: the state of a review page, and what is proposed for its fact-check."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from factcheck.errors import SourceError, SourceNotFound, SourceRefused
from factcheck.model import FactCheck
from factcheck.store.clock import utc_now
from factcheck.store.link_check_table import CitedPage, Proposed
from factcheck.web.archives import ArchiveCaptures
from factcheck.web.client import Fetcher


class LinkState(StrEnum):
    """The state of the review page of a fact-check."""

    ALIVE = "alive"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_PAGE = "no_page"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One check of the review page of a fact-check.

    Attributes:
        state: Everything but ``alive`` needs a person.
        checked_at: UTC time in ISO 8601, to the second.
        found_url: Where the page was found; empty if it was not.
        reasons: Why it is in this state, in words.
        notes: What else is worth knowing.
        proposed: What would change in the fact-check if a maintainer accepts: for each field
            its value before and after.
        cited: The state of the pages that the page cites.
    """

    fact_check: FactCheck
    state: LinkState
    checked_at: str
    found_url: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proposed: Proposed = field(default_factory=dict)
    cited: tuple[CitedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to check many pages.

    Attributes:
        hosts_at_once: Each host is asked for one page at a time, whatever this is.
        clock: Tells the time.
        visitor: Checks the pages that a page cites; ``None`` to leave them alone.
        cited_pages: At most that many of these for one page.
        captures: Finds archived copies; ``None`` to look for none.
        capture: Request a new copy of every page that is reached.
    """

    hosts_at_once: int = 4
    clock: Callable[[], datetime] = utc_now
    visitor: Fetcher | None = None
    cited_pages: int = 10
    captures: ArchiveCaptures | None = None
    capture: bool = False


def state_of(error: SourceError) -> LinkState:
    """Return the state of a page that could not be fetched."""
    if isinstance(error, SourceNotFound):
        return LinkState.GONE
    return LinkState.REFUSED if isinstance(error, SourceRefused) else LinkState.UNREACHABLE
