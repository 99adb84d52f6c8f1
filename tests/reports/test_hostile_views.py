"""No answer, report or progress bar writes a control character from foreign text."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from factcheck.formats.json_lines_writer import json_page
from factcheck.model import Decision, IngestReport, Publisher, RecordProblem, Revision, Signal
from factcheck.reports.answer_document import answer_document
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.document import Document, plain_text
from factcheck.reports.fact_check_document import fact_check_document, fact_check_page_object
from factcheck.reports.health_report import health_document, health_object
from factcheck.reports.ingest_report import ingest_document, ingest_object
from factcheck.reports.progress import ProgressDisplay
from factcheck.reports.rejects import RejectsLines, RejectsTable
from factcheck.reports.report_formats import AnswerFormat
from factcheck.reports.stats_report import stats_document, stats_object
from factcheck.reports.terminal import print_document
from factcheck.store.integrity import Finding, StoreStats
from factcheck.store.runs import IngestRun

C0_AND_C1 = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) != "\n"]
DIRECTIONS = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F))]
ISOLATES = [chr(code) for code in range(0x2066, 0x2070)]
INVISIBLE = ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u2028", "\u2029", "\U000e0041"]
SEQUENCES = [
    "\x1b[2J\x1b[H",
    "\x1b]52;c;ZWNobyBoaQ==\x07",
    "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x1bP$q\x1b\\",
    "[red]red[/red]",
    "[/b]",
    "[link=https://evil.example]here[/link]",
    ":warning:",
    "\ud83d",
    "\r\x1b[1A\x1b[2KMATCH",
]
PAYLOADS = [*C0_AND_C1, *DIRECTIONS, *ISOLATES, *INVISIBLE, *SEQUENCES]

# Only colours, and only where rich writes them: data can bring no ESC of its own.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_CURSOR = re.compile(r"\x1b\[(\?25[hl]|[0-9]*[AK]|[0-9;]*m)|\r")
_DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)


@pytest.fixture(params=PAYLOADS, ids=ascii)
def payload(request):
    return request.param


@pytest.fixture
def hostile(payload, fact_check, match, answer):
    """An answer and a fact-check with the payload in every field that takes text."""
    word = f"before{payload}after"
    checked = fact_check(
        id=word,
        claim=word,
        publisher=Publisher(word, word, word),
        review_url=f"https://x.example/{payload}",
        title=word,
        summary=word,
        rating=word,
        rating_language=word,
        claimant=word,
        appearances=(word,),
        archive_urls=(word,),
        language=word,
        script=word,
        tags=(word,),
        record_id=word,
        raw={word: word},
    )
    signals = (Signal(word, 0.5, True, word), Signal(word, 0.5, False, word))
    paired = match(fact_check=checked, signals=signals, part=word)
    asked = answer(
        claim=word,
        language=word,
        matches=(paired, replace(paired, decision=Decision.SUGGESTED)),
        near_misses=(replace(paired, decision=Decision.NONE),),
        notes=(word,),
        engine=word,
    )
    history = (
        Revision(1, "2024-01-01T00:00:00+00:00", 1, word, {}, checked),
        Revision(2, word, 2, word, {word: (word, [word])}, checked),
    )
    return SimpleNamespace(word=word, answer=asked, fact_check=checked, history=history)


def _terminal():
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        width=60,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _printed(document: Document) -> str:
    console = _terminal()
    print_document(console, document)
    return console.file.getvalue()


def _documents(hostile):
    word = hostile.word
    run = IngestRun(1, word, word, word, word, word, {word: 1}, word)
    counts = StoreStats(
        fact_checks=1,
        revisions=1,
        publisher_count=1,
        vectors=1,
        pending_vectors=1,
        encoder=hostile.word,
        size_bytes=1,
        languages={hostile.word: 1},
        publishers={hostile.word: 1},
        verdicts={"false": 1},
        years={hostile.word: 1},
        runs=(run,),
    )
    report = {hostile.word: IngestReport(records=1, rejected=1, notes=(hostile.word,))}
    findings = (Finding(hostile.word, hostile.word),)
    path = Path(hostile.word.replace("\0", ""))
    documents = [
        fact_check_document(hostile.fact_check, hostile.history),
        stats_document(counts, path),
        ingest_document(report, dry_run=True),
        health_document(findings, {hostile.word: hostile.word}, path),
    ]
    objects = [
        fact_check_page_object(hostile.fact_check, hostile.history),
        stats_object(counts, path),
        ingest_object(report, dry_run=True),
        health_object(findings, {hostile.word: hostile.word}, path),
    ]
    return documents, objects


@pytest.mark.parametrize("written_as", list(AnswerFormat))
def test_no_answer_lets_a_payload_through(hostile, written_as):
    stream = io.StringIO()
    writer = answer_writer(written_as, stream, is_list=True, width=60)
    writer.write_answer(1, hostile.answer)
    writer.write_problem(2, hostile.word)
    writer.finish()
    written = stream.getvalue()
    if written_as is AnswerFormat.TSV:
        # The tabs between cells are allowed; one inside a cell would make a row longer.
        rows = list(csv.reader(io.StringIO(written), delimiter="\t"))
        assert {len(row) for row in rows} == {len(rows[0])}
        written = "".join(cell for row in rows for cell in row)

    assert _DANGEROUS.findall(written) == []


def test_no_panel_lets_a_payload_through(hostile):
    documents, _ = _documents(hostile)
    printed = "".join(map(_printed, (answer_document(hostile.answer), *documents)))

    assert _DANGEROUS.findall(_COLOURS.sub("", printed)) == []


def test_no_report_lets_a_payload_through(hostile):
    documents, objects = _documents(hostile)
    written = "".join(map(plain_text, documents)) + "".join(map(json_page, objects))

    assert _DANGEROUS.findall(written) == []


def test_no_list_of_rejects_lets_a_payload_through(hostile):
    stream = io.StringIO()
    for writer in (RejectsTable(stream), RejectsLines(stream)):
        writer.write(hostile.word, RecordProblem(3, hostile.word, {hostile.word: hostile.word}))
        writer.write(hostile.word, RecordProblem(3, hostile.word, hostile.word))

    assert _DANGEROUS.findall(stream.getvalue()) == []


def test_no_progress_bar_lets_a_payload_through(hostile):
    console = _terminal()
    with ProgressDisplay(console) as display:
        display.update(hostile.word, "reading", 1, 2)

    assert _DANGEROUS.findall(_CURSOR.sub("", console.file.getvalue())) == []


def test_markup_in_a_claim_is_shown_letter_by_letter(answer):
    console = _terminal()
    claim = "Mayor [sic] resigned [/b] :warning:"
    print_document(console, answer_document(answer(claim=claim)))

    assert claim in _COLOURS.sub("", console.file.getvalue())


def test_json_keeps_the_payload_exactly(hostile, payload):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.JSONL, stream, is_list=True)
    writer.write_answer(1, hostile.answer)

    assert json.loads(stream.getvalue())["matches"][0]["claim"] == f"before{payload}after"
