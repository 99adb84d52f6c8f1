"""The options of a lookup that ``lookup`` and ``spark`` share."""

from enum import StrEnum
from typing import Annotated

import typer


class Accepted(StrEnum):
    """Which decisions count as found."""

    MATCH = "match"
    SUGGESTED = "suggested"


SinceOption = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Only reviewed on or after 2021, 2021-03, …")
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=100, help="Most fact-checks a claim.")
]
MinScoreOption = Annotated[
    float, typer.Option("--min-score", min=0.0, max=1.0, help="Show nothing below this score.")
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
