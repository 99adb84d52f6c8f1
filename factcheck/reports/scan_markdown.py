"""Write a scanned document as Markdown: verdicts behind its sentences, then the answers."""

from typing import TextIO

from factcheck.citations.markup import markdown_text
from factcheck.citations.translator import Translator
from factcheck.reports.answers_markdown import MarkdownWriter
from factcheck.reports.scan_view import Segment, findings_of, shown_paragraphs, summary_block
from factcheck.scan import Scan


def write_scan_markdown(stream: TextIO, scan: Scan, t: Translator) -> None:
    """Write what was found, the document, and a section for each answer."""
    summary = summary_block(scan, t)
    stream.write(f"# {markdown_text(summary.heading)}\n\n")
    for line in summary.lines:
        stream.write(f"{markdown_text(line.text)}\n\n")
    stream.write("---\n\n")
    for paragraph in shown_paragraphs(scan, t):
        words = "".join(_marked(segment, t) for segment in paragraph.segments)
        stream.write(f"*{markdown_text(paragraph.place)}* {words}\n\n")
    stream.write("---\n\n")
    answers = MarkdownWriter(stream, t)
    for finding in findings_of(scan):
        answers.write_answer(finding.number, finding.scanned.answer)


def _marked(segment: Segment, t: Translator) -> str:
    text = markdown_text(segment.text)
    finding = segment.finding
    if finding is None:
        return text
    return f"**{text}** **\\[{finding.number}: {markdown_text(finding.verdict(t))}\\]**"
