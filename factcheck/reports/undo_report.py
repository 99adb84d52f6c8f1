"""Say what taking a run back did to each fact-check."""

from collections.abc import Sequence
from typing import Protocol

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone

_SHOWN = 10


class TakenBack(Protocol):
    """What taking a run back did; each list holds ids of fact-checks."""

    @property
    def run_id(self) -> int: ...  # noqa: D102 (what it says is in the store's own class)
    @property
    def undoes(self) -> int: ...  # noqa: D102
    @property
    def restored(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def removed(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def kept(self) -> tuple[str, ...]: ...  # noqa: D102


def undo_sheet(undone: TakenBack, *, rehearsed: bool) -> Document:
    """Return what was done, with the first ids of each kind."""
    aside = ", dry run: nothing was saved" if rehearsed else f", as run {undone.run_id}"
    lines = [
        *_listed(undone.restored, "restored to what they were before", Tone.PLAIN),
        *_listed(
            undone.removed, "taken out: they keep their history and answer no more", Tone.PLAIN
        ),
        *_listed(
            undone.kept,
            "left: a later run changed them, or another input says the same",
            Tone.MIXED,
        ),
    ]
    shown = tuple(lines) or (Line("0", "fact-checks: the run had changed nothing"),)
    return Document((Block(f"Run {undone.undoes} was taken back{aside}", shown),))


def undo_object(undone: TakenBack, *, rehearsed: bool) -> dict[str, object]:
    """Return what was done as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": rehearsed,
        "run": undone.run_id,
        "undoes": undone.undoes,
        "restored": list(undone.restored),
        "removed": list(undone.removed),
        "kept": list(undone.kept),
    }


def _listed(ids: Sequence[str], words: str, tone: Tone) -> list[Line]:
    if not ids:
        return []
    shown = ", ".join(ids[:_SHOWN]) + (", …" if ids[_SHOWN:] else "")
    return [Line(f"{len(ids):,}", words, tone), Line("", shown, Tone.QUIET)]
