"""Foreign text does nothing in a terminal, a spreadsheet or a browser."""

import csv
import html
import io
import os
import re

import pytest
from payloads import FORMULAS, LIVE, TERMINAL

from factcheck.formats.csv_writer import COLUMNS as HANDED_ON
from factcheck.formats.csv_writer import table
from factcheck.model import (
    Answer,
    Decision,
    FactCheck,
    Match,
    Publisher,
    RecordProblem,
    Signal,
)
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.answers_csv import COLUMNS as ANSWERED
from factcheck.reports.rejects import RejectsTable
from factcheck.reports.report_formats import AnswerFormat


@pytest.mark.nightly
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_no_foreign_byte_controls_the_terminal(own_process, tmp_path, times, figure):
    result = own_process("in_a_terminal.py", tmp_path, *(["all"] if times > 1 else []))

    assert result["escaped"] == []
    assert result["payloads"] >= 120
    assert result["views"] > (700 if times > 1 else 390)
    # Most views were panels and pages, not error messages.
    assert result["status 0"] > 2 * result["payloads"]
    figure("payloads", result["payloads"])
    figure("views in a terminal", result["views"])
    figure("bytes looked at", result["bytes"])


def dangerous(text):
    return FactCheck(
        id=text,
        claim=text,
        publisher=Publisher(text, text, text),
        review_url=text,
        title=text,
        summary=text,
        rating=text,
        rating_language=text,
        claimant=text,
        appearances=(text,),
        archive_urls=(text,),
        language=text,
        script=text,
        tags=(text,),
        record_id=text,
        state_reason=text,
        raw={text: text},
    )


def answered(text):
    """Return an answer with the text in every field."""
    signals = (Signal(text, 0.5, True, text), Signal(text, 0.5, False, text))
    match = Match(dangerous(text), Decision.MATCH, 0.9, signals, part=text)
    return Answer(
        claim=text, language=text, decision=Decision.MATCH, matches=(match,), notes=(text,)
    )


def test_no_cell_of_any_table_is_a_formula(figure):
    cells = 0
    for formula in FORMULAS:
        tables = ["".join(table([dangerous(formula)], "2024-05-06"))]
        for writer_of in (answers, rejects):
            tables.append(writer_of(formula))
        for written in tables:
            for row in csv.reader(io.StringIO(written)):
                assert [cell for cell in row if LIVE.search(cell)] == []
                cells += len(row)
    figure("formulas", len(FORMULAS))
    figure("columns", len({*HANDED_ON, *ANSWERED}) + 4)
    figure("cells", cells)


def answers(text):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.CSV, stream, is_list=True)
    writer.write_answer(1, answered(text))
    writer.write_problem(2, text)
    writer.finish()
    return stream.getvalue()


def rejects(text):
    stream = io.StringIO()
    RejectsTable(stream).write(text, RecordProblem(1, text, {text: text}))
    return stream.getvalue()


def test_the_commands_that_write_tables_write_no_formula(command, tmp_path, figure):
    records = tmp_path / "records.csv"
    with records.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["claim", "publisher", "url", "rating", "language"])
        for n, formula in enumerate(FORMULAS):
            words = f"{formula} the bridge number {n} was closed"
            rows.writerow([words, formula, f"https://x.example/{n}", formula, "en"])
    db = tmp_path / "claims.db"
    command("ingest", records, "--db", db, "--words-only", "--rejects", tmp_path / "rejects.csv")
    written = [
        command(*arguments, "--format", "csv", "--db", db).stdout.decode()
        for arguments in (
            ("export",),
            ("changes", "--since", "2000"),
            ("ratings",),
            ("lookup", "--words-only", "=the bridge number 3 was closed"),
        )
    ]
    cells = [cell for text in written for row in csv.reader(io.StringIO(text)) for cell in row]

    assert [cell for cell in cells if LIVE.search(cell)] == []
    assert len(cells) > 1_000
    figure("cells", len(cells))


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "<!--<script>",
    "]]><script>alert(1)</script>",
    "{{7*7}}",
    "&lt;script&gt;",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
]
LINKS = ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "vbscript:x", "//evil"]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z]+)([^>]*)>")


@pytest.mark.parametrize("text", [*MARKUP, *LINKS, *TERMINAL], ids=ascii)
def test_a_page_of_answers_runs_and_loads_nothing(text, figure):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.HTML, stream, is_list=True)
    writer.write_answer(1, answered(text))
    writer.write_problem(2, text)
    writer.finish()
    page = stream.getvalue()
    tags = TAG.findall(page)

    assert {name.lower() for name, _ in tags}.isdisjoint(
        {"script", "img", "svg", "iframe", "object", "embed", "base", "form", "link"}
    )
    assert not [rest for _, rest in tags if re.search(r"\son[a-z]+\s*=", rest, re.IGNORECASE)]
    for _, rest in tags:
        for target in re.findall(r"""(?:href|src)=["']?([^"'\s>]*)""", rest):
            assert html.unescape(target).startswith(("https://", "http://", "#"))
    [policy] = re.findall(r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', page)
    assert "default-src 'none'" in html.unescape(policy)
    figure("payloads in HTML", 1)
