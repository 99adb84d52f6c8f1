"""Options that say how records are read, the same for every command that ingests them."""

from collections.abc import Sequence
from pathlib import Path
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
MediaFolderOption = Annotated[
    Path | None,
    typer.Option(
        "--media-folder",
        metavar="FOLDER",
        help="Hash the pictures in it that records name; lookup knows copies of them.",
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


def checked_media_folder(folder: Path | None) -> Path | None:
    """Return the folder of ``--media-folder``.

    Raises:
        MissingExtra: factcheck-claims[images] is not installed.
        UsageError: There is no such folder.
    """
    if folder is None:
        return None
    from factcheck.pictures.picture_reader import require_pillow  # lazy: few records have pictures

    if not folder.is_dir():
        raise UsageError(f"--media-folder {folder}: there is no such folder")
    require_pillow("--media-folder")
    return folder


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
