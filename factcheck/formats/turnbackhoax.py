"""Read the records of Mafindo's TurnBackHoax, as its API gives them."""

import re
from collections.abc import Iterable, Iterator

from factcheck.formats.field_values import MAX_CLAIM_CHARACTERS
from factcheck.formats.input_files import Input
from factcheck.formats.json_records import read_json, read_json_lines
from factcheck.formats.presets import first_text, with_field, with_preset
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.title_rulings import ruling_in_title
from factcheck.model import MappedBy, RawRecord, RecordProblem, Side, Verdict

DOMAIN = "turnbackhoax.id"
_NAME = "TurnBackHoax"
_LANGUAGE = "id"
# Where the record of a number is shown; the API does not name it.
_PAGE = "https://gfd.turnbackhoax.id/focus/{}"

# mafindo.github.io/docs/v2: content is the story that circulated, fact is what Mafindo found.
_PRESET = {
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
    mapped = with_preset(record, _PRESET, options)
    mapped = _with_addresses(_with_rating(_with_claim(mapped), options))
    if not first_text(mapped, "summary"):
        mapped = with_field(mapped, "summary", str(record.raw.get("fact") or ""), "fact")
    for field, value in (
        ("publisher", _NAME),
        ("publisher_domain", DOMAIN),
        ("country", "ID"),
        ("language", _LANGUAGE),
    ):
        if not first_text(mapped, field):
            mapped = with_field(mapped, field, value, "the format itself")
    return mapped


def _with_claim(record: RawRecord) -> RawRecord:
    """Use the title without its label as the claim where the story is missing or too long."""
    story = first_text(record, "claim")
    title = _LABEL.sub(" ", first_text(record, "title")).strip()
    if title and (not story or story == "-" or len(story) > MAX_CLAIM_CHARACTERS):
        return with_field(record, "claim", title, "title")
    return record


def _with_rating(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Use the class as the rating, or the label of the title where there is none.

    Where the two contradict each other, both are kept as the rating. No table knows them
    together, so the record stays unrated instead of being rated wrongly.
    """
    label = first_text(record, "rating")
    ruling = ruling_in_title(first_text(record, "title"), (DOMAIN, _NAME), _LANGUAGE, options)
    if ruling is None:
        return with_field(record, "rating", "", "") if label in _NO_CLASS else record
    if label in _NO_CLASS:
        return with_field(record, "rating", ruling.label, "title")
    by_class, by_title = (
        options.ratings.read(each, DOMAIN, _LANGUAGE, _NAME) for each in (label, ruling.label)
    )
    if by_class.mapped_by is MappedBy.NOBODY or _agree(by_class.verdict, by_title.verdict):
        return record
    return with_field(record, "rating", f"{label} / {ruling.label}", "classification, title")


def _agree(verdict: Verdict, other: Verdict) -> bool:
    """Report whether two verdicts are compatible: not one of them true and the other not."""
    if Verdict.UNRATED in (verdict, other):
        return True
    return (verdict.side is Side.TRUE) == (other.side is Side.TRUE)


def _with_addresses(record: RawRecord) -> RawRecord:
    number = first_text(record, "record_id")
    if not first_text(record, "url") and number.isascii() and number.isdigit():
        record = with_field(record, "url", _PAGE.format(number), "id")
    link = first_text(record, "appearances")
    if _ARCHIVES.match(link) and record.origins["appearances"] == "source_link":
        record = with_field(record, "archive_urls", link, "source_link")
        record = with_field(record, "appearances", "", "")
    return record
