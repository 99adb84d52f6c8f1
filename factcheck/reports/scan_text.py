"""Print a scanned document with verdicts in its margin, in a terminal and as plain text."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from factcheck.citations.translator import Translator
from factcheck.reports.answer_document import answer_document
from factcheck.reports.document import Document, plain_text
from factcheck.reports.scan_view import ShownParagraph, findings_of, shown_paragraphs, summary_block
from factcheck.reports.terminal import STYLES, print_document
from factcheck.scan import Scan
from factcheck.text.sanitise import visible

# Columns of the margin.
_MARGIN = 22


def print_scan(console: Console, scan: Scan, t: Translator, *, panels: bool) -> None:
    """Print the document with its margin, then the answers, then what was done.

    Args:
        console: Where to print.
        scan: The document with its answers.
        t: Into the reader's language.
        panels: Whether answers are drawn as panels, and not written as plain text.
    """
    for paragraph in shown_paragraphs(scan, t):
        with console.capture() as rows:
            console.print(_row(paragraph, t))
        # Cells are filled up with spaces.
        lines = (row.rstrip() for row in rows.get().splitlines())
        console.file.write("\n".join(lines) + "\n\n")
    for finding in findings_of(scan):
        document = answer_document(finding.scanned.answer, t=t, place=finding.place(t))
        _print(console, document, panels=panels)
    _print(console, Document((summary_block(scan, t),)), panels=panels)


def _print(console: Console, document: Document, *, panels: bool) -> None:
    if panels:
        print_document(console, document)
    else:
        console.file.write(plain_text(document) + "\n")


def _row(paragraph: ShownParagraph, t: Translator) -> Table:
    margin, words = Text(visible(paragraph.place), style="dim"), Text()
    for segment in paragraph.segments:
        finding = segment.finding
        if finding is None:
            words.append(visible(segment.text))
            continue
        style = STYLES[finding.tone]
        mark = f"[{finding.number}]"
        margin.append(f"\n{mark} {visible(finding.verdict(t))}", style=f"not dim {style}")
        words.append(visible(segment.text), style=f"underline {style}")
        words.append(f" {mark}", style=style)
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=_MARGIN, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(margin, words)
    return grid
