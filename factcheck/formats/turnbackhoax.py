"""Read the records of Mafindo's TurnBackHoax, as its API gives them."""

import re
from collections.abc import Iterable, Iterator

from factcheck.formats.field_values import MAX_CLAIM_CHARACTERS
from factcheck.formats.input_files import Input
from factcheck.formats.json_records import read_json, read_json_lines
from factcheck.formats.presets import as_meant, said, with_field
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.title_rulings import ruling_in_title
from factcheck.model import MappedBy, RawRecord, RecordProblem, Verdict

DOMAIN = "turnbackhoax.id"
_NAME = "TurnBackHoax"
_LANGUAGE = "id"
# Where the record of a number is shown; the API does not name it.
_PAGE = "https://gfd.turnbackhoax.id/focus/{}"

# mafindo.github.io/docs/v2: content is the story that went round, fact what Mafindo found.
_MEANINGS = {
    "id": "record_id",
    "title": "title",
    "content": "claim",
    "fact": "",
    "conclusion": "summary",
    "classification": "rating",
    "tanggal": "reviewed_on",
    "tags": "tags",
    "source_link": "appearances",
    "source_issue": "",
    "references": "",
    "authors": "",
    "status": "",
    "picture1": "",
}
_ARCHIVES = re.compile(r"https?://(?:[\w-]+\.)*(?:archive\.\w+|archive\.org|perma\.cc)/", re.ASCII)
_LABEL = re.compile(r"\s*\[[^\[\]]{1,60}\]\s*")
_NO_CLASS = frozenset({"", "-", "–", "—"})


def read_turnbackhoax(source: Input, options: ReadOptions) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a list, or of an object that holds one.

    Raises:
        InputError: As for any JSON.
    """
    yield from _records(read_json(source, options), options)


def read_turnbackhoax_lines(
    source: Input, options: ReadOptions
) -> Iterator[RawRecord | RecordProblem]:
    """Yield the records of a file with one of them a line.

    Raises:
        InputError: As for any JSON Lines.
    """
    yield from _records(read_json_lines(source, options), options)


def _records(
    found: Iterable[RawRecord | RecordProblem], options: ReadOptions
) -> Iterator[RawRecord | RecordProblem]:
    for record in found:
        yield record if isinstance(record, RecordProblem) else _record(record, options)


def _record(record: RawRecord, options: ReadOptions) -> RawRecord:
    meant = as_meant(record, _MEANINGS, options)
    meant = _with_addresses(_with_rating(_with_claim(meant), options))
    if not said(meant, "summary"):
        meant = with_field(meant, "summary", str(record.raw.get("fact") or ""), "fact")
    for field, value in (
        ("publisher", _NAME),
        ("publisher_domain", DOMAIN),
        ("country", "ID"),
        ("language", _LANGUAGE),
    ):
        if not said(meant, field):
            meant = with_field(meant, field, value, "the format itself")
    return meant


def _with_claim(record: RawRecord) -> RawRecord:
    """Let the title without its label be the claim where the story is missing or too long."""
    story = said(record, "claim")
    title = _LABEL.sub(" ", said(record, "title")).strip()
    if title and (not story or story == "-" or len(story) > MAX_CLAIM_CHARACTERS):
        return with_field(record, "claim", title, "title")
    return record


def _with_rating(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Take the class, or the label of the title where there is none.

    Where the two contradict each other, both are kept as the publisher's words, which no table
    knows together: so the record stays unrated instead of being rated wrongly.
    """
    given = said(record, "rating")
    ruling = ruling_in_title(said(record, "title"), (DOMAIN, _NAME), _LANGUAGE, options)
    if ruling is None:
        return with_field(record, "rating", "", "") if given in _NO_CLASS else record
    if given in _NO_CLASS:
        return with_field(record, "rating", ruling.label, "title")
    by_class, by_title = (
        options.ratings.read(label, DOMAIN, _LANGUAGE, _NAME) for label in (given, ruling.label)
    )
    if by_class.mapped_by is MappedBy.NOBODY or _agree(by_class.verdict, by_title.verdict):
        return record
    return with_field(record, "rating", f"{given} / {ruling.label}", "classification, title")


def _agree(verdict: Verdict, other: Verdict) -> bool:
    """Tell whether two labels may stand beside each other: neither calls true what one denies."""
    if Verdict.UNRATED in (verdict, other):
        return True
    upright = (Verdict.TRUE, Verdict.MOSTLY_TRUE)
    return (verdict in upright) == (other in upright)


def _with_addresses(record: RawRecord) -> RawRecord:
    number = said(record, "record_id")
    if not said(record, "url") and number.isascii() and number.isdigit():
        record = with_field(record, "url", _PAGE.format(number), "id")
    link = said(record, "appearances")
    if _ARCHIVES.match(link) and record.origins["appearances"] == "source_link":
        record = with_field(record, "archive_urls", link, "source_link")
        record = with_field(record, "appearances", "", "")
    return record
