"""The date on which claims are looked up, and the date of each claim in a list."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from factcheck.errors import UsageError
from factcheck.formats.claim_list import ListedClaim

if TYPE_CHECKING:
    from factcheck.lookup import ClaimInput

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def today_or(typed: str) -> date:
    """Return the day given with ``--today``, or today by the computer's clock if it is empty.

    Raises:
        UsageError: *typed* is no day.
    """
    if not typed:
        return datetime.now(UTC).astimezone().date()
    if _DAY.fullmatch(typed):
        with suppress(ValueError):
            return date.fromisoformat(typed)
    raise UsageError(f"--today {typed}: write a day such as 2026-05-19")


def with_date(listed: ListedClaim, today: date) -> "ClaimInput":
    """Return the claim, with its date where the list gives one.

    A date that cannot be read, or that lies after *today*, becomes an empty one: the claim is
    not one of today.
    """
    if not listed.date.strip():
        return listed.picture or listed.text
    from factcheck.formats.date_parser import claim_date  # lazy: most lists have no dates
    from factcheck.lookup import DatedClaim  # lazy: loads rapidfuzz

    return DatedClaim(listed.text, claim_date(listed.date, today), listed.picture)
