"""Know which day it is, and on which day each claim of a list was asked about."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from factcheck.cli.claim_list import ListedClaim
from factcheck.errors import UsageError

if TYPE_CHECKING:
    from factcheck.lookup import DatedClaim

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Longer than any date with its weekday, month and time zone in words.
_LONGEST_DATE = 60


def today(typed: str) -> date:
    """Return the day that was typed, else the day of the computer's clock.

    Raises:
        UsageError: what was typed is no day.
    """
    if not typed:
        return datetime.now(UTC).astimezone().date()
    if _DAY.fullmatch(typed):
        with suppress(ValueError):
            return date.fromisoformat(typed)
    raise UsageError(f"--today {typed}: write a day such as 2026-05-19")


def dated(listed: ListedClaim, day: date) -> "str | DatedClaim":
    """Return the claim with the date that its list gives it.

    A date that cannot be read, or lies in the future, leaves open when the claim was asked
    about: it is no claim of today, whatever else it is.

    Args:
        listed: The claim as the list holds it.
        day: Today.
    """
    if not listed.date.strip():
        return listed.text
    from factcheck.formats.date_parser import read_date  # lazy: most lists have no dates
    from factcheck.lookup import DatedClaim  # lazy: --help must stay fast

    short = len(listed.date) <= _LONGEST_DATE
    return DatedClaim(listed.text, read_date(listed.date, today=day)[0] if short else "")
