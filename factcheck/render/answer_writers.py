"""Choose how answers are written: for a person, a script, a spreadsheet or a document."""

from collections.abc import Callable
from typing import Protocol, TextIO

from factcheck.model import Answer
from factcheck.render.answers_csv import CsvWriter
from factcheck.render.answers_html import HtmlWriter
from factcheck.render.answers_json import JsonLinesWriter, JsonListWriter, JsonObjectWriter
from factcheck.render.answers_markdown import MarkdownWriter
from factcheck.render.answers_text import PanelWriter, TextWriter
from factcheck.render.formats import AnswerFormat
from factcheck.render.terminal import open_console, shows_panels


class AnswerWriter(Protocol):
    """Writes answers one after another, each as soon as it is there."""

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write the answer to the claim in *line*, counted from 1."""
        ...

    def write_problem(self, line: int, reason: str) -> None:
        """Write why *line* cannot be looked up."""
        ...

    def finish(self) -> None:
        """Write what closes the output, after the last answer."""
        ...


def answer_writer(
    written_as: AnswerFormat,
    stream: TextIO,
    *,
    is_list: bool,
    no_color: bool = False,
    width: int | None = None,
) -> AnswerWriter:
    """Return the writer for *written_as* on *stream*.

    Args:
        written_as: ``auto`` gives panels in a terminal and plain text elsewhere.
        stream: An open text stream; UTF-8 for everything but ``auto`` and ``text``.
        is_list: Whether more than one claim may come.
        no_color: Whether the user asked for no colour.
        width: Columns of the terminal, where the user named a number.
    """
    if written_as is AnswerFormat.AUTO:
        console = open_console(stream, no_color=no_color, width=width)
        if shows_panels(console):
            return PanelWriter(console, is_list=is_list)
    if written_as in (AnswerFormat.AUTO, AnswerFormat.TEXT):
        return TextWriter(stream, is_list=is_list)
    if written_as is AnswerFormat.JSON:
        return JsonListWriter(stream) if is_list else JsonObjectWriter(stream)
    return _FOR_FILES[written_as](stream)


_FOR_FILES: dict[AnswerFormat, Callable[[TextIO], AnswerWriter]] = {
    AnswerFormat.JSONL: JsonLinesWriter,
    AnswerFormat.CSV: CsvWriter,
    AnswerFormat.HTML: HtmlWriter,
    AnswerFormat.MD: MarkdownWriter,
}


class SilentWriter:
    """Writes nothing, for whoever only wants the exit status."""

    def write_answer(self, line: int, answer: Answer) -> None:
        """Write nothing about the claim in *line*."""

    def write_problem(self, line: int, reason: str) -> None:
        """Write nothing about *line*."""

    def finish(self) -> None:
        """Write nothing at the end."""
