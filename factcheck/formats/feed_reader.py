"""Read RSS and Atom feeds of fact-checkers: the items that carry a claim or a rating."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from factcheck.formats.column_names import Columns, Value, plain_name
from factcheck.formats.feed_items import FeedCursor, FeedHead, FeedItem
from factcheck.formats.input_files import Input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.title_rulings import ruling_in_title
from factcheck.model import RawRecord, RecordProblem
from factcheck.text.links import domain_of, host_of

if TYPE_CHECKING:
    from feedparser import FeedParserDict

# Limits against hostile items: no fact-check nests a hundred elements.
_MAX_DEPTH = 100
_MAX_ELEMENTS = 10_000

# Elements of other namespaces that can only be a claim or a rating, whatever their prefix. Other
# column names of tables, such as note or label, mean something else in feeds.
_CLAIM_ELEMENTS = frozenset(
    """claim claimtext claimreviewed reviewedclaim rating ratingtext textualrating originalrating
    alternatename verdict truthrating claimant claimdate""".split()
)
_ENTITY = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)?")
_XML_ENTITIES = ("amp;", "lt;", "gt;", "quot;", "apos;")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNDECODABLE = re.compile("[\udc80-\udcff]")
# An unclosed one extends to the end of the text; searching for each end again is quadratic.
_LITERAL = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_NO_RULING = (
    "the item carries no claim and no rating, and its title none of its publisher's labels; "
    "if its page does, take that in by its address"
)


class _Feed(NamedTuple):
    """The feed's own title, host and language."""

    title: str
    host: str
    language: str


class _NotXmlError(ValueError):
    """An item cannot be parsed; the message is the reason."""


def read_feed(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield an item of a feed as a record if it has a claim or a ruling, else the reason.

    Raises:
        InputError: It is no feed, or declares entities of its own.
    """
    cursor = FeedCursor(source.stream, source.name)
    columns = Columns(options.map)
    feed = _read_feed_head(cursor.head)
    for place, item in enumerate(cursor.items(), start=1):
        yield _read_item(item, place, (cursor.head, feed), (columns, options))


def _read_feed_head(head: FeedHead) -> _Feed:
    is_rss = "<channel" in head.inner[:20_000].casefold()
    close = "</channel>" if is_rss and "</channel>" not in head.inner.casefold() else ""
    try:
        parsed = _parse(f"{head.root}{head.inner}{close}{head.closing}")
    except _NotXmlError:
        return _Feed("", "", "")
    head_values: dict[str, Any] = parsed["feed"]
    return _Feed(
        _text(head_values, "title"),
        _domain(_text(head_values, "link")),
        _text(head_values, "language"),
    )


def _read_item(
    item: FeedItem,
    place: int,
    heads: tuple[FeedHead, _Feed],
    reading: tuple[Columns, ReadOptions],
) -> RawRecord | RecordProblem:
    head, feed = heads
    columns, options = reading
    if item.problem:
        return RecordProblem(item.line, item.problem, item.text, place)
    try:
        parsed = _parse(f"{head.root}{item.text}{head.closing}")
    except _NotXmlError as error:
        reason = f"the item cannot be read: {error}"
        return RecordProblem(item.line, reason, item.text[:2_000], place)
    entries = parsed["entries"]
    if not entries:
        return RecordProblem(item.line, "the item is empty", item.text[:2_000], place)
    values = _values(entries[0], feed, parsed["namespaces"])
    record = columns.record(item.line, values, values, place)
    if "claim" in record.fields or "rating" in record.fields or "verdict" in record.fields:
        return record
    ruled = _with_ruling_of_title(record, options)
    return ruled or RecordProblem(item.line, _NO_RULING, values, place)


def _with_ruling_of_title(record: RawRecord, options: ReadOptions) -> RawRecord | None:
    """Return the record with the ruling in its title; None if the title has none."""
    title, url, publisher = (
        _first(record.fields.get(name)) for name in ("title", "url", "publisher")
    )
    language = _first(record.fields.get("language"))
    ruling = ruling_in_title(title, (_domain(url), publisher), language, options)
    if ruling is None:
        return None
    fields = dict(record.fields) | {"claim": ruling.claim, "rating": ruling.label}
    origins = dict(record.origins) | dict.fromkeys(("claim", "rating"), "title")
    return RawRecord(record.line, fields, record.raw, origins, record.notes, record.item)


def _values(entry: dict[str, Any], feed: _Feed, namespaces: Mapping[str, str]) -> dict[str, Value]:
    """Return the known elements of an item under the column names of a table."""
    content = entry.get("content") or [{}]
    link = _text(entry, "link")
    values: dict[str, Value] = {
        "title": _text(entry, "title"),
        "link": link,
        "guid": _text(entry, "id"),
        "published": _text(entry, "published"),
        "updated": _text(entry, "updated"),
        "summary": _text(entry, "summary") or _text(content[0], "value"),
        "tags": tuple(_text(tag, "term") for tag in entry.get("tags", ())),
        "language": _text(entry, "language") or feed.language,
    }
    # A feed with links to other sites is an aggregator: its title is not the publisher's.
    host = _domain(link)
    if feed.title and (not host or not feed.host or _same_site(host, feed.host)):
        values["publisher"] = feed.title
    for name, value in entry.items():
        if isinstance(value, str) and name not in _FEEDPARSER_KEYS:
            values.setdefault(_element_name(name, namespaces), value)
    return {name: value for name, value in values.items() if value}


# Keys of feedparser itself: read above, or of no use here.
_FEEDPARSER_KEYS = frozenset(
    """title link id guid published updated summary language author publisher rights comments
    created expired license source subtitle href guidislink""".split()
)


def _element_name(name: str, namespaces: Mapping[str, str]) -> str:
    """Return the plain name of an element that can only be a claim or a rating.

    All others keep a prefix, so that only ``--map`` can name them: ``item:note``.
    """
    prefix, _, rest = name.partition("_")
    bare = rest if rest and prefix in namespaces else name
    if plain_name(bare) in _CLAIM_ELEMENTS:
        return bare
    return f"{prefix}:{rest}" if bare is rest else f"item:{name}"


def _parse(text: str) -> "FeedParserDict":
    """Parse a document of one item.

    feedparser falls back to a lenient parser that takes quadratic time, so the text must be
    well-formed and without a document type before feedparser gets it.

    Raises:
        _NotXmlError: It is not well-formed, or nested beyond reason.
    """
    # lazy: few files are feeds.
    import feedparser

    if _UNDECODABLE.search(text):
        raise _NotXmlError("it has letters that do not fit the file's encoding")
    repaired = "".join(
        part if part.startswith("<!") else _ENTITY.sub(_as_xml, part)
        for part in _LITERAL.split(_FORBIDDEN.sub("", text))
    )
    document = repaired.encode("utf-8", errors="replace")
    _refuse_unsafe(document)
    # A stream, because feedparser takes a text for a file name or an address.
    return feedparser.parse(
        io.BytesIO(document),
        response_headers=_HEADERS,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _as_xml(found: re.Match[str]) -> str:
    """Replace an entity of HTML by its character and escape a bare ampersand."""
    name = found[1] or ""
    if name.startswith("#") or name in _XML_ENTITIES:
        return found[0]
    letters = html.unescape(found[0])
    return letters if name and letters != found[0] else f"&amp;{name}"


def _refuse_unsafe(document: bytes) -> None:
    depth = elements = 0

    def opened(*_: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            raise _NotXmlError("it has too many elements, or too many within one another")

    def closed(_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise _NotXmlError("it has a document type inside")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise _NotXmlError(f"it is not XML: {expat.errors.messages[error.code]}") from error


def _text(values: dict[str, Any], name: str) -> str:
    # dict.get, because feedparser's own get returns another field if one is missing.
    value = dict.get(values, name, "")
    return value if isinstance(value, str) else ""


def _first(value: Value | None) -> str:
    return next(chain((value,) if isinstance(value, str) else value or (), ("",)))


def _domain(url: str) -> str:
    return domain_of(host_of(url.strip()))


def _same_site(host: str, other: str) -> bool:
    return host == other or host.endswith(f".{other}") or other.endswith(f".{host}")
