"""Print documents in a terminal as panels, whose colours only repeat what the words say."""

from collections.abc import Iterator
from typing import TextIO

from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from factcheck.reports.document import Block, Document, Line, Tone

# Columns; wider text is hard to read.
_MAX_WIDTH = 100
STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.GOOD: "green",
    Tone.MIXED: "yellow",
    Tone.BAD: "red",
    Tone.ODD: "magenta",
}


def open_console(stream: TextIO, *, no_color: bool = False, width: int | None = None) -> Console:
    """Return a console on *stream* that interprets no markup.

    Colour follows ``NO_COLOR``, ``FORCE_COLOR`` and ``TERM=dumb``, and is off where
    *stream* is no terminal; the width follows *width*, then ``COLUMNS``, then the
    terminal.

    Args:
        stream: An open text stream; characters that it cannot encode must have an
            error handler already.
        no_color: Whether the user asked for no colour.
        width: Columns, where the user named a number.
    """
    # Claims contain "[" and ":smile:", which rich would read as markup and emoji codes.
    return Console(
        file=stream,
        no_color=True if no_color else None,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def shows_panels(console: Console) -> bool:
    """Return whether *console* is a terminal that can show panels."""
    return console.is_terminal and not console.is_dumb_terminal


def print_document(console: Console, document: Document) -> None:
    """Print *document*, a panel for each block, with its copyable lines below the panel."""
    for block in document.blocks:
        console.print(_panel(block), width=min(console.width, _MAX_WIDTH))
        for line in block.lines:
            if line.copyable:
                _print_below(console, line)


def _panel(block: Block) -> Panel:
    style = STYLES[block.tone]
    # Text() because a claim may contain "[", which rich would read as markup.
    heading = Text(block.heading, style=f"{style} bold".strip(), overflow="fold")
    lines = [line for line in block.lines if not line.copyable]
    inside = Group(heading, "", _rows(lines)) if lines else heading
    return Panel(inside, box=ROUNDED, border_style=style or "dim", padding=(0, 1))


def _rows(lines: list[Line]) -> Table:
    columns = max(len(line.columns) for line in lines)
    # Several columns are as wide as their words, a single one fills the panel.
    grid = Table.grid(padding=(0, 2, 0, 0), expand=not columns)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(ratio=None if columns else 1, overflow="fold")
    for _ in range(columns):
        grid.add_column(overflow="fold")
    for line in lines:
        label = Text(line.label, justify="right" if line.is_count else "left")
        cells = (Text(text) for text in line.columns)
        grid.add_row(label, Text(line.text, style=STYLES[line.tone]), *cells)
    return grid


def _print_below(console: Console, line: Line) -> None:
    """Print *line* without a border, wrapped between words only.

    An address that is wider than the terminal is left to the terminal to fold, so
    that it is copied in one piece.
    """
    label = f"  {line.label:<5} "
    for row in _wrapped(label, line.text, console.width):
        text = Text(row, style=STYLES[line.tone])
        if row.startswith(label):
            text.stylize("dim", 0, len(label))
        console.print(text, soft_wrap=True)


def _wrapped(start: str, text: str, width: int) -> Iterator[str]:
    row = start
    for word in text.split(" "):
        longer = f"{row}{word}" if row == start else f"{row} {word}"
        if row.strip() and cell_len(longer) > width:
            yield row
            row = word
        else:
            row = longer
    yield row
