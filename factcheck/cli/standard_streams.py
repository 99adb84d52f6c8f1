"""Standard input, output and error of a command, open or not."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO, cast
from urllib.parse import unquote, urlsplit

from factcheck.errors import InputError, UsageError
from factcheck.text.sanitise import visible


def is_web_address(text: str) -> bool:
    """Return whether *text* is a URL and no file."""
    return text.lower().startswith(("http://", "https://"))


def local_path(text: str) -> str:
    """Return the path that a ``file:`` URL names; anything else stays as it is.

    Raises:
        UsageError: The URL names a file on another machine.
    """
    if not text.lower().startswith("file://"):
        return text
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise UsageError(f"{text} is no address: {error}") from error
    if parts.netloc.lower() not in ("", "localhost"):
        raise UsageError(f"{text}: only files of this machine can be read; write file:///PATH")
    path = unquote(parts.path)
    if not path or "\0" in path:
        raise UsageError(f"{text} names no file; write file:///PATH")
    return path


def prepare_streams() -> None:
    """Escape characters that the output streams cannot encode.

    Raises:
        UsageError: standard output is closed.
    """
    if sys.stderr is None:
        # A shell may close it with 2>&-; messages are dropped then.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    if sys.stdout is None:
        raise UsageError("standard output is closed; leave it open or send it to /dev/null")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(message: str) -> None:
    """Write *message* as one line without control characters to standard error."""
    with suppress(OSError):
        sys.stderr.write(f"factcheck: {visible(message)}\n")
        sys.stderr.flush()


def silence_output() -> None:
    """Discard what is still to be written, so that Python does not fail at its exit."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def standard_input() -> BufferedReader:
    """Return standard input as bytes.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed; pipe claims in, or name a file")
    # Python promises less than it gives: the reader of a file descriptor is buffered.
    return cast("BufferedReader", sys.stdin.buffer)


def input_is_terminal() -> bool:
    """Return whether standard input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def input_waits() -> bool:
    """Return whether standard input can be read without waiting for its writer.

    False where that cannot be known, as for pipes on Windows.
    """
    try:
        ready, _, _ = select.select([sys.stdin.buffer], [], [], 0)
    except (OSError, ValueError, AttributeError):
        return False
    return bool(ready)


@contextmanager
def opened_output(
    path: Path | None, *, for_machines: bool, as_workbook: bool = False
) -> Iterator[TextIO]:
    """Yield the stream that answers go to.

    A file appears under its name only when it is complete, so that nobody reads
    half of it. A device or a pipe is written to directly.

    Args:
        path: Where to write; ``None`` or ``-`` is standard output.
        for_machines: Whether the text must be UTF-8 whatever the terminal speaks.
        as_workbook: Whether the stream takes CSV, and a workbook is made of it.

    Raises:
        UsageError: *path* cannot be written to, or a workbook would go to a terminal.
    """
    if not as_workbook:
        with _opened_text(path, for_machines=for_machines) as stream:
            yield stream
        return
    from factcheck.formats.workbook_writer import WorkbookStream  # lazy: most output is text

    with (
        WorkbookStream() as workbook,
        _opened_text(path, for_machines=True) as stream,
    ):
        if stream.isatty():
            raise UsageError("a workbook is no text for a terminal; name a file with -o FILE")
        # Type: rows of CSV are written to it, as to any text.
        yield cast("TextIO", workbook)
        workbook.save(stream.buffer)
        for note in workbook.notes:
            say(note)


@contextmanager
def _opened_text(path: Path | None, *, for_machines: bool) -> Iterator[TextIO]:
    if path is None or str(path) == "-":
        if for_machines and isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
    elif path.exists() and not path.is_file():
        with _opened(path, named=path) as stream:
            yield stream
    else:
        yield from _replacing(path)


def _replacing(path: Path) -> Iterator[TextIO]:
    from factcheck.store.atomic_write import atomic_write  # lazy: tempfile

    with ExitStack() as stack:
        try:
            unfinished = stack.enter_context(atomic_write(path))
        except OSError as error:
            raise _cannot_write(path, error) from error
        with _opened(unfinished, named=path) as stream:
            yield stream


def _opened(path: Path, *, named: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise _cannot_write(named, error) from error


def _cannot_write(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot write {path}: {error.strerror or error}")
