"""Write the clusters of a list in the format that was asked for."""

from typing import TextIO

from factcheck.citations.translator import Translator
from factcheck.clustering.checked_clusters import CheckedCluster, ClusteredList
from factcheck.reports.clusters_view import cluster_block, shown_answer, summary_block
from factcheck.reports.document import Document, plain_text
from factcheck.reports.report_formats import AnswerFormat


def write_clusters(  # noqa: PLR0913 (half of them are about a terminal)
    stream: TextIO,
    clustered: ClusteredList,
    written_as: AnswerFormat,
    t: Translator,
    *,
    explain: bool = False,
    no_color: bool = False,
    width: int | None = None,
) -> None:
    """Write *clustered* to *stream*.

    Args:
        stream: UTF-8 for everything but ``auto`` and ``text``; for ``xlsx`` one that makes a
            workbook of CSV.
        clustered: The list with its clusters.
        written_as: ``auto`` gives panels in a terminal and plain text elsewhere.
        t: Into the reader's language; JSON and tables stay English.
        explain: Whether people read why the wordings are one claim; JSON always says it.
        no_color: Whether the user asked for no colour.
        width: Columns, where the user named a number.
    """
    # lazy: a list is written in one format, and most load something
    match written_as:
        case AnswerFormat.AUTO | AnswerFormat.TEXT:
            from factcheck.reports.terminal import open_console, print_document, shows_panels

            console = open_console(stream, no_color=no_color, width=width)
            document = _document(clustered, t, explain=explain)
            if written_as is AnswerFormat.AUTO and shows_panels(console):
                print_document(console, document)
            else:
                stream.write(plain_text(document))
        case AnswerFormat.HTML:
            _write_html(stream, clustered, t, explain=explain)
        case AnswerFormat.MD:
            _write_markdown(stream, clustered, t, explain=explain)
        case AnswerFormat.CSV | AnswerFormat.TSV | AnswerFormat.XLSX:
            from factcheck.reports.clusters_records import write_clusters_table

            delimiter = "\t" if written_as is AnswerFormat.TSV else ","
            write_clusters_table(stream, clustered, delimiter)
        case AnswerFormat.JSON:
            from factcheck.reports.clusters_records import write_clusters_json

            write_clusters_json(stream, clustered)
        case AnswerFormat.JSONL:
            from factcheck.reports.clusters_records import write_clusters_json_lines

            write_clusters_json_lines(stream, clustered)


def _document(clustered: ClusteredList, t: Translator, *, explain: bool) -> Document:
    """Lay all clusters out, each before its answer; the summary comes last, where a reader is."""
    from factcheck.reports.answer_document import answer_document  # lazy: as above

    blocks = [
        block
        for cluster in clustered.clusters
        for block in (
            cluster_block(cluster, t, explain=explain),
            *answer_document(shown_answer(cluster), t=t, place=str(cluster.number)).blocks,
        )
    ]
    return Document((*blocks, summary_block(clustered, t)))


def _write_html(stream: TextIO, clustered: ClusteredList, t: Translator, *, explain: bool) -> None:
    # lazy: loads Jinja2
    from factcheck.reports.answers_html import answer_section, page_frame, report_templates

    def section(cluster: CheckedCluster) -> tuple[object, str]:
        answer = answer_section(shown_answer(cluster), t, line=cluster.number)
        return cluster_block(cluster, t, explain=explain), answer

    page = report_templates().get_template("clusters.html")
    for text in page.generate(
        summary=summary_block(clustered, t),
        sections=map(section, clustered.clusters),
        **page_frame(t),
    ):
        stream.write(text)
    stream.write("\n")


def _write_markdown(
    stream: TextIO, clustered: ClusteredList, t: Translator, *, explain: bool
) -> None:
    # lazy: as above
    from factcheck.citations.markup import markdown_text
    from factcheck.reports.answers_markdown import MarkdownWriter

    answers = MarkdownWriter(stream, t)
    summary = summary_block(clustered, t)
    stream.write(f"# {markdown_text(summary.heading)}\n\n")
    stream.writelines(f"{markdown_text(line.text)}\n\n" for line in summary.lines)
    for cluster in clustered.clusters:
        block = cluster_block(cluster, t, explain=explain)
        stream.write(f"## {markdown_text(block.heading)}\n\n")
        for line in block.lines:
            label = f"{line.label}: " if line.label else ""
            stream.write(f"- {markdown_text(label + line.text)}\n")
        stream.write("\n")
        answers.write_answer(cluster.number, shown_answer(cluster))
