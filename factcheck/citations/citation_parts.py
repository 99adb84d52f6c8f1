"""Take a citation apart into the things that it says, for every way of writing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from factcheck.citations.citation_data import CitationData
from factcheck.citations.markup import web_address
from factcheck.citations.phrases import Phrases, phrases_for
from factcheck.model import Decision, MappedBy, State, Verdict
from factcheck.text.sanitise import visible

_PAGE_STATES = ("gone", "changed")


class Kind(StrEnum):
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
    """One thing that a citation says.

    Attributes:
        label: In the reader's language; empty where the text speaks for itself.
        text: One line without hidden characters.
        language: Of the text, where it is somebody else's words; ``und`` if unknown.
        quoted: Whether the text is somebody else's words.
    """

    kind: Kind
    label: str
    text: str
    language: str = ""
    quoted: bool = False

    def __post_init__(self) -> None:
        """Let no hidden character in, whoever wrote the text."""
        object.__setattr__(self, "text", visible(self.text))

    @property
    def url(self) -> str:
        """The text as an address that a browser may follow; empty if it is none."""
        return web_address(self.text)


def parts(cited: CitationData) -> tuple[Part, ...]:
    """Give everything that *cited* says, in the order of reading; nothing is left out."""
    phrases = phrases_for(cited.language)
    return tuple(
        part
        for part in (
            *_article(cited, phrases),
            *_ruling(cited, phrases),
            *_times(cited, phrases),
            *_states(cited, phrases),
            *_places(cited, phrases),
            *_cautions(cited, phrases),
        )
        if part.text
    )


def in_words(part: Part, phrases: Phrases) -> str:
    """Write *part* as plain text."""
    text = phrases.quoted(part.text) if part.quoted else part.text
    return f"{part.label}{phrases.colon}{text}" if part.label else text


def _article(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, label = cited.fact_check, phrases.label
    name = fact_check.publisher.name or fact_check.publisher.domain
    yield Part(Kind.PUBLISHER, "", name or label("no_publisher"))
    language = fact_check.language
    yield Part(Kind.TITLE, "", fact_check.title, language, quoted=True)
    yield Part(Kind.CLAIM, label("claim"), fact_check.claim, language, quoted=True)
    yield Part(Kind.CLAIMANT, label("claimant"), fact_check.claimant)
    if fact_check.claimed_on:
        yield Part(Kind.CLAIMANT, label("claimed_on"), phrases.day(fact_check.claimed_on))


def _ruling(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check = cited.fact_check
    if fact_check.rating:
        label = phrases.label("rating")
        language = fact_check.rating_language or "und"
        yield Part(Kind.RATING, label, fact_check.rating, language, quoted=True)
    else:
        yield Part(Kind.RATING, "", phrases.label("no_rating"))
    reading = fact_check.reading
    # A rating that we do not know has no reading of ours.
    if reading.verdict is not Verdict.UNRATED or reading.mapped_by is not MappedBy.NOBODY:
        yield Part(Kind.READING, phrases.label("reading"), phrases.reading(reading))


def _times(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, label = cited.fact_check, phrases.label
    if fact_check.reviewed_on:
        yield Part(Kind.REVIEWED, label("reviewed"), phrases.day(fact_check.reviewed_on))
    if fact_check.modified_on:
        yield Part(Kind.MODIFIED, label("modified"), phrases.day(fact_check.modified_on))


def _states(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, states = cited.fact_check, phrases.tables["states"]
    if fact_check.state is not State.CURRENT:
        on = phrases.day(fact_check.state_on) if fact_check.state_on else ""
        expires = fact_check.state is State.EXPIRED
        between = " " if expires else ", "
        said = between.join(word for word in (states[fact_check.state], on) if word)
        yield Part(Kind.STATE, "", said)
        reason = Part(Kind.STATE, "", fact_check.state_reason, fact_check.language, quoted=True)
        yield reason
    if cited.amended_on:
        yield Part(Kind.STATE, "", f"{states['amended']} ({phrases.day(cited.amended_on)})")


def _places(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    fact_check, pages = cited.fact_check, phrases.tables["pages"]
    yield Part(Kind.READ, "", fact_check.review_url)
    for url in cited.archives:
        yield Part(Kind.ARCHIVED, phrases.label("archived"), url)
    for url in cited.appearances:
        yield Part(Kind.APPEARED, phrases.label("appeared"), url)
    if cited.page_state in _PAGE_STATES:
        on = f" ({phrases.day(cited.page_seen_on)})" if cited.page_seen_on else ""
        yield Part(Kind.PAGE, "", pages[cited.page_state] + on)
    if cited.page_state == "moved" and cited.found_url:
        yield Part(Kind.PAGE, pages["moved"], cited.found_url)
    if cited.accessed_on:
        yield Part(Kind.ACCESSED, phrases.label("accessed"), phrases.day(cited.accessed_on))


def _cautions(cited: CitationData, phrases: Phrases) -> Iterator[Part]:
    if cited.decision in (Decision.SUGGESTED, Decision.NONE):
        yield Part(Kind.CAUTION, "", phrases.tables["decisions"][cited.decision])
    yield Part(Kind.ID, phrases.label("id"), cited.fact_check.id)
