"""Read the ClaimReviews in a JSON file, whatever surrounds them: articles, feeds, graphs."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from factcheck.formats.column_names import Columns
from factcheck.formats.json_flatten import flatten
from factcheck.model import RawRecord, RecordProblem
from factcheck.web.claim_review_parser import PageFacts, field_paths, read_reviews
from factcheck.web.json_ld import JsonObject, References, has_type, objects_in, types_of

# How far to look for what a ClaimReview only refers to, and how much of that to keep.
_MAX_WAITING = 200
_MAX_WAITING_CHARACTERS = 2_000_000
_MAX_KNOWN = 2_000
_MAX_KNOWN_CHARACTERS = 20_000
# A record has at most a million characters, so this is no limit on honest ones.
_MAX_REVIEWS = 10_000

_NO_REFERENCES = References({})


class Piece(NamedTuple):
    """One object of a JSON file.

    Attributes:
        item: Which element of a list it is, 0 if of none.
        size: How many characters it took.
        in_graph: Whether it stands in an ``@graph``, beside the things of a page.
        notes: What was mended in it.
    """

    line: int
    item: int
    record: JsonObject
    size: int = 0
    in_graph: bool = False
    notes: tuple[str, ...] = ()


class ReviewsInJson:
    """The objects of one JSON file, those that others refer to remembered."""

    def __init__(self, columns: Columns) -> None:
        """Let *columns* win where the user mapped one."""
        self._columns = columns
        self._known: dict[str, JsonObject] = {}
        self.skipped = 0

    def resolved(self, pieces: Iterable[Piece | RecordProblem]) -> Iterator[Piece | RecordProblem]:
        """Yield *pieces* in order, each once all that it refers to is known, or far away."""
        waiting: deque[Piece | RecordProblem] = deque()
        size = 0
        for piece in pieces:
            waiting.append(piece)
            if isinstance(piece, Piece):
                size += piece.size
                self._remember(piece)
            while waiting and (
                size > _MAX_WAITING_CHARACTERS
                or len(waiting) > _MAX_WAITING
                or self._is_ready(waiting[0])
            ):
                first = waiting.popleft()
                size -= first.size if isinstance(first, Piece) else 0
                yield first
        yield from waiting

    def read(self, piece: Piece) -> tuple[RawRecord | RecordProblem, ...] | None:
        """Return the fact-checks in linked data, ``None`` if *piece* is something else."""
        found = read_reviews(
            [(piece.line, piece.record)],
            _facts(piece.record),
            known=self._known,
            limit=_MAX_REVIEWS,
        )
        if found.records:
            notes = (*piece.notes, *found.notes)
            return tuple(self._finished(record, piece, notes) for record in found.records)
        types = types_of(piece.record) if "@type" in piece.record else ()
        if not types or self._columns.has_claim(flatten(piece.record)):
            return None
        if piece.in_graph or types[0] in field_paths("objects")["beside"]:
            self.skipped += 1
            return ()
        return (RecordProblem(piece.line, _why_none(piece.record), piece.record, piece.item),)

    def _finished(
        self, record: RawRecord | RecordProblem, piece: Piece, notes: tuple[str, ...]
    ) -> RawRecord | RecordProblem:
        if isinstance(record, RecordProblem):
            return RecordProblem(record.line, record.reason, record.raw, piece.item)
        values = flatten(record.raw) if self._columns.has_map else {}
        return self._columns.overridden(record, values, item=piece.item, notes=notes)

    def _remember(self, piece: Piece) -> None:
        name = piece.record.get("@id")
        if (
            isinstance(name, str)
            and len(piece.record) > 1
            and piece.size < _MAX_KNOWN_CHARACTERS
            and len(self._known) < _MAX_KNOWN
            and not has_type(piece.record, "claimreview")
        ):
            self._known.setdefault(name, piece.record)

    def _is_ready(self, piece: Piece | RecordProblem) -> bool:
        if isinstance(piece, RecordProblem):
            return True
        is_review = False
        missing = False
        for _, node in objects_in([(piece.line, piece.record)]):
            is_review = is_review or has_type(node, "claimreview")
            missing = missing or (len(node) == 1 and node.get("@id", "") not in ("", *self._known))
        return not (is_review and missing)


def _facts(record: JsonObject) -> PageFacts:
    """Return what an article or an entry of a feed says about the ClaimReview inside it."""
    if has_type(record, "claimreview") or not ("@type" in record or "item" in record):
        return PageFacts()
    said: dict[str, str] = {}
    for name, paths in field_paths("article").items():
        texts = (text for path in paths for text in _NO_REFERENCES.texts(record, path))
        said[name] = next((text for text in texts if text.strip()), "")
    return PageFacts(**said)


def _why_none(record: Mapping[str, object]) -> str:
    kind = str(record.get("@type"))[:60]
    if has_type(record, "mediareview"):
        return "the MediaReview stands alone: without a ClaimReview there is no claim"
    if "item" in record and not record["item"]:
        return f"the {kind} is empty: its ClaimReview was taken out"
    return f"it is a {kind} without a ClaimReview"
