import itertools
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.errors import StoreError, StoreReadOnly
from factcheck.model import (
    Axis,
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    MediaFlag,
    Publisher,
    RatingReading,
    State,
    Verdict,
)
from factcheck.store.repository import SaveOutcome
from factcheck.store.store import open_store

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
DATES = st.sampled_from(["", "2021", "2021-03", "2021-03-04"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FACT_CHECKS = st.builds(
    FactCheck,
    claim=TEXT.filter(bool),
    publisher=st.builds(Publisher, TEXT, TEXT, st.sampled_from(["", "KE", "BA"])),
    review_url=TEXT,
    title=TEXT,
    summary=TEXT,
    rating=TEXT,
    rating_language=st.sampled_from(["", "sw", "bs"]),
    reading=st.builds(
        RatingReading,
        st.sampled_from(Verdict),
        st.sampled_from(MappedBy),
        st.sampled_from(Axis),
        st.lists(st.sampled_from(MediaFlag), max_size=2).map(tuple),
    ),
    reviewed_on=DATES,
    modified_on=DATES,
    claimant=TEXT,
    claimed_on=DATES,
    appearances=st.lists(TEXT, max_size=3).map(tuple),
    archive_urls=st.lists(TEXT, max_size=3).map(tuple),
    language=st.sampled_from(["und", "sw", "sr-Cyrl"]),
    script=st.sampled_from(["", "Latn"]),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    record_id=TEXT,
    state=st.sampled_from([state for state in State if state is not State.UNDONE]),
    state_reason=TEXT,
    state_on=DATES,
    harm=st.none()
    | st.builds(
        HarmNote,
        st.sampled_from(HarmKind),
        TEXT,
        intent=TEXT,
        peace_messages=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
        noted_on=DATES,
    ),
    raw=st.dictionaries(st.text(max_size=5), JSON, max_size=3),
)
PLACES = itertools.count()
ROUND_TRIP = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ROUND_TRIP
@given(st.lists(FACT_CHECKS, min_size=1, max_size=20))
def test_what_is_saved_is_read_back_unchanged(store, originals):
    # Each in a place of its own: two that share an id are told apart elsewhere.
    originals = [
        replace(original, review_url=f"https://{next(PLACES)}.example/{original.review_url}")
        for original in originals
    ]
    saved = store.repository.save_batch(store.repository.begin_run("x", "2024"), originals, "2024")

    found = store.fact_checks([each.number for each in saved])
    for each, original in zip(saved, originals, strict=True):
        expected = replace(original, id=each.id)
        assert found[each.number] == store.get(each.id) == expected
        assert store.get(each.id).raw == original.raw
        assert store.history(each.id)[-1].fact_check == expected


def test_the_same_file_twice_changes_nothing(store, fact_check, save_all):
    checks = [fact_check(number=number, raw={"n": number}) for number in range(5)]
    save_all(store, *checks)
    before = list(store.connection.iterdump())
    outcomes = {saved.outcome for saved in save_all(store, *checks)}

    assert outcomes == {SaveOutcome.UNCHANGED}
    after = [line for line in store.connection.iterdump() if 'INTO "ingest_runs"' not in line]
    assert after == [line for line in before if 'INTO "ingest_runs"' not in line]


def test_a_correction_becomes_a_new_revision_and_keeps_the_id(store, fact_check, save_all):
    first = save_all(store, fact_check(rating="False", raw={"r": 1}), recorded_at="2024-01-01")[0]
    second = save_all(
        store,
        fact_check(rating="Half true", tags=("money",), raw={"r": 2}),
        recorded_at="2024-02-02",
    )[0]

    assert (second.id, second.number) == (first.id, first.number)
    assert second.outcome is SaveOutcome.CHANGED
    assert set(second.fields) == {"rating", "tags"}
    old, new = store.history(first.id)
    assert (old.number, old.fact_check.rating, old.fact_check.raw) == (1, "False", {"r": 1})
    assert (new.number, new.fact_check.rating, new.fact_check.raw) == (2, "Half true", {"r": 2})
    assert (new.recorded_at, new.input_name) == ("2024-02-02", "checks.csv")
    assert new.changes == {"rating": ("False", "Half true"), "tags": ([], ["money"])}
    assert store.get(first.id).rating == "Half true"


def test_a_new_record_name_alone_is_no_correction(store, fact_check, save_all):
    save_all(store, fact_check(record_id="1"))
    assert save_all(store, fact_check(record_id="2"))[0].outcome is SaveOutcome.UNCHANGED


def test_one_run_takes_the_first_of_two_that_disagree(store, fact_check, save_all):
    checks = [fact_check(rating="False"), fact_check(rating="True"), fact_check(rating="False")]
    first, conflicting, repeated = save_all(store, *checks)

    assert first.outcome is SaveOutcome.ADDED
    assert (conflicting.outcome, conflicting.fields) == (SaveOutcome.CONFLICTING, ("rating",))
    assert repeated.outcome is SaveOutcome.REPEATED
    outcomes = [saved.outcome for saved in save_all(store, *checks)]
    assert outcomes == [SaveOutcome.UNCHANGED, SaveOutcome.CONFLICTING, SaveOutcome.REPEATED]
    assert len(store.history(first.id)) == 1


def test_a_conflict_is_seen_across_the_batches_of_a_run(store, fact_check):
    run_id = store.repository.begin_run("a.csv", "2024")
    store.repository.save_batch(run_id, [fact_check(rating="False")], "2024")
    saved = store.repository.save_batch(run_id, [fact_check(rating="True")], "2024")[0]

    assert saved.outcome is SaveOutcome.CONFLICTING


def test_one_bad_value_undoes_the_whole_batch(store, fact_check, save_all):
    checks = [fact_check(number=1), fact_check(number=2, title="half a pair \ud800")]
    with pytest.raises(StoreError, match="cannot take a value"):
        save_all(store, *checks)

    assert store.stats().fact_checks == 0
    assert store.stats().publisher_count == 0
    assert save_all(store, checks[0])[0].outcome is SaveOutcome.ADDED


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"rating": float("nan")}, id="not-a-number"),
        pytest.param({"claim": "\ud800"}, id="half-a-surrogate-pair"),
        pytest.param({"thing": object()}, id="no-json"),
        pytest.param({"long": "x" * 3_000_000}, id="enormous"),
        pytest.param({(1, 2): "x"}, id="odd-key"),
    ],
)
def test_no_raw_record_however_strange_stops_an_ingest(store, fact_check, save_all, raw):
    saved = save_all(store, fact_check(raw=raw))[0]

    assert store.get(saved.id).raw
    assert store.stats().size_bytes < 2_000_000


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET snapshot = '{}'",
        "DELETE FROM revisions",
        "INSERT OR REPLACE INTO revisions SELECT fact_check, number, '', run_id, '', '', '' "
        "FROM revisions",
    ],
)
def test_history_cannot_be_rewritten(store, fact_check, save_all, statement):
    save_all(store, fact_check())
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute(statement)


def test_a_run_that_never_ended_is_marked_as_interrupted(path, fact_check):
    with open_store(path, mode="write") as store:
        run_id = store.repository.begin_run(
            "first.csv", "2024", input_sha256="ab", factcheck_version="0.1"
        )
        store.repository.save_batch(run_id, [fact_check()], "2024")
    with open_store(path, mode="write") as store:
        second = store.repository.begin_run("second.csv", "2025")
        store.repository.finish_run(second, {"added": 3}, "2026")
        newest, oldest = store.stats().runs

    assert (oldest.status, oldest.input_sha256, oldest.finished_at) == ("interrupted", "ab", "")
    assert (newest.status, newest.counts, newest.finished_at) == ("finished", {"added": 3}, "2026")


def test_two_countries_of_one_publisher_are_both_kept(store, fact_check, save_all):
    one = fact_check(number=1, publisher=Publisher("AFP", "afp.example", "KE"))
    two = fact_check(number=2, publisher=Publisher("AFP", "afp.example", ""))
    saved = save_all(store, one, two)

    assert [store.get(each.id).publisher.country for each in saved] == ["KE", ""]


def test_a_store_opened_for_reading_refuses_to_save(path, store, fact_check):
    with open_store(path) as reader, pytest.raises(StoreReadOnly, match="opened for reading"):
        reader.repository.begin_run("x", "2024")


def test_a_rehearsal_shows_everything_and_leaves_nothing(store, fact_check, save_all):
    save_all(store, fact_check(number=1))
    before = list(store.connection.iterdump())
    new = Publisher("Seen in the rehearsal only")
    with store.repository.rehearsal():
        outcomes = [
            saved.outcome
            for saved in save_all(
                store,
                fact_check(number=1, title="New title"),
                fact_check(number=2, publisher=new, claim="A zebra crossed"),
            )
        ]
        assert store.words.document_frequencies(["zebra"]) == {"zebra": 1}

    assert outcomes == [SaveOutcome.CHANGED, SaveOutcome.ADDED]
    assert list(store.connection.iterdump()) == before
    assert store.words.document_frequencies(["zebra"]) == {"zebra": 0}
    # The publisher's number was taken back too: the next one to get it is somebody else.
    other = save_all(store, fact_check(number=3, publisher=Publisher("Somebody else")))[0]
    again = save_all(store, fact_check(number=2, publisher=new))[0]
    assert store.get(other.id).publisher.name == "Somebody else"
    assert store.get(again.id).publisher == new


def test_a_rehearsal_that_fails_leaves_nothing(store, fact_check, save_all):
    def rehearse():
        with store.repository.rehearsal():
            save_all(store, fact_check(number=1))
            save_all(store, fact_check(number=2), fact_check(number=3, title="\ud800"))

    with pytest.raises(StoreError):
        rehearse()

    assert store.stats().fact_checks == 0
    assert store.stats().run_count == 0


def test_in_a_rehearsal_too_a_batch_is_saved_whole_or_not_at_all(store, fact_check):
    with store.repository.rehearsal():
        run_id = store.repository.begin_run("a.csv", "2024")
        store.repository.save_batch(run_id, [fact_check(number=1)], "2024")
        with pytest.raises(StoreError):
            store.repository.save_batch(
                run_id, [fact_check(number=2), fact_check(number=3, title="\ud800")], "2024"
            )
        assert store.stats().fact_checks == 1
