"""The options of a lookup that several commands share, such as ``review`` and ``scan``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.options import format_by_ending
from factcheck.formats.claim_list import ListFormat
from factcheck.reports.report_formats import BY_SUFFIX, AnswerFormat


class Accepted(StrEnum):
    """Which decisions count as found."""

    MATCH = "match"
    SUGGESTED = "suggested"


FileOption = Annotated[
    Path | None,
    typer.Option(
        "--file",
        "-f",
        metavar="FILE",
        help="A list: text lines, CSV, TSV, XLSX, JSONL.",
    ),
]
ColumnOption = Annotated[
    str, typer.Option(metavar="NAME", help="The column of a table that holds the claims.")
]
FieldOption = Annotated[
    str, typer.Option(metavar="NAME", help="The field of JSON Lines, such as post.text.")
]
InputFormatOption = Annotated[
    ListFormat | None,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        help="text, csv, tsv or jsonl, if the name of the list does not say.",
    ),
]
SinceOption = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Only reviewed on or after 2021, 2021-03, …")
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=100, help="Most fact-checks a claim.")
]
MinScoreOption = Annotated[
    float, typer.Option("--min-score", min=0.0, max=1.0, help="Show nothing below this score.")
]
PacksOption = Annotated[
    str,
    typer.Option(
        "--ocr-packs",
        metavar="PACKS",
        help="What Tesseract reads pictures with, such as ara+eng; else Latin and Cyrillic.",
    ),
]
WholeOption = Annotated[
    bool, typer.Option("--whole", help="Do not look up the sentences of a long post.")
]
TodayOption = Annotated[
    str,
    typer.Option(
        "--today",
        metavar="YYYY-MM-DD",
        help="The day on which you ask, to tell claims that come back; a list's column or "
        "field 'date' goes first. Else the computer's clock.",
    ),
]
AcceptOption = Annotated[
    Accepted, typer.Option("--accept", help="What counts as found for the exit status.")
]
ChannelOption = Annotated[
    str,
    typer.Option(
        "--channel",
        metavar="NAME",
        help="With --log: how the claim came, such as whatsapp; a list's column or field "
        "'channel' goes first.",
        show_default=False,
    ),
]
ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="Say where each claim stood: sheet, row, column, page, time, characters, box.",
    ),
]
AnswerFormatOption = Annotated[
    AnswerFormat,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="auto, text, json, jsonl, csv, tsv, xlsx, md or html; auto: as the output ends, "
        "else panels in a terminal and text elsewhere.",
    ),
]


def says_places(written_as: AnswerFormat, *, explain: bool) -> bool:
    """Tell whether answers say where claims stood: always to programs, to people if they ask."""
    return explain or written_as in (AnswerFormat.JSON, AnswerFormat.JSONL)


def chosen_format(chosen: AnswerFormat, output: Path | None) -> AnswerFormat:
    """Return the *chosen* format, or where it is left open the one in which *output* ends.

    Raises:
        UsageError: The ending stands for no format.
    """
    if chosen is AnswerFormat.AUTO and output is not None:
        return format_by_ending(output, BY_SUFFIX, AnswerFormat.AUTO)
    return chosen
