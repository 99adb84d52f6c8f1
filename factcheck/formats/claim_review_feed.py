"""Export fact-checks as a schema.org feed of ClaimReviews, which search engines read.

The publisher is the author of each review, and factcheck the ``sdPublisher`` of the structured
data. Fields that schema.org does not have begin with ``factcheck:``, and others ignore them.
"""

from collections.abc import Iterable, Iterator, Mapping

from factcheck.formats.export_fields import LISTS, NAMES, SCHEMA, as_object, fields_of
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import FactCheck
from factcheck.store.producer import PROJECT_PAGE

_PREFIX = "factcheck:"
_CONTEXT = ["https://schema.org", {"factcheck": f"{PROJECT_PAGE}#"}]
_FACTCHECK = {"@type": "Organization", "name": "factcheck", "url": PROJECT_PAGE}
_NO_LANGUAGE = "und"

# Our fields to their paths in a ClaimReview.
_PATHS: Mapping[str, tuple[str, ...]] = {
    "id": ("identifier",),
    "claim": ("claimReviewed",),
    "url": ("url",),
    "title": ("headline",),
    "summary": ("description",),
    "rating": ("reviewRating", "alternateName"),
    "publisher": ("author", "name"),
    "reviewed_on": ("datePublished",),
    "modified_on": ("dateModified",),
    "claimant": ("itemReviewed", "author", "name"),
    "claimed_on": ("itemReviewed", "datePublished"),
    "language": ("inLanguage",),
    "tags": ("keywords",),
    "archive_urls": ("archivedAt",),
}
# Types of nested objects, in the order in which they are written.
_TYPES = {"author": "Organization", "itemReviewed": "Claim", "reviewRating": "Rating"}
_OWN_FIELDS = tuple(
    name for name in NAMES if name not in _PATHS and name not in ("appearances", "harm")
)


def claim_review_feed(fact_checks: Iterable[FactCheck], made_on: str) -> Iterator[str]:
    """Yield a schema.org DataFeed, one element a line, in bounded memory.

    Args:
        fact_checks: What to export.
        made_on: The day of the feed, ``YYYY-MM-DD``.
    """
    head = {
        "@context": _CONTEXT,
        "@type": "DataFeed",
        "name": "Fact-checks of many publishers, handed on",
        "dateModified": made_on,
        "publisher": _FACTCHECK,
    }
    yield json_line(head)[:-1] + ', "dataFeedElement": ['
    before = "\n"
    for fact_check in fact_checks:
        element = {"@type": "DataFeedItem", "item": [claim_review(fact_check, made_on)]}
        yield before + json_line(element)
        before = ",\n"
    yield "\n]}\n"


def claim_review(fact_check: FactCheck, made_on: str) -> dict[str, object]:
    """Return one ClaimReview, without fields that the publisher did not give."""
    fields = fields_of(fact_check)
    review: dict[str, object] = {"@type": "ClaimReview"}
    if fields["language"] == _NO_LANGUAGE:
        del fields["language"]
    for name, path in _PATHS.items():
        if value := fields.get(name):
            _put(review, path, value)
    author, item = as_object(review["author"]), _object(review, "itemReviewed")
    review["author"] = {**author, **_publisher_properties(fact_check)}
    if fact_check.appearances:
        appearances = [{"@type": "CreativeWork", "url": url} for url in fact_check.appearances]
        item = {**item, "appearance": appearances}
    if item:
        review["itemReviewed"] = {"@type": "Claim", **item}
    review |= _publication_status(fact_check)
    review |= {"sdPublisher": _FACTCHECK, "sdDatePublished": made_on}
    review |= {_PREFIX + name: fields[name] for name in _OWN_FIELDS if fields[name]}
    if fields["harm"]:
        review[f"{_PREFIX}harm"] = _prefixed(fields["harm"])
    return review


def _put(review: dict[str, object], path: tuple[str, ...], value: object) -> None:
    parent = review
    for step in path[:-1]:
        child = parent.get(step)
        if not isinstance(child, dict):
            child = dict[str, object]({"@type": _TYPES[step]} if parent is review else {})
            parent[step] = child
        parent = child
    parent[path[-1]] = value


def _object(review: Mapping[str, object], name: str) -> Mapping[str, object]:
    return as_object(review.get(name) or {})


def _publisher_properties(fact_check: FactCheck) -> dict[str, object]:
    publisher = fact_check.publisher
    properties: dict[str, object] = {}
    if publisher.domain:
        properties["url"] = f"https://{publisher.domain}"
    if publisher.country:
        properties["address"] = {"@type": "PostalAddress", "addressCountry": publisher.country}
    return properties


def _publication_status(fact_check: FactCheck) -> dict[str, object]:
    """Return the state of the fact-check in schema.org's properties, as far as it has any."""
    state = fact_check.state.value
    properties: dict[str, object] = {}
    if state != "current":
        properties["creativeWorkStatus"] = state
    if state == "corrected" and fact_check.state_reason:
        properties["correction"] = fact_check.state_reason
    if state == "expired" and fact_check.state_on:
        properties["expires"] = fact_check.state_on
    return properties


def _prefixed(value: object) -> object:
    if isinstance(value, Mapping):
        return {_PREFIX + name: _prefixed(inner) for name, inner in value.items() if inner}
    if isinstance(value, list):
        return [_prefixed(inner) for inner in value]
    return value


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the fields of a ClaimReview that we exported, ``None`` for any other."""
    if raw.get(f"{_PREFIX}schema") != SCHEMA:
        return None
    fields = {name: raw.get(_PREFIX + name, "") for name in _OWN_FIELDS}
    fields |= {name: _at(raw, path) for name, path in _PATHS.items()}
    fields["language"] = fields["language"] or _NO_LANGUAGE
    fields["appearances"] = _urls(_at(raw, ("itemReviewed", "appearance")))
    fields["harm"] = _unprefixed(raw.get(f"{_PREFIX}harm"))
    return {**fields, **{name: fields[name] or [] for name in LISTS}}


def _at(raw: Mapping[str, object], path: tuple[str, ...]) -> object:
    value: object = raw
    for step in path:
        value = value.get(step, "") if isinstance(value, Mapping) else ""
    return value


def _urls(appearances: object) -> list[object]:
    listed = appearances if isinstance(appearances, list) else []
    return [_at(as_object(each), ("url",)) for each in listed if isinstance(each, Mapping)]


def _unprefixed(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            str(name).removeprefix(_PREFIX): _unprefixed(inner) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_unprefixed(inner) for inner in value]
    return value
