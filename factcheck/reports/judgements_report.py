"""Report judgements, and what recording some did."""

from collections.abc import Iterable, Iterator, Sequence

from factcheck.formats.export_fields import judgement_fields
from factcheck.formats.json_lines_writer import json_line
from factcheck.model import JudgedPair
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.judgement_table import RecordedJudgements, StoredJudgement
from factcheck.text.sanitise import shortened, visible

_SHOWN = 200
_LISTED = 10


def judgements_text(judged: Iterable[StoredJudgement]) -> Iterator[str]:
    """Yield a line for each of *judged*, one for its note, and one for what changed since."""
    for each in judged:
        pair = each.pair
        head = f"{pair.judgement}  {pair.fact_check_id}  {pair.by_and_when}, run {pair.run_id}"
        yield visible(f"{head}  {shortened(pair.text, _SHOWN)}") + "\n"
        yield visible(f"    of: {shortened(pair.claim, _SHOWN)}") + "\n"
        if pair.note:
            yield visible(f"    note: {shortened(pair.note, _SHOWN)}") + "\n"
        if each.outdated:
            yield visible(f"    again: {each.outdated}") + "\n"


def judgements_json(judged: Iterable[StoredJudgement]) -> Iterator[str]:
    """Yield one JSON object with a list, judgement by judgement."""
    yield f'{{"schema_version": {SCHEMA_VERSION}, "judgements": ['
    before = "\n"
    for each in judged:
        fields = judgement_fields(each.pair) | {"run": each.pair.run_id}
        yield before + json_line(fields | {"again": each.outdated or ""})
        before = ",\n"
    yield "]}\n" if before == "\n" else "\n]}\n"


def recorded_document(done: RecordedJudgements, *, dry_run: bool) -> Document:
    """Return what recording judgements did, and who sees a pair otherwise."""
    count = len(done.added)
    noun = "judgement" if count == 1 else "judgements"
    if not count:
        known = ("it was" if len(done.unchanged) == 1 else "all were") + " said already"
        heading = f"Nothing new: {known if done.unchanged else 'no row has a judgement'}"
    elif dry_run:
        heading = f"{count:,} {noun} would be recorded; dry run: nothing was saved"
    else:
        heading = f"{count:,} {noun} recorded, as run {done.run_id}"
    lines = [*_pairs(done.added, "", Tone.PLAIN)]
    lines += _pairs(done.replaced, "Before", Tone.MIXED)
    lines += _pairs(done.opposed, "But", Tone.MIXED)
    if done.opposed:
        lines.append(Line("", "people disagree, so the pair stays a suggestion", Tone.MIXED))
    if done.unchanged:
        lines.append(Line("Known", f"{len(done.unchanged):,}", Tone.QUIET))
    if count and not dry_run:
        lines.append(Line("Take back", f"factcheck undo {done.run_id}", copyable=True))
    return Document((Block(heading, tuple(lines)),))


def recorded_object(done: RecordedJudgements, *, dry_run: bool) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "dry_run": dry_run,
        "run": done.run_id or None,
        "added": [judgement_fields(pair) for pair in done.added],
        "unchanged": len(done.unchanged),
        "replaced": [judgement_fields(pair) for pair in done.replaced],
        "opposed": [judgement_fields(pair) for pair in done.opposed],
    }


def _pairs(pairs: Sequence[JudgedPair], label: str, tone: Tone) -> Iterator[Line]:
    for pair in pairs[:_LISTED]:
        text = f"{pair.by_and_when}: “{shortened(pair.text, _SHOWN)}” and {pair.fact_check_id}"
        yield Line(label or pair.judgement.capitalize(), f"{pair.judgement} by {text}", tone)
    if len(pairs) > _LISTED:
        yield Line("", f"and {len(pairs) - _LISTED:,} more", Tone.QUIET)
