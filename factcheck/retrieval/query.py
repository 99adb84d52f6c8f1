"""Parse a claim into the query that retrieval runs."""

from dataclasses import dataclass
from functools import lru_cache

from factcheck.model import Message, Picture
from factcheck.retrieval.judged import JudgedMatch
from factcheck.retrieval.picture_copy import PictureCopy
from factcheck.text.language import guess_language
from factcheck.text.links import is_only_a_link, links
from factcheck.text.normalise import MAX_CHARACTERS, clean, is_junk, readable
from factcheck.text.posts import byline, lowercase_shouting
from factcheck.text.sentences import claim_sentences

# A long post is looked up as a whole and by at most so many of its sentences.
_MOST_SENTENCES = 6
_CACHED_TEXTS = 32_768

NOT_A_CLAIM = Message(
    "There is no claim in this text: a claim needs a few words that assert something."
)
NO_TEXT = Message("No text could be read in this picture.")
COMPARED = Message(
    "Compared were the text in the picture, and the picture itself with those of the store: "
    "{count:,}."
)
NOT_COMPARED = Message(
    "The picture itself has too few features to be compared with others; only its text was."
)
ONLY_TEXT = Message("Compared was only the text in the picture: the store knows no pictures.")
CUT_SHORT = Message("Only the first {count:,} characters were looked at.", count=MAX_CHARACTERS)


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """A fact-check that answers a query without any score.

    Attributes:
        number: Its row in the store.
        link: The link in the claim that it names; empty where it reviews this very text.
    """

    number: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A claim that is looked up.

    Attributes:
        claim: As it was asked, cleaned for display.
        texts: What is searched for: the whole claim first, then the sentences of a long post,
            all without links, emoji and disguises; empty where no text could be a claim.
        language: Best guess, ``und`` where there is none.
        links: Pages that it points to.
        notes: What a reader must know about the claim.
        asked_on: The day on which it was asked about, empty if that is not known.
        by_clock: Whether that day is only the computer's, and the claim may be older.
        byline: Who signed it and when, as an embedded post ends; fact-checks name both.
        exact: The fact-checks that match its text or one of its links, once the store was asked.
        judged: The fact-checks that people compared with its text, once the store was asked.
        picture: Where the claim was read, if it comes from a picture.
        copies: The fact-checks with a picture that looks like it, once the store was asked.
    """

    claim: str
    texts: tuple[str, ...]
    language: str
    links: tuple[str, ...]
    notes: tuple[str, ...]
    asked_on: str = ""
    by_clock: bool = False
    byline: str = ""
    exact: tuple[ExactMatch, ...] = ()
    judged: tuple[JudgedMatch, ...] = ()
    picture: Picture | None = None
    copies: tuple[PictureCopy, ...] = ()


def parse_query(
    claim: str, asked_on: str = "", picture: Picture | None = None, *, whole_only: bool = False
) -> Query:
    """Parse *claim*, which may be a sentence, a long post or a link.

    Args:
        claim: As somebody typed or pasted it.
        asked_on: The day on which it was asked about, empty if that is not known.
        picture: Where *claim* was read, if it comes from a picture.
        whole_only: Do not search for the sentences of a long post one by one.
    """
    shown, lowered = clean(claim), lowercase_shouting(claim)
    whole, found_links = readable(lowered), links(shown)
    language, junk = _language_and_junk(whole)
    notes = () if picture is None else picture.notes
    if is_only_a_link(shown):
        return Query(shown, (), language, found_links, notes, asked_on, picture=picture)
    if junk:
        why = NOT_A_CLAIM if picture is None or shown else NO_TEXT
        return Query(shown, (), language, found_links, (*notes, why), asked_on, picture=picture)
    # Split as it was written: a sentence without its capital is none.
    sentences = () if whole_only else claim_sentences(claim, _MOST_SENTENCES)
    if lowered != claim:
        sentences = tuple(map(str.lower, sentences))
    if len(shown) > MAX_CHARACTERS:
        notes = (*notes, CUT_SHORT)
    texts = (whole, *map(readable, sentences))
    said_by = readable(byline(claim))
    return Query(
        shown, texts, language, found_links, notes, asked_on, byline=said_by, picture=picture
    )


# Copies of a post are equal here, and guessing the language takes longest of all in parsing.
@lru_cache(maxsize=_CACHED_TEXTS)
def _language_and_junk(whole: str) -> tuple[str, bool]:
    """Guess the language, and say whether nothing in the text could be a claim."""
    return guess_language(whole), is_junk(whole)
