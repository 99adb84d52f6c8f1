"""Decide what holds where several inputs tell of the same fact-check, by rules and never by turn.

The rules are told in docs/decisions/0010-several-inputs-one-fact-check.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.model import State
from factcheck.store.row_mapping import UNDONE, Record
from factcheck.text.links import domain_of, host_of

# Fields that only make sense together come from one input, or not at all: a rating beside
# another input's verdict would be a ruling that nobody made.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("claim",),
    ("review_url",),
    ("publisher", "publisher_domain"),
    ("publisher_country",),
    ("rating", "rating_language", "verdict", "axis", "mapped_by", "media_flags"),
    ("title",),
    ("summary",),
    ("reviewed_on",),
    ("modified_on",),
    ("claimant", "claimed_on"),
    ("language", "script"),
    ("appearances",),
    ("archive_urls",),
    ("tags",),
    ("record_id",),
    ("state", "state_reason", "state_on"),
    ("harm",),
)

_SAYS_NOTHING: Mapping[str, object] = {
    "language": "und",
    "verdict": "unrated",
    "state": State.CURRENT.value,
}
# What a record has in any case, whether or not its group says anything.
_NEVER_SPEAKS = frozenset(("rating_language", "axis", "mapped_by", "script"))

# Two inputs may name a record, or spell its address, as they like without being at odds.
_NO_DISAGREEMENT = frozenset(("record_id", "review_url"))


@dataclass(frozen=True, slots=True)
class Report:
    """What one input says of one fact-check at present.

    Attributes:
        input: The input's number.
        name: The input's name, as a person gave it.
        order: Rises with every report; of the first that this input made.
        priority: Given by a person; a higher one is believed first.
        record: A whole record, or only a state where the input has stopped telling of it.
    """

    input: int
    name: str
    order: int
    priority: int
    record: Record

    @property
    def is_whole(self) -> bool:
        """Whether the input tells of the fact-check at all."""
        return "claim" in self.record


@dataclass(frozen=True, slots=True)
class Merged:
    """What holds, and which report gave each field."""

    record: Record
    given_by: Mapping[str, Report]


def merged(reports: Sequence[Report]) -> Merged:
    """Take every group of fields from the first report, in the order of trust, that has it.

    Where no input tells of the fact-check any more, only the state is given: what it said
    last stays as it is.
    """
    whole = in_order_of_trust(reports)
    if not whole:
        return _vanished(reports)
    record: Record = {}
    given_by: dict[str, Report] = {}
    for group in GROUPS:
        giver = next((report for report in whole if _speaks(report.record, group)), whole[0])
        for name in group:
            if name in giver.record:
                record[name] = giver.record[name]
                given_by[name] = giver
    return Merged(record, given_by)


def in_order_of_trust(reports: Sequence[Report]) -> list[Report]:
    """Sort the reports of inputs that still tell of the fact-check, the most trusted first.

    A person's word comes first, then the publisher's own page, then what was modified last,
    then what was here first.
    """
    by_order = sorted((each for each in reports if each.is_whole), key=lambda each: each.order)
    by_day = sorted(by_order, key=lambda each: str(each.record["modified_on"]), reverse=True)
    return sorted(by_day, key=lambda each: (-each.priority, not _is_own_page(each)))


def differences(report: Report, holds: Mapping[str, object]) -> dict[str, object]:
    """List what *report* says otherwise than what *holds*; saying nothing is no difference."""
    if not report.is_whole:
        return {}
    return {
        name: report.record[name]
        for group in GROUPS
        if _speaks(report.record, group)
        for name in group
        if name not in _NO_DISAGREEMENT and report.record.get(name) != holds.get(name)
    }


def _speaks(record: Record, group: tuple[str, ...]) -> bool:
    return any(
        bool(record.get(name)) and record[name] != _SAYS_NOTHING.get(name)
        for name in group
        if name not in _NEVER_SPEAKS
    )


def _is_own_page(report: Report) -> bool:
    """Whether the input is a page on the web that belongs to the publisher."""
    if not report.name.lower().startswith(("http://", "https://")):
        return False
    domain = str(report.record["publisher_domain"]).removeprefix("www.")
    host = domain_of(host_of(report.name))
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _vanished(reports: Sequence[Report]) -> Merged:
    # A feed that dropped it says more than an ingest that never should have been.
    newest = max(reports, key=lambda each: (each.record.get("state") != UNDONE, each.order))
    return Merged(dict(newest.record), {})
