"""Find the ClaimReviews among everything that a page says to machines, and read each."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from urllib.parse import urljoin, urlsplit

from factcheck.model import RawRecord, RecordProblem
from factcheck.web.locations import related_sites, same_site, shown

MAX_REVIEWS = 100
_MAX_OBJECTS = 200_000
_MAX_VALUES = 100
_MAX_REFERENCES = 20
# A number says how true only together with its scale, which is often wrong.
_NUMBER = re.compile(r"[-+]?[\d.,/ %]*")

_Object = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page itself says, for a ClaimReview that leaves it out.

    Attributes:
        url: Where the page was found.
        canonical_url: Where it says that it belongs; *url* if that is another site.
    """

    url: str
    canonical_url: str
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
        notes: What a reader must know about them, in words.
    """

    records: tuple[RawRecord | RecordProblem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One page on its way from objects to records."""

    page: PageFacts
    by_id: Mapping[str, _Object]
    notes: dict[str, None] = field(default_factory=dict)

    def record(self, line: int, review: _Object) -> RawRecord | RecordProblem:
        fields = {name: self._values(review, name) for name in field_paths("claim_review")}
        if not fields["claim"]:
            reason = "the ClaimReview does not say which claim it reviews"
            return RecordProblem(line, reason, dict(review))
        correction = fields.pop("correction")
        if correction:
            self.notes[f"the page has a correction note: {_short(correction[0])}"] = None
        fields["rating"] = self._rating(fields)
        fields["publisher"] = self._publisher(review)
        fields["url"] = (self._url(fields["url"]),)
        for name in ("title", "language", "modified_on"):
            fields[name] = fields[name] or (getattr(self.page, name),)
        fields["reviewed_on"] = fields["reviewed_on"] or (self.page.published_on,)
        kept = {name: values for name, values in fields.items() if any(values)}
        return RawRecord(
            line,
            {name: values[0] if len(values) == 1 else values for name, values in kept.items()},
            dict(review),
        )

    def _values(self, review: _Object, name: str) -> tuple[str, ...]:
        found: list[str] = []
        for path in field_paths("claim_review")[name]:
            found += [text for text in self.texts(review, path) if text.strip()]
            if found and name not in field_paths("all_of")["fields"]:
                break
        return tuple(dict.fromkeys(found))[:_MAX_VALUES]

    def _rating(self, fields: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        words = tuple(text for text in fields["rating"] if not _NUMBER.fullmatch(text.strip()))
        claim = _squashed(fields["claim"][0])
        kept = tuple(text for text in words if _squashed(text) != claim)
        if len(kept) < len(words):
            self.notes["a rating repeats the claim instead of rating it: left blank"] = None
        return kept[:1]

    def _publisher(self, review: _Object) -> tuple[str, ...]:
        """Name who ruled: an organisation that signs it, not the reporter who wrote it."""
        signed = [author for author in self.nodes(review, "author") if isinstance(author, dict)]
        for author in signed:
            names = [] if _has_type(author, "person") else [*self.texts(author, "name")]
            if names:
                self._note_other_site(author)
                return (names[0],)
        named = [*self.texts(review, "publisher.name"), *self.texts(review, "publisher")]
        own = (self.page.publisher,) if self.page.publisher else ()
        plain = () if signed else tuple(self.texts(review, "author"))
        return (tuple(named) or own or plain)[:1]

    def _note_other_site(self, author: _Object) -> None:
        for url in self.texts(author, "url"):
            if urlsplit_safely(url) and not related_sites(url, self.page.url):
                self.notes[
                    f"the ClaimReview is signed by {shown(url)}, another site than the page's"
                ] = None

    def _url(self, given: tuple[str, ...]) -> str:
        """Give the address to keep: the review's own where it is on the page's host."""
        for text in given:
            url = join(self.page.url, text)
            if same_site(url, self.page.url):
                return url
            if urlsplit_safely(url):
                # Believed, it would let any page rewrite anybody's ruling in the store.
                self.notes[
                    f"the ClaimReview says that it belongs to {shown(url)}, another host: "
                    "the address of the page is kept instead"
                ] = None
        return self.page.canonical_url

    def texts(self, node: object, path: str) -> Iterator[str]:
        """Yield the texts at *path*; what is no text there is left out."""
        for value in self.nodes(node, path):
            if isinstance(value, str):
                yield value
            elif isinstance(value, int | float) and not isinstance(value, bool):
                yield str(value)

    def nodes(self, node: object, path: str) -> list[object]:
        """Give what is at *path*, lists opened and references followed."""
        found = self._opened(node)
        for step in path.split("."):
            found = [
                inner
                for outer in found
                if isinstance(outer, dict) and step in outer
                for inner in self._opened(outer[step])
            ][:_MAX_VALUES]
        return found

    def _opened(self, value: object) -> list[object]:
        opened: list[object] = []
        waiting, steps = [value], 0
        while waiting and len(opened) < _MAX_VALUES and steps < _MAX_VALUES * _MAX_REFERENCES:
            one, steps = waiting.pop(), steps + 1
            inner = self._inside(one)
            if inner is None:
                opened.append(one)
            else:
                waiting += reversed(inner[:_MAX_VALUES])
        return opened

    def _inside(self, value: object) -> list[object] | None:
        """Give what *value* only wraps, ``None`` where it stands for itself."""
        if isinstance(value, list):
            return value
        if isinstance(value, dict):
            for wrapper in ("@value", "@list", "@set", "properties"):
                if wrapper in value and "name" not in value:
                    return [value[wrapper]]
            if value.keys() == {"@id"} and str(value["@id"]) in self.by_id:
                return [self.by_id[str(value["@id"])]]
        return None


def read_reviews(found: Iterable[tuple[int, object]], page: PageFacts) -> ReviewsFound:
    """Read every ClaimReview among the JSON values that were *found* on a page.

    Args:
        found: Values with the line of the page that each begins in.
        page: Stands in for what a ClaimReview does not say.
    """
    located = list(_objects(found))
    by_id = {str(node["@id"]): node for _, node in located if len(node) > 1 and "@id" in node}
    reading = _Reading(page, by_id)
    records: dict[str, RawRecord | RecordProblem] = {}
    reviews = [pair for pair in located if _has_type(pair[1], "claimreview")]
    for line, review in reviews[:MAX_REVIEWS]:
        record = reading.record(line, review)
        # Many pages say the same thing twice, in JSON-LD and in microdata.
        same = record.fields if isinstance(record, RawRecord) else record.raw
        identity = ("claim", "url", "rating") if isinstance(record, RawRecord) else tuple(same)
        key = repr([same.get(name) for name in identity]) if isinstance(same, Mapping) else ""
        records.setdefault(key, record)
    if len(reviews) > MAX_REVIEWS:
        reading.notes[f"the page has {len(reviews)} ClaimReviews: {MAX_REVIEWS} were read"] = None
    return ReviewsFound(tuple(records.values()), tuple(reading.notes))


def join(base: str, text: str) -> str:
    """Give the address that *text* means on a page at *base*; empty where it means none."""
    try:
        return urljoin(base, text.strip())
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Tell whether *url* is a site itself and no page of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return not parts.path.strip("/") and not parts.query


def urlsplit_safely(url: str) -> bool:
    """Tell whether *url* is an http or https address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@cache
def field_paths(table: str) -> Mapping[str, tuple[str, ...]]:
    """Give a table of ``page_fields.toml``."""
    text = resources.files("factcheck.web").joinpath("page_fields.toml").read_text("utf-8")
    return {name: tuple(paths) for name, paths in tomllib.loads(text)[table].items()}


def _objects(found: Iterable[tuple[int, object]]) -> Iterator[tuple[int, _Object]]:
    """Yield every object at any depth, in the order of the page."""
    seen = 0
    for line, value in found:
        waiting = [value]
        while waiting and seen < _MAX_OBJECTS:
            one, seen = waiting.pop(), seen + 1
            if isinstance(one, dict):
                yield line, one
                waiting += reversed(list(one.values()))
            elif isinstance(one, list):
                waiting += reversed(one)


def _has_type(node: _Object, wanted: str) -> bool:
    types = node.get("@type", node.get("type"))
    named = types if isinstance(types, list) else [types]
    return any(
        re.split(r"[/:#]", name.strip())[-1].casefold() == wanted
        for name in named
        if isinstance(name, str)
    )


def _squashed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    squashed = " ".join(text.split())
    return squashed if len(squashed) <= 200 else f"{squashed[:200]}…"
