"""Write a scanned document as one web page: verdicts in its margin, and the answers below."""

from typing import TextIO

from factcheck.citations.translator import Translator
from factcheck.reports.answers_html import answer_section, page_frame, report_templates
from factcheck.reports.scan_view import findings_of, shown_paragraphs, summary_block
from factcheck.scan import Scan


def write_scan_html(stream: TextIO, scan: Scan, t: Translator) -> None:
    """Write the page; nothing in it is loaded from elsewhere, and no script runs."""
    sections = (
        answer_section(finding.scanned.answer, t, line=finding.number)
        for finding in findings_of(scan)
    )
    page = report_templates().get_template("scan.html")
    for text in page.generate(
        paragraphs=shown_paragraphs(scan, t),
        sections=sections,
        summary=summary_block(scan, t),
        **page_frame(t),
    ):
        stream.write(text)
    stream.write("\n")
