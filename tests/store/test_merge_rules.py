import pytest

from factcheck.model import Publisher, RatingReading, State, Verdict
from factcheck.store.repository import SaveOutcome
from factcheck.store.runs import Origin

FALSE, TRUE = RatingReading(Verdict.FALSE), RatingReading(Verdict.TRUE)
PAGE = "https://www.daily.example/checks/1"


def given(store, public):
    return {name: each.input_name for each in store.ledger.statements(public) for name in each.gave}


def said(rating, **fields):
    return {"rating": rating, **fields}


def ratings(store, public):
    return [revision.fact_check.rating for revision in store.history(public)]


def test_the_latest_news_wins_and_reading_old_files_again_changes_nothing(
    store, fact_check, save_all
):
    november = fact_check(rating="False", reading=FALSE)
    december = fact_check(rating="True", reading=TRUE)
    public = save_all(store, november, input_name="november.csv")[0].id
    for _ in range(3):
        save_all(store, december, input_name="december.csv")
        save_all(store, november, input_name="november.csv")

    assert ratings(store, public) == ["False", "True"]
    believed, other = store.ledger.statements(public)
    assert (believed.input_name, dict(believed.differs)) == ("december.csv", {})
    assert (other.input_name, dict(other.differs)) == (
        "november.csv",
        {"rating": "False", "verdict": "false"},
    )


def test_saving_says_what_ruling_changed_from_what_to_what(store, fact_check, save_all):
    save_all(store, fact_check(rating="False", reading=FALSE), input_name="november.csv")
    saved = save_all(store, fact_check(rating="True", reading=TRUE), input_name="december.csv")[0]

    assert (saved.outcome, saved.changed_ruling) == (SaveOutcome.CHANGED, ("False", "True"))


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        pytest.param({}, said("True", reading=TRUE), None, id="there was none"),
        pytest.param(said("True"), said("True", title="A title"), None, id="another field"),
        pytest.param(
            said("Odd"), said("Odd", reading=FALSE), ("unrated", "false"), id="our reading alone"
        ),
    ],
)
def test_a_ruling_that_only_came_or_was_read_otherwise(
    store, fact_check, save_all, before, after, changed
):
    save_all(store, fact_check(**before), input_name="a.csv")
    saved = save_all(store, fact_check(**after), input_name="a.csv")[0]

    assert (saved.outcome, saved.changed_ruling) == (SaveOutcome.CHANGED, changed)


def test_an_input_that_is_not_believed_says_so_when_it_comes_in(store, fact_check, save_all):
    save_all(store, fact_check(rating="False"), input_name="a.csv", origin=Origin(priority=1))
    saved = save_all(store, fact_check(rating="True"), input_name="b.csv")[0]

    assert (saved.outcome, saved.differs) == (SaveOutcome.UNCHANGED, ("rating",))
    assert saved.changed_ruling is None


DATES = [
    pytest.param(said("True", modified_on="2024-05-02"), {"modified_on": "2024-05-01"}, id="day"),
    pytest.param(said("True", reviewed_on="2024-05"), {"reviewed_on": "2024-04-30"}, id="month"),
    pytest.param(
        said("True", reviewed_on="2024-01", modified_on="2024-05-01"),
        {"reviewed_on": "2024-04"},
        id="modified-after-the-others-review",
    ),
]


@pytest.mark.parametrize(("news", "archive"), DATES)
def test_an_old_archive_read_after_the_news_does_not_bring_the_old_ruling_back(
    store, fact_check, save_all, news, archive
):
    public = save_all(store, fact_check(**news), input_name="news.csv")[0].id
    saved = save_all(store, fact_check(rating="False", **archive), input_name="archive.csv")[0]

    assert store.get(public).rating == "True"
    assert "rating" in saved.differs


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(("2024-05-31", "2024-05"), id="a month is not earlier than its days"),
        pytest.param(("2024-05-31", ""), id="no date is not earlier"),
        pytest.param(("2024-05-31", "2024-05-31"), id="the same day"),
    ],
)
def test_only_a_date_that_is_certainly_earlier_keeps_news_out(store, fact_check, save_all, dates):
    first, second = dates
    public = save_all(store, fact_check(rating="False", reviewed_on=first), input_name="a.csv")[
        0
    ].id
    save_all(store, fact_check(rating="True", reviewed_on=second), input_name="b.csv")

    assert store.get(public).rating == "True"


def test_an_input_that_changes_another_field_does_not_state_its_ruling_anew(
    store, fact_check, save_all
):
    public = save_all(store, fact_check(rating="False", tags=("x",)), input_name="stale.csv")[0].id
    save_all(store, fact_check(rating="True", tags=("x",)), input_name="news.csv")
    save_all(store, fact_check(rating="False", tags=("y",)), input_name="stale.csv")

    assert (store.get(public).rating, store.get(public).tags) == ("True", ("y",))


def test_a_new_reading_of_an_old_rating_is_no_news(store, fact_check, save_all):
    # Our tables of ratings learn; the publisher said nothing new.
    public = save_all(store, fact_check(rating="Not so"), input_name="november.csv")[0].id
    save_all(store, fact_check(rating="True", reading=TRUE), input_name="december.csv")
    save_all(store, fact_check(rating="Not so", reading=FALSE), input_name="november.csv")

    assert store.get(public).rating == "True"


def test_what_was_undone_was_never_said(store, fact_check, save_all):
    november, december = fact_check(rating="False"), fact_check(rating="True")
    public = save_all(store, december, input_name="december.csv")[0].id
    store.ledger.undo(1, "2024-05-06")
    save_all(store, november, input_name="november.csv")
    save_all(store, december, input_name="december.csv")

    assert store.get(public).rating == "True"


def test_undoing_a_correction_restores_what_was_believed_before(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="One"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="Two"), input_name="b.csv")
    save_all(store, fact_check(rating="Three"), input_name="c.csv")
    save_all(store, fact_check(rating="Four"), input_name="b.csv")
    undone = store.ledger.undo(4, "2024-05-06")
    after_undo = store.get(public).rating
    store.ledger.undo(undone.run_id, "2024-05-06")

    assert (after_undo, store.get(public).rating) == ("Three", "Four")


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
    public = save_all(store, fact_check(rating="True", reading=TRUE), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="Odd words"), input_name="b.csv")

    assert (store.get(public).rating, store.get(public).verdict) == ("Odd words", Verdict.UNRATED)


@pytest.mark.parametrize(
    ("first", "changes"),
    [
        pytest.param({"input_name": PAGE}, {}, id="the-publishers-own-page"),
        pytest.param({"origin": Origin(priority=1)}, {}, id="a-person-says-so"),
        pytest.param(
            {"input_name": PAGE}, {"modified_on": "2025"}, id="own-page-before-a-later-date"
        ),
        pytest.param(
            {"origin": Origin(priority=1)}, {"modified_on": "2025"}, id="person-before-a-date"
        ),
    ],
)
def test_later_news_does_not_outrank_who_is_trusted_more(
    store, fact_check, save_all, first, changes
):
    trusted = fact_check(rating="False", reviewed_on="2024")
    public = save_all(store, trusted, **{"input_name": "a.csv", **first})[0].id
    save_all(store, fact_check(rating="True", **changes), input_name="b.csv")

    assert store.get(public).rating == "False"


def test_a_priority_outranks_the_publishers_own_page(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name=PAGE)[0].id
    save_all(store, fact_check(rating="True"), input_name="desk.csv", origin=Origin(priority=1))
    save_all(store, fact_check(rating="Mixed"), input_name=PAGE)

    assert store.get(public).rating == "True"


def test_a_page_of_somebody_else_is_not_the_publishers_own(store, fact_check, save_all):
    page = "https://notdaily.example/checks/1"
    public = save_all(store, fact_check(rating="False"), input_name=page)[0].id
    save_all(store, fact_check(rating="True"), input_name="b.csv")

    assert store.get(public).rating == "True"


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
    assert dict(store.ledger.statements(public)[1].differs)["rating"] == "True"


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


STATED_BEFORE = {
    "rating": "False",
    "reading": FALSE,
    "title": "The bridge stands",
    "reviewed_on": "2024-05-06",
    "claimant": "A mayor",
    "claimed_on": "2024-05",
    "tags": ("bridges",),
    "state": State.WITHDRAWN,
    "state_reason": "The source was wrong",
}


@pytest.mark.parametrize(
    "says_now",
    [
        pytest.param({}, id="no field at all"),
        pytest.param(said("False", reading=FALSE), id="the rating alone"),
        pytest.param({"claimant": "A mayor"}, id="the same speaker without a day"),
        pytest.param({"publisher": Publisher("daily.example", "daily.example")}, id="no publisher"),
    ],
)
def test_saying_nothing_takes_nothing_away(store, fact_check, save_all, says_now):
    public = save_all(store, fact_check(**STATED_BEFORE), input_name="a.csv")[0].id
    before = store.get(public)
    outcomes = {
        save_all(store, fact_check(**says_now), input_name="a.csv")[0].outcome for _ in range(2)
    }

    assert outcomes == {SaveOutcome.UNCHANGED}
    assert store.get(public) == before


def test_what_is_said_anew_is_kept_beside_what_is_no_longer_said(store, fact_check, save_all):
    public = save_all(store, fact_check(**STATED_BEFORE), input_name="a.csv")[0].id
    saved = save_all(store, fact_check(rating="True", reading=TRUE), input_name="a.csv")[0]

    assert saved.changed_ruling == ("False", "True")
    assert (store.get(public).title, store.get(public).verdict) == ("The bridge stands", "true")


def test_another_speaker_does_not_get_the_day_of_the_first(store, fact_check, save_all):
    public = save_all(store, fact_check(**STATED_BEFORE), input_name="a.csv")[0].id
    save_all(store, fact_check(claimant="A minister"), input_name="a.csv")

    assert (store.get(public).claimant, store.get(public).claimed_on) == ("A minister", "")


def test_a_blank_field_contradicts_nothing_that_the_same_run_said(store, fact_check, save_all):
    full, bare = fact_check(rating="False", reading=FALSE), fact_check()
    saved = save_all(store, full, bare, input_name="a.csv")

    assert [each.outcome for each in saved] == [SaveOutcome.ADDED, SaveOutcome.REPEATED]


def test_what_was_undone_is_not_kept(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    store.ledger.undo(1, "2024-05-06")
    save_all(store, fact_check(), input_name="a.csv")

    assert store.get(public).rating == ""
