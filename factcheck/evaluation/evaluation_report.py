"""Render an evaluation as a document or a JSON object."""

from collections.abc import Iterator, Mapping, Sequence

from factcheck.evaluation.calibration_measures import AtThreshold, Bin
from factcheck.evaluation.evaluation_measures import EvaluationReport, Group, Interval
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.text.counting import counted

EXPLAINED = {
    "map@5": "right answers among the first five, the higher the better placed",
    "mrr": "one divided by the place of the first right answer, down to ten",
    "p@1": "the first one is right",
    "success@10": "a right one is among the first ten",
    "match_precision": "what is presented as a match is right",
    "match_recall": "claims with an answer whose answer is presented as a match",
    "promised_recall": "the same if matches began where 98.5 % of them are right",
    "false_match_rate": "claims without an answer that get a match all the same",
    "ece": "how far the scores lie from the truth on average; 0 is honest",
}
SHORT_NAMES = {
    "map@5": "MAP@5",
    "mrr": "MRR",
    "p@1": "P@1",
    "success@10": "S@10",
    "match_precision": "prec.",
    "match_recall": "recall",
    "promised_recall": "r@.985",
    "false_match_rate": "false",
    "ece": "ECE",
}
HONEST = "Are the scores honest? Each bar should end at its mark"
_BAR = 40
_UNKNOWN = "–"
_SWEPT = ("match_precision", "match_recall", "false_match_rate")


def evaluation_document(report: EvaluationReport, *, with_sweep: bool) -> Document:
    """Return the measures for a person to read."""
    blocks = (
        _summary(report),
        _table("By language of the claim", report.by_language),
        _table("By languages of claim and fact-check", report.by_pair),
        reliability(HONEST, report.bins),
        *_half_without(report),
        _thresholds(report.sweep if with_sweep else ()),
        Block("What went in", tuple(_inputs(report))),
    )
    return Document(tuple(block for block in blocks if block.lines))


def evaluation_object(report: EvaluationReport) -> dict[str, object]:
    """Return the measures as a JSON object; null where there was nothing to measure."""
    groups = {
        "by_language": report.by_language,
        "by_language_pair": report.by_pair,
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "all": dict(report.everything.values),
        **{
            name: {key: dict(group.values) for key, group in named.items()}
            for name, named in groups.items()
        },
        "intervals": {
            "all": _intervals(report.everything),
            **{
                name: {key: _intervals(group) for key, group in named.items()}
                for name, named in groups.items()
            },
        },
        "claims": {
            name: {key: group.claims for key, group in named.items()}
            for name, named in groups.items()
        },
        "reliability": bin_objects(report.bins),
        "half_without_answers": {
            "ece": report.ece_half_without,
            "reliability": bin_objects(report.bins_half_without),
        },
        "sweep": [
            {"threshold": row.threshold, **{name: getattr(row, name) for name in _SWEPT}}
            for row in report.sweep
        ],
        "mistakes": [
            {name: getattr(each, name) for name in ("kind", "claim_id", "fact_check_id", "score")}
            for each in report.mistakes
        ],
        "counts": dict(report.counts),
        "notes": list(report.notes),
    }


def bin_objects(bins: Sequence[Bin]) -> list[dict[str, float]]:
    """Return the bins of a reliability diagram as JSON objects."""
    return [
        {
            "lowest": each.lowest,
            "highest": each.highest,
            "score": each.mean_score,
            "right": each.accuracy,
            "claims": each.claims,
        }
        for each in bins
    ]


def _intervals(group: Group) -> dict[str, list[float] | None]:
    return {
        name: None if interval is None else list(interval)
        for name, interval in group.intervals.items()
    }


def _summary(report: EvaluationReport) -> Block:
    group = report.everything
    return Block(
        f"{counted(group.claims, 'claim')}; in the middle, 95 percent intervals",
        measure_lines(group.values, group.intervals, EXPLAINED),
        Tone.STRONG,
    )


def _table(heading: str, groups: Mapping[str, Group]) -> Block:
    rows = {key: ({"claims": group.claims}, group.values) for key, group in groups.items()}
    return measure_table(heading, rows)


def measure_lines(
    values: Mapping[str, float | None],
    intervals: Mapping[str, Interval | None],
    explained: Mapping[str, str],
) -> tuple[Line, ...]:
    """Write each measure with its 95 % interval, if it has one, and what it means."""
    lines = []
    for name, value in values.items():
        interval = intervals.get(name)
        between = "" if interval is None else f"{interval[0]:.3f} to {interval[1]:.3f}"
        lines.append(Line(name, f"{figure(value):<5}  {between:<14}  {explained[name]}"))
    return tuple(lines)


def measure_table(
    heading: str, groups: Mapping[str, tuple[Mapping[str, int], Mapping[str, float | None]]]
) -> Block:
    """Write a row for each group; a group has its counts and its measures, both by name."""
    if not groups:
        return Block(heading)
    counts, values = next(iter(groups.values()))
    names = (*counts, *(SHORT_NAMES[name] for name in values))
    rows = [Line("", "".join(f"{name:>7}" for name in names), Tone.QUIET)]
    for key, (counts, values) in groups.items():
        cells = (*(f"{count:,}" for count in counts.values()), *map(figure, values.values()))
        rows.append(Line(key, "".join(f"{cell:>7}" for cell in cells)))
    return Block(heading, tuple(rows))


def _half_without(report: EvaluationReport) -> Iterator[Block]:
    if report.bins_half_without != report.bins:
        error = figure(report.ece_half_without)
        heading = f"The same with all claims once more, answers hidden; ece {error}"
        yield reliability(heading, report.bins_half_without)


def reliability(heading: str, bins: Sequence[Bin]) -> Block:
    """Draw a reliability diagram."""
    lines = tuple(
        Line(
            f"{each.lowest:.2f} to {each.highest:.2f}",
            f"{_bar(each)}  said {each.mean_score:.2f}, "
            f"right {each.accuracy:.2f} of {each.claims:,}",
        )
        for each in bins
    )
    return Block(heading, lines)


def _bar(each: Bin) -> str:
    cells = ["█" if (place + 0.5) / _BAR < each.accuracy else "·" for place in range(_BAR)]
    cells[min(_BAR - 1, int(each.mean_score * _BAR))] = "|"
    return "".join(cells)


def _thresholds(rows: Sequence[AtThreshold]) -> Block:
    heading = "If matches began at another score"
    if not rows:
        return Block(heading)
    header = "".join(f"{SHORT_NAMES[name]:>7}" for name in _SWEPT)
    lines = [Line("", header, Tone.QUIET)]
    for row in rows:
        figures = "".join(f"{figure(getattr(row, name)):>7}" for name in _SWEPT)
        lines.append(Line(f"{row.threshold:.2f}", figures))
    return Block(heading, tuple(lines))


def _inputs(report: EvaluationReport) -> Iterator[Line]:
    for name, count in report.counts.items():
        if count or name in ("claims", "claims_with_answer"):
            yield Line(name.replace("_", " "), f"{count:,}")
    for note in report.notes:
        yield Line("note", note)


def figure(value: float | None) -> str:
    """Write a measure with three decimals, or a dash."""
    return _UNKNOWN if value is None else f"{value:.3f}"
