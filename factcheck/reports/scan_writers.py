"""Write a scanned document in the format that was asked for."""

from typing import TextIO

from factcheck.citations.translator import Translator
from factcheck.reports.report_formats import AnswerFormat
from factcheck.scan import Scan

# Columns of plain text that goes into a file or a pipe.
_PLAIN_WIDTH = 100


def write_scan(  # noqa: PLR0913 (half of them are about a terminal)
    stream: TextIO,
    scan: Scan,
    written_as: AnswerFormat,
    t: Translator,
    *,
    no_color: bool = False,
    width: int | None = None,
) -> None:
    """Write *scan* to *stream*.

    Args:
        stream: UTF-8 for everything but ``auto`` and ``text``; for ``xlsx`` one that makes a
            workbook of CSV.
        scan: The document with its answers.
        written_as: ``auto`` gives panels in a terminal and plain text elsewhere.
        t: Into the reader's language; JSON and tables stay English.
        no_color: Whether the user asked for no colour.
        width: Columns, where the user named a number.
    """
    # lazy: a scan is written in one format, and most load something
    match written_as:
        case AnswerFormat.AUTO | AnswerFormat.TEXT:
            from factcheck.reports.scan_text import print_scan
            from factcheck.reports.terminal import open_console

            in_terminal = written_as is AnswerFormat.AUTO and stream.isatty()
            columns = width or (None if in_terminal else _PLAIN_WIDTH)
            console = open_console(stream, no_color=no_color or not in_terminal, width=columns)
            print_scan(console, scan, t, panels=in_terminal)
        case AnswerFormat.HTML:
            from factcheck.reports.scan_html import write_scan_html

            write_scan_html(stream, scan, t)
        case AnswerFormat.MD:
            from factcheck.reports.scan_markdown import write_scan_markdown

            write_scan_markdown(stream, scan, t)
        case AnswerFormat.CSV | AnswerFormat.TSV | AnswerFormat.XLSX:
            from factcheck.reports.scan_records import write_scan_table

            write_scan_table(stream, scan, "\t" if written_as is AnswerFormat.TSV else ",")
        case AnswerFormat.JSON:
            from factcheck.reports.scan_records import write_scan_json

            write_scan_json(stream, scan)
        case AnswerFormat.JSONL:
            from factcheck.reports.scan_records import write_scan_json_lines

            write_scan_json_lines(stream, scan)
