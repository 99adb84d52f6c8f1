"""Parse ClaimReviews that a page has as microdata."""

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_CLAIM_REVIEW = re.compile(r"schema\.org/ClaimReview", re.IGNORECASE)
# Far above any honest page; together they bound the work on a hostile one.
_MAX_ITEMS = 20
_MAX_PROPERTIES = 100
_MAX_DEPTH = 6
_MAX_PARTS_OF_TEXT = 1_000

# Elements whose value is not their text (HTML standard, section 5.2.4).
_VALUE_IN = {
    "a": "href",
    "area": "href",
    "audio": "src",
    "data": "value",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "meta": "content",
    "meter": "value",
    "object": "data",
    "source": "src",
    "time": "datetime",
    "video": "src",
}


def microdata_reviews(soup: BeautifulSoup) -> Iterator[dict[str, object]]:
    """Yield every ClaimReview of the page, in the shape that it would have in JSON-LD."""
    inside: set[int] = set()
    found = soup.find_all(itemtype=_CLAIM_REVIEW, itemscope=True)
    for element in islice(found, _MAX_ITEMS):
        if id(element) not in inside:
            yield _item(element, inside, 0)


def _item(element: Tag, inside: set[int], depth: int) -> dict[str, object]:
    item: dict[str, object] = {"@type": _type(element)}
    for child, names in islice(_properties(element), _MAX_PROPERTIES):
        value: object = _text(child)
        if child.has_attr("itemscope"):
            inside.add(id(child))
            value = _item(child, inside, depth + 1) if depth < _MAX_DEPTH else ""
        for name in names:
            earlier = item.get(name)
            if earlier is None:
                item[name] = value
            elif isinstance(earlier, list):
                earlier.append(value)
            else:
                item[name] = [earlier, value]
    return item


def _properties(element: Tag) -> Iterator[tuple[Tag, list[str]]]:
    """Yield the elements that say something about *element*, not about an item inside it."""
    waiting = _children(element)
    while waiting:
        child = waiting.pop()
        names = [name for name in _attribute(child, "itemprop").split() if name != "@type"]
        if names:
            yield child, names
        if not child.has_attr("itemscope"):
            waiting += _children(child)


def _children(element: Tag) -> list[Tag]:
    return [child for child in reversed(element.contents) if isinstance(child, Tag)]


def _text(element: Tag) -> str:
    for name in ("content", _VALUE_IN.get(element.name, "")):
        value = _attribute(element, name) if name else ""
        if value:
            return value
    parts = islice(element.descendants, _MAX_PARTS_OF_TEXT)
    return " ".join("".join(part for part in parts if isinstance(part, NavigableString)).split())


def _type(element: Tag) -> str:
    return _attribute(element, "itemtype").rstrip("/").rpartition("/")[2]


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name, "")
    return value if isinstance(value, str) else " ".join(value or ())
