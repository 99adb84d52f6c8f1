"""Parse a page: its publisher, dates, links and ClaimReviews."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag

from factcheck.errors import SourceRefused
from factcheck.model import RawRecord, RecordProblem
from factcheck.text.normalise import clean
from factcheck.web.claim_review_parser import PageFacts, field_paths, read_reviews
from factcheck.web.embedded_json import read_script
from factcheck.web.microdata import microdata_reviews
from factcheck.web.urls import (
    is_front_page,
    is_web_address,
    resolve_url,
    same_site,
    short_url,
)

if TYPE_CHECKING:
    from factcheck.web.client import Fetched  # loads httpx, which a saved page does not need

MAX_CHARACTERS = 2_000_000
# A page of two million letters with a link in every line has fewer; each costs a kilobyte.
MAX_TAGS = 200_000
_MAX_LINKS = 500
_MAX_FIELD = 1_000
_JSON_TYPES = ("application/json", "application/ld+json", "application/feed+json", "text/json")
# What browsers write at the beginning of a page that they save.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000})")


class BusyPageError(ValueError):
    """The page has too many tags, as if built to exhaust its parser."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says about itself; untrusted, cleaned but not checked.

    Attributes:
        url: Where it was found.
        canonical_url: Where it says that it belongs, if that is on the same site.
        published_on: As the page writes it.
        links: Pages of other sites that it links to, in order, each once.
        records: Its ClaimReviews, and those that cannot be read.
        notes: What a reader must know about the reading, in words.
    """

    url: str
    canonical_url: str
    title: str
    publisher: str
    language: str
    published_on: str
    modified_on: str
    links: tuple[str, ...] = ()
    records: tuple[RawRecord | RecordProblem, ...] = ()
    notes: tuple[str, ...] = ()


def read_page(fetched: "Fetched") -> Page:
    """Read a page that was fetched; the notes of its records become notes of the page.

    Raises:
        SourceRefused: The page is built to keep its readers busy.
    """
    if fetched.content_type in _JSON_TYPES:
        page = _json_document(fetched)
    else:
        try:
            page = read_html(fetched.text, fetched.final_url)
        except BusyPageError as error:
            raise SourceRefused(f"{short_url(fetched.final_url)} {error}") from error
    record_notes = dict.fromkeys(note for record in page.records for note in _notes_of(record))
    notes = (*fetched.notes, *page.notes, *record_notes)
    return replace(page, records=tuple(map(_without_notes, page.records)), notes=notes)


def read_html(text: str, url: str) -> Page:
    """Read a page.

    Args:
        text: The page, decoded.
        url: Where it was found; empty for a file, which then only has its own word for it.

    Raises:
        BusyPageError: The page is built to keep its readers busy.
    """
    notes = []
    if len(text) > MAX_CHARACTERS:
        notes.append(f"only the first {MAX_CHARACTERS:,} characters of the page were read")
        text = text[:MAX_CHARACTERS]
    if text.count("<") > MAX_TAGS:
        raise BusyPageError(f"has more than {MAX_TAGS:,} tags")
    soup = parse_html(text)
    facts = _facts(soup, url or _own_address(soup, text))
    values, broken = _scripts(soup, text)
    values += [(1, review) for review in microdata_reviews(soup)]
    found = read_reviews(values, facts)
    return Page(
        url=facts.url,
        canonical_url=facts.canonical_url,
        title=facts.title,
        publisher=facts.publisher,
        language=facts.language,
        published_on=facts.published_on,
        modified_on=facts.modified_on,
        links=_links(soup, facts.url),
        records=(*found.records, *broken),
        notes=(*notes, *found.notes),
    )


def _json_document(fetched: "Fetched") -> Page:
    url = fetched.final_url
    text = fetched.text[:MAX_CHARACTERS]
    cut = f"only the first {MAX_CHARACTERS:,} characters of the page were read"
    notes = (cut,) if len(text) < len(fetched.text) else ()
    try:
        value = read_script(text)
    except ValueError as error:
        raise SourceRefused(f"{short_url(url)} cannot be read: {error}") from error
    found = read_reviews([(1, value)], PageFacts(url, url))
    return Page(url, url, "", "", "", "", "", (), found.records, (*notes, *found.notes))


def _notes_of(record: RawRecord | RecordProblem) -> tuple[str, ...]:
    return record.notes if isinstance(record, RawRecord) else ()


def _without_notes(record: RawRecord | RecordProblem) -> RawRecord | RecordProblem:
    return replace(record, notes=()) if isinstance(record, RawRecord) else record


def _own_address(soup: BeautifulSoup, text: str) -> str:
    """Give the address that a saved page calls its own, empty if it calls none so."""
    contents = _meta_contents(soup)
    canonical = _canonical(soup, "")
    saved = _SAVED_FROM.search(text[:5_000])
    for url in (canonical, contents.get("og:url", ""), saved[1] if saved else ""):
        if is_web_address(url) and not is_front_page(url):
            return url
    return ""


def parse_html(text: str) -> BeautifulSoup:
    """Parse a page, in linear time and whatever is wrong with it."""
    with warnings.catch_warnings():
        # Hints for programmers: that a text looks like XML, or like the name of a file.
        warnings.simplefilter("ignore")
        # lxml, because html.parser takes quadratic time on unclosed tags. It cannot encode
        # half a surrogate pair, and stops at a NUL.
        return BeautifulSoup(text.encode("utf-8", "ignore").decode().replace("\0", " "), "lxml")


def _facts(soup: BeautifulSoup, url: str) -> PageFacts:
    contents = _meta_contents(soup)
    given = {
        name: next((contents[key] for key in names if key in contents), "")
        for name, names in field_paths("page").items()
    }
    heading = soup.find("h1")
    title = given["title"] or _text(soup.find("title")) or _text(heading)
    canonical = _canonical(soup, url)
    language = _attribute(soup.find("html"), "lang") or given["language"]
    return PageFacts(
        url=url,
        canonical_url=canonical if same_site(canonical, url) else url,
        title=_tidy(title),
        publisher=_tidy(given["publisher"]),
        language=_tidy(language).replace("_", "-"),
        published_on=_tidy(given["published_on"] or _first_time(soup)),
        modified_on=_tidy(given["modified_on"]),
    )


def _meta_contents(soup: BeautifulSoup) -> Mapping[str, str]:
    contents: dict[str, str] = {}
    for element in soup.find_all("meta"):
        content = _attribute(element, "content").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = _attribute(element, attribute).strip().lower()
            if name and content:
                contents.setdefault(name, content)
    return contents


def _canonical(soup: BeautifulSoup, url: str) -> str:
    for element in soup.find_all("link", href=True):
        if "canonical" in _attribute(element, "rel").lower().split():
            target = resolve_url(url, _attribute(element, "href"))
            # Some sites call their front page the place of every article.
            return url if is_front_page(target) else target
    return url


def _first_time(soup: BeautifulSoup) -> str:
    element = soup.find("time", attrs={"datetime": True})
    return _attribute(element, "datetime")


def _scripts(
    soup: BeautifulSoup, text: str
) -> tuple[list[tuple[int, object]], list[RecordProblem]]:
    """Give the values of the page's JSON-LD, and the scripts that should have been some."""
    values: list[tuple[int, object]] = []
    broken: list[RecordProblem] = []
    for element in soup.find_all("script"):
        if "ld+json" not in _attribute(element, "type").lower():
            continue
        script = "".join(str(part) for part in element.contents)
        line = _line_of(script, text)
        try:
            values.append((line, read_script(script)))
        except ValueError as error:
            if "ClaimReview" in script:
                reason = f"the page's ClaimReview cannot be read: {error}"
                broken.append(RecordProblem(line, reason, script[:2_000]))
    return values, broken


def _line_of(script: str, text: str) -> int:
    at = text.find(script[:500])
    return text.count("\n", 0, max(at, 0)) + 1


def _links(soup: BeautifulSoup, url: str) -> tuple[str, ...]:
    """Give what the article links to; without an article, what the page does."""
    within = soup.find("article") or soup.find("main") or soup
    found: dict[str, None] = {}
    for href in _hrefs(within):
        target = resolve_url(url, href)
        if is_web_address(target) and not same_site(target, url):
            found[target.partition("#")[0]] = None
        if len(found) >= _MAX_LINKS:
            break
    return tuple(found)


def _hrefs(within: Tag) -> Iterator[str]:
    for element in within.find_all("a", href=True):
        yield _attribute(element, "href")


def _text(element: object) -> str:
    return element.get_text(" ", strip=True) if isinstance(element, Tag) else ""


def _attribute(element: object, name: str) -> str:
    value = element.get(name, "") if isinstance(element, Tag) else ""
    return value if isinstance(value, str) else " ".join(value or ())


def _tidy(text: str) -> str:
    return clean(text[:_MAX_FIELD])
