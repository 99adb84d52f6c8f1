"""Write trends for people, and as JSON and CSV with the rows behind every figure."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from factcheck.citations.markup import markdown_text
from factcheck.citations.translator import Translator
from factcheck.reports.answers_csv import cell
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.reports.trends_view import ShownFigure, ShownTable, TrendsView
from factcheck.trends.figures import Figure, Table
from factcheck.trends.trends import Trends
from factcheck.trends.unanswered import UnansweredGroup

GROUPS_SHOWN = 20
_COLUMNS = ("section", "table", "key", "second_key", "row_kind", "row", "days")
_QUEUE_COLUMNS = (
    "number", "claims", "claim", "languages", "first_day", "last_day", "example_1", "example_2",
    "example_3", "suggested_fact_checks",
)  # fmt: skip


def trends_document(trends: Trends, t: Translator) -> Document:
    """Return the report laid out for reading; tables show what `trends_object` has in full."""
    view = TrendsView(trends, t)
    blocks = []
    for section in view.sections():
        lines = [Line("", text) for text in section.lines]
        lines += [Line(t("Note"), note, Tone.QUIET) for note in section.notes]
        blocks.append(Block(section.title, tuple(lines), Tone.STRONG))
        blocks += [_block(table) for table in section.tables]
    return Document((*_filter_block(view, t), *blocks, *_unanswered_blocks(view, t)))


def write_markdown(stream: TextIO, trends: Trends, t: Translator) -> None:
    """Write the same as Markdown."""
    view = TrendsView(trends, t)
    stream.write(f"# {markdown_text(t('Trends'))}\n\n")
    if view.filters:
        stream.write(f"{markdown_text(t('Filters'))}: {markdown_text(view.filters)}\n\n")
    for section in view.sections():
        stream.write(f"## {markdown_text(section.title)}\n\n")
        stream.writelines(f"{markdown_text(note)}\n\n" for note in section.notes)
        stream.writelines(f"- {markdown_text(line)}\n" for line in section.lines)
        stream.write("\n")
        for table in section.tables:
            stream.write("".join(_markdown_table(table, t)) + "\n")
    stream.write(f"## {markdown_text(t('What has no match yet'))}\n\n")
    stream.writelines(f"{markdown_text(note)}\n\n" for note in view.unanswered_notes)
    for number, group in enumerate(view.groups(GROUPS_SHOWN), start=1):
        facts = f"{group.asked}; {group.languages}; {group.days}"
        stream.write(f"{number}. {markdown_text(group.claim)} ({markdown_text(facts)})\n")
        stream.writelines(f"    - {markdown_text(text)}\n" for text in group.examples[1:])


def trends_object(trends: Trends, store: Path) -> dict[str, object]:
    """Return the report as a JSON object in which every figure lists its rows."""
    filters = trends.options.filters
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "trends",
        "store": str(store),
        "by": trends.options.by.value,
        "filters": {
            "languages": list(filters.languages),
            "exact_languages": filters.exact_languages,
            "publishers": list(filters.publishers),
            "since": filters.since,
            "verdicts": [verdict.value for verdict in filters.verdicts],
            "harms": [harm.value for harm in filters.harms],
        },
        "sections": [
            {
                "name": section.name,
                "title": str(section.title),
                "notes": [str(note) for note in section.notes],
                "tables": [_table_object(table) for table in section.tables],
            }
            for section in trends.sections
        ],
        "unanswered": [
            {"number": number, **_group_object(group)}
            for number, group in enumerate(trends.unanswered, start=1)
        ],
    }


def write_csv(stream: TextIO, trends: Trends) -> None:
    """Write a line for every row behind every figure: counting them gives the figures."""
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for section in trends.sections:
        for table in section.tables:
            for figure in table.figures:
                keys = [*map(cell, figure.key), "", ""][:2]
                for row, days in _days_of_rows(figure):
                    shown = "" if days is None else days
                    rows.writerow((section.name, table.name, *keys, table.row_kind, row, shown))
    for number, group in enumerate(trends.unanswered, start=1):
        for row in group.rows:
            rows.writerow(("unanswered", "unanswered", number, "", trends.unanswered_kind, row, ""))


def write_queue(stream: TextIO, trends: Trends) -> None:
    """Write what nobody has checked as a list for editors, the largest group first."""
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(_QUEUE_COLUMNS)
    for number, group in enumerate(trends.unanswered, start=1):
        examples = [*map(cell, group.examples), "", "", ""][:3]
        rows.writerow(
            (
                number,
                len(group.claims),
                cell(group.claims[0].text),
                " ".join(group.languages),
                group.first_day,
                group.last_day,
                *examples,
                " ".join(group.suggested),
            )
        )


def _filter_block(view: TrendsView, t: Translator) -> Iterator[Block]:
    if view.filters:
        yield Block(t("Trends"), (Line(t("Filters"), view.filters),))


def _block(table: ShownTable) -> Block:
    lines = [
        Line(
            figure.count,
            figure.label,
            columns=tuple(filter(None, (figure.share, figure.days, figure.languages))),
        )
        for figure in table.figures
    ]
    if table.left_out:
        lines.append(Line("", table.left_out, Tone.QUIET))
    return Block(table.title, tuple(lines))


def _unanswered_blocks(view: TrendsView, t: Translator) -> Iterator[Block]:
    lines = [Line(t("Note"), note, Tone.QUIET) for note in view.unanswered_notes]
    for group in view.groups(GROUPS_SHOWN):
        lines.append(Line(group.count, group.claim, Tone.STRONG))
        lines.append(Line("", f"{group.languages}; {group.days}", Tone.QUIET))
        lines += [Line("", text) for text in group.examples[1:]]
        lines += [
            Line("", f"{t('Suggested')}: {row.id}, {row.claim}", Tone.MIXED)
            for row in group.suggested[:1]
        ]
    if lines:
        yield Block(t("What has no match yet"), tuple(lines), Tone.STRONG)


def _markdown_table(table: ShownTable, t: Translator) -> Iterator[str]:
    headings = [table.heading, t("Number")]
    headings += [t("Share")] * table.has_shares + [t("How long")] * table.has_days
    yield f"### {markdown_text(table.title)}\n\n"
    yield f"| {' | '.join(map(markdown_text, headings))} |\n"
    yield f"|---|{'---:|' * (len(headings) - 1)}\n"
    for figure in table.figures:
        yield f"| {' | '.join(map(markdown_text, _cells(figure, table)))} |\n"
    if table.left_out:
        yield f"\n{markdown_text(table.left_out)}\n"


def _cells(figure: ShownFigure, table: ShownTable) -> list[str]:
    label = f"{figure.label} ({figure.languages})" if figure.languages else figure.label
    cells = [label, figure.count]
    return cells + [figure.share] * table.has_shares + [figure.days] * table.has_days


def _table_object(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "title": str(table.title),
        "keys": list(table.keys),
        "row_kind": table.row_kind.value,
        "share_of": table.share_of,
        "figures": [
            {
                "key": list(figure.key),
                "count": figure.count,
                "median_days": figure.median_days,
                "rows": list(figure.rows),
                **({"days": list(figure.days)} if figure.days else {}),
            }
            for figure in table.figures
        ],
    }


def _group_object(group: UnansweredGroup) -> dict[str, object]:
    return {
        "count": len(group.claims),
        "claim": group.claims[0].text,
        "languages": list(group.languages),
        "first_day": group.first_day,
        "last_day": group.last_day,
        "examples": list(group.examples),
        "suggested": list(group.suggested),
        "rows": list(group.rows),
    }


def _days_of_rows(figure: Figure) -> Iterator[tuple[str, int | None]]:
    return zip(figure.rows, figure.days or (None,) * figure.count, strict=True)
