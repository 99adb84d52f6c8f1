"""Decide which input is believed where several state the same fact-check.

The rules are explained in docs/decisions/0010-several-inputs-one-fact-check.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from factcheck.model import MappedBy, State
from factcheck.store.row_mapping import UNDONE, Record
from factcheck.text.links import domain_of, host_of

Group = tuple[str, ...]

# Fields that only make sense together come from one input, or not at all: a rating beside
# another input's verdict would be a ruling that nobody made.
STATE: Group = ("state", "state_reason", "state_on")
_PUBLISHER: Group = ("publisher", "publisher_domain")
_SPEAKER: Group = ("claimant", "claimed_on")
RULING: Group = ("rating", "rating_language", "verdict", "axis", "mapped_by", "media_flags")
GROUPS: tuple[Group, ...] = (
    ("claim",),
    ("review_url",),
    _PUBLISHER,
    ("publisher_country",),
    RULING,
    ("title",),
    ("summary",),
    ("reviewed_on",),
    ("modified_on",),
    _SPEAKER,
    ("language", "script"),
    ("appearances",),
    ("archive_urls",),
    ("pictures",),
    ("tags",),
    ("record_id",),
    STATE,
    ("harm",),
)
ALL_FIELDS = frozenset(name for group in GROUPS for name in group)

_BLANK_VALUES: Mapping[str, object] = {
    "language": "und",
    "verdict": "unrated",
    "state": State.CURRENT.value,
}
# Set for every record, so they never show that a group was filled in.
ALWAYS_SET = frozenset(("rating_language", "axis", "mapped_by", "script"))
# Our reading of the publisher's words. It changes when our tables do, and that is no news.
_OUR_READING = ALWAYS_SET | {"verdict", "media_flags"}

# Two inputs may name a record, or spell its address, as they like without disagreeing.
_SPELLING = frozenset(("record_id", "review_url"))


@dataclass(frozen=True, slots=True)
class Report:
    """One row of the table of reports: what one input stated in one run.

    Attributes:
        id: Rises with every report.
        input: The input's number.
        name: The input's name, as a person gave it.
        priority: Given by a person; a higher one is believed first.
        record: A whole record, or only a state where the input no longer has the fact-check.
        run_id: The run that brought it.
        stated_at: When that run began.
        is_undone: Whether that run was undone.
    """

    id: int
    input: int
    name: str
    priority: int
    record: Record
    run_id: int = 0
    stated_at: str = ""
    is_undone: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the input has the fact-check at all."""
        return "claim" in self.record


@dataclass(frozen=True, slots=True)
class Statement:
    """What one input states at present.

    Attributes:
        report: Its newest report.
        first_stated: For each group of fields, the id of the report in which this input first
            stated these values. Reading an old file again therefore brings no news.
    """

    report: Report
    first_stated: Mapping[Group, int]


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged record, and which input each field comes from."""

    record: Record
    given_by: Mapping[str, Report]


def present_statements(reports: Iterable[Report]) -> list[Statement]:
    """Return what each input states at present, given all *reports*, oldest first."""
    by_input: dict[int, list[Report]] = {}
    for report in reports:
        by_input.setdefault(report.input, []).append(report)
    statements = [
        Statement(own[-1], {group: _first_stated(group, own) for group in GROUPS})
        for own in by_input.values()
    ]
    return sorted(statements, key=lambda each: each.report.id)


def last_stated(reports: Iterable[Report], source: int) -> Record | None:
    """Return the whole record that the input of number *source* stated last and not undone."""
    records = [
        each.record
        for each in reports
        if each.input == source and each.is_whole and not each.is_undone
    ]
    return records[-1] if records else None


def filled_from(before: Record, record: Record) -> Record:
    """Return *record* with what one input said *before* wherever it says nothing now.

    A group that says something replaces what was said before; only a speaker without a day, a
    rating without its own verdict, and a publisher without its name are completed, if the rest is
    the same.
    """
    kept = {
        name: before[name]
        for group in GROUPS
        if _fills_in(before, group) and _says_nothing_new(record, before, group)
        for name in group
        if name in before
    }
    return record | kept


def _says_nothing_new(record: Record, before: Record, group: Group) -> bool:
    if not _fills_in(record, group):
        return True
    if group == RULING:
        by_record = MappedBy.RECORD.value
        lost_verdict = before["mapped_by"] == by_record != record["mapped_by"]
        return bool(lost_verdict and record["rating"] in ("", before["rating"]))
    if group == _PUBLISHER:
        # Without a name the domain stands in for it.
        return bool(record["publisher"] == record["publisher_domain"] == before["publisher_domain"])
    return group == _SPEAKER and all(record[name] in ("", before[name]) for name in group)


def merge(statements: Sequence[Statement]) -> Merged:
    """Take each group of fields from the most trusted input that fills it in.

    Where no input has the fact-check any more, only a state is returned: the rest stays as it
    was stated last.
    """
    whole = [each for each in statements if each.report.is_whole]
    if not whole:
        return _missing_everywhere(statements)
    record: Record = {}
    given_by: dict[str, Report] = {}
    for group in GROUPS:
        reports = [each.report for each in in_order_of_trust(whole, group)]
        giver = next((each for each in reports if _fills_in(each.record, group)), reports[0])
        for name in group:
            if name in giver.record:
                record[name] = giver.record[name]
                given_by[name] = giver
    return Merged(record, given_by)


def in_order_of_trust(statements: Iterable[Statement], group: Group = RULING) -> list[Statement]:
    """Sort the inputs that have the fact-check by whom to believe on *group*, the first first.

    A person's priority comes first, then the publisher's own page, then the later date, then
    what was stated last.
    """
    ranked: list[Statement] = []
    whole = (each for each in statements if each.report.is_whole)
    for newer in sorted(whole, key=lambda each: each.first_stated[group]):
        places = (i for i, older in enumerate(ranked) if not _outranks(older, newer, group))
        ranked.insert(next(places, len(ranked)), newer)
    return ranked


def differences(report: Report, merged: Mapping[str, object]) -> dict[str, object]:
    """Return the values in which *report* contradicts *merged*; a blank contradicts nothing."""
    if not report.is_whole:
        return {}
    return {
        name: report.record[name]
        for group in GROUPS
        if _fills_in(report.record, group)
        for name in group
        if name not in _SPELLING and report.record.get(name) != merged.get(name)
    }


def is_news(before: Record, after: Record, group: Group) -> bool:
    """Whether inputs that stated *before* now state something else in *group*."""
    return _stated(before, group) != _stated(after, group)


def is_edited(record: Record, stated: Record) -> bool:
    """Whether the ruling of *record* is a maintainer's and not what the inputs *stated*."""
    is_own_reading = record["mapped_by"] == MappedBy.MAINTAINER.value != stated["mapped_by"]
    return is_own_reading or is_news(record, stated, RULING)


def _first_stated(group: Group, reports: Sequence[Report]) -> int:
    newest = reports[-1]
    stated = _stated(newest.record, group)
    return next(
        each.id
        for each in reports
        if each is newest
        or (each.is_whole and not each.is_undone and _stated(each.record, group) == stated)
    )


def _stated(record: Record, group: Group) -> list[object]:
    """Return what the input itself says in *group*, without our reading of it."""
    is_read_by_us = group == RULING and record.get("mapped_by") != MappedBy.RECORD.value
    ours = _OUR_READING if is_read_by_us else ALWAYS_SET
    return [record.get(name) for name in group if name not in ours]


def _outranks(older: Statement, newer: Statement, group: Group) -> bool:
    """Whether *older* is believed although *newer* was stated after it."""
    reports = older.report, newer.report
    ranks = [(each.priority, _is_own_page(each)) for each in reports]
    if ranks[0] != ranks[1]:
        return ranks[0] > ranks[1]
    dates = [_latest_date(each.record) for each in reports]
    # Another spelling is no news.
    return not _is_later(dates[1], dates[0]) if _SPELLING.issuperset(group) else _is_later(*dates)


def _latest_date(record: Record) -> str:
    return max(str(record["reviewed_on"]), str(record["modified_on"]))


def _is_later(date: str, other: str) -> bool:
    """Whether *date* is certainly later: a month is not later than one of its days."""
    known = min(len(date), len(other))
    return date[:known] > other[:known]


def _fills_in(record: Record, group: Group) -> bool:
    return any(
        bool(record.get(name)) and record[name] != _BLANK_VALUES.get(name)
        for name in group
        if name not in ALWAYS_SET
    )


def _is_own_page(report: Report) -> bool:
    """Whether the input is a page on the publisher's own site."""
    if not report.name.lower().startswith(("http://", "https://")):
        return False
    domain = str(report.record["publisher_domain"]).removeprefix("www.")
    host = domain_of(host_of(report.name))
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _missing_everywhere(statements: Sequence[Statement]) -> Merged:
    # An input that dropped it says more than one whose run was undone.
    newest = max(
        (each.report for each in statements),
        key=lambda each: (each.record.get("state") != UNDONE, each.id),
    )
    return Merged(dict(newest.record), {})
