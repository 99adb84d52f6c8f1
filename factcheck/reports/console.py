"""Make the consoles that everything human-readable is written through."""

from typing import TextIO

from rich.console import Console


def open_console(stream: TextIO, *, no_color: bool = False, width: int | None = None) -> Console:
    """Return a console on *stream* that never interprets what it is given.

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
    """Return whether a person looks at *console*, with room for panels and colour."""
    return console.is_terminal and not console.is_dumb_terminal
