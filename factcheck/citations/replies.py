"""Write a short reply to a post, in the reader's language.

It begins with what was found and by whom. The claim that was ruled on comes behind that, once,
so that a reader sees whether the post says the same; a claim that harms people is never repeated.
"""

from collections.abc import Iterator

from factcheck.citations.bibliography import publisher_of
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import PartKind, citation_parts, full_stop
from factcheck.citations.markup import web_address
from factcheck.citations.phrases import Phrases, phrases_for
from factcheck.model import Decision, FactCheck, MappedBy, State, Verdict
from factcheck.text.language import language_group
from factcheck.text.normalise import comparable
from factcheck.text.sanitise import visible

_TEXT_SHOWN = 280
# Longer ratings are sentences that mostly repeat the claim.
_RATING_SHOWN = 80
# Where a claim harms people, only a rating as short as a label is quoted.
_RATING_SHOWN_BESIDE_HARM = 40


def reply(citation: CitationData) -> str:
    """Return the reply, one statement a line."""
    phrases = phrases_for(citation.language)
    return "\n".join(visible(line) for line in _lines(citation, phrases))


def peace_message(fact_check: FactCheck, language: str) -> str:
    """Return the stored peace message in *language*, else in the nearest language.

    Empty if none is stored.
    """
    if fact_check.harm is None or not fact_check.harm.peace_messages:
        return ""
    messages = fact_check.harm.peace_messages
    wanted = language.casefold()

    def distance(stored: str) -> tuple[bool, bool, bool, bool]:
        code = stored.casefold()
        return (
            code != wanted,
            code.partition("-")[0] != wanted.partition("-")[0],
            language_group(code) != language_group(wanted),
            code.partition("-")[0] != "en",
        )

    return min(messages, key=lambda message: distance(message[0]))[1]


def _lines(citation: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], citation.fact_check
    if citation.is_withdrawn:
        name = "set_aside" if fact_check.is_set_aside else "taken_back"
        yield words[name].format(publisher=publisher_of(citation))
    elif fact_check.state is not State.UNDONE:
        yield from _ruling(citation, phrases)
    if fact_check.harm is None:
        yield f"{phrases.label('claim')}{phrases.colon}{_quoted(fact_check.claim, phrases)}"
    yield from _states(citation, phrases)
    yield from _links(citation, phrases)
    if citation.accessed_on:
        yield words["accessed"].format(date=phrases.day(citation.accessed_on))
    message = peace_message(fact_check, citation.language)
    if message:
        yield message


def _ruling(citation: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], citation.fact_check
    if citation.decision in (Decision.SUGGESTED, Decision.NONE):
        yield words["suggested"]
    name = "checked_on" if fact_check.reviewed_on else "checked"
    on = phrases.day(fact_check.reviewed_on) if fact_check.reviewed_on else ""
    yield words[name].format(publisher=publisher_of(citation), date=on)
    if _may_quote_rating(fact_check):
        yield words["ruling"].format(rating=phrases.quoted(fact_check.rating))
    reading = fact_check.reading
    if reading.verdict is not Verdict.UNRATED or reading.mapped_by is not MappedBy.NOBODY:
        yield words["reading"].format(verdict=phrases.reading(reading))
    if _may_quote_summary(fact_check):
        yield words["found"].format(summary=_quoted(fact_check.summary, phrases))


def _states(citation: CitationData, phrases: Phrases) -> Iterator[str]:
    """Yield what became of the fact-check and of its page."""
    harms = citation.fact_check.harm is not None
    for part in citation_parts(citation):
        if part.kind not in (PartKind.STATE, PartKind.PAGE) or (part.quoted and harms):
            continue
        # Only "the page has moved to" has a label; without an address it says nothing.
        if part.label and not part.url:
            continue
        text = phrases.quoted(part.text) if part.quoted else part.text
        yield f"{part.label}{phrases.colon}{text}" if part.label else text + full_stop(text)


def _links(citation: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], citation.fact_check
    if web_address(fact_check.review_url):
        yield words["read"].format(url=fact_check.review_url)
    for url in list(filter(web_address, citation.archives))[:1]:
        yield words["archived"].format(url=url)


def _may_quote_rating(fact_check: FactCheck) -> bool:
    rating, harm = fact_check.rating, fact_check.harm
    if not rating or _repeats(rating, fact_check.claim):
        return False
    if harm is None:
        return len(rating) <= _RATING_SHOWN
    is_mapped = fact_check.reading.mapped_by is not MappedBy.NOBODY
    return (
        is_mapped and len(rating) <= _RATING_SHOWN_BESIDE_HARM and not _repeats(rating, harm.group)
    )


def _may_quote_summary(fact_check: FactCheck) -> bool:
    if not fact_check.summary or fact_check.harm is not None:
        return False
    return not _repeats(fact_check.summary, fact_check.claim)


def _repeats(text: str, phrase: str) -> bool:
    normalised = comparable(phrase)
    return bool(normalised) and normalised in comparable(text)


def _quoted(text: str, phrases: Phrases) -> str:
    """Return the beginning of *text*, cut between words, in quotation marks."""
    shown = " ".join(text.split())
    if len(shown) > _TEXT_SHOWN:
        shown = f"{shown[:_TEXT_SHOWN].rpartition(' ')[0] or shown[:_TEXT_SHOWN]}…"
    return phrases.quoted(shown)
