"""Split a citation into labelled parts, from which every style is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from factcheck.citations.citation_data import CitationData
from factcheck.citations.markup import web_address
from factcheck.citations.phrases import Phrases, phrases_for
from factcheck.model import Decision, MappedBy, State, Verdict
from factcheck.text.sanitise import visible

_PAGE_STATES = ("gone", "changed")
_SENTENCE_ENDS = tuple(".!?؟…:")


class PartKind(StrEnum):
    """What a part of a citation is about."""

    PUBLISHER = "publisher"
    TITLE = "title"
    CLAIM = "claim"
    CLAIMANT = "claimant"
    APPEARED = "appeared"
    RATING = "rating"
    READING = "reading"
    REVIEWED = "reviewed"
    MODIFIED = "modified"
    STATE = "state"
    READ = "read"
    ARCHIVED = "archived"
    PAGE = "page"
    ACCESSED = "accessed"
    CAUTION = "caution"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled statement of a citation.

    Attributes:
        label: In the reader's language; empty where the text needs none.
        text: One line without hidden characters.
        language: Of the text, where it is somebody else's words; ``und`` if unknown.
        quoted: Whether the text is somebody else's words.
    """

    kind: PartKind
    label: str
    text: str
    language: str = ""
    quoted: bool = False

    def __post_init__(self) -> None:
        """Spell out hidden characters in the text."""
        object.__setattr__(self, "text", visible(self.text))

    @property
    def url(self) -> str:
        """The text if it is a web address, else empty."""
        return web_address(self.text)


def citation_parts(citation: CitationData) -> tuple[Part, ...]:
    """Return all parts of *citation* in reading order, without empty ones."""
    phrases = phrases_for(citation.language)
    return tuple(
        part
        for part in (
            *_article(citation, phrases),
            *_rating(citation, phrases),
            *_dates(citation, phrases),
            *_states(citation, phrases),
            *_addresses(citation, phrases),
            *_cautions(citation, phrases),
        )
        if part.text
    )


def in_words(part: Part, phrases: Phrases) -> str:
    """Return *part* as plain text with its label."""
    text = phrases.quoted(part.text) if part.quoted else part.text
    return f"{part.label}{phrases.colon}{text}" if part.label else text


def full_stop(text: str) -> str:
    """Return what *text* needs behind it as a sentence: some dates end with a full stop."""
    return "" if text.endswith(_SENTENCE_ENDS) else "."


def _article(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, label = citation.fact_check, phrases.label
    name = fact_check.publisher.name or fact_check.publisher.domain
    yield Part(PartKind.PUBLISHER, "", name or label("no_publisher"))
    language = fact_check.language
    yield Part(PartKind.TITLE, "", fact_check.title, language, quoted=True)
    yield Part(PartKind.CLAIM, label("claim"), fact_check.claim, language, quoted=True)
    yield Part(PartKind.CLAIMANT, label("claimant"), fact_check.claimant)
    if fact_check.claimed_on:
        yield Part(PartKind.CLAIMANT, label("claimed_on"), phrases.day(fact_check.claimed_on))


def _rating(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check = citation.fact_check
    if fact_check.rating:
        label = phrases.label("rating")
        language = fact_check.rating_language or "und"
        yield Part(PartKind.RATING, label, fact_check.rating, language, quoted=True)
    else:
        yield Part(PartKind.RATING, "", phrases.label("no_rating"))
    reading = fact_check.reading
    # An unknown rating has no reading of ours.
    if reading.verdict is not Verdict.UNRATED or reading.mapped_by is not MappedBy.NOBODY:
        yield Part(PartKind.READING, phrases.label("reading"), phrases.reading(reading))


def _dates(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, label = citation.fact_check, phrases.label
    if fact_check.reviewed_on:
        yield Part(PartKind.REVIEWED, label("reviewed"), phrases.day(fact_check.reviewed_on))
    if fact_check.modified_on:
        yield Part(PartKind.MODIFIED, label("modified"), phrases.day(fact_check.modified_on))


def _states(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, states = citation.fact_check, phrases.tables["states"]
    if fact_check.state is not State.CURRENT:
        on = phrases.day(fact_check.state_on) if fact_check.state_on else ""
        # "Valid only until 1 May", but "Withdrawn by its publisher, 1 May".
        between = " " if fact_check.state is State.EXPIRED else ", "
        name = "set_aside" if fact_check.is_set_aside else fact_check.state.value
        text = between.join(word for word in (states[name], on) if word)
        yield Part(PartKind.STATE, "", text)
        reason = fact_check.reason_of_state
        yield Part(PartKind.STATE, "", reason, fact_check.language, quoted=True)
    if citation.amended_on:
        yield Part(PartKind.STATE, "", f"{states['amended']} ({phrases.day(citation.amended_on)})")


def _addresses(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, pages = citation.fact_check, phrases.tables["pages"]
    yield Part(PartKind.READ, "", fact_check.review_url)
    for url in citation.archives:
        yield Part(PartKind.ARCHIVED, phrases.label("archived"), url)
    for url in citation.appearances:
        yield Part(PartKind.APPEARED, phrases.label("appeared"), url)
    if citation.page_state in _PAGE_STATES:
        on = f" ({phrases.day(citation.page_seen_on)})" if citation.page_seen_on else ""
        yield Part(PartKind.PAGE, "", pages[citation.page_state] + on)
    if citation.page_state == "moved" and citation.found_url:
        yield Part(PartKind.PAGE, pages["moved"], citation.found_url)
    if citation.accessed_on:
        yield Part(PartKind.ACCESSED, phrases.label("accessed"), phrases.day(citation.accessed_on))


def _cautions(citation: CitationData, phrases: Phrases) -> Iterator[Part]:
    if citation.decision in (Decision.SUGGESTED, Decision.NONE):
        yield Part(PartKind.CAUTION, "", phrases.tables["decisions"][citation.decision])
    yield Part(PartKind.ID, phrases.label("id"), citation.fact_check.id)
