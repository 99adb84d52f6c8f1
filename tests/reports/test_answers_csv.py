import csv
import io

import pytest

from factcheck.model import Decision, Publisher, RecordProblem, Signal
from factcheck.reports.answers_csv import COLUMNS, CsvWriter, cell
from factcheck.reports.rejects import RejectsTable

STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹦", "﹫"]
BEFORE = ["", " ", "\t", "\r", "\n", "\xa0", "\u200b", "\ufeff", "\u3000", "\x00", " \t"]
FORMULAS = [f"{before}{start}cmd|' /C calc'!A0" for before in BEFORE for start in STARTS]
LIVE = tuple(STARTS)


def written(writer_of, *arguments):
    stream = io.StringIO()
    writer_of(CsvWriter(stream), *arguments)
    return list(csv.DictReader(io.StringIO(stream.getvalue()), strict=True))


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_no_column_holds_a_live_formula(formula, answer, match, fact_check):
    checked = fact_check(
        id=formula,
        claim=formula,
        publisher=Publisher(formula, formula, formula),
        review_url=formula,
        title=formula,
        rating=formula,
        rating_language=formula,
        claimant=formula,
        language=formula,
    )
    signals = (Signal("x", 0.5, True, formula), Signal("y", 0.5, False, formula))
    paired = match(fact_check=checked, signals=signals, part=formula)
    asked = answer(claim=formula, language=formula, matches=(paired,), notes=(formula,))

    rows = written(lambda writer: (writer.write_answer(1, asked), writer.write_problem(2, formula)))

    cells = [text for row in rows for text in row.values()]
    assert not [text for text in cells if text.strip("\u3000\xa0 ").startswith(LIVE)]


@pytest.mark.parametrize("formula", FORMULAS, ids=ascii)
def test_rejected_records_hold_no_live_formula(formula):
    stream = io.StringIO()
    RejectsTable(stream).write(formula, RecordProblem(1, formula, formula))

    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert not [text for text in rows[1] if text.strip("\u3000\xa0 ").startswith(LIVE)]


@pytest.mark.parametrize("text", ["Crime rose by 5 - 7 %", "a=b", "me@mail.example", "", "š", "5"])
def test_ordinary_text_is_left_alone(text):
    assert cell(text) == text


def test_every_match_has_a_row_and_a_claim_without_one_too(answer, match):
    def write(writer):
        writer.write_answer(1, answer(matches=(match(), match())))
        writer.write_answer(2, answer(matches=(), decision=Decision.NONE))
        writer.write_problem(3, "empty line")

    rows = written(write)

    assert [(row["line"], row["rank"], row["error"]) for row in rows] == [
        ("1", "1", ""),
        ("1", "2", ""),
        ("2", "", ""),
        ("3", "", "empty line"),
    ]


def test_the_header_names_every_column_once():
    assert len(set(COLUMNS)) == len(COLUMNS)
