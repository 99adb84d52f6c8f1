import pytest

from factcheck.model import Publisher, RatingReading, State, Verdict
from factcheck.store.store_types import Origin, SaveOutcome

FALSE, TRUE = RatingReading(Verdict.FALSE), RatingReading(Verdict.TRUE)
PAGE = "https://www.daily.example/checks/1"


def given(store, public):
    return {name: each.input_name for each in store.ledger.reports(public) for name in each.gave}


def test_two_inputs_that_disagree_do_not_take_turns(store, fact_check, save_all):
    first, second = (
        fact_check(rating="False", reading=FALSE),
        fact_check(rating="True", reading=TRUE),
    )
    public = save_all(store, first, input_name="a.csv")[0].id
    for _ in range(3):
        save_all(store, second, input_name="b.csv")
        save_all(store, first, input_name="a.csv")

    assert len(store.history(public)) == 1
    assert store.get(public).rating == "False"
    believed, other = store.ledger.reports(public)
    assert (believed.input_name, dict(believed.differs)) == ("a.csv", {})
    assert (other.input_name, dict(other.differs)) == (
        "b.csv",
        {"rating": "True", "verdict": "true"},
    )


def test_an_input_that_is_not_believed_says_so_when_it_comes_in(store, fact_check, save_all):
    save_all(store, fact_check(rating="False"), input_name="a.csv")
    saved = save_all(store, fact_check(rating="True"), input_name="b.csv")[0]

    assert (saved.outcome, saved.differs) == (SaveOutcome.UNCHANGED, ("rating",))


def test_what_one_input_leaves_blank_another_fills_and_each_field_has_its_input(
    store, fact_check, save_all
):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    saved = save_all(store, fact_check(title="The bridge stands"), input_name="b.csv")[0]

    assert (saved.outcome, saved.fields) == (SaveOutcome.CHANGED, ("title",))
    stored = store.get(public)
    assert (stored.rating, stored.title) == ("False", "The bridge stands")
    assert (given(store, public)["rating"], given(store, public)["title"]) == ("a.csv", "b.csv")


def test_a_rating_never_stands_beside_the_verdict_of_another_input(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="Odd words"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True", reading=TRUE), input_name="b.csv")

    assert (store.get(public).rating, store.get(public).verdict) == ("Odd words", Verdict.UNRATED)


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        pytest.param({"input_name": PAGE}, {}, id="the-publishers-own-page"),
        pytest.param({"origin": Origin(priority=1)}, {}, id="a-person-says-so"),
        pytest.param({}, {"modified_on": "2024-05-01"}, id="modified-later"),
    ],
)
def test_another_input_is_believed_for_a_reason(store, fact_check, save_all, other, changes):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True", **changes), **{"input_name": "b.csv", **other})
    save_all(store, fact_check(rating="False"), input_name="a.csv")

    assert [revision.fact_check.rating for revision in store.history(public)] == ["False", "True"]


def test_a_page_of_somebody_else_is_not_the_publishers_own(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="https://notdaily.example/checks/1")

    assert store.get(public).rating == "False"


def test_a_file_that_is_the_newest_state_of_a_feed_corrects_it(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="may.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="june.csv", origin=Origin("may.csv"))

    assert [revision.input_name for revision in store.history(public)] == ["may.csv", "june.csv"]
    assert store.get(public).rating == "True"


def test_the_first_input_may_correct_what_it_said(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="b.csv")
    save_all(store, fact_check(rating="Mixed"), input_name="a.csv")

    assert store.get(public).rating == "Mixed"
    assert dict(store.ledger.reports(public)[1].differs)["rating"] == "True"


def test_a_withdrawal_holds_whoever_tells_of_it(store, fact_check, save_all):
    public = save_all(store, fact_check(), input_name="a.csv")[0].id
    withdrawn = fact_check(
        state=State.WITHDRAWN, state_reason="The source was wrong", state_on="2024-03-01"
    )
    save_all(store, withdrawn, input_name="b.csv")
    save_all(store, fact_check(), input_name="a.csv")

    assert store.get(public).state is State.WITHDRAWN
    assert store.get(public).state_reason == "The source was wrong"


def test_another_publisher_spelling_of_one_address_is_no_difference(store, fact_check, save_all):
    save_all(store, fact_check(review_url="https://daily.example/1"), input_name="a.csv")
    saved = save_all(store, fact_check(review_url="http://www.daily.example/1"), input_name="b.csv")

    assert (saved[0].outcome, saved[0].differs) == (SaveOutcome.UNCHANGED, ())


def test_the_country_of_a_publisher_can_come_from_another_input(store, fact_check, save_all):
    name = "Daily Check"
    bare = fact_check(publisher=Publisher(name, "daily.example"))
    public = save_all(store, bare, input_name="a.csv")[0].id
    save_all(
        store, fact_check(publisher=Publisher(name, "daily.example", "KE")), input_name="b.csv"
    )

    assert store.get(public).publisher.country == "KE"
