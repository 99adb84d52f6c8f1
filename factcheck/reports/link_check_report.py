"""Report checks of the pages behind fact-checks, and the changes that they propose."""

from collections import Counter
from collections.abc import Sequence

from factcheck.maintenance.link_check_types import LinkCheck
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.link_check_table import Accepted, CitedPage, Proposed, StoredCheck
from factcheck.text.counting import counted

# The worst for a citation first.
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


def link_checks_document(checks: Sequence[LinkCheck], *, recorded: bool) -> Document:
    """Return the checks, the worst first; pages that are as they were are only counted.

    Args:
        checks: In any order.
        recorded: Whether they were written to the store.
    """
    ordered = sorted(checks, key=lambda check: list(_TONES).index(check.state))
    blocks = [_summary(checks, recorded=recorded)]
    blocks += [_block(check) for check in ordered if _is_worth_a_block(check)]
    return Document(tuple(blocks))


def link_checks_object(checks: Sequence[LinkCheck], *, recorded: bool) -> dict[str, object]:
    """Return the checks as a JSON object, in the order in which they were made."""
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


def accepted_document(accepted: Accepted, *, dry_run: bool) -> Document:
    """Return which fact-checks were changed, and which were left and why."""
    changed = accepted.changed
    fact_checks = counted(len(changed), "fact-check")
    if dry_run:
        heading = f"{fact_checks} would be changed; dry run: nothing was saved"
    elif changed:
        heading = f"{fact_checks} changed, as run {accepted.run_id}"
    else:
        heading = "nothing was changed"
    lines = []
    if changed and not dry_run:
        lines.append(Line("Undo", f"factcheck undo {accepted.run_id}", Tone.QUIET))
    lines += [
        Line("Left", f"{public}: the last look at its page proposes nothing", Tone.QUIET)
        for public in accepted.unchanged
    ]
    lines += [
        Line("Left", f"{public}: it was changed since; look at its page again", Tone.MIXED)
        for public in accepted.outdated
    ]
    blocks = [Block(heading, tuple(lines), Tone.GOOD if changed else Tone.MIXED)]
    label = "Would change" if dry_run else "Changed"
    blocks += [
        Block(public, tuple(change_lines(changes, label))) for public, changes in changed.items()
    ]
    return Document(tuple(blocks))


def accepted_object(accepted: Accepted, *, dry_run: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "run": accepted.run_id,
        "changed": [
            {"id": public, "changes": changes_object(changes)}
            for public, changes in accepted.changed.items()
        ],
        "unchanged": list(accepted.unchanged),
        "outdated": list(accepted.outdated),
    }


def waiting_document(checks: Sequence[StoredCheck]) -> Document:
    """Return the proposed changes that wait for a maintainer."""
    waiting = counted(len(checks), "fact-check")
    advice = Line("Apply", "factcheck sources --apply ID…, or --apply --all-changed", Tone.QUIET)
    heading = f"{waiting} would change" if checks else "nothing waits to be accepted"
    blocks = [Block(heading, (advice,) if checks else (), Tone.MIXED if checks else Tone.GOOD)]
    for check in checks:
        lines = [Line("Looked at", check.checked_at, Tone.QUIET)]
        lines += [Line("Why", reason) for reason in check.reasons]
        lines += change_lines(check.proposed, "Would change")
        blocks.append(Block(check.fact_check_id, tuple(lines), Tone.MIXED))
    return Document(tuple(blocks))


def waiting_object(checks: Sequence[StoredCheck]) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "waiting": [
            {
                "id": check.fact_check_id,
                "checked_at": check.checked_at,
                "reasons": list(check.reasons),
                "would_change": changes_object(check.proposed),
            }
            for check in checks
        ],
    }


def _summary(checks: Sequence[LinkCheck], *, recorded: bool) -> Block:
    counts = _counts(checks)
    wanting = sum(count for state, count in counts.items() if state != _ALIVE)
    pages = counted(len(checks), "fact-check")
    heading = f"{pages}: {wanting:,} to look at" if wanting else f"{pages}: all as they were"
    lines = [
        Line(f"{count:,}", _HEADINGS[state].lower(), _TONES[state])
        for state, count in counts.items()
        if count
    ]
    proposing = sum(bool(check.proposed) for check in checks)
    if proposing and recorded:
        words = "would change; agree with 'factcheck sources --apply ID' or '--all-changed'"
        lines.append(Line(f"{proposing:,}", words, Tone.MIXED))
    if not recorded:
        lines.append(Line("Note", "nothing was written to the store", Tone.QUIET))
    return Block(heading, tuple(lines), Tone.MIXED if wanting else Tone.GOOD)


def _block(check: LinkCheck) -> Block:
    fact_check = check.fact_check
    lines = [Line("Claim", fact_check.claim, Tone.STRONG), Line("Id", fact_check.id)]
    if fact_check.review_url:
        lines.append(Line("Page", fact_check.review_url, copyable=True))
    lines += [Line("Why", reason, _TONES[check.state]) for reason in check.reasons]
    if check.found_url and check.found_url != fact_check.review_url:
        lines.append(Line("Now at", check.found_url, copyable=True))
    lines += change_lines(check.proposed, "Would change")
    lines += [_cited_line(page) for page in check.cited if page.state != _ALIVE]
    lines += [Line("Note", note, Tone.QUIET) for note in check.notes]
    return Block(_HEADINGS[check.state], tuple(lines), _TONES[check.state])


def change_lines(changes: Proposed, label: str) -> list[Line]:
    """Return a line for each field that changes, with both values."""
    return [
        Line(label, f"{_NAMES.get(name, name)}: {_shown(was)} → {_shown(becomes)}", Tone.MIXED)
        for name, (was, becomes) in changes.items()
    ]


def changes_object(changes: Proposed) -> dict[str, object]:
    """Return the same for a script."""
    return {name: {"from": was, "to": becomes} for name, (was, becomes) in changes.items()}


def _is_worth_a_block(check: LinkCheck) -> bool:
    cited = any(page.state != _ALIVE for page in check.cited)
    return check.state != _ALIVE or bool(check.notes) or bool(check.proposed) or cited


def _cited_line(page: CitedPage) -> Line:
    words = _HEADINGS.get(page.state, page.state).lower()
    why = f" ({page.reason})" if page.reason else ""
    return Line("Cites", f"{words}: {page.url}{why}", _TONES.get(page.state, Tone.QUIET))


def _cited_object(page: CitedPage) -> dict[str, object]:
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


def _counts(checks: Sequence[LinkCheck]) -> dict[str, int]:
    counted = Counter(str(check.state) for check in checks)
    return {state: counted[state] for state in _TONES if state in counted}
