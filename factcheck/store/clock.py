"""The time as the store writes it: UTC, to the second."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Read the clock, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
