"""Report the runs that wrote to a store, and what undoing one of them did."""

from collections.abc import Sequence

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.reports.history_report import changed_lines, changes_object
from factcheck.store.runs import IngestRun
from factcheck.store.undo import Edited, Undone

_IDS_SHOWN = 10


def runs_document(runs: Sequence[IngestRun]) -> Document:
    """Return the runs that wrote to the store, in the given order."""
    return Document(tuple(_run(run) for run in runs) or (Block("No run yet"),))


def runs_object(runs: Sequence[IngestRun]) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "runs": [
            {
                "run": run.id,
                "kind": run.kind,
                "undoes": run.undoes or None,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "input": run.input_name,
                "status": run.status,
                "counts": dict(run.counts),
            }
            for run in runs
        ],
    }


def undo_document(undone: Undone, *, dry_run: bool) -> Document:
    """Return what undoing a run did, with the first ids of each kind."""
    suffix = ", dry run: nothing was saved" if dry_run else f", as run {undone.run_id}"
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
    if undone.judgements:
        noun = "judgement" if undone.judgements == 1 else "judgements"
        lines.append(Line(f"{undone.judgements:,}", f"{noun} taken back, or brought back"))
    shown = tuple(lines) or (
        Line("0", f"fact-checks were changed by it; taken back: {undone.name}"),
    )
    return Document((Block(f"Run {undone.undoes} was taken back{suffix}", shown),))


def undo_object(undone: Undone, *, dry_run: bool) -> dict[str, object]:
    """Return what was done as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "run": undone.run_id,
        "undoes": undone.undoes,
        "restored": list(undone.restored),
        "removed": list(undone.removed),
        "kept": list(undone.kept),
        "judgements": undone.judgements,
    }


def edit_document(edited: Edited, *, dry_run: bool) -> Document:
    """Return which fields an edit changed, with both values."""
    if not edited.changes:
        return Document((Block(f"{edited.id}: nothing to change, it says so already"),))
    if dry_run:
        heading = f"{edited.id} would be changed; dry run: nothing was saved"
    else:
        heading = f"{edited.id} changed, as run {edited.run_id}"
    lines = changed_lines(edited.changes)
    if not dry_run:
        lines.append(Line("Take back", f"factcheck undo {edited.run_id}", copyable=True))
    return Document((Block(heading, tuple(lines)),))


def edit_object(edited: Edited, *, dry_run: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "run": edited.run_id or None,
        "id": edited.id,
        "changes": changes_object(edited.changes),
    }


def _run(run: IngestRun) -> Block:
    counted = ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count)
    lines = [Line("Input", run.input_name), Line("Did", counted or "nothing")]
    tone = Tone.PLAIN if run.status == "finished" else Tone.MIXED
    return Block(f"Run {run.id}, {run.started_at}, {run.kind}, {run.status}", tuple(lines), tone)


def _listed(ids: Sequence[str], words: str, tone: Tone) -> list[Line]:
    if not ids:
        return []
    shown = ", ".join(ids[:_IDS_SHOWN]) + (", …" if ids[_IDS_SHOWN:] else "")
    return [Line(f"{len(ids):,}", words, tone), Line("", shown, Tone.QUIET)]
