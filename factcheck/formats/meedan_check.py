"""Read the CSV exports of Meedan's Check: of a workspace, and of a shared feed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from factcheck.formats.csv_reader import read_table
from factcheck.formats.input_files import Input
from factcheck.formats.presets import first_text, with_field, with_preset
from factcheck.formats.read_options import ReadOptions
from factcheck.model import RawRecord, RecordProblem

# The headings of both exports (meedan/check-api, lib/check_search.rb). What a workspace adds
# of its own follows them, and is read by its name as in any table.
_PRESET = {
    "Claim": "claim",
    "Item page URL": "record_id",
    "Status": "rating",
    "Created by": "",
    "Submitted at": "",
    "Social Media Posted at": "claimed_on",
    "Report Published at": "reviewed_on",
    "Number of media": "",
    "Tags": "tags",
    "Fact-check title": "title",
    "Fact-check summary": "summary",
    "Fact-check URL": "url",
    "Workspace": "publisher",
    "Updated at": "modified_on",
    "Rating": "rating",
}
# The states before a ruling, as words and as Check's own names for them.
_NOT_RULED = frozenset({"unstarted", "undetermined", "in progress", "in_progress"})
_ITEM_PAGE = re.compile(r"https?://[^/\s]+/([\w-]+)/(?:project/\d+/)?media/\d+", re.ASCII)
_SECONDS = re.compile(r"\d{9,11}")


def read_check_export(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the items of an export that have a ruling.

    Raises:
        InputError: As for any table.
    """
    for record in read_table(source, options):
        yield record if isinstance(record, RecordProblem) else _item(record, options)


def _item(record: RawRecord, options: ReadOptions) -> RawRecord | RecordProblem:
    mapped = with_preset(record, _PRESET, options)
    status = first_text(mapped, "rating")
    if status.casefold() in _NOT_RULED:
        reason = f"nobody has ruled on it yet: its status in Check is {status!r}"
        return record.problem(reason)
    if not first_text(mapped, "claim") and not first_text(mapped, "title"):
        reason = "the item has no claim: in Check nobody wrote one for it"
        return record.problem(reason)
    return _with_dates(_with_publisher(mapped))


def _with_publisher(record: RawRecord) -> RawRecord:
    """Name the workspace as the publisher where nothing else is named: it is in the address."""
    page = _ITEM_PAGE.match(first_text(record, "record_id"))
    if page is None or first_text(record, "publisher") or first_text(record, "url"):
        return record
    return with_field(record, "publisher", page[1], record.origins["record_id"])


def _with_dates(record: RawRecord) -> RawRecord:
    """Write a date that is counted in seconds as a day."""
    seconds = first_text(record, "modified_on")
    if not _SECONDS.fullmatch(seconds):
        return record
    day = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    return with_field(record, "modified_on", day, record.origins["modified_on"])
