"""Read tables of the #CoronavirusFacts alliance of Poynter's network, as collected by anybody."""

import re
from collections.abc import Iterator

from factcheck.formats.csv_reader import read_table
from factcheck.formats.input_files import Input
from factcheck.formats.presets import as_meant, said, with_field
from factcheck.formats.read_options import ReadOptions
from factcheck.model import MappedBy, RawRecord, RecordProblem
from factcheck.ratings.rating_reader import language_of_rating

# The questions that the members of the alliance answered, and the names that collectors gave to
# what they saw on the pages. The countries are where a claim went round, not where it was checked.
_MEANINGS = {
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
# The words that the pages write before what they say.
_BEFORE = re.compile(
    r"(?:fact-checked by|explanation|this (?:false|misleading) claim originated from):\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*([^:]{1,40}):\s+(\S.*)", re.DOTALL)
_DATE_AND_PLACES = re.compile(r"\s*(\d{4}/\d{1,2}/\d{1,2})\s*\|.*", re.DOTALL)
_PREFIXED = ("publisher", "summary", "claimant", "title", "claim")


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
    meant = as_meant(record, _MEANINGS, options)
    for field in _PREFIXED:
        text = said(meant, field)
        shorter = _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text
        if shorter != text:
            meant = with_field(meant, field, shorter, meant.origins[field])
    rating = said(meant, "rating")
    if rating.endswith(":"):
        meant = with_field(meant, "rating", rating.rstrip(": "), meant.origins["rating"])
    for field in ("reviewed_on", "claimed_on"):
        date = _DATE_AND_PLACES.fullmatch(said(meant, field))
        if date is not None:
            meant = with_field(meant, field, date[1], meant.origins[field])
    return _with_ruling(meant, options)


def _with_ruling(record: RawRecord, options: ReadOptions) -> RawRecord:
    """Cut the label off a title: all titles of this collection begin with one, in English."""
    for field in ("claim", "title"):
        found = _LABEL.fullmatch(said(record, field))
        if found is None or not _is_label(found[1], options):
            continue
        if said(record, "rating").casefold() not in ("", found[1].strip().casefold()):
            continue
        origin = record.origins[field]
        record = with_field(record, "claim", found[2].strip(), origin)
        return with_field(record, "rating", found[1].strip(), origin)
    return record


def _is_label(text: str, options: ReadOptions) -> bool:
    mapped_by = options.ratings.read(text.strip(), "", "en", "").mapped_by
    return mapped_by is MappedBy.MAINTAINER or language_of_rating(text.strip(), "", "en") == "en"
