"""Options that say how records are read, the same for every command that ingests them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from factcheck.errors import UsageError
from factcheck.model import Trust

ColumnMapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="What a column, or a.b in JSON, is to us."),
]
DayFirstOption = Annotated[
    bool | None,
    typer.Option(
        "--day-first/--month-first",
        help="How to read 03/04/2021; without it such dates stay blank.",
        show_default=False,
    ),
]
RetireMissingOption = Annotated[
    bool,
    typer.Option("--retire-missing", help="Mark what this input had before and has no more."),
]
ClearMissingOption = Annotated[
    bool,
    typer.Option("--clear-missing", help="Blank the fields that this input has no more."),
]
TrustOption = Annotated[
    Trust | None,
    typer.Option(
        "--trust",
        metavar="TRUST",
        help="How its judgements count from now on: full as your own, hint (the default) or none.",
    ),
]


def column_mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    """Return the columns and their fields, as ``--map`` names them.

    Raises:
        UsageError: One is not COLUMN=FIELD, or a column is named twice.
    """
    mapping = {}
    for pair in pairs or ():
        column, equals, name = pair.rpartition("=")
        if not (column and equals and name):
            raise UsageError(f"--map {pair}: write COLUMN=FIELD, such as Tvrdnja=claim")
        if column in mapping:
            raise UsageError(f"--map {pair}: {column!r} is mapped twice; a column is one field")
        mapping[column] = name
    return mapping
