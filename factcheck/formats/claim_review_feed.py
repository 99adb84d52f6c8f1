"""Hand fact-checks on as a feed of ClaimReviews, the form that the web's machines read.

The publisher stays the author of each review; we are only who published the structured data
again. What schema.org has no word for stands under names of our own, which others skip.
"""

from collections.abc import Iterable, Iterator, Mapping

from factcheck.formats.export_fields import LISTS, NAMES, SCHEMA, as_object, fields_of
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import FactCheck
from factcheck.store.producer import PROJECT_PAGE

_PREFIX = "factcheck:"
_CONTEXT = ["https://schema.org", {"factcheck": f"{PROJECT_PAGE}#"}]
_US = {"@type": "Organization", "name": "factcheck", "url": PROJECT_PAGE}
_NO_LANGUAGE = "und"

# Where our fields stand in a ClaimReview.
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
# schema.org's objects that need a type, in the order in which they are written.
_TYPES = {"author": "Organization", "itemReviewed": "Claim", "reviewRating": "Rating"}
_OURS = tuple(name for name in NAMES if name not in _PATHS and name not in ("appearances", "harm"))


def claim_review_feed(fact_checks: Iterable[FactCheck], made_on: str) -> Iterator[str]:
    """Yield a schema.org DataFeed, an element a line, without ever holding it as a whole.

    Args:
        fact_checks: What to hand on.
        made_on: The day of the feed, ``YYYY-MM-DD``.
    """
    head = {
        "@context": _CONTEXT,
        "@type": "DataFeed",
        "name": "Fact-checks of many publishers, handed on",
        "dateModified": made_on,
        "publisher": _US,
    }
    yield json_line(head)[:-1] + ', "dataFeedElement": ['
    before = "\n"
    for fact_check in fact_checks:
        element = {"@type": "DataFeedItem", "item": [claim_review(fact_check, made_on)]}
        yield before + json_line(element)
        before = ",\n"
    yield "\n]}\n"


def claim_review(fact_check: FactCheck, made_on: str) -> dict[str, object]:
    """Return one ClaimReview; what the publisher did not say is left out, and nothing invented."""
    fields = fields_of(fact_check)
    review: dict[str, object] = {"@type": "ClaimReview"}
    if fields["language"] == _NO_LANGUAGE:
        del fields["language"]
    for name, path in _PATHS.items():
        if value := fields.get(name):
            _put(review, path, value)
    author, item = as_object(review["author"]), _object(review, "itemReviewed")
    review["author"] = {**author, **_home_of(fact_check)}
    if fact_check.appearances:
        appearances = [{"@type": "CreativeWork", "url": url} for url in fact_check.appearances]
        item = {**item, "appearance": appearances}
    if item:
        review["itemReviewed"] = {"@type": "Claim", **item}
    review |= _fate(fact_check)
    review |= {"sdPublisher": _US, "sdDatePublished": made_on}
    review |= {_PREFIX + name: fields[name] for name in _OURS if fields[name]}
    if fields["harm"]:
        review[f"{_PREFIX}harm"] = _prefixed(fields["harm"])
    return review


def _put(review: dict[str, object], path: tuple[str, ...], value: object) -> None:
    inside = review
    for step in path[:-1]:
        known = inside.get(step)
        if not isinstance(known, dict):
            known = dict[str, object]({"@type": _TYPES[step]} if inside is review else {})
            inside[step] = known
        inside = known
    inside[path[-1]] = value


def _object(review: Mapping[str, object], name: str) -> Mapping[str, object]:
    return as_object(review.get(name) or {})


def _home_of(fact_check: FactCheck) -> dict[str, object]:
    publisher = fact_check.publisher
    home: dict[str, object] = {}
    if publisher.domain:
        home["url"] = f"https://{publisher.domain}"
    if publisher.country:
        home["address"] = {"@type": "PostalAddress", "addressCountry": publisher.country}
    return home


def _fate(fact_check: FactCheck) -> dict[str, object]:
    """Say in schema.org's words what became of the fact-check since, where it has any."""
    state = fact_check.state.value
    fate: dict[str, object] = {}
    if state != "current":
        fate["creativeWorkStatus"] = state
    if state == "corrected" and fact_check.state_reason:
        fate["correction"] = fact_check.state_reason
    if state == "expired" and fact_check.state_on:
        fate["expires"] = fact_check.state_on
    return fate


def _prefixed(value: object) -> object:
    if isinstance(value, Mapping):
        return {_PREFIX + name: _prefixed(inner) for name, inner in value.items() if inner}
    if isinstance(value, list):
        return [_prefixed(inner) for inner in value]
    return value


def fields_in(raw: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return our fields of a ClaimReview that we wrote, ``None`` for anybody else's."""
    if raw.get(f"{_PREFIX}schema") != SCHEMA:
        return None
    fields = {name: raw.get(_PREFIX + name, "") for name in _OURS}
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
