"""What people judged decides in look-ups, and their wordings find more."""

import itertools
from datetime import UTC, datetime

import pytest

from factcheck.lookup import Lookup, LookupOptions
from factcheck.maintenance.edits import edit
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Decision, Filters, Judgement, Trust
from factcheck.store.runs import NewRun, Origin
from factcheck.store.store import open_store

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
BRIDGE = "The old bridge was closed for 12 years."
ODD = "Nobody walks across the river any more"
CLAIMS = (
    BRIDGE,
    "The pier is made of cork.",
    "Gulls can count to nine.",
    "The lighthouse was sold to a bank.",
)


@pytest.fixture
def judge(store_path, encoder):
    """Judge a text and the fact-check of a claim."""

    def judge(text, claim, judgement, by="Ana", **more):
        with open_store(store_path, mode="write") as store:
            id = id_of(store, claim)
            judging = Judging(text, id, Judgement(judgement), by, **more)
            return record_judgements(store, [judging], encoder, clock=lambda: NOW)

    return judge


def id_of(store, claim):
    found = store.fact_checks(range(1, 100)).values()
    return next(each.id for each in found if each.claim == claim)


@pytest.fixture(autouse=True)
def store(take_in, record, encoder):
    take_in([record(claim) for claim in CLAIMS], encoder)


def of(answer, claim, among="matches"):
    return next((m for m in getattr(answer, among) if m.fact_check.claim == claim), None)


def names(match):
    return [signal.name for signal in match.signals]


def test_a_confirmed_wording_is_a_match_that_says_by_whom_and_when(judge, ask, encoder):
    before = of(ask(ODD, encoder), BRIDGE)
    judge(ODD, BRIDGE, "same", note="the same photo")
    answer = ask(f"{ODD.upper()} 🔥 https://posts.example/9", encoder)
    match = of(answer, BRIDGE)

    assert before is None
    assert (match.decision, match.score) == (Decision.MATCH, 1.0)
    assert "Confirmed by Ana on 2024-05-06." in [signal.text for signal in match.signals]
    assert [pair.note for pair in match.judgements] == ["the same photo"]


def test_a_person_counts_more_than_the_rules_and_the_answer_says_both(judge, ask, encoder):
    text = "The old bridge was closed for 2 years."
    before = of(ask(text, encoder), BRIDGE)
    judge(text, BRIDGE, "same")
    match = of(ask(text, encoder), BRIDGE)

    assert before.decision is Decision.SUGGESTED
    assert match.decision is Decision.MATCH
    assert {"different_number", "confirmed"} <= set(names(match))


def test_a_rejected_fact_check_is_a_near_miss_that_says_who_rejected_it(judge, ask, encoder):
    text = "The old bridge was closed for twelve years"
    before = of(ask(text, encoder), BRIDGE)
    judge(text, BRIDGE, "different")
    answer = ask(text, encoder)

    assert before.decision is not Decision.NONE
    assert (answer.decision, answer.matches) == (Decision.NONE, ())
    assert of(answer, BRIDGE, "near_misses").signals[0].text == (
        "Judged different by Ana on 2024-05-06."
    )


def test_not_even_the_very_text_of_a_fact_check_is_matched_where_a_person_says_no(judge, ask):
    judge(BRIDGE, BRIDGE, "different")

    assert ask(BRIDGE).decision is Decision.NONE


def test_two_people_who_disagree_are_both_named_and_the_pair_stays_a_suggestion(judge, ask):
    judge(ODD, BRIDGE, "same")
    judge(ODD, BRIDGE, "different", by="Bojan")
    match = of(ask(ODD), BRIDGE)

    assert match.decision is Decision.SUGGESTED
    assert match.signals[0].text == (
        "People disagree: same by Ana on 2024-05-06, different by Bojan on 2024-05-06."
    )


def test_a_person_who_was_not_sure_makes_a_match_a_suggestion(judge, ask):
    judge(BRIDGE, BRIDGE, "unsure")

    assert ask(BRIDGE).decision is Decision.SUGGESTED
    assert "judged_unsure" in names(of(ask(BRIDGE), BRIDGE))


@pytest.mark.parametrize("with_vectors", [True, False], ids=["vectors", "words"])
def test_near_wordings_are_found_by_an_alias_and_rules_hold_against_it(
    judge, ask, encoder, with_vectors
):
    chosen = encoder if with_vectors else None
    near = "Nobody walks across the river any more, they say"
    before = of(ask(near, chosen), BRIDGE)
    judge(ODD, BRIDGE, "same")
    found = of(ask(near, chosen), BRIDGE)
    lookalike = of(ask("Everybody walks across the river, not only nobody", chosen), BRIDGE)

    assert before is None
    assert found is not None
    assert "near_alias" in names(found)
    assert lookalike is None or lookalike.decision is not Decision.MATCH


def test_conflicts_hold_against_the_claim_and_the_alias(judge, ask, encoder):
    judge("The old bridge stayed shut for 12 years and more", BRIDGE, "same")
    answer = ask("The old bridge stayed shut for 3 years and more", encoder)
    match = of(answer, BRIDGE) or of(answer, BRIDGE, "near_misses")

    assert match.decision is not Decision.MATCH
    assert "near_alias" in names(match)
    assert names(match).count("different_number") == 1


@pytest.mark.parametrize(
    ("wording", "near", "found"),
    [
        pytest.param("This is bad for gulls", "Bread is bad for gulls", False, id="no subject"),
        pytest.param("Look at the photo!", "Look at that photo", False, id="generic"),
        pytest.param("They never gave it to us", "They never gave it to me", False, id="pronouns"),
        pytest.param(
            "Gulls do sums like pupils", "Gulls do sums like many pupils", True, id="four words"
        ),
        pytest.param("นกนางนวลนับเลขได้ถึงเก้าตัว", "นกนางนวลนับเลขได้ถึงเก้าตัว จริง", True, id="no spaces"),
    ],
)
def test_a_wording_that_says_little_answers_its_copies_alone(
    judge, ask, encoder, wording, near, found
):
    judge(wording, "Gulls can count to nine.", "same")
    confirmed = of(ask(wording.upper(), encoder), "Gulls can count to nine.")
    answer = ask(near, encoder)
    seen = [name for match in (*answer.matches, *answer.near_misses) for name in names(match)]

    assert confirmed.decision is Decision.MATCH
    assert ("near_alias" in seen) is found


def test_an_alias_takes_nothing_away(judge, ask, encoder):
    text = "The old bridge was closed for 12 years, they say."
    before = of(ask(text, encoder), BRIDGE)
    judge("The old bridge was closed for 3 years, they say.", BRIDGE, "same")
    after = of(ask(text, encoder), BRIDGE)

    assert before.decision is Decision.SUGGESTED
    assert (after.decision, after.conflicts) == (before.decision, ())


def test_a_disputed_or_undone_wording_is_no_alias(judge, ask, encoder, store_path):
    near = "Nobody walks across the river any more, they say"
    judge(ODD, BRIDGE, "same")
    run = judge(ODD, BRIDGE, "different", by="Bojan").run_id
    disputed = of(ask(near, encoder), BRIDGE)
    with open_store(store_path, mode="write") as store:
        store.ledger.undo(run, NOW.isoformat())
        again = of(Lookup(store, encoder).answer(near), BRIDGE)

    assert disputed is None
    assert again is not None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"claim": f"{BRIDGE} Really."}, "its claim was", id="claim"),
        pytest.param(
            {"rating": "True"}, "its verdict was false then and is true now", id="verdict"
        ),
    ],
)
@pytest.mark.parametrize("said", ["same", "different"])
def test_a_changed_fact_check_asks_for_the_judgement_again(
    judge, ask, store_path, values, reason, said
):
    text = BRIDGE.replace("old", "oldest")
    judge(text, BRIDGE, said)
    with open_store(store_path, mode="write") as store:
        id = id_of(store, BRIDGE)
        edit(store, id, values, why="erratum", clock=lambda: NOW)
    [match] = [each for each in ask(text).matches if each.fact_check.id == id]

    assert match.decision is Decision.SUGGESTED
    assert "judgement_outdated" in names(match)
    assert any(reason in signal.text for signal in match.signals)


def test_partners_give_hints_until_they_are_trusted(judge, ask, store_path):
    judge(ODD, BRIDGE, "same", origin="Daily Check")
    hint = of(ask(ODD), BRIDGE, "near_misses")

    def trust(level):
        with open_store(store_path, mode="write") as store:
            store.judgements.set_trust("Daily Check", level, NewRun("trust", NOW.isoformat()))
        return ask(ODD)

    assert hint.decision is Decision.NONE
    assert "A partner says same: Ana (Daily Check) on 2024-05-06." in [s.text for s in hint.signals]
    assert of(trust(Trust.FULL), BRIDGE).decision is Decision.MATCH
    assert trust(Trust.NONE).matches == ()
    distrusted = of(trust(Trust.NONE), BRIDGE, "near_misses")
    assert distrusted is None or "partner" not in str(distrusted.signals)


def test_filters_hold_for_judged_fact_checks_too(judge, ask, encoder):
    judge(ODD, BRIDGE, "same")
    options = {"filters": Filters(publishers=("somebody else",))}

    assert ask(ODD, encoder, **options).matches == ()


def test_in_a_list_a_judgement_counts_for_the_copies_of_its_text_alone(judge, store_path, encoder):
    text = "The old bridge was closed for 12 years, indeed"
    judge(text, BRIDGE, "different")
    claims = [text, f"{text}!", text.upper(), f"{text}?"]
    with open_store(store_path) as store:
        answers = list(Lookup(store, encoder, LookupOptions()).answers(claims))

    assert [answer.decision is Decision.NONE for answer in answers] == [True, True, True, False]


def test_a_rejected_pair_never_comes_back(take_in, record, judge, ask, encoder, store_path):
    text = "The old bridge was closed for twelve years"
    judge(text, BRIDGE, "different")

    def ingest_again():
        take_in([record(claim) for claim in CLAIMS], encoder)

    def correct_metadata():
        with open_store(store_path, mode="write") as store:
            title = f"Title {next(numbers)}"
            edit(store, id_of(store, BRIDGE), {"title": title}, why="typo", clock=lambda: NOW)

    def encode_anew():
        with open_store(store_path, mode="write") as store:
            store.vectors.drop()
        take_in([record("Something new happened.")], encoder)

    def take_back_and_bring_back():
        with open_store(store_path, mode="write") as store:
            undone = store.ledger.undo(1, NOW.isoformat())
            store.ledger.undo(undone.run_id, NOW.isoformat())

    def merge_another_input():
        merged = record(BRIDGE) | {"summary": "Rust.", "tags": "iron"}
        take_in([merged], encoder, origin=Origin("partner", 5))

    numbers = itertools.count()
    steps = (ingest_again, correct_metadata, encode_anew, merge_another_input)
    # An edit after the first run keeps that from being undone, so it comes first.
    for step in (take_back_and_bring_back, *steps, *reversed(steps)):
        step()
        answer = ask(text, encoder)

        assert of(answer, BRIDGE) is None, step.__name__
        assert "judged_different" in names(of(answer, BRIDGE, "near_misses"))
