"""The order of a review, and what each answer does to it."""

import pytest

from factcheck.errors import StoreBusy
from factcheck.model import Judgement
from factcheck.review.review_queue import ReviewOrder

SAME, DIFFERENT, UNSURE = Judgement.SAME, Judgement.DIFFERENT, Judgement.UNSURE


def order_of(session, shown):
    order = []
    while session.current is not None:
        order.append(shown(session.current))
        session.answer(UNSURE)
    return order


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(ReviewOrder.LIST, ["A0", "A1", "B0", "C0"], id="as they came"),
        pytest.param(ReviewOrder.COUNT, ["C0", "B0", "A0", "A1"], id="the most frequent first"),
        pytest.param(ReviewOrder.UNCERTAIN, ["B0", "A0", "C0", "A1"], id="the likeliest first"),
    ],
)
def test_pairs_come_in_the_order_that_was_asked_for(session, claim, shown, order, expected):
    claims = (
        claim("A", 0.8, 0.5, line=1),
        claim("B", 0.7, line=2, count=2),
        claim("C", 0.4, line=3, count=9),
    )

    assert order_of(session(*claims, order=order), shown) == expected


def test_a_rival_suggestion_makes_a_claim_wait(session, claim, shown):
    reviewed = session(claim("A", 0.8, 0.8, line=1), claim("B", 0.6, line=2))

    assert shown(reviewed.current) == "B0"


def test_fact_checks_of_one_claim_are_no_rivals(session, claim, shown):
    claims = claim("A", 0.8, 0.8, line=1, one_claim=True), claim("B", 0.6, line=2)
    reviewed = session(*claims)
    reviewed.answer(SAME)

    assert order_of(reviewed, shown) == ["A1", "B0"]


def test_after_same_the_other_suggestions_of_the_claim_come_last(session, claim, shown):
    reviewed = session(claim("A", 0.8, 0.7, line=1), claim("B", 0.3, line=2))
    reviewed.answer(SAME)

    assert order_of(reviewed, shown) == ["B0", "A1"]


def test_after_different_the_other_suggestions_stay_where_they_are(session, claim, shown):
    reviewed = session(claim("A", 0.8, 0.7, line=1), claim("B", 0.3, line=2))
    reviewed.answer(DIFFERENT)

    assert order_of(reviewed, shown) == ["A1", "B0"]


def test_an_answer_is_saved_before_the_next_pair_is_shown(session, claim, notebook):
    reviewed = session(claim("A", 0.8))
    reviewed.answer(SAME, "seen on television")

    assert list(notebook.saved.values()) == [("A", "a0", SAME, "seen on television")]
    assert (reviewed.done, reviewed.waiting) == (1, 0)


def test_what_cannot_be_saved_stays_to_be_judged(claim, session, notebook, shown, monkeypatch):
    def refuse(*_):
        raise StoreBusy("somebody is writing")

    monkeypatch.setattr(notebook, "save", refuse)
    reviewed = session(claim("A", 0.8))
    with pytest.raises(StoreBusy):
        reviewed.answer(SAME)

    assert (shown(reviewed.current), reviewed.done) == ("A0", 0)


def test_a_skipped_pair_comes_back_at_the_end(session, claim, shown, notebook):
    reviewed = session(claim("A", 0.8, line=1), claim("B", 0.3, line=2))
    reviewed.skip()

    assert order_of(reviewed, shown) == ["B0", "A0"]
    assert len(notebook.saved) == 2


def test_undo_takes_answers_and_skips_back_one_by_one(session, claim, shown, notebook):
    reviewed = session(claim("A", 0.8, line=1), claim("B", 0.3, line=2))
    reviewed.skip()
    reviewed.answer(DIFFERENT, "another town")

    assert (reviewed.undo(), shown(reviewed.current), notebook.saved) == ("another town", "B0", {})
    assert (reviewed.undo(), shown(reviewed.current)) == ("", "A0")
    assert reviewed.undo() is None


def test_other_suggestions_of_the_claim_are_shown_in_a_circle(session, claim, shown):
    reviewed = session(claim("A", 0.8, 0.7, 0.6), claim("B", 0.1))
    seen = []
    for distance in (1, 1, 1, -1):
        assert reviewed.show_other(distance)
        seen.append(shown(reviewed.current))

    assert seen == ["A1", "A2", "A0", "A2"]


def test_a_claim_with_one_suggestion_has_no_other(session, claim, shown):
    reviewed = session(claim("A", 0.8))

    assert not reviewed.show_other(1)
    assert shown(reviewed.current) == "A0"


def test_what_was_judged_before_is_not_asked_again(session, claim, shown):
    known = {"a0": DIFFERENT, "b0": SAME}
    claims = (claim("A", 0.8, 0.5, line=1), claim("B", 0.9, 0.8, line=2))
    reviewed = session(*claims, judged=lambda pair: known.get(pair.suggestion.fact_check_id))

    assert (reviewed.done, reviewed.waiting) == (2, 2)
    assert order_of(reviewed, shown) == ["A1", "B1"]
