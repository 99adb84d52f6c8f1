"""Say what a maintainer's agreement changed, or what waits for it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.reports.link_check_report import Changes, change_lines, changes_object


class AcceptedChanges(Protocol):
    """What became of the proposals that a maintainer agreed to."""

    @property
    def run_id(self) -> int: ...  # noqa: D102 (what it says is in the store's own class)
    @property
    def changed(self) -> Mapping[str, Changes]: ...  # noqa: D102
    @property
    def unchanged(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def outdated(self) -> Sequence[str]: ...  # noqa: D102


class WaitingCheck(Protocol):
    """A look whose proposals nobody has agreed to yet."""

    @property
    def fact_check_id(self) -> str: ...  # noqa: D102
    @property
    def checked_at(self) -> str: ...  # noqa: D102
    @property
    def reasons(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def proposed(self) -> Changes: ...  # noqa: D102


def accepted_sheet(accepted: AcceptedChanges, *, rehearsed: bool) -> Document:
    """Return what was changed, fact-check by fact-check, and what was left."""
    changed = accepted.changed
    fact_checks = "1 fact-check" if len(changed) == 1 else f"{len(changed):,} fact-checks"
    if rehearsed:
        heading = f"{fact_checks} would be changed; dry run: nothing was saved"
    elif changed:
        heading = f"{fact_checks} changed, as run {accepted.run_id}"
    else:
        heading = "nothing was changed"
    lines = []
    if changed and not rehearsed:
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
    label = "Would change" if rehearsed else "Changed"
    blocks += [
        Block(public, tuple(change_lines(changes, label))) for public, changes in changed.items()
    ]
    return Document(tuple(blocks))


def accepted_object(accepted: AcceptedChanges, *, rehearsed: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": rehearsed,
        "run": accepted.run_id,
        "changed": [
            {"id": public, "changes": changes_object(changes)}
            for public, changes in accepted.changed.items()
        ],
        "unchanged": list(accepted.unchanged),
        "outdated": list(accepted.outdated),
    }


def waiting_sheet(checks: Sequence[WaitingCheck]) -> Document:
    """Return what would change if a maintainer agreed to all that was found."""
    some = "1 fact-check" if len(checks) == 1 else f"{len(checks):,} fact-checks"
    advice = Line("Accept", "factcheck sources --accept ID…, or --accept --all-changed", Tone.QUIET)
    heading = f"{some} would change" if checks else "nothing waits to be accepted"
    blocks = [Block(heading, (advice,) if checks else (), Tone.MIXED if checks else Tone.GOOD)]
    for check in checks:
        lines = [Line("Looked at", check.checked_at, Tone.QUIET)]
        lines += [Line("Why", reason) for reason in check.reasons]
        lines += change_lines(check.proposed, "Would change")
        blocks.append(Block(check.fact_check_id, tuple(lines), Tone.MIXED))
    return Document(tuple(blocks))


def waiting_object(checks: Sequence[WaitingCheck]) -> dict[str, object]:
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
