import pytest

from factcheck.model import Decision, Signal, State, Verdict
from factcheck.ranking.grouping import apply_group_rules, group_notes

CONFLICT = Signal("different_number", 1.0, True, "5 percent there, 50 percent here")
LINK = Signal("same_link", 1.0, False, "The fact-check names this page")
MATCH, SUGGESTED, NONE = Decision.MATCH, Decision.SUGGESTED, Decision.NONE


def numbers(matches, asked_on=""):
    return [each.group for each in apply_group_rules(matches, asked_on)]


def decisions(matches):
    return [each.decision for each in apply_group_rules(matches)]


def names(match):
    return [signal.name for signal in match.signals]


def test_what_answers_the_claim_is_one_group_whatever_its_words(match):
    assert numbers([match(claim="The dam is leaking."), match(claim="Brana curi.")]) == [1, 1]


def test_a_fact_check_that_stands_alone_has_no_number(match):
    assert numbers([match(), match(SUGGESTED, claim="The dike is about to burst.")]) == [0, 0]


def test_a_suggestion_about_the_very_text_of_a_match_belongs_to_it(match):
    found = [
        match(claim="The dam is leaking."),
        match(SUGGESTED, claim="The bridge is leaking."),
        match(SUGGESTED, claim="THE DAM is leaking."),
    ]

    assert numbers(found) == [1, 0, 1]


def test_suggestions_about_one_text_are_a_group_of_their_own(match):
    found = [
        match(),
        match(publisher="Weekly Check"),
        match(SUGGESTED, claim="Brana curi."),
        match(SUGGESTED, claim="Brana curi.", publisher="Weekly Check"),
    ]

    assert numbers(found) == [1, 1, 2, 2]


def test_what_is_not_shown_belongs_to_nothing(match):
    assert numbers([match(), match(NONE, publisher="Weekly Check")]) == [0, 0]


def test_each_part_of_a_long_post_is_a_claim_of_its_own(match):
    found = [
        match(claim="The dam is leaking.", verdict=Verdict.TRUE, part="The dam leaks."),
        match(claim="The bridge is closed.", part="The bridge is shut."),
    ]

    assert numbers(found) == [0, 0]
    assert decisions(found) == [MATCH, MATCH]


def test_who_rules_on_the_whole_post_rules_on_its_parts_too(match):
    found = [
        match(claim="The dam is leaking.", verdict=Verdict.TRUE, part="The dam leaks."),
        match(claim="The dam and the bridge are broken."),
    ]

    assert numbers(found) == [1, 1]
    assert decisions(found) == [SUGGESTED, SUGGESTED]


def test_winners_that_disagree_all_need_a_person(match):
    found = apply_group_rules(
        [
            match(verdict=Verdict.FALSE, reviewed_on="2021-03-04"),
            match(verdict=Verdict.TRUE, publisher="Weekly Check"),
            match(verdict=Verdict.UNRATED, publisher="Monthly Check"),
        ]
    )

    assert [each.decision for each in found] == [SUGGESTED] * 3
    assert all(names(each) == ["different_verdict", "same_meaning"] for each in found)
    [note] = group_notes(found)
    assert "Daily Check ruled “False” on 2021-03-04" in note
    assert "Weekly Check ruled “True”, no date given" in note


def test_a_suggestion_about_another_text_cannot_disagree_with_a_match(match):
    found = [
        match(verdict=Verdict.TRUE),
        match(SUGGESTED, claim="The dike is about to burst.", verdict=Verdict.FALSE),
    ]

    assert decisions(found) == [MATCH, SUGGESTED]


def test_a_suggestion_about_the_same_text_disagrees_with_a_match(match):
    found = [match(verdict=Verdict.TRUE), match(SUGGESTED, publisher="Weekly Check")]

    assert decisions(found) == [SUGGESTED, SUGGESTED]


def test_suggestions_that_disagree_are_not_said_to_be_about_this_claim(match):
    found = apply_group_rules(
        [match(SUGGESTED, verdict=Verdict.TRUE), match(SUGGESTED, publisher="Weekly Check")]
    )

    assert group_notes(found)[0].startswith("Fact-checks of one claim do not agree")


def test_of_a_publisher_that_corrected_itself_only_the_newer_ruling_is_a_match(match):
    found = apply_group_rules(
        [
            match(verdict=Verdict.TRUE, reviewed_on="2019-03-02"),
            match(verdict=Verdict.FALSE, reviewed_on="2021-06-01"),
        ]
    )

    assert [each.decision for each in found] == [SUGGESTED, MATCH]
    assert [each.group for each in found] == [1, 1]
    assert names(found[0]) == ["superseded", "same_meaning"]
    assert group_notes(found) == (
        "Daily Check first ruled “True” on 2019-03-02, and later “False” on 2021-06-01: "
        "the newer ruling counts.",
    )


def test_a_ruling_that_was_corrected_disagrees_with_nobody(match):
    found = [
        match(verdict=Verdict.TRUE, reviewed_on="2019-03-02"),
        match(verdict=Verdict.FALSE, reviewed_on="2021-06-01"),
        match(verdict=Verdict.FALSE, reviewed_on="2020-01-01", publisher="Weekly Check"),
    ]

    assert decisions(found) == [SUGGESTED, MATCH, MATCH]


def test_a_correction_may_disagree_with_others(match):
    found = [
        match(verdict=Verdict.TRUE, reviewed_on="2019-03-02"),
        match(verdict=Verdict.FALSE, reviewed_on="2021-06-01"),
        match(verdict=Verdict.TRUE, reviewed_on="2020-01-01", publisher="Weekly Check"),
    ]

    assert decisions(found) == [SUGGESTED] * 3


def test_claims_on_one_page_are_not_one_claim_but_nobody_knows_which_is_meant(match):
    found = apply_group_rules(
        [
            match(claim="The dam is leaking.", verdict=Verdict.TRUE, signals=(LINK,)),
            match(claim="The bridge is closed.", verdict=Verdict.FALSE, signals=(LINK,)),
        ]
    )

    assert [each.group for each in found] == [0, 0]
    assert [each.decision for each in found] == [SUGGESTED, SUGGESTED]
    assert group_notes(found)[0].startswith("Fact-checks that name this page do not agree")


def test_a_publisher_does_not_correct_itself_with_another_claim_on_the_page(match):
    found = apply_group_rules(
        [
            match(claim="The dam is leaking.", reviewed_on="2019", signals=(LINK,)),
            match(
                claim="The bridge is closed.",
                verdict=Verdict.UNPROVEN,
                reviewed_on="2021",
                signals=(LINK,),
            ),
        ]
    )

    assert [each.decision for each in found] == [MATCH, MATCH]


def test_a_claim_that_returns_is_marked_and_nothing_else_changes(match):
    before = [
        match(reviewed_on="2019-03-02"),
        match(reviewed_on="2025-12-01", publisher="Weekly Check"),
        match(SUGGESTED, claim="The dike is about to burst.", reviewed_on="2016"),
    ]
    after = apply_group_rules(before, "2026-05-19")

    assert [(each.decision, each.score) for each in after] == [
        (each.decision, each.score) for each in before
    ]
    assert [names(each)[-1] for each in after] == ["recycled", "recycled", "same_meaning"]
    assert group_notes(after) == (
        "Recycled: checked on 2019-03-02 already, 7 years before this claim was asked about "
        "on 2026-05-19.",
    )
    assert all(not each.conflicts for each in after)


def test_a_suggestion_is_not_known_to_be_the_claim_and_so_not_recycled(match):
    assert (
        group_notes(apply_group_rules([match(SUGGESTED, reviewed_on="2016")], "2026-05-19")) == ()
    )


def test_a_claim_in_dispute_is_recycled_all_the_same(match):
    found = apply_group_rules(
        [
            match(verdict=Verdict.TRUE, reviewed_on="2019-03-02"),
            match(verdict=Verdict.FALSE, reviewed_on="2021-06-01", publisher="Weekly Check"),
        ],
        "2026-05-19",
    )

    assert [note.partition(":")[0] for note in group_notes(found)] == [
        "Fact-checks of this claim do not agree",
        "Recycled",
    ]


def test_the_order_stays_and_nothing_is_lost(match):
    before = [
        match(NONE, claim="One claim here."),
        match(),
        match(SUGGESTED, claim="Two."),
        match(publisher="Weekly Check"),
    ]

    assert [each.fact_check for each in apply_group_rules(before)] == [
        each.fact_check for each in before
    ]


def test_conflicts_stay_before_support(match):
    found = apply_group_rules(
        [
            match(verdict=Verdict.TRUE),
            match(SUGGESTED, publisher="Weekly Check", signals=(CONFLICT,)),
        ],
        "2026-05-19",
    )

    for each in found:
        conflicts = [signal.conflict for signal in each.signals]
        assert conflicts == sorted(conflicts, reverse=True)


def test_nothing_is_settled_about_nothing():
    assert apply_group_rules([]) == ()
    assert group_notes([]) == ()


@pytest.mark.parametrize("asked_on", ["", "2026-05-19"])
def test_a_single_match_of_this_year_is_left_as_it_is(match, asked_on):
    alone = match(reviewed_on="2026-01-01")

    assert apply_group_rules([alone], asked_on) == (alone,)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.VOID, State.EXPIRED, State.RETIRED])
def test_what_no_longer_stands_is_a_suggestion_that_says_so(match, state):
    (fallen,) = apply_group_rules([match(state=state, state_on="2024-03-01")], "2025-01-01")

    assert fallen.decision is SUGGESTED
    assert "no_longer_stands" in names(fallen)
    assert "2024-03-01" in group_notes([fallen])[0]


def test_a_fact_check_that_expires_later_still_stands_on_the_day_of_the_question(match):
    expires = match(state=State.EXPIRED, state_on="2025-03-01")

    assert [each.decision for each in apply_group_rules([expires], "2024-05-01")] == [MATCH]


def test_what_no_longer_stands_disagrees_with_nobody(match):
    found = [
        match(verdict=Verdict.FALSE, publisher="Daily Check"),
        match(verdict=Verdict.TRUE, publisher="Weekly Check", state=State.WITHDRAWN),
    ]

    assert decisions(found) == [MATCH, SUGGESTED]
    assert all("different_verdict" not in names(each) for each in apply_group_rules(found))
