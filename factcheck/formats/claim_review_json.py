"""Read the ClaimReviews in a JSON file, whatever surrounds them: articles, feeds, graphs."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from factcheck.formats.column_names import Columns
from factcheck.formats.json_flatten import flatten
from factcheck.model import RawRecord, RecordProblem
from factcheck.web.claim_review_parser import PageFacts, field_paths, read_reviews
from factcheck.web.json_ld import JsonObject, References, has_type, objects_in, types_of

# How far ahead to read for an object that a ClaimReview refers to by its @id, and how many such
# objects to keep.
_MAX_PENDING = 200
_MAX_PENDING_CHARACTERS = 2_000_000
_MAX_REFERABLE = 2_000
_MAX_REFERABLE_CHARACTERS = 20_000
# A JSON object has at most a million characters, so no honest one reaches this.
_MAX_REVIEWS = 10_000

_NO_REFERENCES = References({})


class JsonItem(NamedTuple):
    """One JSON object of a file, and where it stands.

    Attributes:
        item: Which element of a list it is, 0 if of none.
        size: How many characters it took.
        in_graph: Whether it stands in an ``@graph``, beside the things of a page.
        notes: What was repaired in it.
    """

    line: int
    item: int
    record: JsonObject
    size: int = 0
    in_graph: bool = False
    notes: tuple[str, ...] = ()


class ReviewsInJson:
    """Reads the ClaimReviews in the objects of one JSON file; keeps objects for references."""

    def __init__(self, columns: Columns) -> None:
        """Let *columns* win over a ClaimReview where the user mapped one."""
        self._columns = columns
        self._by_id: dict[str, JsonObject] = {}
        self.skipped = 0

    def resolved(
        self, items: Iterable[JsonItem | RecordProblem]
    ) -> Iterator[JsonItem | RecordProblem]:
        """Yield *items* in order, each once its references were read or are too far ahead."""
        pending: deque[JsonItem | RecordProblem] = deque()
        size = 0
        for item in items:
            pending.append(item)
            if isinstance(item, JsonItem):
                size += item.size
                self._remember(item)
            while pending and (
                size > _MAX_PENDING_CHARACTERS
                or len(pending) > _MAX_PENDING
                or self._is_ready(pending[0])
            ):
                first = pending.popleft()
                size -= first.size if isinstance(first, JsonItem) else 0
                yield first
        yield from pending

    def read(self, item: JsonItem) -> tuple[RawRecord | RecordProblem, ...] | None:
        """Return the fact-checks in JSON-LD, ``None`` if *item* is not JSON-LD."""
        found = read_reviews(
            [(item.line, item.record)],
            _surrounding_facts(item.record),
            known=self._by_id,
            limit=_MAX_REVIEWS,
        )
        if found.records:
            notes = (*item.notes, *found.notes)
            return tuple(self._with_position(record, item, notes) for record in found.records)
        types = types_of(item.record) if "@type" in item.record else ()
        if not types or self._columns.has_claim(flatten(item.record)):
            return None
        if item.in_graph or types[0] in field_paths("objects")["beside"]:
            self.skipped += 1
            return ()
        return (RecordProblem(item.line, _why_none(item.record), item.record, item.item),)

    def _with_position(
        self, record: RawRecord | RecordProblem, item: JsonItem, notes: tuple[str, ...]
    ) -> RawRecord | RecordProblem:
        if isinstance(record, RecordProblem):
            return RecordProblem(record.line, record.reason, record.raw, item.item)
        values = flatten(record.raw) if self._columns.has_map else {}
        return self._columns.overridden(record, values, item=item.item, notes=notes)

    def _remember(self, item: JsonItem) -> None:
        name = item.record.get("@id")
        if (
            isinstance(name, str)
            and len(item.record) > 1
            and item.size < _MAX_REFERABLE_CHARACTERS
            and len(self._by_id) < _MAX_REFERABLE
            and not has_type(item.record, "claimreview")
        ):
            self._by_id.setdefault(name, item.record)

    def _is_ready(self, item: JsonItem | RecordProblem) -> bool:
        if isinstance(item, RecordProblem):
            return True
        is_review = False
        missing = False
        for _, node in objects_in([(item.line, item.record)]):
            is_review = is_review or has_type(node, "claimreview")
            missing = missing or (len(node) == 1 and node.get("@id", "") not in ("", *self._by_id))
        return not (is_review and missing)


def _surrounding_facts(record: JsonObject) -> PageFacts:
    """Return what an article or a feed entry says about the ClaimReview inside it."""
    if has_type(record, "claimreview") or not ("@type" in record or "item" in record):
        return PageFacts()
    texts_by_name: dict[str, str] = {}
    for name, paths in field_paths("article").items():
        texts = (text for path in paths for text in _NO_REFERENCES.texts(record, path))
        texts_by_name[name] = next((text for text in texts if text.strip()), "")
    return PageFacts(**texts_by_name)


def _why_none(record: Mapping[str, object]) -> str:
    kind = str(record.get("@type"))[:60]
    if has_type(record, "mediareview"):
        return "the MediaReview stands alone: without a ClaimReview there is no claim"
    if "item" in record and not record["item"]:
        return f"the {kind} is empty: its ClaimReview was taken out"
    return f"it is a {kind} without a ClaimReview"
