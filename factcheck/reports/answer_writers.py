"""Choose the writer for an answer format."""

import os
from collections.abc import Callable
from functools import partial
from typing import Protocol, TextIO

from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Answer, Kept
from factcheck.reports.report_formats import AnswerFormat

# Environment variables that ask for panels where the output is no terminal.
_FORCES_PANELS = ("FORCE_COLOR", "TTY_COMPATIBLE")


class AnswerWriter(Protocol):
    """Writes the answers to a list of claims, one after another.

    Only JSON and CSV write what is kept of a line.
    """

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None, /) -> None:
        """Write the answer to the claim in *line*, counted from 1, and what is *kept* of it."""
        ...

    def write_problem(self, line: int, reason: str, kept: Kept | None = None, /) -> None:
        """Write why *line* cannot be looked up, and what is *kept* of it."""
        ...

    def finish(self) -> None:
        """Write what closes the output, after the last answer."""
        ...


def answer_writer(  # noqa: PLR0913 (half of them are about a terminal)
    answer_format: AnswerFormat,
    stream: TextIO,
    *,
    is_list: bool,
    no_color: bool = False,
    width: int | None = None,
    t: Translator = ENGLISH,
) -> AnswerWriter:
    """Return the writer for *answer_format* on *stream*.

    Args:
        answer_format: ``auto`` gives panels in a terminal and plain text elsewhere.
        stream: An open text stream; UTF-8 for everything but ``auto`` and ``text``, and for
            ``xlsx`` one that makes a workbook of CSV.
        is_list: Whether more than one claim may come.
        no_color: Whether the user asked for no colour.
        width: Columns of the terminal, where the user named a number.
        t: Into the reader's language; JSON and CSV stay English.
    """
    if answer_format is AnswerFormat.AUTO and _may_be_terminal(stream):
        from factcheck.reports.terminal import open_console, shows_panels  # lazy: loads rich

        console = open_console(stream, no_color=no_color, width=width)
        if shows_panels(console):
            from factcheck.reports.answers_text import PanelWriter  # lazy: as above

            return PanelWriter(console, is_list=is_list, t=t)
    if answer_format in (AnswerFormat.AUTO, AnswerFormat.TEXT):
        from factcheck.reports.answers_text import TextWriter  # lazy: for this format only

        return TextWriter(stream, is_list=is_list, t=t)
    return _for_files(answer_format, is_list=is_list, t=t)(stream)


def _may_be_terminal(stream: TextIO) -> bool:
    return stream.isatty() or any(name in os.environ for name in _FORCES_PANELS)


def _for_files(
    answer_format: AnswerFormat, *, is_list: bool, t: Translator
) -> Callable[[TextIO], AnswerWriter]:
    # lazy: a lookup needs one format, and HTML loads Jinja2
    if answer_format in (AnswerFormat.CSV, AnswerFormat.TSV, AnswerFormat.XLSX):
        from factcheck.reports.answers_csv import CsvWriter

        return (
            partial(CsvWriter, delimiter="\t") if answer_format is AnswerFormat.TSV else CsvWriter
        )
    if answer_format is AnswerFormat.HTML:
        from factcheck.reports.answers_html import HtmlWriter

        return partial(HtmlWriter, t=t)
    if answer_format is AnswerFormat.MD:
        from factcheck.reports.answers_markdown import MarkdownWriter

        return partial(MarkdownWriter, t=t)
    from factcheck.reports.answers_json import JsonLinesWriter, JsonListWriter, JsonObjectWriter

    if answer_format is AnswerFormat.JSONL:
        return JsonLinesWriter
    return JsonListWriter if is_list else JsonObjectWriter


class SilentWriter:
    """Writes nothing, where only the exit status is wanted."""

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write nothing about the claim in *line*."""

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write nothing about *line*."""

    def finish(self) -> None:
        """Write nothing at the end."""
