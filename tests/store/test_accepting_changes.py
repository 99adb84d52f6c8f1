"""What a look proposes becomes a revision only once it is accepted, and can be taken back."""

from dataclasses import replace

import pytest

from factcheck.errors import NotAStore, StoreReadOnly
from factcheck.store.link_check_table import CitedPage, StoredCheck
from factcheck.store.runs import NewRun
from factcheck.store.store import open_store

AT = "2024-06-01T00:00:00+00:00"
RUN = NewRun("sources: one", AT)
NEW = "https://daily.example/new/1"


def as_it_is(_before, after):
    return after


@pytest.fixture
def saved(store, fact_check, save_all):
    return save_all(store, fact_check(number=1), fact_check(number=2))


@pytest.fixture
def looked_at(store, saved):
    """Remember a look at the first fact-check, with what it proposes."""

    def looked_at(found="changed", at=AT, **becomes):
        now = store.get(saved[0].id)
        proposed = {
            name: (list(was) if isinstance(was := getattr(now, name), tuple) else was, value)
            for name, value in becomes.items()
        }
        check = StoredCheck(now.id, at, now.review_url, found, proposed=proposed)
        store.link_checks.add([check])
        return check

    return looked_at


def test_proposals_and_cited_pages_are_read_back_as_they_were_written(store, saved):
    check = StoredCheck(
        saved[0].id,
        AT,
        "https://daily.example/1",
        "changed",
        proposed={"rating": ("", "True"), "archive_urls": ([], ["https://archive.example/1"])},
        cited=(CitedPage("https://a.example/1", "gone", "", "it is gone"),),
    )
    store.link_checks.add([check])

    assert store.link_checks.of(saved[0].id) == (check,)


def test_a_look_alone_changes_nothing(store, saved, looked_at):
    before = store.get(saved[0].id)
    looked_at(claim="Another claim was made.")

    assert store.get(saved[0].id) == before
    assert len(store.history(saved[0].id)) == 1


def test_what_is_accepted_becomes_a_revision_of_a_run_of_its_own(store, saved, looked_at):
    looked_at(review_url=NEW, archive_urls=["https://archive.example/1"])
    accepted = store.link_checks.accept([saved[0].id], RUN, as_it_is)
    [first, second] = store.history(saved[0].id)

    assert set(accepted.changed) == {saved[0].id}
    assert second.changes["review_url"][1] == NEW
    assert second.fact_check.archive_urls == ("https://archive.example/1",)
    assert store.ledger.run(accepted.run_id).kind == "sources"
    assert store.by_url(NEW)
    assert first.number == 1


def test_an_accepted_change_can_be_taken_back_and_brought_again(store, saved, looked_at):
    before = store.get(saved[0].id)
    looked_at(claim="Another claim was made.", review_url=NEW)
    accepted = store.link_checks.accept([saved[0].id], RUN, as_it_is)
    after = store.get(saved[0].id)
    undone = store.ledger.undo(accepted.run_id, AT)

    assert undone.restored == (saved[0].id,)
    assert store.get(saved[0].id) == before
    store.ledger.undo(undone.run_id, AT)
    assert store.get(saved[0].id) == after


def test_what_was_accepted_waits_no_more(store, saved, looked_at):
    looked_at(review_url=NEW)
    store.link_checks.accept([saved[0].id], RUN, as_it_is)
    again = store.link_checks.accept([saved[0].id], RUN, as_it_is)

    assert store.link_checks.proposals() == ()
    assert (again.run_id, again.unchanged) == (0, (saved[0].id,))


def test_only_the_last_look_counts_and_silence_is_none(store, saved, looked_at):
    looked_at(review_url=NEW)
    looked_at("unreachable")
    [waiting] = store.link_checks.proposals()
    looked_at("alive")

    assert waiting.proposed["review_url"][1] == NEW
    assert store.link_checks.proposals() == ()


def test_what_was_changed_since_the_look_is_left(store, saved, looked_at, save_all):
    looked_at(claim="Another claim was made.", review_url=NEW)
    store.link_checks.add(
        [StoredCheck(saved[0].id, AT, "", "changed", proposed={"claim": ("Not it.", "Nor it.")})]
    )
    accepted = store.link_checks.accept([saved[0].id], RUN, as_it_is)

    assert (accepted.outdated, accepted.changed) == ((saved[0].id,), {})


def test_what_has_to_follow_follows(store, saved, looked_at):
    looked_at(rating="True")
    store.link_checks.accept(
        [saved[0].id], RUN, lambda before, after: after | {"verdict": "mostly_true"}
    )

    assert str(store.get(saved[0].id).verdict) == "mostly_true"


def test_nothing_is_accepted_in_a_store_that_is_open_for_reading(store, saved, looked_at):
    looked_at(review_url=NEW)
    with open_store(store.path) as reader, pytest.raises(StoreReadOnly):
        reader.link_checks.accept([saved[0].id], RUN, as_it_is)


@pytest.mark.parametrize(
    "proposed",
    [
        {"verdict": ("false", "true")},
        {"rating": ("x",)},
        {"rating": ("x", 1)},
        {"archive_urls": ([], "x")},
        {"publisher": ("a", "b")},
    ],
)
def test_a_store_that_proposes_what_no_look_can_find_is_damaged(proposed, store, saved):
    store.link_checks.add([replace(StoredCheck(saved[0].id, AT, "", "changed"), proposed=proposed)])
    with pytest.raises(NotAStore):
        store.link_checks.proposals()


@pytest.mark.parametrize("state", ["changed", "moved"])
def test_what_was_accepted_is_no_longer_called_changed(state, store, saved, looked_at):
    looked_at(state, review_url=NEW)
    before = store.link_checks.latest(saved[0].id)
    store.link_checks.accept([saved[0].id], RUN, as_it_is)

    assert before.state == state
    assert store.link_checks.latest(saved[0].id).state == "alive"
    assert store.link_checks.of(saved[0].id)[-1].state == state
    assert store.link_checks.latest(saved[1].id) is None


def test_a_page_that_is_gone_stays_gone_whatever_was_accepted(store, saved, looked_at):
    looked_at("gone", state="retired")
    store.link_checks.accept([saved[0].id], RUN, as_it_is)

    assert store.link_checks.latest(saved[0].id).state == "gone"
