import io

import pytest

from factcheck.model import Decision, State
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.fact_check_document import fact_check_document
from factcheck.reports.report_formats import AnswerFormat

LEADS = [
    pytest.param(State.CORRECTED, "2022-01-01", "corrected, verdict false", id="corrected"),
    pytest.param(State.WITHDRAWN, "2022-01-01", "withdrawn, verdict was false", id="withdrawn"),
    pytest.param(State.VOID, "", "void, verdict was false", id="void"),
    pytest.param(State.EXPIRED, "2022-01", "valid until 2022-01, verdict false", id="expired"),
    pytest.param(State.EXPIRED, "", "out of date, verdict was false", id="expired on no known day"),
    pytest.param(State.RETIRED, "", "retired, verdict was false", id="retired"),
]


def written(answer_format, answer):
    stream = io.StringIO()
    writer = answer_writer(answer_format, stream, is_list=True)
    writer.write_answer(1, answer)
    writer.finish()
    return stream.getvalue()


@pytest.fixture
def suggested(answer, match, fact_check):
    def suggested(**given):
        matches = [
            match(
                fact_check=fact_check(id=public_id, **given), group=1, decision=Decision.SUGGESTED
            )
            for public_id in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
        ]
        return answer(decision=Decision.SUGGESTED, matches=tuple(matches))

    return suggested


@pytest.mark.parametrize(("state", "day", "lead"), LEADS)
@pytest.mark.parametrize(
    ("answer_format", "heading"),
    [
        (AnswerFormat.TEXT, "1. {capitals} (suggested, not confirmed)"),
        (AnswerFormat.HTML, ">{capitals}</span> (suggested, not confirmed)</h3>"),
        (AnswerFormat.MD, "| **{lead}** (suggested) |"),
    ],
)
def test_the_state_of_a_ruling_leads_its_verdict(
    answer_format, heading, state, day, lead, suggested
):
    page = written(answer_format, suggested(state=state, state_on=day))

    assert heading.format(lead=lead, capitals=lead.upper()) in page
    assert "Verdict: FALSE" not in page


def test_the_table_of_a_group_and_the_page_of_a_fact_check_say_the_state_too(suggested, fact_check):
    table = written(AnswerFormat.TEXT, suggested(state=State.WITHDRAWN)).split("\n\n")[1]
    shown = fact_check_document(fact_check(state=State.WITHDRAWN), [])

    assert table.count("WITHDRAWN, VERDICT WAS FALSE  2021-03-04") == 2
    assert shown.blocks[0].heading == "WITHDRAWN, VERDICT WAS FALSE"
