"""Read what a look at a page proposed, and what it cites, from the columns that keep it."""

from collections.abc import Mapping

from factcheck.store.row_mapping import DamagedRecordError, read_json

# For each field its value in the store when the page was looked at, and the one to come.
Proposed = Mapping[str, tuple[object, object]]

# Only what a page says, or where it is: a look gives no verdicts.
_PROPOSABLE = frozenset(
    "claim rating rating_language review_url archive_urls state state_reason state_on".split()
)
_LISTS = frozenset(("archive_urls",))
_OF_A_CITED_PAGE = 4


def read_proposed(text: str) -> Proposed:
    """Read which fields a look would change.

    Raises:
        DamagedRecordError: It is not what a look can propose; anybody may have written it.
    """
    proposed: dict[str, tuple[object, object]] = {}
    for name, pair in read_json(text, dict).items():
        values = pair if isinstance(pair, list) and len(pair) == 2 else []
        if name not in _PROPOSABLE or not values or not all(_fits(name, each) for each in values):
            raise DamagedRecordError(f"a look at a page proposes {name!r} = {pair!r}")
        proposed[name] = (values[0], values[1])
    return proposed


def read_cited(text: str) -> tuple[tuple[str, str, str, str], ...]:
    """Read address, state, place and reason of every page that a page cites.

    Raises:
        DamagedRecordError: It is something else.
    """
    pages = []
    for row in read_json(text, list):
        is_row = isinstance(row, list) and len(row) == _OF_A_CITED_PAGE
        if not is_row or not all(isinstance(value, str) for value in row):
            raise DamagedRecordError(f"a look at a page names {row!r} as a page that it cites")
        url, state, found_url, reason = row
        pages.append((url, state, found_url, reason))
    return tuple(pages)


def _fits(name: str, value: object) -> bool:
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)
