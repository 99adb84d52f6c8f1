"""Read fact-checks from JSON: lists, objects with a list inside, or an object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from factcheck.errors import InputError
from factcheck.formats.claim_review_json import JsonItem, ReviewsInJson
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

# A JSON record may lack a key; that many in a row without a claim are no fact-checks.
_RECORDS_TO_FIND_A_CLAIM = 20
_REJECT_SHOWN = 2_000

_NO_OBJECT = "the record is not a JSON object with named fields"
_ENDS_IN_RECORD = "the file ends inside the record that begins here"

_Item = JsonItem | RecordProblem


def read_json(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a JSON file, one after the other.

    Raises:
        InputError: Nothing in the first records can be the claim.
    """
    yield from _records(_objects(JsonCursor(source.stream)), source, options)


def read_json_lines(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a file with one JSON object a line.

    Raises:
        InputError: Nothing in the first records can be the claim.
    """
    yield from _records(_objects_by_line(source), source, options)


def _records(
    items: Iterator[_Item], source: Input, options: ReadOptions
) -> Iterator[RawRecord | RecordProblem]:
    columns = Columns(options.map)
    reviews = ReviewsInJson(columns)
    records = _records_of_items(items, columns, reviews)
    # The first records wait until one of them shows that the file holds fact-checks.
    first: list[RawRecord | RecordProblem] = []
    for record in islice(records, _RECORDS_TO_FIND_A_CLAIM):
        first.append(record)
        if isinstance(record, RawRecord) and _has_claim(record):
            break
    else:
        _refuse_other_files(first, columns, source.name)
    if reviews.skipped and not first:
        raise InputError(f"{source.name} has no ClaimReview: only things that stand beside some")
    yield from first
    yield from records


def _refuse_other_files(
    first: Sequence[RawRecord | RecordProblem], columns: Columns, name: str
) -> None:
    """Refuse a file in which nothing can be the claim.

    Raises:
        InputError: The message names the keys that the file has instead.
    """
    names: dict[str, None] = {}
    for record in first:
        if isinstance(record, RawRecord):
            names.update(dict.fromkeys(flatten(record.raw)))
    if names and not can_be_records(columns, names):
        raise no_claim_column(name, names)


def _has_claim(record: RawRecord) -> bool:
    return "claim" in record.fields or "title" in record.fields


def _records_of_items(
    items: Iterator[_Item], columns: Columns, reviews: ReviewsInJson
) -> Iterator[RawRecord | RecordProblem]:
    for item in reviews.resolved(items):
        if isinstance(item, RecordProblem):
            yield item
            continue
        json_ld = reviews.read(item)
        if json_ld is not None:
            yield from json_ld
            continue
        if not item.record:
            # Google's claims:search answers {} when it finds nothing.
            continue
        if _has_no_review(item.record):
            reason = "the claim comes without any review of it"
            yield RecordProblem(item.line, reason, item.record, item.item)
            continue
        for part in split_record(item.record):
            yield columns.record(item.line, flatten(part), part, item.item)


def _has_no_review(record: Mapping[str, object]) -> bool:
    """Report whether *record* is a claim of claims:search without any review."""
    reviews = [record[name] for name in column_names().reviews if name in record]
    return any(isinstance(value, list) and not any(value) for value in reviews)


def _objects_by_line(source: Input) -> Iterator[_Item]:
    for line in read_lines(source.stream):
        text = line.text.strip(" \t\r\n\ufeff\x1e\0")
        if line.problem:
            yield RecordProblem(line.number, line.problem, line.text)
        elif text:
            yield _read_object(text, line.number)


def _read_object(text: str, line: int, item: int = 0, *, in_graph: bool = False) -> _Item:
    shown = text[:_REJECT_SHOWN]
    notes: tuple[str, ...] = ()
    try:
        record = parse_json(text)
    except BrokenValueError as error:
        record = _repaired(text)
        if record is None:
            return RecordProblem(line, f"the record cannot be read: {error}", shown, item)
        notes = ("JSON with comments or with commas too many: left out",)
    if not isinstance(record, dict):
        return RecordProblem(line, _NO_OBJECT, shown, item)
    return JsonItem(line, item, record, len(text), in_graph, notes)


def _repaired(text: str) -> object:
    """Parse *text* without comments and trailing commas; ``None`` if that is no JSON either."""
    try:
        return read_script(text)
    except ValueError:
        return None


def _objects(cursor: JsonCursor) -> Iterator[_Item]:
    """Yield the objects of every value in the file: lists may follow one another."""
    while sign := cursor.peek():
        if sign == "[":
            yield from _list(cursor)
        elif sign == "{":
            yield from _object(cursor)
        elif sign == ",":
            cursor.skip()
        else:
            # Otherwise each word of a broken object would be reported on its own.
            yield RecordProblem(cursor.line, "the file is not JSON from here on: the rest is lost")
            return


def _list(cursor: JsonCursor, *, in_graph: bool = False) -> Iterator[_Item]:
    opened_in = cursor.line
    cursor.skip()
    while sign := cursor.peek():
        if sign == ",":
            cursor.skip()
        elif sign == "]":
            cursor.skip()
            return
        elif sign in "}:":
            # A bracket of another kind: the list was meant to end here.
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


def _take_object(cursor: JsonCursor, line: int, *, in_graph: bool) -> _Item:
    item = cursor.items
    whole = cursor.take_whole()
    if whole is not None and isinstance(whole[0], dict):
        return JsonItem(line, item, whole[0], whole[1], in_graph)
    if whole is not None:
        shown = json.dumps(whole[0])[:_REJECT_SHOWN]
        return RecordProblem(line, _NO_OBJECT, shown, item)
    try:
        text = cursor.take_text()
    except BrokenValueError as error:
        return RecordProblem(line, f"the record cannot be read: {error}", item=item)
    except EndOfFileError as error:
        sibling = find_sibling(error.text)
        if not sibling:
            raise
        text = error.text
    result = _read_object(text, line, item, in_graph=in_graph)
    sibling = find_sibling(text) if isinstance(result, RecordProblem) else 0
    if sibling:
        cursor.put_back(text[sibling:])
        result = _read_object(text[:sibling], line, item)
    return result


def _object(cursor: JsonCursor, depth: int = 0) -> Iterator[_Item]:
    """Yield the records of the list inside an object, or the object itself if it has none."""
    line = cursor.line
    cursor.skip()
    members = _Members()
    try:
        yield from _members(cursor, members, depth)
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
    if not members.had_list:
        yield _read_object(members.text(), line)


def _members(cursor: JsonCursor, members: "_Members", depth: int) -> Iterator[_Item]:
    """Yield the records of every list inside an object; collect its other members."""
    while (sign := cursor.peek()) and sign != "}":
        if sign in ",:":
            cursor.skip()
            continue
        key = members.read_key(cursor)
        opening = cursor.peek()
        if opening == "[" and plain_name(key) in column_names().lists:
            members.had_list = True
            yield from _list(cursor, in_graph=key == "@graph")
        elif opening == "{" and depth < _MAX_WRAPPERS and plain_name(key) in _WRAPPERS:
            members.had_list = True
            yield from _object(cursor, depth + 1)
        else:
            members.add(key, cursor.take_text())


# Objects that only wrap the list: {"data": {"items": […]}}.
_WRAPPERS = frozenset({"data", "response", "result", "feed", "body", "payload"})
_MAX_WRAPPERS = 5


class _Members:
    """The members of one object as text, until it is clear whether the object is a record."""

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
