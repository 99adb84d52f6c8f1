"""Find the ClaimReviews in the structured data of a page, and parse each."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from factcheck.model import RawRecord, RecordProblem
from factcheck.web.json_ld import JsonObject, Located, References, has_type, objects_in
from factcheck.web.urls import (
    is_web_address,
    related_sites,
    resolve_url,
    same_site,
    short_url,
)

MAX_REVIEWS = 100
_MAX_VALUES = 100
# A number says how true only together with its scale, which is often wrong.
_NUMBER = re.compile(r"[-+]?[\d.,/ %]*")
_OF_THE_PAGE = "the page around it"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page itself says, for a ClaimReview that leaves it out.

    Attributes:
        url: Where the page was found; empty for a file, whose own word is all there is.
        canonical_url: Where it says that it belongs; *url* if that is another site.
    """

    url: str = ""
    canonical_url: str = ""
    title: str = ""
    publisher: str = ""
    language: str = ""
    published_on: str = ""
    modified_on: str = ""


@dataclass(frozen=True, slots=True)
class ReviewsFound:
    """The ClaimReviews of one page.

    Attributes:
        records: In the order of the page, each once.
        notes: What a reader must know about all of them, in words.
    """

    records: tuple[RawRecord | RecordProblem, ...] = ()
    notes: tuple[str, ...] = ()


def read_reviews(
    found: Iterable[Located],
    page: PageFacts,
    *,
    known: Mapping[str, JsonObject] | None = None,
    limit: int = MAX_REVIEWS,
) -> ReviewsFound:
    """Read every ClaimReview among the JSON values that were *found* on a page.

    Args:
        found: Values with the line of the page that each begins in.
        page: Stands in for what a ClaimReview does not say.
        known: Objects by their ``@id`` that stand elsewhere.
        limit: How many ClaimReviews are read.
    """
    located = list(objects_in(found))
    by_id = {str(node["@id"]): node for _, node in located if len(node) > 1 and "@id" in node}
    references = References({**known, **by_id} if known else by_id)
    reviews = [pair for pair in located if has_type(pair[1], "claimreview")]
    media = [node for _, node in located if has_type(node, "mediareview")]
    records: dict[str, RawRecord | RecordProblem] = {}
    for line, review in reviews[:limit]:
        beside = _media_beside(review, media, references, alone=len(reviews) == 1)
        record = _ReviewParser(page, references, review, beside).record(line)
        # Many pages say the same thing twice, in JSON-LD and in microdata.
        records.setdefault(_identity(record), record)
    notes: tuple[str, ...] = ()
    if len(reviews) > limit:
        notes = (f"the page has {len(reviews)} ClaimReviews: {limit} were read",)
    return ReviewsFound(tuple(records.values()), notes)


def _identity(record: RawRecord | RecordProblem) -> str:
    if isinstance(record, RawRecord):
        return repr([record.fields.get(name) for name in ("claim", "url", "rating")])
    return repr(sorted(record.raw.items())) if isinstance(record.raw, Mapping) else record.raw


def _media_beside(
    review: JsonObject, media: list[JsonObject], references: References, *, alone: bool
) -> list[JsonObject]:
    """Give the MediaReviews that belong to *review*: named by it, at its address, or the only."""
    parts = references.nodes(review, "associatedMediaReview")
    named: list[JsonObject] = [node for node in parts if isinstance(node, dict)]
    urls = set(references.texts(review, "url"))
    near = [node for node in media if alone or urls & set(references.texts(node, "url"))]
    return named or near


@dataclass(slots=True)
class _ReviewParser:
    """Parses one ClaimReview into a record."""

    page: PageFacts
    references: References
    review: JsonObject
    media: list[JsonObject]
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    def record(self, line: int) -> RawRecord | RecordProblem:
        for name, paths in field_paths("claim_review").items():
            self._take(name, paths)
        if "claim" not in self.fields:
            reason = "the ClaimReview does not say which claim it reviews"
            return RecordProblem(line, reason, dict(self.review))
        self._note_correction()
        self._take_rating()
        self._find_publisher()
        self._choose_url()
        self._take_media()
        for name in ("title", "language", "modified_on"):
            self._fall_back(name, getattr(self.page, name))
        self._fall_back("reviewed_on", self.page.published_on)
        fields = {
            name: values[0] if len(values) == 1 else values for name, values in self.fields.items()
        }
        return RawRecord(line, fields, self._raw(), self.origins, tuple(self.notes))

    def _take(self, name: str, paths: Iterable[str]) -> None:
        found: list[str] = []
        origins: list[str] = []
        for path in paths:
            texts = [text for text in self.references.texts(self.review, path) if text.strip()]
            if texts:
                found += texts
                origins.append(path)
                if name not in field_paths("all_of")["fields"]:
                    break
        if found:
            self._set(name, tuple(dict.fromkeys(found))[:_MAX_VALUES], ", ".join(origins))

    def _set(self, name: str, values: tuple[str, ...], origin: str) -> None:
        self.fields.pop(name, None)
        self.origins.pop(name, None)
        if any(values):
            self.fields[name] = values
            self.origins[name] = origin

    def _fall_back(self, name: str, value: str) -> None:
        if name not in self.fields:
            self._set(name, (value,), _OF_THE_PAGE)

    def _note_correction(self) -> None:
        correction = self.fields.get("correction", ())
        if correction:
            self.notes[f"the page has a correction note: {_short(correction[0])}"] = None

    def _take_rating(self) -> None:
        given = self.fields.get("rating", ())
        words = tuple(text for text in given if not _NUMBER.fullmatch(text.strip()))
        claim = _squashed(self.fields["claim"][0])
        kept = tuple(text for text in words if _squashed(text) != claim)
        if len(kept) < len(words):
            self.notes["a rating repeats the claim instead of rating it: left blank"] = None
        self._set("rating", kept[:1], self.origins.get("rating", ""))

    def _find_publisher(self) -> None:
        """Name who ruled: an organisation that signs it, not the reporter who wrote it."""
        authors = self.references.nodes(self.review, "author")
        signed = [author for author in authors if isinstance(author, dict)]
        for author in signed:
            person = has_type(author, "person")
            names = [] if person else [*self.references.texts(author, "name")]
            if names:
                self._note_other_site(author)
                self._set("publisher", (names[0],), "author.name")
                return
        for path in ("publisher.name", "publisher"):
            named = [*self.references.texts(self.review, path)]
            if named:
                self._set("publisher", (named[0],), path)
                return
        if self.page.publisher:
            self._set("publisher", (self.page.publisher,), _OF_THE_PAGE)
        elif not signed:
            self._set(
                "publisher", tuple(self.references.texts(self.review, "author"))[:1], "author"
            )

    def _note_other_site(self, author: JsonObject) -> None:
        for url in self.references.texts(author, "url") if self.page.url else ():
            if is_web_address(url) and not related_sites(url, self.page.url):
                self.notes[
                    f"the ClaimReview is signed by {short_url(url)}, another site than the page's"
                ] = None

    def _choose_url(self) -> None:
        """Keep the review's own address, on a page only if it is on the page's host."""
        for text in self.fields.get("url", ()):
            url = resolve_url(self.page.url, text)
            if same_site(url, self.page.url) or not (self.page.url or self.page.canonical_url):
                self._set("url", (url or text,), self.origins["url"])
                return
            if not self.page.url and is_web_address(url):
                self._set("url", (url,), self.origins["url"])
                return
            if is_web_address(url):
                # Believed, it would let any page rewrite anybody's ruling in the store.
                self.notes[
                    f"the ClaimReview says that it belongs to {short_url(url)}, another host: "
                    "the address of the page is kept instead"
                ] = None
        self._set("url", (self.page.canonical_url,), _OF_THE_PAGE)

    def _take_media(self) -> None:
        categories = [
            text
            for node in self.media
            for text in self.references.texts(node, "mediaAuthenticityCategory")
        ]
        origin = "associatedMediaReview.mediaAuthenticityCategory"
        self._set("media_flags", tuple(dict.fromkeys(categories))[:_MAX_VALUES], origin)

    def _raw(self) -> dict[str, object]:
        raw = dict(self.review)
        if self.media and "associatedMediaReview" not in raw:
            raw["associatedMediaReview"] = [dict(node) for node in self.media]
        return raw


@cache
def field_paths(table: str) -> Mapping[str, tuple[str, ...]]:
    """Give a table of ``page_fields.toml``."""
    text = resources.files("factcheck.web").joinpath("page_fields.toml").read_text("utf-8")
    return {name: tuple(paths) for name, paths in tomllib.loads(text)[table].items()}


def _squashed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    squashed = " ".join(text.split())
    return squashed if len(squashed) <= 200 else f"{squashed[:200]}…"
