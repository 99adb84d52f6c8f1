"""Report fact-checks that were withdrawn, have expired or were retired."""

from factcheck.model import FactCheck, Message, Signal, State

_STATUS_TEXTS = {
    State.WITHDRAWN: Message("Its publisher has withdrawn this fact-check"),
    State.VOID: Message("Its publisher has declared this fact-check void"),
    State.EXPIRED: Message("Its publisher says that this fact-check is out of date"),
    State.RETIRED: Message("This fact-check has vanished from where it came from"),
    State.UNDONE: Message("The ingest that brought this fact-check was taken back"),
}
_SET_ASIDE = Message("A maintainer, not its publisher, has withdrawn this fact-check")


def no_longer_stands(fact_check: FactCheck, asked_on: str = "") -> Signal | None:
    """Report that the fact-check was withdrawn, is void, has expired or was retired.

    "Withdrawn by its publisher since 2024-03-01": its ruling may have been wrong, even if it is
    about this very claim.

    Args:
        fact_check: A match or a suggestion.
        asked_on: The day on which the claim is asked about, empty if that is not known. An
            expired fact-check stands before the day on which it expires.
    """
    text = _SET_ASIDE if fact_check.is_set_aside else _STATUS_TEXTS.get(fact_check.state)
    if text is None:
        return None
    if fact_check.state is State.EXPIRED and asked_on and asked_on < fact_check.state_on:
        return None
    if fact_check.state_on:
        text = Message("{status} since {day}", status=text, day=fact_check.state_on)
    if fact_check.state_reason:
        reason = fact_check.reason_of_state.rstrip(".")
        text = Message("{status}: {reason}", status=text, reason=reason)
    return Signal("no_longer_stands", 1.0, True, Message("{status}.", status=text))
