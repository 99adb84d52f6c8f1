"""Say what became of the pages behind fact-checks."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from factcheck.model import FactCheck
from factcheck.render.answers_json import SCHEMA_VERSION
from factcheck.render.sheets import Block, Line, Sheet, Tone

# In the order of how much a citation suffers; a state that is not listed comes last.
_TONES = {
    "gone": Tone.BAD,
    "changed": Tone.BAD,
    "moved": Tone.MIXED,
    "unreachable": Tone.MIXED,
    "refused": Tone.MIXED,
    "no_page": Tone.QUIET,
    "alive": Tone.GOOD,
}
_HEADINGS = {
    "gone": "GONE",
    "changed": "CHANGED",
    "moved": "MOVED",
    "unreachable": "NOT REACHED THIS TIME",
    "refused": "NOT FETCHED",
    "no_page": "WITHOUT A PAGE",
    "alive": "ALIVE",
}
_ALIVE = "alive"


class CheckedSource(Protocol):
    """One look at the page of a fact-check, as the journey gives it."""

    @property
    def fact_check(self) -> FactCheck:
        """Whose page it is."""
        ...

    @property
    def state(self) -> str:
        """Such as ``alive`` or ``gone``."""
        ...

    @property
    def checked_at(self) -> str:
        """UTC time in ISO 8601."""
        ...

    @property
    def found_url(self) -> str:
        """Where the page was found, empty where it was not."""
        ...

    @property
    def reasons(self) -> Sequence[str]:
        """Why it is in this state."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What else is worth knowing."""
        ...


def sources_sheet(checks: Sequence[CheckedSource], *, recorded: bool) -> Sheet:
    """Return what was found, the worst first; pages that are well are only counted.

    Args:
        checks: In any order.
        recorded: Whether the store remembers them now.
    """
    ordered = sorted(checks, key=lambda check: list(_TONES).index(check.state))
    blocks = [_summary(checks, recorded=recorded)]
    blocks += [_block(check) for check in ordered if check.state != _ALIVE or check.notes]
    return Sheet(tuple(blocks))


def sources_object(checks: Sequence[CheckedSource], *, recorded: bool) -> dict[str, object]:
    """Return what was found as a JSON object, in the order of the look."""
    return {
        "schema_version": SCHEMA_VERSION,
        "recorded": recorded,
        "counts": _counts(checks),
        "sources": [
            {
                "id": check.fact_check.id,
                "url": check.fact_check.review_url,
                "state": str(check.state),
                "found_url": check.found_url,
                "reasons": list(check.reasons),
                "notes": list(check.notes),
                "checked_at": check.checked_at,
            }
            for check in checks
        ],
    }


def _summary(checks: Sequence[CheckedSource], *, recorded: bool) -> Block:
    counts = _counts(checks)
    wanting = sum(count for state, count in counts.items() if state != _ALIVE)
    pages = "1 fact-check" if len(checks) == 1 else f"{len(checks):,} fact-checks"
    heading = f"{pages}: {wanting:,} to look at" if wanting else f"{pages}: all as they were"
    lines = [
        Line(f"{count:,}", _HEADINGS[state].lower(), _TONES[state])
        for state, count in counts.items()
        if count
    ]
    if not recorded:
        lines.append(Line("Note", "nothing was written to the store", Tone.QUIET))
    return Block(heading, tuple(lines), Tone.MIXED if wanting else Tone.GOOD)


def _block(check: CheckedSource) -> Block:
    fact_check = check.fact_check
    lines = [Line("Claim", fact_check.claim, Tone.STRONG), Line("Id", fact_check.id)]
    if fact_check.review_url:
        lines.append(Line("Page", fact_check.review_url, copied_whole=True))
    lines += [Line("Why", reason, _TONES[check.state]) for reason in check.reasons]
    if check.found_url and check.found_url != fact_check.review_url:
        lines.append(Line("Now at", check.found_url, copied_whole=True))
    lines += [Line("Note", note, Tone.QUIET) for note in check.notes]
    return Block(_HEADINGS[check.state], tuple(lines), _TONES[check.state])


def _counts(checks: Sequence[CheckedSource]) -> dict[str, int]:
    counted = Counter(str(check.state) for check in checks)
    return {state: counted[state] for state in _TONES if state in counted}
