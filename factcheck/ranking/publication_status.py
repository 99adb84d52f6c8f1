"""Report fact-checks that were withdrawn, have expired or were retired."""

from factcheck.model import FactCheck, Signal, State

_STATUS_TEXTS = {
    State.WITHDRAWN: "Its publisher has withdrawn this fact-check",
    State.VOID: "Its publisher has declared this fact-check void",
    State.EXPIRED: "Its publisher says that this fact-check is out of date",
    State.RETIRED: "This fact-check has vanished from where it came from",
    State.UNDONE: "The ingest that brought this fact-check was taken back",
}


def no_longer_stands(fact_check: FactCheck, asked_on: str = "") -> Signal | None:
    """Report that the fact-check was withdrawn, is void, has expired or was retired.

    "Withdrawn by its publisher since 2024-03-01": its ruling may have been wrong, even if it is
    about this very claim.

    Args:
        fact_check: A match or a suggestion.
        asked_on: The day on which the claim is asked about, empty if that is not known. An
            expired fact-check stands before the day on which it expires.
    """
    text = _STATUS_TEXTS.get(fact_check.state)
    if text is None:
        return None
    if fact_check.state is State.EXPIRED and asked_on and asked_on < fact_check.state_on:
        return None
    since = f" since {fact_check.state_on}" if fact_check.state_on else ""
    reason = f": {fact_check.state_reason.rstrip('.')}" if fact_check.state_reason else ""
    return Signal("no_longer_stands", 1.0, True, f"{text}{since}{reason}.")
