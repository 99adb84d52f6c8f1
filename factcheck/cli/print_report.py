"""Print a report about the store: panels in a terminal, text in a pipe, or JSON."""

import sys
from collections.abc import Mapping

from factcheck.cli.standard_streams import opened_output
from factcheck.formats.json_lines_writer import json_page
from factcheck.reports.document import Document, plain_text


def print_report(
    report: Document | Mapping[str, object], *, no_color: bool = False, width: int | None = None
) -> None:
    """Print a document for a person, or anything else as indented JSON."""
    from factcheck.reports.terminal import open_console, print_document, shows_panels

    if not isinstance(report, Document):
        with opened_output(None, for_machines=True) as stream:
            stream.write(json_page(report) + "\n")
        return
    console = open_console(sys.stdout, no_color=no_color, width=width)
    if shows_panels(console):
        print_document(console, report)
    else:
        sys.stdout.write(plain_text(report))
