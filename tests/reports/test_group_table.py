import csv
import io
import json
import re

import pytest
from rich.cells import cell_len

from factcheck.model import Decision, MappedBy, Publisher, RatingReading, Signal, Verdict
from factcheck.reports.answer_document import answer_document
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.document import plain_text
from factcheck.reports.group_table import group_blocks
from factcheck.reports.report_formats import AnswerFormat
from factcheck.reports.terminal import open_console, print_document

AT_ODDS = Signal("different_verdict", 1.0, True, "Fact-checks of this claim do not agree: …")
RECYCLED = Signal("recycled", 1.0, False, "Recycled: checked in 2019 already.")


@pytest.fixture
def ruled(match, fact_check):
    """One of the fact-checks of a claim."""

    def ruled(verdict, rating, day="", publisher="Provjera", **given):
        checked = fact_check(
            id=f"{rating} {day}",
            reading=RatingReading(verdict, MappedBy.LANGUAGE_TABLE),
            rating=rating,
            rating_language="",
            reviewed_on=day,
            publisher=Publisher(publisher),
        )
        return match(**({"fact_check": checked, "group": 1} | given))

    return ruled


@pytest.fixture
def agreeing(ruled):
    return (
        ruled(Verdict.FALSE, "Netačno", "2019-03-02"),
        ruled(Verdict.MISLEADING, "Menyesatkan", publisher="Cek Dulu"),
        ruled(Verdict.FALSE, "Uongo", "2021-06-01", "Ukweli Kwanza"),
    )


@pytest.fixture
def at_odds(ruled):
    shared = {"decision": Decision.SUGGESTED, "signals": (AT_ODDS,)}
    return (
        ruled(Verdict.FALSE, "Netačno", "2019-03-02", **shared),
        ruled(Verdict.TRUE, "Kweli", publisher="Ukweli Kwanza", **shared),
    )


def lines_of(block):
    return [(line.label, line.text, *line.columns) for line in block.lines]


def in_a_terminal(document, width=80):
    stream = io.StringIO()
    stream.isatty = lambda: True
    print_document(open_console(stream, width=width), document)
    return re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())


def written(answer, written_as):
    stream = io.StringIO()
    writer = answer_writer(written_as, stream, is_list=True)
    writer.write_answer(1, answer)
    writer.finish()
    return stream.getvalue()


def test_fact_checks_of_a_group_are_listed_newest_first(agreeing):
    [block] = group_blocks(agreeing)

    assert block.heading == "3 fact-checks of this claim, newest first"
    assert lines_of(block) == [
        ("3.", "FALSE", "2021-06-01", '"Uongo"', "Ukweli Kwanza"),
        ("1.", "FALSE", "2019-03-02", '"Netačno"', "Provjera"),
        ("2.", "MISLEADING", "no date given", '"Menyesatkan"', "Cek Dulu"),
    ]


def test_opposite_verdicts_are_named_in_the_heading(at_odds):
    [block] = group_blocks(at_odds)

    assert block.heading == "2 fact-checks of the same claim, which do not agree, newest first"
    assert [line[1:3] for line in lines_of(block)] == [
        ("FALSE", "2019-03-02"),
        ("TRUE", "no date given"),
    ]


def test_each_group_of_two_or_more_has_a_table(ruled):
    found = [
        ruled(Verdict.FALSE, str(n), group=group) for n, group in enumerate((2, 1, 0, 1, 2, 3))
    ]

    assert [[line.label for line in block.lines] for block in group_blocks(found)] == [
        ["1.", "5."],
        ["2.", "4."],
    ]


def test_the_table_stands_between_the_decision_and_the_verdicts(answer, agreeing):
    headings = [block.heading for block in answer_document(answer(matches=agreeing)).blocks]

    assert headings[0].startswith("MATCH")
    assert headings[1].startswith("3 fact-checks of this claim")
    assert headings[2].startswith("1. Verdict")


def test_columns_are_aligned_in_plain_text(answer, agreeing):
    text = plain_text(answer_document(answer(matches=agreeing)))

    assert (
        "3 fact-checks of this claim, newest first\n"
        '  3.  FALSE       2021-06-01     "Uongo"        Ukweli Kwanza\n'
        '  1.  FALSE       2019-03-02     "Netačno"      Provjera\n'
        '  2.  MISLEADING  no date given  "Menyesatkan"  Cek Dulu\n'
    ) in text


def test_a_row_takes_one_line_of_a_usual_terminal(answer, agreeing):
    rows = in_a_terminal(answer_document(answer(matches=agreeing))).splitlines()

    for day, words in (("2021-06-01", "Uongo"), ("2019-03-02", "Netačno")):
        assert any(day in row and words in row and "FALSE" in row for row in rows)


@pytest.mark.parametrize("width", [30, 40, 80, 120])
@pytest.mark.parametrize(
    "words", ["word " * 60, "x" * 300, "ポスト" * 90], ids=["many", "long", "wide"]
)
def test_a_table_keeps_to_the_width_whatever_its_texts(answer, ruled, width, words):
    found = (ruled(Verdict.MIXED, words, publisher=words), ruled(Verdict.TRUE, "Kweli", "2020"))
    shown = in_a_terminal(answer_document(answer(matches=found)), width).splitlines()

    boxed = {cell_len(row) for row in shown if row[:1] in "│╭╰"}
    assert boxed == {min(width, 100)}


def test_hidden_characters_in_a_table_are_spelled_out(answer, ruled):
    found = tuple(ruled(Verdict.TRUE, "a\x1b[2J", str(2020 + n), "b\u202e[/b]\n") for n in range(2))
    document = answer_document(answer(matches=found))

    for text in (plain_text(document), in_a_terminal(document, 400)):
        assert "<U+001B>" in text
        assert "<U+202E>[/b]" in text
        assert "\x1b" not in text


def test_a_recycled_claim_is_a_note_and_no_reason(answer, match):
    again = answer(matches=(match(signals=(RECYCLED,)),), notes=(RECYCLED.text,))
    rows = list(csv.DictReader(io.StringIO(written(again, AnswerFormat.CSV))))

    for written_as in (AnswerFormat.TEXT, AnswerFormat.MD):
        assert written(again, written_as).count("checked in 2019 already") == 1
    assert (rows[0]["notes"], rows[0]["reasons"]) == (RECYCLED.text, "")


def test_scripts_read_the_group_and_every_signal(answer, at_odds, match):
    three = answer(matches=(*at_odds, match(signals=(RECYCLED,))))
    objects = json.loads(written(three, AnswerFormat.JSON))[0]["matches"]
    rows = list(csv.DictReader(io.StringIO(written(three, AnswerFormat.CSV))))

    assert [each["group"] for each in objects] == [1, 1, 0]
    assert objects[2]["signals"][0]["name"] == "recycled"
    assert [row["group"] for row in rows] == ["1", "1", ""]


def test_markdown_lists_the_ranks_and_dates_of_a_group(answer, at_odds):
    text = written(answer(matches=at_odds), AnswerFormat.MD)

    assert (
        "2 fact-checks of the same claim, which do not agree, newest first: "
        "1 (2019-03-02), 2 (no date given)\n"
    ) in text
