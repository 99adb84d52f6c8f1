import io

import pytest
from markdown_it import MarkdownIt
from payloads import MARKDOWN

from factcheck.model import Decision
from factcheck.reports.answer_writers import answer_writer
from factcheck.reports.report_formats import AnswerFormat


def page(answer_of_claim):
    stream = io.StringIO()
    writer = answer_writer(AnswerFormat.MD, stream, is_list=True)
    writer.write_answer(1, answer_of_claim)
    writer.finish()
    return stream.getvalue()


@pytest.mark.parametrize("text", MARKDOWN)
def test_no_claim_breaks_out_of_its_cell(answer, match, fact_check, text):
    paired = match(fact_check=fact_check(claim=text, title=text, rating=text))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(page(answer(matches=(paired,))))

    cells = [token for token in tokens if token.type in ("th_open", "td_open")]
    inline = [child for token in tokens for child in token.children or ()]
    links = {child.attrs["href"] for child in inline if child.type == "link_open"}
    assert len(cells) == 14
    assert links == {fact_check().review_url}
    assert not [child for child in inline if child.type in ("image", "code_inline", "em_open")]


def test_near_misses_are_no_answers(answer, match):
    missed = match(decision=Decision.NONE, score=0.2)
    text = page(answer(decision=Decision.NONE, matches=(), near_misses=(missed,)))

    assert "Near misses, not answers:" in text
    assert "| Verdict |" not in text
