"""`factcheck scan` shows a document with verdicts in its margin."""

import csv
import io
import json
import re

import pytest

from factcheck.lookup import Lookup

SPEECH = """\
The mayor of the town spoke on Monday. The old bridge was closed for 12 years.

Boiled onions cure malaria within two days! Thank you very much. <b>[/red]</b>
"""


@pytest.fixture
def speech(tmp_path):
    path = tmp_path / "speech.txt"
    path.write_text(SPEECH, encoding="utf-8")
    return path


@pytest.fixture
def scan(factcheck, store, speech):
    """Scan a file, SPEECH unless another is named, in the small store, by words."""

    def scans(*arguments, file=speech):
        return factcheck("scan", file, "--db", store, "--words-only", *arguments)

    return scans


def test_verdicts_stand_in_the_margin_and_answers_below(scan):
    ended = scan()
    lines = ended.out.splitlines()

    assert ended.status == 0
    assert lines[0].startswith("line 1      ")
    assert lines[1].startswith("[1] FALSE   ")
    assert "closed for 12 years. [1]" in re.sub(r"\n(\[1\] FALSE)? +", " ", ended.out)
    assert "[2] line 3: MATCH: already fact-checked" in lines
    assert "Matches: 2; suggestions: 0" in ended.out
    assert "neither confirmed nor refuted" in ended.out
    assert not any(line.endswith(" ") for line in lines)


def test_json_lines_give_the_text_and_offsets_into_it(scan):
    first, *sentences = map(json.loads, scan("--format", "jsonl").out.splitlines())
    found = [each for each in sentences if each["decision"] == "match"]

    assert first["kind"] == "document"
    assert first["sentences"] == 5
    assert [first["text"][each["start"] : each["end"]] for each in found] == [
        "The old bridge was closed for 12 years.",
        "Boiled onions cure malaria within two days!",
    ]
    assert [each["line"] for each in found] == [1, 3]
    assert all(each["context"] == "" for each in found)
    ranks = sorted(each["checkability"]["rank"] for each in sentences)
    assert ranks == list(range(1, len(sentences) + 1))
    assert {"number", "statement"} <= set(found[0]["checkability"]["features"])
    # In the order of the document, whatever their ranks are.
    assert [each["number"] for each in sentences] == sorted(each["number"] for each in sentences)


def test_one_json_object_has_the_document_and_its_sentences(scan):
    whole = json.loads(scan("--format", "json").out)

    assert whole["format"] == "text"
    assert [claim["decision"] for claim in whole["claims"]].count("match") == 2


def test_a_table_says_where_each_sentence_stands(scan):
    rows = list(csv.DictReader(io.StringIO(scan("--format", "csv").out)))

    assert [row["line"] for row in rows if row["decision"] == "match"] == ["1", "3"]
    assert rows[0]["start"] == "0"


def test_markdown_marks_sentences_and_escapes_the_document(scan):
    out = scan("--format", "md").out

    assert "**The old bridge was closed for 12 years.** **\\[1: FALSE\\]**" in out
    assert "\\<b\\>" in out
    assert "### 2. MATCH" in out


def test_a_page_marks_sentences_and_escapes_the_document(scan, tmp_path):
    page = tmp_path / "report.html"
    ended = scan("-o", page)
    html = page.read_text("utf-8")

    assert (ended.status, ended.out) == (0, "")
    assert '<mark id="sentence-1">The old bridge was closed for 12 years.</mark>' in html
    assert 'href="#claim-1"' in html
    assert 'id="claim-1"' in html
    assert "&lt;b&gt;" in html
    assert "<script" not in html
    assert html.index("The document") < html.index('id="claim-1"')


def test_a_file_that_is_there_is_not_replaced(scan, tmp_path):
    page = tmp_path / "report.html"
    page.write_text("mine")
    ended = scan("-o", page)

    assert ended.status == 2
    assert "--force" in ended.err
    assert page.read_text() == "mine"


def test_only_the_most_checkable_sentences_are_looked_up_if_asked(scan):
    first, *sentences = map(json.loads, scan("--top", "1", "--format", "jsonl").out.splitlines())

    assert [each["checkability"]["rank"] for each in sentences] == [1]
    assert first["left_out"] == 2


def test_a_pipe_is_read_and_nothing_found_is_status_1(in_a_shell, store):
    arguments = ("scan", "-", "--db", store, "--words-only")
    ended = in_a_shell(*arguments, input=b"Green tea was sold in the harbour yesterday.")

    assert ended.status == 1
    assert "Matches: 0; suggestions: 0" in ended.out


def test_ctrl_c_keeps_what_was_found(scan, monkeypatch):
    answers = Lookup.answers

    def stopped(self, claims, options=None):
        for answer in answers(self, claims, options):
            if "Monday" in answer.claim:
                raise KeyboardInterrupt
            yield answer

    monkeypatch.setattr(Lookup, "answers", stopped)
    ended = scan("--format", "jsonl")
    first, *sentences = map(json.loads, ended.out.splitlines())

    assert ended.status == 130
    assert "stopped; " in ended.err
    assert sentences
    assert first["left_out"] == 3 - len(sentences)


def test_filters_are_those_of_lookup(scan):
    assert scan("--lang", "sw").status == 1
    assert "--publisher Nobody" in scan("--publisher", "Nobody").err


def test_a_document_that_cannot_be_read_ends_in_one_line(scan, tmp_path):
    ended = scan(file=tmp_path / "missing.txt")

    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "cannot be opened: No such file" in ended.err


def test_our_words_are_written_in_the_readers_language(scan):
    assert "Pogodaka: 2; prijedloga: 0" in scan("--ui", "bs").out
