"""The data of a citation: the fact-check, and everything that a reader must be warned of."""

from dataclasses import dataclass
from enum import StrEnum

from factcheck.model import Decision, FactCheck, State


class CitationStyle(StrEnum):
    """How citations are written: for print, for the web, for programs, or as a message."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    CSL_JSON = "csl-json"
    BIBTEX = "bibtex"
    BIBLATEX = "biblatex"
    RIS = "ris"
    CLAIMREVIEW = "claimreview"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class CitationData:
    """A fact-check with all that a citation of it says.

    Days are ``YYYY-MM-DD``; empty where nothing is known.

    Attributes:
        decision: Of the lookup; ``None`` where the fact-check is cited by its id.
        language: The reader's, one of `phrases.LANGUAGES`.
        accessed_on: Day on which a person or ``factcheck sources`` last read the page.
        amended_on: Day on which the publisher's words last changed in the store.
        page_state: A `LinkState` from the latest link check: ``alive``, ``gone``, …
        page_seen_on: Day of that link check.
        found_url: Address at which the page was found then.
    """

    fact_check: FactCheck
    decision: Decision | None = None
    language: str = "en"
    accessed_on: str = ""
    amended_on: str = ""
    page_state: str = ""
    page_seen_on: str = ""
    found_url: str = ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether its publisher no longer stands by it."""
        return self.fact_check.state in (State.WITHDRAWN, State.VOID)

    @property
    def archives(self) -> tuple[str, ...]:
        """Archived copies of the fact-check, without those of pages where the claim appeared."""
        appearances = self.fact_check.appearances
        return tuple(url for url in self.fact_check.archive_urls if url not in appearances)

    @property
    def appearances(self) -> tuple[str, ...]:
        """Pages where the claim appeared: the first one, and all that are archived copies."""
        archived = self.fact_check.archive_urls
        listed = enumerate(self.fact_check.appearances)
        return tuple(url for place, url in listed if place == 0 or url in archived)
