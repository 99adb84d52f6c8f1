"""Read fact-checks from JSON: lists, objects with a list inside, or an object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from factcheck.errors import InputError
from factcheck.formats.claim_review_json import Piece, ReviewsInJson
from factcheck.formats.column_names import (
    Columns,
    can_be_records,
    column_names,
    no_claim_column,
    plain_name,
)
from factcheck.formats.input_files import Input
from factcheck.formats.json_flatten import flatten, split_record
from factcheck.formats.json_stream import (
    EndOfFileError,
    JsonCursor,
    find_sibling,
)
from factcheck.formats.line_reader import MAX_RECORD_BYTES, read_lines
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem
from factcheck.text.strict_json import BrokenValueError, parse_json
from factcheck.web.embedded_json import read_script

# Records of JSON may lack a key; so many in a row without a claim are of another kind.
_LOOK_AT_RECORDS = 20
_KEPT_OF_A_BROKEN_RECORD = 2_000

_NO_OBJECT = "the record is not a JSON object with named fields"
_ENDS_IN_RECORD = "the file ends inside the record that begins here"

_Found = Piece | RecordProblem


def read_json(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a JSON file, one after the other.

    Raises:
        InputError: Nothing in the first records can be the claim.
    """
    yield from _as_records(_objects(JsonCursor(source.stream)), source, options)


def read_json_lines(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a file with one JSON object a line.

    Raises:
        InputError: Nothing in the first records can be the claim.
    """
    yield from _as_records(_objects_by_line(source), source, options)


def _as_records(
    found: Iterator[_Found], source: Input, options: ReadOptions
) -> Iterator[RawRecord | RecordProblem]:
    columns = Columns(options.map)
    reviews = ReviewsInJson(columns)
    records = _split(found, columns, reviews)
    # So many records wait until one of them shows that the file is of our kind.
    waiting: list[RawRecord | RecordProblem] = []
    for record in islice(records, _LOOK_AT_RECORDS):
        waiting.append(record)
        if isinstance(record, RawRecord) and _has_claim(record):
            break
    else:
        _refuse_strangers(waiting, columns, source.name)
    if reviews.skipped and not waiting:
        raise InputError(f"{source.name} has no ClaimReview: only things that stand beside some")
    yield from waiting
    yield from records


def _refuse_strangers(
    waiting: Sequence[RawRecord | RecordProblem], columns: Columns, name: str
) -> None:
    """Stop at a file in which nothing can be the claim.

    Raises:
        InputError: It names the keys that the file has instead.
    """
    names: dict[str, None] = {}
    for record in waiting:
        if isinstance(record, RawRecord):
            names.update(dict.fromkeys(flatten(record.raw)))
    if names and not can_be_records(columns, names):
        raise no_claim_column(name, names)


def _has_claim(record: RawRecord) -> bool:
    return "claim" in record.fields or "title" in record.fields


def _split(
    found: Iterator[_Found], columns: Columns, reviews: ReviewsInJson
) -> Iterator[RawRecord | RecordProblem]:
    for piece in reviews.resolved(found):
        if isinstance(piece, RecordProblem):
            yield piece
            continue
        linked = reviews.read(piece)
        if linked is not None:
            yield from linked
            continue
        if not piece.record:
            # What Google's claims:search answers where it found nothing.
            continue
        if _has_no_review(piece.record):
            reason = "the claim comes without any review of it"
            yield RecordProblem(piece.line, reason, piece.record, piece.item)
            continue
        for part in split_record(piece.record):
            yield columns.record(piece.line, flatten(part), part, piece.item)


def _has_no_review(record: Mapping[str, object]) -> bool:
    """Report whether *record* is one of a claims:search whose reviews are missing."""
    given = [record[name] for name in column_names().reviews if name in record]
    return any(isinstance(value, list) and not any(value) for value in given)


def _objects_by_line(source: Input) -> Iterator[_Found]:
    for line in read_lines(source.stream):
        text = line.text.strip(" \t\r\n\ufeff\x1e\0")
        if line.problem:
            yield RecordProblem(line.number, line.problem, line.text)
        elif text:
            yield _read_object(text, line.number)


def _read_object(text: str, line: int, item: int = 0, *, in_graph: bool = False) -> _Found:
    kept = text[:_KEPT_OF_A_BROKEN_RECORD]
    notes: tuple[str, ...] = ()
    try:
        record = parse_json(text)
    except BrokenValueError as error:
        record = _mended(text)
        if record is None:
            return RecordProblem(line, f"the record cannot be read: {error}", kept, item)
        notes = ("JSON with comments or with commas too many: left out",)
    if not isinstance(record, dict):
        return RecordProblem(line, _NO_OBJECT, kept, item)
    return Piece(line, item, record, len(text), in_graph, notes)


def _mended(text: str) -> object:
    """Return the value of *text* without comments and last commas, ``None`` if it has none so."""
    try:
        return read_script(text)
    except ValueError:
        return None


def _objects(cursor: JsonCursor) -> Iterator[_Found]:
    """Yield the objects of every value in the file: lists may follow one another."""
    while sign := cursor.peek():
        if sign == "[":
            yield from _list(cursor)
        elif sign == "{":
            yield from _object(cursor)
        elif sign == ",":
            cursor.skip()
        else:
            # After a broken object its remains would be reported word by word.
            yield RecordProblem(cursor.line, "the file is not JSON from here on: the rest is lost")
            return


def _list(cursor: JsonCursor, *, in_graph: bool = False) -> Iterator[_Found]:
    opened_in = cursor.line
    cursor.skip()
    while sign := cursor.peek():
        if sign == ",":
            cursor.skip()
        elif sign == "]":
            cursor.skip()
            return
        elif sign in "}:":
            # Brackets that do not pair: the list was meant to end here.
            return
        else:
            line = cursor.line
            cursor.items += 1
            try:
                yield _take_object(cursor, line, in_graph=in_graph)
            except EndOfFileError:
                yield RecordProblem(line, _ENDS_IN_RECORD, item=cursor.items)
                return
    yield RecordProblem(cursor.line, f"the file ends inside the list begun in line {opened_in}")


def _take_object(cursor: JsonCursor, line: int, *, in_graph: bool) -> _Found:
    item = cursor.items
    whole = cursor.take_whole()
    if whole is not None and isinstance(whole[0], dict):
        return Piece(line, item, whole[0], whole[1], in_graph)
    if whole is not None:
        kept = json.dumps(whole[0])[:_KEPT_OF_A_BROKEN_RECORD]
        return RecordProblem(line, _NO_OBJECT, kept, item)
    try:
        text = cursor.take_text()
    except BrokenValueError as error:
        return RecordProblem(line, f"the record cannot be read: {error}", item=item)
    except EndOfFileError as error:
        sibling = find_sibling(error.text)
        if not sibling:
            raise
        text = error.text
    found = _read_object(text, line, item, in_graph=in_graph)
    sibling = find_sibling(text) if isinstance(found, RecordProblem) else 0
    if sibling:
        cursor.put_back(text[sibling:])
        found = _read_object(text[:sibling], line, item)
    return found


def _object(cursor: JsonCursor, depth: int = 0) -> Iterator[_Found]:
    """Yield the records of the list inside an object, or the object itself if it has none."""
    line = cursor.line
    cursor.skip()
    own = _Members()
    try:
        yield from _members(cursor, own, depth)
    except EndOfFileError:
        yield RecordProblem(line, _ENDS_IN_RECORD)
        return
    except BrokenValueError as error:
        yield RecordProblem(line, f"the record cannot be read: {error}")
        return
    if not cursor.peek():
        yield RecordProblem(cursor.line, f"the file ends inside the object begun in line {line}")
        return
    cursor.skip()
    if not own.had_list:
        yield _read_object(own.text(), line)


def _members(cursor: JsonCursor, own: "_Members", depth: int) -> Iterator[_Found]:
    """Yield the records of every list inside an object; put its other members into *own*."""
    while (sign := cursor.peek()) and sign != "}":
        if sign in ",:":
            cursor.skip()
            continue
        key = own.read_key(cursor)
        inside = cursor.peek()
        if inside == "[" and plain_name(key) in column_names().lists:
            own.had_list = True
            yield from _list(cursor, in_graph=key == "@graph")
        elif inside == "{" and depth < _MAX_WRAPPERS and plain_name(key) in _WRAPPERS:
            own.had_list = True
            yield from _object(cursor, depth + 1)
        else:
            own.add(key, cursor.take_text())


# Objects that only wrap the list: {"data": {"items": […]}}.
_WRAPPERS = frozenset({"data", "response", "result", "feed", "body", "payload"})
_MAX_WRAPPERS = 5


class _Members:
    """The members of one object, kept as text until it is clear that it is a record."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self.had_list = False

    def read_key(self, cursor: JsonCursor) -> str:
        key = cursor.take_text()
        if not key.startswith('"'):
            raise BrokenValueError("a name without quotation marks")
        if cursor.peek() != ":":
            raise BrokenValueError("a name without a value")
        cursor.skip()
        return str(parse_json(key))

    def add(self, key: str, text: str) -> None:
        self._size += len(key) + len(text)
        if self._size > MAX_RECORD_BYTES:
            raise BrokenValueError(f"it is longer than {MAX_RECORD_BYTES:,} characters")
        self._texts.append(f"{json.dumps(key)}: {text}")

    def text(self) -> str:
        return "{" + ", ".join(self._texts) + "}"
