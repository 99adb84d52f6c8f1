import pytest

from factcheck.errors import InputError
from factcheck.evaluation.labelled_claims import read_answers, read_claims


def numbered(*lines):
    return enumerate(lines, start=1)


def test_a_claim_knows_the_documents_that_answer_it():
    answers = read_answers(numbered("7\td1\t1\n", "7\td2\t1\r\n", "8\td3\t1"), "r.tsv")
    claims = read_claims(numbered('{"id": "7", "text": "Rain fell.", "lang": "en"}'), answers, "q")

    assert claims[0].documents == {"d1", "d2"}
    assert claims[0].language == "en"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("4.2e+17\td\t1", id="three columns"),
        pytest.param("4.2e+17 0 d 1", id="as TREC writes them"),
        pytest.param("4.2e+17\td\t1.0", id="a grade with a point"),
    ],
)
def test_answers_come_in_the_usual_forms(line):
    assert read_answers(numbered(line), "r.tsv") == {"4.2e+17": {"d"}}


def test_a_header_and_empty_lines_are_no_answers():
    lines = numbered("query-id\tcorpus-id\tscore", "", "7\td\t1")

    assert read_answers(lines, "r.tsv") == {"7": {"d"}}


def test_a_grade_of_zero_is_no_answer():
    assert read_answers(numbered("7\td\t0", "8\td\t1"), "r.tsv") == {"8": {"d"}}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("7\td\t1", "7\td"), id="a column is missing"),
        pytest.param(("7\td\t1", "7\td\tyes"), id="the grade is a word"),
        pytest.param(("7\td\t0",), id="nothing answers anything"),
        pytest.param((), id="nothing at all"),
    ],
)
def test_bad_answers_are_one_line(lines):
    with pytest.raises(InputError, match=r"^r\.tsv.*") as raised:
        read_answers(numbered(*lines), "r.tsv")

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("Rain fell.",), id="no JSON"),
        pytest.param(("[" * 100_000,), id="nested without end"),
        pytest.param(('["7", "Rain fell."]',), id="a list"),
        pytest.param(('{"text": "Rain fell."}',), id="no name"),
        pytest.param(('{"id": "7", "text": " "}',), id="no text"),
        pytest.param(('{"id": "7", "text": "a"}', '{"id": "7", "text": "b"}'), id="named twice"),
        pytest.param((" ",), id="no claim at all"),
    ],
)
def test_bad_claims_are_one_line(lines):
    with pytest.raises(InputError, match=r"^q\.jsonl.*") as raised:
        read_claims(numbered(*lines), {}, "q.jsonl")

    assert "\n" not in str(raised.value)


def test_names_that_are_numbers_stay_as_they_are_spelled():
    claims = read_claims(numbered('{"id": 4.20e+17, "text": "Rain fell."}'), {}, "q")

    assert claims[0].id == "4.20e+17"


def test_a_language_that_is_not_labelled_is_guessed():
    line = '{"id": "7", "text": "Nije istina da vakcine izazivaju gripu kod djece."}'

    assert read_claims(numbered(line), {}, "q")[0].language in ("bs", "hr", "sr", "sh")
