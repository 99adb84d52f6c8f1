"""Turn the filters of a request into what the store understands."""

from collections.abc import Iterable

from factcheck.errors import UsageError
from factcheck.model import PARTIAL_DATE, Filters, Verdict
from factcheck.store.store import Store
from factcheck.text.language import UNKNOWN, language_code

_MOST_KNOWN = 12


def requested_filters(
    languages: Iterable[str] = (),
    publishers: Iterable[str] = (),
    verdicts: Iterable[str] = (),
    since: str = "",
) -> Filters:
    """Return the filters for what was asked; blank values filter nothing.

    Raises:
        UsageError: A language, a verdict or a date is none.
    """
    return Filters(
        languages=tuple(map(_language, _given(languages))),
        publishers=_given(publishers),
        since=requested_date("since", since),
        verdicts=tuple(map(_verdict, _given(verdicts))),
    )


def requested_date(name: str, typed: str) -> str:
    """Return a date as the store writes it; spreadsheets hand it on with the time of day.

    Raises:
        UsageError: It is none.
    """
    day = typed.strip().partition("T")[0]
    if day and not PARTIAL_DATE.fullmatch(day):
        raise UsageError(f"{name}: write 2021, 2021-03 or 2021-03-04")
    return day


def require_known_values(store: Store, filters: Filters) -> None:
    """Refuse a language or a publisher that no fact-check in *store* has.

    Raises:
        UsageError: There is one; the message names the known ones that are nearest.
    """
    for unknown in store.unknown_values(filters):
        known = ", ".join(unknown.known[:_MOST_KNOWN])
        hint = f"; there are {known}" if known else ""
        raise UsageError(f"{unknown.name}: no fact-check here has {unknown.value}{hint}")


def _given(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, (value.strip() for value in values)))


def _language(typed: str) -> str:
    code = language_code(typed)
    if code == UNKNOWN:
        raise UsageError(f"language: no language is called {typed}; write a code such as bs")
    return code


def _verdict(typed: str) -> Verdict:
    try:
        return Verdict(typed.casefold().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        raise UsageError(f"verdict: {typed} is none of {', '.join(Verdict)}") from error
