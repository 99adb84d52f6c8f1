"""What a look at the page of a fact-check can find."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from factcheck.errors import SourceError, SourceNotFound, SourceRefused
from factcheck.model import FactCheck
from factcheck.store.clock import utc_now
from factcheck.store.link_check_columns import Proposed
from factcheck.store.link_check_table import CitedPage
from factcheck.web.archives import ArchiveCaptures
from factcheck.web.client import Fetcher


class LinkState(StrEnum):
    """What became of the page of a fact-check."""

    ALIVE = "alive"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_PAGE = "no_page"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One look at the page of a fact-check.

    Attributes:
        state: Everything but ``alive`` needs a person.
        checked_at: UTC time in ISO 8601, to the second.
        found_url: Where the page was found; empty where it was not.
        reasons: Why it is in this state, in words.
        notes: What else is worth knowing.
        proposed: What would change in the fact-check if a maintainer agreed: for each field
            its value now and then.
        cited: What became of the pages that the page cites.
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
    """What may be decided about a look at many pages.

    Attributes:
        hosts_at_once: Each host is asked for one page at a time, whatever this is.
        clock: Tells the time.
        visitor: Visits the pages that a page cites; ``None`` to leave them alone.
        cited_pages: How many of these are visited for one page, at most.
        captures: Knows of archived copies; ``None`` to look for none.
        capture: Ask for a new copy of every page that is there.
    """

    hosts_at_once: int = 4
    clock: Callable[[], datetime] = utc_now
    visitor: Fetcher | None = None
    cited_pages: int = 10
    captures: ArchiveCaptures | None = None
    capture: bool = False


def state_of(error: SourceError) -> LinkState:
    """Give the state of a page that could not be had."""
    if isinstance(error, SourceNotFound):
        return LinkState.GONE
    return LinkState.REFUSED if isinstance(error, SourceRefused) else LinkState.UNREACHABLE
