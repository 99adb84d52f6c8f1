import sqlite3
from contextlib import closing

import pytest

from factcheck.errors import StoreReadOnly, UsageError
from factcheck.model import Filters, HarmKind, HarmNote, Publisher, State
from factcheck.store import migrations
from factcheck.store.identity import public_id
from factcheck.store.repository import SaveOutcome
from factcheck.store.row_mapping import as_json, as_record, content_hash
from factcheck.store.store import open_store

LATER = "2024-06-01T00:00:00Z"


def undo(store, run_id, at=LATER):
    return store.ledger.undo(run_id, at)


def newest_run(store):
    return store.ledger.runs()[-1].id


def sound(store):
    return [finding.name for finding in store.check() if finding.problem] == []


def kinds(store, since=""):
    return [change.kind for change in store.ledger.changes(since)]


def test_changes_are_told_in_their_order_with_run_and_file(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="a.csv", recorded_at=LATER)
    added, changed = store.ledger.changes()

    assert (added.kind, changed.kind, changed.id) == ("added", "changed", public)
    assert changed.changes == {"rating": ("False", "True")}
    assert (changed.run_id, changed.input_name, changed.recorded_at) == (2, "a.csv", LATER)
    assert kinds(store, "2024-06") == ["changed"]


def test_undoing_a_correction_restores_the_state_before(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False", raw={"r": 1}))[0].id
    save_all(store, fact_check(rating="True", title="Wrong", raw={"r": 2}))
    undone = undo(store, newest_run(store))

    assert (undone.restored, undone.removed, undone.kept) == ((public,), (), ())
    assert (store.get(public).rating, store.get(public).title) == ("False", "")
    assert store.get(public).raw == {"r": 1}
    assert [revision.number for revision in store.history(public)] == [1, 2, 3]
    assert kinds(store)[-1] == "undone"
    assert store.words.search(["wrong"], 9) == []
    assert sound(store)


def test_undoing_what_added_takes_it_out_of_every_index_and_keeps_its_history(
    store, fact_check, save_all
):
    stays, goes = fact_check(number=1), fact_check(number=2, appearances=("https://x.example/p",))
    kept = save_all(store, stays, input_name="a.csv")[0]
    gone = save_all(store, goes, input_name="b.csv")[0]
    texts = store.vectors.pending("tiny", 9)
    store.vectors.save("tiny", [(text.number, text.text_hash, [1.0, 2.0]) for text in texts])
    undone = undo(store, 2)

    assert undone.removed == (gone.id,)
    assert store.by_url("https://daily.example/checks/2") == ()
    assert store.by_claim_key("bridge number 2 was closed for repairs") == ()
    assert [number for number, _ in store.words.search(["bridge"], 9)] == [kept.number]
    assert list(store.vectors.load("tiny")[0]) == [kept.number]
    assert store.stats().fact_checks == 1
    assert store.matching(Filters(publishers=("Daily Check",))) == {kept.number}
    assert store.get(gone.id).state is State.UNDONE
    assert store.get(gone.id).appearances == ("https://x.example/p",)
    assert sound(store)


def test_what_was_undone_can_be_taken_in_again(store, fact_check, save_all):
    public = save_all(store, fact_check())[0].id
    undo(store, 1)
    saved = save_all(store, fact_check())[0]

    assert (saved.id, saved.outcome) == (public, SaveOutcome.ADDED)
    assert store.get(public).state is State.CURRENT
    assert len(store.words.search(["bridge"], 9)) == 1
    assert store.vectors.pending_count() == 1
    assert sound(store)


def test_an_undo_can_be_undone(store, fact_check, save_all):
    save_all(store, fact_check(number=1, rating="False"))
    save_all(store, fact_check(number=1, rating="True"), fact_check(number=2))
    before = {number: check for number, check in store.fact_checks([1, 2]).items()}
    first = undo(store, 2)
    second = undo(store, first.run_id)

    assert store.fact_checks([1, 2]) == before
    assert len(second.restored) == 2
    assert sound(store)


def test_a_later_change_is_left_and_named(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"))[0].id
    save_all(store, fact_check(rating="True"))
    save_all(store, fact_check(rating="Mixed"))
    undone = undo(store, 2)

    assert (undone.restored, undone.kept) == ((), (public,))
    assert store.get(public).rating == "Mixed"


def test_runs_can_be_undone_one_by_one_from_the_last_to_the_first(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="a.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="a.csv")
    save_all(store, fact_check(rating="Mixed", title="Title"), input_name="b.csv")
    states = []
    for run_id in (3, 2, 1):
        undo(store, run_id)
        stored = store.get(public)
        states.append((stored.rating, stored.title, stored.state))

    assert states == [
        ("True", "", State.CURRENT),
        ("False", "", State.CURRENT),
        ("False", "", State.UNDONE),
    ]
    assert sound(store)


def test_what_another_input_says_too_stays(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="wrong.csv")[0].id
    save_all(store, fact_check(rating="False"), input_name="right.csv")
    undone = undo(store, 1)

    assert undone.kept == (public,)
    assert store.get(public).state is State.CURRENT
    undo(store, 2)
    assert store.get(public).state is State.UNDONE


def test_undoing_the_believed_input_lets_the_other_one_hold(store, fact_check, save_all):
    public = save_all(store, fact_check(rating="False"), input_name="wrong.csv")[0].id
    save_all(store, fact_check(rating="True"), input_name="right.csv")
    undo(store, 1)

    assert store.get(public).rating == "True"
    assert sound(store)


@pytest.mark.parametrize("run_id", [0, 7, -1])
def test_a_run_that_never_was_cannot_be_undone(store, fact_check, save_all, run_id):
    save_all(store, fact_check())
    with pytest.raises(UsageError, match="there is no run"):
        undo(store, run_id)


def test_a_run_is_undone_once(store, fact_check, save_all):
    save_all(store, fact_check())
    undo(store, 1)
    with pytest.raises(UsageError, match="taken back by run 2"):
        undo(store, 1)
    assert len(store.ledger.runs()) == 2


def test_a_rehearsed_undo_leaves_everything_as_it_was(store, fact_check, save_all):
    save_all(store, fact_check())
    before = list(store.connection.iterdump())
    with store.repository.rehearsal():
        assert len(undo(store, 1).removed) == 1

    assert list(store.connection.iterdump()) == before


def test_whoever_only_reads_can_take_nothing_back(path, store, fact_check, save_all):
    save_all(store, fact_check())
    with open_store(path) as reader:
        assert kinds(reader) == ["added"]
        with pytest.raises(StoreReadOnly):
            undo(reader, 1)


def test_what_disappeared_is_named_and_only_marked_when_asked(store, fact_check, save_all):
    saved = save_all(store, fact_check(number=1), fact_check(number=2))
    run_id = store.repository.begin_run("checks.csv", LATER)
    store.repository.save_batch(run_id, [fact_check(number=1)], LATER)

    assert store.ledger.missing(run_id) == (saved[1].id,)
    assert store.get(saved[1].id).state is State.CURRENT
    assert store.ledger.retire(run_id, LATER) == (saved[1].id,)
    retired = store.get(saved[1].id)
    assert (retired.state, retired.state_on) == (State.RETIRED, "2024-06-01")
    assert "checks.csv" in retired.state_reason
    assert len(store.words.search(["bridge"], 9)) == 2
    assert store.ledger.missing(run_id) == ()
    assert kinds(store)[-1] == "retired"
    assert sound(store)


def test_what_another_input_still_has_is_not_retired(store, fact_check, save_all):
    save_all(store, fact_check(number=1), fact_check(number=2), input_name="a.csv")
    save_all(store, fact_check(number=2), input_name="b.csv")
    run_id = store.repository.begin_run("a.csv", LATER)
    store.repository.save_batch(run_id, [fact_check(number=1)], LATER)

    assert store.ledger.retire(run_id, LATER) == ()


def test_what_comes_back_into_its_feed_stands_again(store, fact_check, save_all):
    public = save_all(store, fact_check(number=1), fact_check(number=2))[1].id
    run_id = store.repository.begin_run("checks.csv", LATER)
    store.repository.save_batch(run_id, [fact_check(number=1)], LATER)
    store.ledger.retire(run_id, LATER)
    save_all(store, fact_check(number=1), fact_check(number=2))

    assert store.get(public).state is State.CURRENT
    assert store.get(public).state_reason == ""


def test_undoing_a_run_takes_its_retirements_back(store, fact_check, save_all):
    public = save_all(store, fact_check(number=1), fact_check(number=2))[1].id
    run_id = store.repository.begin_run("checks.csv", LATER)
    store.repository.save_batch(run_id, [fact_check(number=1)], LATER)
    store.ledger.retire(run_id, LATER)
    undone = undo(store, run_id)

    assert undone.restored == (public,)
    assert store.get(public).state is State.CURRENT


@pytest.mark.parametrize(
    "statement", ["UPDATE reports SET record = '{}'", "DELETE FROM reports"], ids=["edit", "delete"]
)
def test_what_an_input_said_cannot_be_rewritten(store, fact_check, save_all, statement):
    save_all(store, fact_check())
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute(statement)


def test_one_claim_of_one_publisher_at_two_addresses_is_proposed_never_merged(
    store, fact_check, save_all
):
    claim = "The bridge was closed for repairs"
    one = fact_check(claim=claim, review_url="https://daily.example/1")
    two = fact_check(claim=f" {claim.upper()} ", review_url="https://daily.example/amp/1")
    other = fact_check(
        claim=claim, review_url="https://other.example/1", publisher=Publisher("Other")
    )
    save_all(store, one, two, other)
    [twins] = store.ledger.duplicates()

    assert twins.reason == "same_publisher"
    assert {each.review_url for each in twins.fact_checks} == {one.review_url, two.review_url}
    assert store.stats().fact_checks == 3


def test_one_title_at_two_publishers_is_likely_syndication(store, fact_check, save_all):
    claim, title = "The bridge was closed for repairs", "No, the bridge is open"
    one = fact_check(claim=claim, title=title)
    two = fact_check(
        claim=claim,
        title=title.upper(),
        publisher=Publisher("Wire Partner", "wire.example"),
        review_url="https://wire.example/1",
    )
    save_all(store, one, two)

    assert [twins.reason for twins in store.ledger.duplicates()] == ["syndication"]


def test_harm_notes_are_kept_in_history_and_can_be_asked_for(store, fact_check, save_all):
    note = HarmNote(
        HarmKind.INCITEMENT,
        group="people from across the river",
        intent="not known",
        peace_messages=(("sw", "Tuishi kwa amani"), ("en", "Let us live in peace")),
        noted_by="Daily Check",
        noted_on="2024-05",
    )
    public = save_all(store, fact_check(number=1), fact_check(number=2))[0].id
    save_all(store, fact_check(number=1, harm=note), fact_check(number=2))

    assert store.get(public).harm == note
    assert store.history(public)[1].changes["harm"][0] == {}
    assert store.matching(Filters(harms=(HarmKind.INCITEMENT,))) == {1}
    assert store.matching(Filters(harms=(HarmKind.THREAT,))) == set()


def write_store_of_format_2(path, fact_check, monkeypatch):
    record = as_record(fact_check)
    fingerprint = content_hash(record)
    old = {
        name: value
        for name, value in record.items()
        if name not in ("state", "state_reason", "state_on", "harm")
    }
    columns = {
        **{name: value for name, value in old.items() if isinstance(value, str)},
        "number": 1,
        "id": public_id(fact_check.review_url, fact_check.claim),
        "publisher_id": 1,
        "media_flags": "[]",
        "tags": "[]",
        "content_hash": fingerprint,
        "claim_key": "",
        "revision": 1,
        "first_run": 1,
        "last_run": 1,
    }
    for name in ("publisher", "publisher_domain", "publisher_country"):
        del columns[name]
    run = "(1, '2024', '2024', 'old.csv', '', 'finished', '{}', '0.1')"
    with monkeypatch.context() as earlier, closing(sqlite3.connect(path)) as db, db:
        earlier.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:2])
        migrations.migrate(db, 0)
        db.execute(f"INSERT INTO ingest_runs VALUES{run}")
        db.execute("INSERT INTO publishers VALUES(1, 'Daily Check', 'daily.example', 'KE')")
        names, places = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        db.execute(f"INSERT INTO fact_checks({names}) VALUES({places})", columns)
        db.execute("INSERT INTO revisions VALUES(1,1,'2024',1,'{}',?,'{}')", (as_json(old),))


def test_a_store_from_before_the_ledger_keeps_everything_and_knows_its_inputs(
    path, fact_check, save_all, monkeypatch
):
    write_store_of_format_2(path, fact_check(rating="False"), monkeypatch)
    with open_store(path, mode="write") as store:
        stored = store.fact_checks([1])[1]
        [report] = store.ledger.statements(stored.id)
        same = save_all(store, fact_check(rating="False"), input_name="old.csv")[0]
        other = save_all(store, fact_check(rating="True"), input_name="new.csv")[0]

        assert (stored.rating, stored.state, stored.harm) == ("False", State.CURRENT, None)
        assert report.input_name == "old.csv"
        assert (same.outcome, other.outcome) == (SaveOutcome.UNCHANGED, SaveOutcome.CHANGED)
        assert (other.changed_ruling, len(store.history(stored.id))) == (("False", "True"), 2)
