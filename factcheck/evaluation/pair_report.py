"""Render the measures of decisions on pairs as a document or a JSON object."""

from collections.abc import Iterator, Mapping

from factcheck.evaluation.evaluation_report import (
    EXPLAINED,
    HONEST,
    bin_objects,
    measure_lines,
    measure_table,
    reliability,
)
from factcheck.evaluation.pair_measures import PairGroup, PairReport
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.text.counting import counted

_PAIRS_EXPLAINED = {
    **EXPLAINED,
    "match_recall": "pairs of the same claim that are a match",
    "false_match_rate": "pairs of different claims that are a match",
}


def pairs_document(report: PairReport) -> Document:
    """Return the measures for a person to read."""
    blocks = (
        _summary(report.everything),
        _table("By languages of claim and published claim", report.by_pair),
        _table("By group", report.by_group),
        _table("By label", report.by_label),
        reliability(HONEST, report.bins),
        Block("Conflicts found", tuple(_conflicts(report.conflicts))),
        Block("Different claims that are a match", tuple(_mistakes(report))),
        Block("What went in", tuple(Line("note", note) for note in report.notes)),
    )
    return Document(tuple(block for block in blocks if block.lines))


def pairs_object(report: PairReport) -> dict[str, object]:
    """Return the measures as a JSON object; null where there was nothing to measure."""
    groups = {
        "by_language_pair": report.by_pair,
        "by_group": report.by_group,
        "by_label": report.by_label,
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "all": _group_object(report.everything),
        **{
            name: {key: _group_object(group) for key, group in named.items()}
            for name, named in groups.items()
        },
        "reliability": bin_objects(report.bins),
        "conflicts": {
            name: {"same": same, "different": different}
            for name, (same, different) in report.conflicts.items()
        },
        "mistakes": [
            {
                "claim": each.pair.claim,
                "published": each.pair.published,
                "label": each.pair.label,
                "score": each.score,
            }
            for each in report.mistakes
        ],
        "notes": list(report.notes),
    }


def _group_object(group: PairGroup) -> dict[str, object]:
    return {
        "pairs": group.pairs,
        "same": group.same,
        **group.values,
        "intervals": {
            name: None if interval is None else list(interval)
            for name, interval in group.intervals.items()
        },
    }


def _summary(group: PairGroup) -> Block:
    heading = (
        f"{counted(group.pairs, 'pair')}, {group.same:,} of the same claim; "
        "in the middle, 95 percent intervals"
    )
    lines = measure_lines(group.values, group.intervals, _PAIRS_EXPLAINED)
    return Block(heading, lines, Tone.STRONG)


def _table(heading: str, groups: Mapping[str, PairGroup]) -> Block:
    rows = {
        key: ({"pairs": group.pairs, "same": group.same}, group.values)
        for key, group in groups.items()
    }
    return measure_table(heading, rows)


def _conflicts(counts: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    for name, (same, different) in counts.items():
        yield Line(name, f"wrongly in {same:,} of the same claim, rightly in {different:,} others")


def _mistakes(report: PairReport) -> Iterator[Line]:
    for each in report.mistakes:
        pair = each.pair
        yield Line(f"{pair.label}, {each.score:.2f}", f"{pair.claim} | {pair.published}")
