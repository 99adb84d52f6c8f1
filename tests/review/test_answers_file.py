"""What a review reads from a file of answers."""

import gzip
import json

import pytest

from factcheck.errors import InputError
from factcheck.model import Decision
from factcheck.reports.answers_json import answer_object, problem_object
from factcheck.review.answers_file import SuggestionsWriter, kept_answers, read_asked_claims


@pytest.fixture
def suggested(answer, match, conflict):
    def suggested(claim, **given):
        doubtful = match(decision=Decision.SUGGESTED, score=0.6, signals=(conflict,), **given)
        return answer(claim=claim, decision=Decision.SUGGESTED, matches=(doubtful,))

    return suggested


@pytest.fixture
def written(tmp_path):
    def written(*objects):
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in objects), encoding="utf-8")
        return path

    return written


def test_only_claims_that_need_a_person_are_read(written, answer, suggested, conflict):
    path = written(
        answer_object(answer(), 1),
        answer_object(answer(decision=Decision.NONE, matches=()), 2),
        problem_object(3, "the claim is empty"),
        answer_object(suggested("Voda liječi.", part="liječi"), 4),
    )
    [claim] = read_asked_claims(path)

    assert (claim.text, claim.language, claim.line, claim.count) == ("Voda liječi.", "sw", 4, 1)
    [suggestion] = claim.suggestions
    assert (suggestion.fact_check_id, suggestion.score) == ("k3jw9x2mq7ra", 0.6)
    assert (suggestion.part, suggestion.signals[0].text) == ("liječi", conflict.text)


def test_a_match_beside_a_suggestion_is_not_asked_about(written, answer, match, suggested):
    matches = (*suggested("x").matches, match())
    path = written(answer_object(answer(decision=Decision.SUGGESTED, matches=matches)))

    assert len(read_asked_claims(path)[0].suggestions) == 1


def test_copies_are_one_claim_with_their_count(written, suggested):
    lines = ("Voda liječi!", "Vatra gori.", "VODA  liječi!")
    path = written(*(answer_object(suggested(text), at) for at, text in enumerate(lines, 1)))

    assert [(each.text, each.count) for each in read_asked_claims(path)] == [
        ("Voda liječi!", 2),
        ("Vatra gori.", 1),
    ]


def test_a_packed_file_is_read(written, suggested):
    path = written(answer_object(suggested("Voda liječi.")))
    path.write_bytes(gzip.compress(path.read_bytes()))

    assert len(read_asked_claims(path)) == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Voda liječi.", id="a list of claims"),
        pytest.param("[]", id="a list"),
        pytest.param('{"claim": "x"}', id="no decision"),
        pytest.param(
            '{"decision": "suggested", "claim": 5, "language": "", "line": 1}', id="number"
        ),
        pytest.param('{"decision": "perhaps"}', id="unknown decision"),
        pytest.param(
            '{"decision": "suggested", "claim": "x", "language": "bs", "line": 1, "matches": [5]}',
            id="a match that is none",
        ),
        pytest.param(
            '{"decision": "suggested", "claim": "x", "language": "bs", "line": 1, "matches": []}',
            id="nothing suggested",
        ),
        pytest.param("[" * 50_000, id="nested"),
    ],
)
def test_what_is_no_answer_is_named_with_its_line(tmp_path, line):
    path = tmp_path / "answers.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"answers\.jsonl:2: this is no answer"):
        read_asked_claims(path)


def test_a_store_is_no_file_of_answers(store_path, take_in, record):
    take_in([record("Voda liječi.")])

    with pytest.raises(InputError, match="is a factcheck store"):
        read_asked_claims(store_path)


def test_what_needs_no_person_is_not_kept(tmp_path, answer, suggested):
    path = kept_answers(tmp_path / "claims.db")
    with path.open("w", encoding="utf-8") as stream:
        writer = SuggestionsWriter(stream)
        writer.write_answer(1, answer())
        writer.write_problem(2, "empty")
        writer.write_answer(3, suggested("Voda liječi."))

    assert [claim.line for claim in read_asked_claims(path)] == [3]
