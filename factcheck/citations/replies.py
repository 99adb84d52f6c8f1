"""Write a short answer to a post, ready to be sent in the reader's language.

It leads with what is known and who found it out. The claim itself is not in it: who
reads the answer must not read the falsehood once more.
"""

from collections.abc import Iterator

from factcheck.citations.bibliography import publisher_of
from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Kind, parts
from factcheck.citations.markup import web_address
from factcheck.citations.phrases import Phrases, phrases_for
from factcheck.model import Decision, FactCheck, MappedBy, State, Verdict
from factcheck.text.language import language_group
from factcheck.text.normalise import comparable
from factcheck.text.sanitise import visible

_SUMMARY_SHOWN = 280
# Longer ones are whole sentences, and mostly say again what was claimed.
_RATING_SHOWN = 80
# Where a claim harms people, only what looks like a label is quoted.
_HARMLESS_RATING = 40


def reply(cited: CitationData) -> str:
    """Write the answer, one thing a line."""
    phrases = phrases_for(cited.language)
    return "\n".join(visible(line) for line in _lines(cited, phrases))


def peace_message(fact_check: FactCheck, language: str) -> str:
    """Give the stored message for a reader of *language*, else in the nearest language.

    Empty where nobody stored one.
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


def _lines(cited: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], cited.fact_check
    if cited.is_withdrawn:
        yield words["taken_back"].format(publisher=publisher_of(cited))
    elif fact_check.state is not State.UNDONE:
        yield from _findings(cited, phrases)
    yield from _states(cited, phrases)
    yield from _links(cited, phrases)
    if cited.accessed_on:
        yield words["accessed"].format(date=phrases.day(cited.accessed_on))
    message = peace_message(fact_check, cited.language)
    if message:
        yield message


def _findings(cited: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], cited.fact_check
    if cited.decision in (Decision.SUGGESTED, Decision.NONE):
        yield words["suggested"]
    name = "checked_on" if fact_check.reviewed_on else "checked"
    on = phrases.day(fact_check.reviewed_on) if fact_check.reviewed_on else ""
    yield words[name].format(publisher=publisher_of(cited), date=on)
    if _may_quote_rating(fact_check):
        yield words["ruling"].format(rating=phrases.quoted(fact_check.rating))
    reading = fact_check.reading
    if reading.verdict is not Verdict.UNRATED or reading.mapped_by is not MappedBy.NOBODY:
        yield words["reading"].format(verdict=phrases.reading(reading))
    if _may_quote_summary(fact_check):
        yield words["found"].format(summary=phrases.quoted(_beginning(fact_check.summary)))


def _states(cited: CitationData, phrases: Phrases) -> Iterator[str]:
    """Say what became of the fact-check and its page."""
    harms = cited.fact_check.harm is not None
    for part in parts(cited):
        if part.kind not in (Kind.STATE, Kind.PAGE) or (part.quoted and harms):
            continue
        # Only "it has moved to" has a label, and without an address it says nothing.
        if part.label and not part.url:
            continue
        text = phrases.quoted(part.text) if part.quoted else part.text
        yield f"{part.label}{phrases.colon}{text}" if part.label else f"{text}."


def _links(cited: CitationData, phrases: Phrases) -> Iterator[str]:
    words, fact_check = phrases.tables["reply"], cited.fact_check
    if web_address(fact_check.review_url):
        yield words["read"].format(url=fact_check.review_url)
    for url in list(filter(web_address, cited.archives))[:1]:
        yield words["archived"].format(url=url)


def _may_quote_rating(fact_check: FactCheck) -> bool:
    rating, harm = fact_check.rating, fact_check.harm
    if not rating or _repeats(rating, fact_check.claim):
        return False
    if harm is None:
        return len(rating) <= _RATING_SHOWN
    known = fact_check.reading.mapped_by is not MappedBy.NOBODY
    return known and len(rating) <= _HARMLESS_RATING and not _repeats(rating, harm.group)


def _may_quote_summary(fact_check: FactCheck) -> bool:
    if not fact_check.summary or fact_check.harm is not None:
        return False
    return not _repeats(fact_check.summary, fact_check.claim)


def _repeats(text: str, foreign: str) -> bool:
    said = comparable(foreign)
    return bool(said) and said in comparable(text)


def _beginning(summary: str) -> str:
    """Cut at the end of a word, so that the message stays short."""
    shown = " ".join(summary.split())
    if len(shown) <= _SUMMARY_SHOWN:
        return shown
    return f"{shown[:_SUMMARY_SHOWN].rpartition(' ')[0] or shown[:_SUMMARY_SHOWN]}…"
