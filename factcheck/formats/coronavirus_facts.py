"""Read tables of the #CoronavirusFacts alliance, as its members or others collected them."""

import re
from collections.abc import Iterator

from factcheck.formats.csv_reader import read_table
from factcheck.formats.input_files import Input
from factcheck.formats.presets import first_text, with_field, with_preset
from factcheck.formats.read_options import ReadOptions
from factcheck.model import MappedBy, RawRecord, RecordProblem
from factcheck.ratings.rating_reader import language_of_rating

# Column names of the alliance's own form, then of tables scraped from its pages. The countries
# are where a claim circulated, not where it was checked.
_PRESET = {
    "When did you see the claim?": "claimed_on",
    "Countries": "",
    "Country": "",
    "Organization": "publisher",
    "What did you fact-check?": "claim",
    "Who said/posted it?": "claimant",
    "Link to the original piece": "appearances",
    "URL to fact-checked article (in your language)": "url",
    "Language of your fact-check": "language",
    "Explanation": "summary",
    "Final rating": "rating",
    "Category": "tags",
    "checkedBy": "publisher",
    "flag": "rating",
    "originatedFrom": "claimant",
    "fullArticleUrl": "url",
}
# Prefixes that the pages write before a value.
_PREFIX = re.compile(
    r"(?:fact-checked by|explanation|this (?:false|misleading) claim originated from):\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*([^:]{1,40}):\s+(\S.*)", re.DOTALL)
_DATE_AND_PLACES = re.compile(r"\s*(\d{4}/\d{1,2}/\d{1,2})\s*\|.*", re.DOTALL)
_PREFIXED_FIELDS = ("publisher", "summary", "claimant", "title", "claim")


def read_coronavirus_facts(
    source: Input, options: ReadOptions
) -> Iterator[RawRecord | RecordProblem]:
    """Yield the fact-checks of a table.

    Raises:
        InputError: As for any table.
    """
    for record in read_table(source, options):
        yield record if isinstance(record, RecordProblem) else _record(record, options)


def _record(record: RawRecord, options: ReadOptions) -> RawRecord:
    mapped = with_preset(record, _PRESET, options)
    for field in _PREFIXED_FIELDS:
        text = first_text(mapped, field)
        shorter = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
        if shorter != text:
            mapped = with_field(mapped, field, shorter, mapped.origins[field])
    rating = first_text(mapped, "rating")
    if rating.endswith(":"):
        mapped = with_field(mapped, "rating", rating.rstrip(": "), mapped.origins["rating"])
    for field in ("reviewed_on", "claimed_on"):
        date = _DATE_AND_PLACES.fullmatch(first_text(mapped, field))
        if date is not None:
            mapped = with_field(mapped, field, date[1], mapped.origins[field])
    return _with_ruling(mapped, options)


def _with_ruling(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Split the title into label and claim: in this collection all begin with an English label."""
    for field in ("claim", "title"):
        found = _LABEL.fullmatch(first_text(record, field))
        if found is None or not _is_label(found[1], options):
            continue
        if first_text(record, "rating").casefold() not in ("", found[1].strip().casefold()):
            continue
        origin = record.origins[field]
        record = with_field(record, "claim", found[2].strip(), origin)
        return with_field(record, "rating", found[1].strip(), origin)
    return record


def _is_label(text: str, options: ReadOptions) -> bool:
    mapped_by = options.ratings.read(text.strip(), "", "en", "").mapped_by
    return mapped_by is MappedBy.MAINTAINER or language_of_rating(text.strip(), "", "en") == "en"
