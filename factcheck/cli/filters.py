"""Turn the filters that a person typed into what the store understands."""

import re
from collections.abc import Iterable

from factcheck.errors import UsageError
from factcheck.model import Filters, Verdict

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def filters_for(
    languages: Iterable[str], publishers: Iterable[str], since: str, verdicts: Iterable[Verdict]
) -> Filters:
    """Return the filters for what was typed.

    Raises:
        UsageError: a language or a date is none.
    """
    if since and not _DATE.fullmatch(since):
        raise UsageError(f"--since {since}: write 2021, 2021-03 or 2021-03-04")
    return Filters(
        languages=tuple(_language(typed) for typed in languages),
        publishers=tuple(publishers),
        since=since,
        verdicts=tuple(verdicts),
    )


def _language(typed: str) -> str:
    from factcheck.text.language import UNKNOWN, language_code  # lazy: reads word lists

    code = language_code(typed)
    if code == UNKNOWN and typed.strip().lower() != UNKNOWN:
        raise UsageError(f"--lang {typed}: no language is called that; write a code such as bs")
    return code
