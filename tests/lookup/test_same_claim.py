"""What several fact-checks of one claim say together: groups, disagreement, corrections, age."""

import pytest

from factcheck.lookup import DatedClaim, Lookup, LookupOptions
from factcheck.model import Decision, Verdict
from factcheck.store.store import open_store

DAM = "The dam above the town is about to burst."


@pytest.fixture
def store_with(take_in, record):
    """Fill a store with rulings on one claim: publisher, rating and day."""

    def store_with(*rulings, claim=DAM):
        rows = [
            record(claim, publisher=publisher, rating=rating, reviewed_on=day)
            for publisher, rating, day in rulings
        ]
        take_in([*rows, record("The president of the chess club resigned on Monday.")])

    return store_with


def test_fact_checks_of_the_claim_are_one_group_and_others_are_not(take_in, record, ask):
    take_in(
        [
            record(DAM, publisher="Daily Check"),
            record("The dam above the town is about to burst!", publisher="Weekly Check"),
            record("The dam above the town is not about to burst.", rating="True"),
        ]
    )

    answer = ask(DAM)

    assert [match.group for match in answer.matches] == [1, 1, 0]


def test_who_agrees_is_a_match_and_the_newest_comes_first(store_with, ask):
    store_with(
        ("Daily Check", "False", "2019-03-02"),
        ("Weekly Check", "Misleading", "2021-06-01"),
        ("Monthly Check", "False", ""),
    )

    answer = ask(DAM)

    assert answer.decision is Decision.MATCH
    assert [match.fact_check.reviewed_on for match in answer.matches] == [
        "2021-06-01",
        "2019-03-02",
        "",
    ]


def test_opposite_rulings_are_suggested_with_their_dates_in_words(store_with, ask):
    store_with(("Daily Check", "False", "2019-03-02"), ("Weekly Check", "True", ""))

    answer = ask(DAM)

    assert answer.decision is Decision.SUGGESTED
    assert answer.notes[0] == (
        "Fact-checks of this claim do not agree: Daily Check ruled “False” on 2019-03-02; "
        "Weekly Check ruled “True”, no date given."
    )
    assert all(match.conflicts[0].name == "different_verdict" for match in answer.matches)


def test_a_disagreement_is_told_even_if_only_one_side_is_shown(store_with, ask):
    store_with(("Daily Check", "False", "2019-03-02"), ("Weekly Check", "True", "2020-01-01"))

    answer = ask(DAM, limit=1)

    assert (len(answer.matches), answer.decision) == (1, Decision.SUGGESTED)
    assert "Daily Check ruled “False”" in answer.notes[0]


@pytest.mark.parametrize("rating", ["Satire", "Unproven", "Who knows"])
def test_what_is_no_ruling_for_or_against_opposes_nothing(store_with, ask, rating):
    store_with(("Daily Check", "True", "2019-03-02"), ("Weekly Check", rating, "2020-01-01"))

    assert ask(DAM).decision is Decision.MATCH


def test_a_correction_is_the_match_and_what_it_corrects_is_still_shown(store_with, ask):
    store_with(("Daily Check", "True", "2019-03-02"), ("Daily Check", "False", "2021-06-01"))

    answer = ask(DAM)

    assert [(match.decision, match.fact_check.verdict) for match in answer.matches] == [
        (Decision.MATCH, Verdict.FALSE),
        (Decision.SUGGESTED, Verdict.TRUE),
    ]
    assert "the newer ruling counts" in answer.notes[0]


def test_a_claim_that_comes_back_is_told_with_both_dates(store_with, ask):
    store_with(("Daily Check", "False", "2019-03-02"), ("Weekly Check", "False", "2024-01-01"))

    asked, known = ask(DAM, today="2026-05-19"), ask(DAM)

    assert asked.notes == (
        "Recycled: checked on 2019-03-02 already, 7 years before this claim was asked about "
        "on 2026-05-19.",
    )
    assert [match.signals[-1].name for match in asked.matches] == ["recycled", "recycled"]
    assert known.notes == ()
    assert [(match.score, match.decision) for match in asked.matches] == [
        (match.score, match.decision) for match in known.matches
    ]


def test_the_date_of_a_claim_goes_before_that_of_the_look_up(store_with, store_path):
    store_with(("Daily Check", "False", "2019-03-02"))
    claims = [
        DAM,
        DatedClaim(DAM, "2019-03-05"),
        DatedClaim(DAM, "2021"),
        DatedClaim(DAM, ""),
        DatedClaim(DAM, "2018-12-31"),
    ]
    with open_store(store_path) as store:
        answers = list(Lookup(store, None, LookupOptions(today="2026-05-19")).answers(claims))

    told = [" ".join(answer.notes)[-14:] for answer in answers]
    assert told == ["on 2026-05-19.", "", "about in 2021.", "", ""]


def test_without_a_date_an_old_fact_check_was_only_checked_before(store_with, store_path):
    store_with(("Daily Check", "False", "2019-03-02"))
    options = LookupOptions(today="2026-05-19", today_by_clock=True)
    with open_store(store_path) as store:
        claims = [DAM, DatedClaim(DAM, "2026-05-19"), DAM]
        answers = list(Lookup(store, None, options).answers(claims))

    assert [" ".join(answer.notes).partition(":")[0] for answer in answers] == [
        "Checked before",
        "Recycled",
        "Checked before",
    ]


def test_an_old_claim_that_is_only_like_this_one_is_not_recycled(store_with, ask):
    store_with(("Daily Check", "False", "2016-03-02"))

    answer = ask("The dam above the town is not about to burst.", today="2026-05-19")

    assert answer.decision is not Decision.MATCH
    assert not any("Recycled" in note for note in answer.notes)


@pytest.mark.parametrize(
    "made", [lambda: LookupOptions(today="soon"), lambda: DatedClaim("a", "x")]
)
def test_what_is_no_date_is_refused(made):
    with pytest.raises(ValueError, match="must be YYYY, YYYY-MM or YYYY-MM-DD"):
        made()


def test_two_claims_of_one_post_do_not_disagree(take_in, record, ask):
    take_in(
        [
            record("The old bridge was closed for twelve years after the flood.", rating="False"),
            record("Eating seven bananas a day cures malaria in children.", rating="True"),
        ]
    )
    post = (
        "Good morning to everybody in this group, I hope that you all slept well tonight. "
        "The old bridge was closed for twelve years after the flood. "
        "Eating seven bananas a day cures malaria in children."
    )

    answer = ask(post)

    assert len(answer.matches) == 2
    assert [match.group for match in answer.matches] == [0, 0]
    assert not any("do not agree" in note for note in answer.notes)


def test_a_dispute_about_one_part_of_a_post_comes_after_what_is_settled(take_in, record, ask):
    bridge = "The old bridge was closed for twelve years after the flood."
    bananas = "Eating seven bananas a day cures malaria in children."
    take_in(
        [
            record(bridge, rating="False", publisher="Daily Check"),
            record(bridge, rating="True", publisher="Weekly Check"),
            record(bananas, rating="False"),
        ]
    )
    post = f"Good morning to everybody in this group, I hope you all slept well. {bridge} {bananas}"

    answer = ask(post)

    assert [(match.decision, match.group) for match in answer.matches] == [
        (Decision.MATCH, 0),
        (Decision.SUGGESTED, 1),
        (Decision.SUGGESTED, 1),
    ]
    assert answer.matches[0].fact_check.claim == bananas


def test_a_page_with_several_claims_that_were_ruled_on_differently_needs_a_person(
    take_in, record, ask
):
    page = "https://posts.example/77"
    take_in(
        [
            record(DAM, rating="False", appearances=page),
            record("The bridge is made of paper.", rating="True", appearances=page),
        ]
    )

    answer = ask(page)

    assert answer.decision is Decision.SUGGESTED
    assert "that name this page do not agree" in answer.notes[0]
    assert [match.group for match in answer.matches] == [0, 0]


def test_a_link_in_a_post_about_something_else_is_only_a_suggestion(take_in, record, ask):
    unrelated = [record(f"The mayor of town number {n} bought a boat.") for n in range(60)]
    take_in([*unrelated, record(DAM, appearances="https://posts.example/77")])

    # No word in common, so the search for words does not find it: only the link does.
    answer = ask("Prodaju naše šume strancima https://posts.example/77")

    assert [match.decision for match in answer.matches] == [Decision.SUGGESTED]


def test_of_equals_without_a_day_the_one_stored_first_comes_first(store_with, ask):
    publishers = ["Daily Check", "Weekly Check", "Monthly Check", "Yearly Check", "Night Check"]
    store_with(*((publisher, "False", "") for publisher in publishers))

    found = [match.fact_check.publisher.name for match in ask(DAM).matches]

    assert found == publishers
