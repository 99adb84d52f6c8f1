import io

import pytest

from factcheck.errors import InputError, UsageError
from factcheck.formats.claim_list import (
    LONGEST_LINE_BYTES,
    LineProblem,
    ListFormat,
    ListPlan,
    listed_claims,
)
from factcheck.formats.input_files import open_input


def listed(content, plan):
    source = open_input(io.BytesIO(content), "list", encoding=plan.encoding, is_list=True)
    return [each for group in listed_claims(source, plan) for each in group]


def found(text, written_as, name=""):
    return [
        (each.number, f"! {each.reason}" if isinstance(each, LineProblem) else each.text)
        for each in listed(text.encode(), ListPlan(ListFormat(written_as), name))
    ]


@pytest.mark.parametrize(
    ("text", "written_as", "claims"),
    [
        pytest.param("one\n\n  \r\ntwo\n\n", "text", [(1, "one"), (4, "two")], id="text"),
        pytest.param('"one"\n \n"two"\n', "jsonl", [(1, "one"), (3, "two")], id="JSON Lines"),
        pytest.param("id,claim\n1,one\n\n2,two\n", "csv", [(2, "one"), (4, "two")], id="table"),
        pytest.param("id,claim\n1,one\n, \n", "csv", [(2, "one")], id="a row of blank cells"),
        pytest.param("id\tclaim\n\t\n1\tone\n", "tsv", [(3, "one")], id="a row of tabs"),
        pytest.param("\n \n", "text", [], id="nothing else"),
    ],
)
def test_blank_lines_are_left_out_and_counted(text, written_as, claims):
    assert found(text, written_as) == claims


@pytest.mark.parametrize(
    ("text", "name", "claims"),
    [
        pytest.param("id,claim\n1,one\n2,two\n", "", ["one", "two"], id="usual name"),
        pytest.param("id,Text\n1,one\n", "", ["one"], id="another usual name, another case"),
        pytest.param("one column\nfirst\nsecond\n", "", ["first", "second"], id="only column"),
        pytest.param("id;Tvrdnja\n1;jedan, dva\n", "tvrdnja", ["jedan, dva"], id="semicolons"),
        pytest.param('a,claim\n1,"one, ""two"""\n', "", ['one, "two"'], id="quoted"),
    ],
)
def test_a_table_has_a_claim_a_record(text, name, claims):
    assert [claim for _, claim in found(text, "csv", name)] == claims


def test_a_record_of_several_lines_is_named_by_its_first():
    text = 'claim,x\n"one\nstill one",1\ntwo,2\n'

    assert found(text, "csv") == [(2, "one\nstill one"), (4, "two")]


def test_what_is_wrong_with_a_table_stays_in_its_place():
    text = 'x,claim\n1,one\nonly x\n\n2,"a" b\n3,\n4,two\n'

    assert found(text, "csv") == [
        (2, "one"),
        (3, "! no cell in column 2"),
        (5, "! the quotation marks do not fit: ',' expected after '\"'"),
        (6, "! the claim is empty"),
        (7, "two"),
    ]


def test_a_quote_that_never_ends_costs_its_own_line_only():
    claims = found('claim\n"one\ntwo\nthree\n', "csv")

    assert claims[0][1].startswith("! a quotation mark is opened here")
    assert claims[1:] == [(3, "two"), (4, "three")]


def test_bytes_that_are_no_text_stay_in_their_place():
    content = "claim\nčaj\nx\nkrč\n".encode().replace(b"x", b"\xff")

    assert [each.number for each in listed(content, ListPlan(ListFormat.CSV))] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        pytest.param(b"one\r\ntwo\r\n", ["one", "two"], id="Windows"),
        pytest.param(b"one\ntwo", ["one", "two"], id="no end at the end"),
        pytest.param(b"\xef\xbb\xbfone\n", ["one"], id="byte-order mark"),
        pytest.param("a\u2028b\x85c\x0bd\n".encode(), ["a\u2028b\x85c\x0bd"], id="other ends"),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_lines_are_what_a_shell_calls_lines(content, texts):
    assert [each.text for each in listed(content, ListPlan())] == texts


def test_a_line_that_is_too_long_is_a_problem_in_its_place():
    claims = found(f"{'x' * LONGEST_LINE_BYTES}\n{'x' * (LONGEST_LINE_BYTES + 1)}\ntwo\n", "text")

    assert [number for number, _ in claims] == [1, 2, 3]
    assert claims[1][1] == "! the line is longer than 65,536 bytes"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        pytest.param("cp1250", "", id="cp1250"),
        pytest.param("cp1250", "cp1250", id="cp1250, named"),
        pytest.param("iso8859_2", "iso8859_2", id="Latin-2, named"),
        pytest.param("utf-16", "", id="UTF-16"),
        pytest.param("utf-8-sig", "", id="UTF-8 with a mark"),
    ],
)
def test_a_list_is_read_in_the_encodings_of_spreadsheets(encoding, named):
    text = "claim;id\nŠeširi liječe kašalj, kaže čovjek iz Žepča.;1\nĐaci uče.;2\n"
    plan = ListPlan(ListFormat.CSV, "", named)

    claims = ["Šeširi liječe kašalj, kaže čovjek iz Žepča.", "Đaci uče."]
    assert [each.text for each in listed(text.encode(encoding), plan)] == claims


def test_a_stream_that_breaks_is_one_error():
    class Broken(io.BytesIO):
        def read1(self, size=-1):
            if self.tell():
                raise OSError("no more")
            return self.read(9)

    source = open_input(Broken(b"the first line\n"), "list", is_list=True)
    with pytest.raises(InputError, match="list cannot be read on: no more"):
        list(listed_claims(source, ListPlan()))


def test_tabs_part_a_tsv():
    assert found("id\tclaim\n1\ta, b\n", "tsv") == [(2, "a, b")]


def dates(text, written_as, name=""):
    return [each.date for each in listed(text.encode(), ListPlan(ListFormat(written_as), name))]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        pytest.param("claim,Date \none,2021\ntwo,\n", "", ["2021", ""], id="a column"),
        pytest.param("date,claim,id\n2021,one\n", "", ["2021"], id="before the claim"),
        pytest.param("claim,id,date\none,1\n", "", [""], id="a row cut short"),
        pytest.param("claim,dated\none,2021\n", "", [""], id="another name"),
        pytest.param("date\none two\n", "date", [""], id="the claims themselves"),
    ],
)
def test_a_table_may_have_a_column_of_dates(text, name, found):
    assert dates(text, "csv", name) == found


@pytest.mark.parametrize(
    ("line", "name", "found"),
    [
        pytest.param('{"claim": "one", "date": "2021-03"}', "", "2021-03", id="a field"),
        pytest.param(
            '{"post": {"text": "one", "date": "2021"}, "date": "2022"}', "post.text", "2021",
            id="beside the claim",
        ),
        pytest.param('{"post": {"text": "one"}, "date": "2022"}', "post.text", "2022", id="above"),
        pytest.param('{"claim": "one", "date": null}', "", "", id="nothing"),
        pytest.param('{"claim": "one", "date": 1620000000}', "", "1620000000", id="a number"),
        pytest.param('"one"', "", "", id="only text"),
    ],
)  # fmt: skip
def test_json_lines_may_have_a_date(line, name, found):
    assert dates(line, "jsonl", name) == [found]


def test_lines_of_text_have_no_dates():
    assert dates("one 2021-03-04", "text") == [""]


@pytest.mark.parametrize(
    ("header", "name", "message"),
    [
        pytest.param("a,b", "", "no column 'claim'", id="nothing usual"),
        pytest.param("a,b", "c", "no column 'c'; name one with --column: a, b", id="not there"),
        pytest.param("claim,claim", "", "2 columns named 'claim'", id="twice"),
    ],
)
def test_a_column_must_be_there_once(header, name, message):
    with pytest.raises(UsageError, match=message):
        found(f"{header}\n1,2\n", "csv", name)


@pytest.mark.parametrize(
    ("line", "name", "claim"),
    [
        pytest.param('{"claim": "one"}', "", "one", id="usual"),
        pytest.param('{"text": "one"}', "", "one", id="also usual"),
        pytest.param('"one"', "", "one", id="bare text"),
        pytest.param('{"post": {"text": "one"}}', "post.text", "one", id="nested"),
        pytest.param('{"post.text": "one"}', "post.text", "one", id="a dot in the name"),
        pytest.param('{"claim": 5}', "", "! field 'claim' holds no text", id="a number"),
        pytest.param('{"x": 5}', "", "! no field 'claim' or 'text'; see --field", id="absent"),
        pytest.param('{"x": 5}', "y.z", "! no field 'y.z'", id="absent, named"),
        pytest.param("[1]", "y", "! no field 'y'", id="a list"),
        pytest.param("{oh", "", "! not JSON", id="no JSON"),
        pytest.param("[" * 60_000, "", "! not JSON", id="as deep as the sea"),
        pytest.param("9" * 5_000, "", "! not JSON", id="a number without end"),
        pytest.param('{"claim": " "}', "", "! the claim is empty", id="blank"),
    ],
)
def test_json_lines_have_a_claim_a_line(line, name, claim):
    assert found(f"{line}\n", "jsonl", name) == [(1, claim)]
