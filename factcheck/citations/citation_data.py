"""What a citation must carry: the fact-check, and everything that a reader must be warned of."""

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
    """A fact-check as it is cited for one reader.

    Days are ``YYYY-MM-DD``; empty where nothing is known.

    Attributes:
        decision: What a look-up decided; ``None`` where it is cited for itself.
        language: The reader's, one of `phrases.LANGUAGES`.
        accessed_on: When the page was last read, by a person or by ``factcheck sources``.
        amended_on: When a later state of it was stored, if there is one.
        page_state: What the last look at the page found: ``alive``, ``gone``, …
        page_seen_on: The day of that look.
        found_url: Where the page was found then.
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
        """Archived copies of the fact-check, without those of the page that it checks."""
        appearances = self.fact_check.appearances
        return tuple(url for url in self.fact_check.archive_urls if url not in appearances)

    @property
    def appearances(self) -> tuple[str, ...]:
        """Where the claim stood: the first place, and every archived copy of one."""
        archived = self.fact_check.archive_urls
        listed = enumerate(self.fact_check.appearances)
        return tuple(url for place, url in listed if place == 0 or url in archived)
