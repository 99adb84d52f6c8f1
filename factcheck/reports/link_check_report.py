"""Say what became of the pages behind fact-checks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from factcheck.model import FactCheck
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone

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


_NAMES = {
    "claim": "claim",
    "rating": "rating",
    "rating_language": "language of the rating",
    "review_url": "address",
    "archive_urls": "archived copies",
    "state": "state",
    "state_reason": "reason of the state",
    "state_on": "state since",
}

# For each field its value before and after.
Changes = Mapping[str, tuple[object, object]]


class CitedSource(Protocol):
    """A page that a review page cites, as it was found."""

    @property
    def url(self) -> str: ...  # noqa: D102 (what it says is in the store's own class)
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def found_url(self) -> str: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102


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

    @property
    def proposed(self) -> Changes:
        """What would change in the fact-check if a maintainer agreed."""
        ...

    @property
    def cited(self) -> Sequence[CitedSource]:
        """What became of the pages that the page cites."""
        ...


def sources_sheet(checks: Sequence[CheckedSource], *, recorded: bool) -> Document:
    """Return what was found, the worst first; pages that are well are only counted.

    Args:
        checks: In any order.
        recorded: Whether the store remembers them now.
    """
    ordered = sorted(checks, key=lambda check: list(_TONES).index(check.state))
    blocks = [_summary(checks, recorded=recorded)]
    blocks += [_block(check) for check in ordered if _is_worth_a_block(check)]
    return Document(tuple(blocks))


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
                "would_change": changes_object(check.proposed),
                "cited": [_cited_object(page) for page in check.cited],
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
    proposing = sum(bool(check.proposed) for check in checks)
    if proposing and recorded:
        words = "would change; agree with 'factcheck sources --accept ID' or '--all-changed'"
        lines.append(Line(f"{proposing:,}", words, Tone.MIXED))
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
    lines += change_lines(check.proposed, "Would change")
    lines += [_cited_line(page) for page in check.cited if page.state != _ALIVE]
    lines += [Line("Note", note, Tone.QUIET) for note in check.notes]
    return Block(_HEADINGS[check.state], tuple(lines), _TONES[check.state])


def change_lines(changes: Changes, label: str) -> list[Line]:
    """Return a line for each field that changes, with both values."""
    return [
        Line(label, f"{_NAMES.get(name, name)}: {_shown(was)} → {_shown(becomes)}", Tone.MIXED)
        for name, (was, becomes) in changes.items()
    ]


def changes_object(changes: Changes) -> dict[str, object]:
    """Return the same for a script."""
    return {name: {"from": was, "to": becomes} for name, (was, becomes) in changes.items()}


def _is_worth_a_block(check: CheckedSource) -> bool:
    cited = any(page.state != _ALIVE for page in check.cited)
    return check.state != _ALIVE or bool(check.notes) or bool(check.proposed) or cited


def _cited_line(page: CitedSource) -> Line:
    words = _HEADINGS.get(page.state, page.state).lower()
    why = f" ({page.reason})" if page.reason else ""
    return Line("Cites", f"{words}: {page.url}{why}", _TONES.get(page.state, Tone.QUIET))


def _cited_object(page: CitedSource) -> dict[str, object]:
    return {
        "url": page.url,
        "state": str(page.state),
        "found_url": page.found_url,
        "reason": page.reason,
    }


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value) or "none"
    return f"“{value}”" if value else "blank"


def _counts(checks: Sequence[CheckedSource]) -> dict[str, int]:
    counted = Counter(str(check.state) for check in checks)
    return {state: counted[state] for state in _TONES if state in counted}
