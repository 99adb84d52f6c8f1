"""People say whether a text and a fact-check are the same: kept, listed, undone."""

import sqlite3
from datetime import UTC, datetime

import pytest

from factcheck.errors import FactCheckNotFound, StoreReadOnly, UsageError
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Judgement
from factcheck.store.store import open_store

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
TEXT = "They shut the old bridge at night"


@pytest.fixture
def store(take_in, record, store_path):
    take_in(
        [record("The old bridge is closed."), record("The pier is made of cork.")], encode=False
    )
    with open_store(store_path, mode="write") as opened:
        yield opened


@pytest.fixture
def bridge(store):
    return store.fact_checks([1])[1].id


def judge(store, id, judgement=Judgement.SAME, by="Ana", text=TEXT, **more):
    judging = Judging(text, id, judgement, by, **more)
    return record_judgements(store, [judging], clock=lambda: NOW)


def said(pairs):
    return [(pair.judgement.value, pair.judged_by) for pair in pairs]


def undo(store, run_id):
    return store.ledger.undo(run_id, NOW.isoformat()).run_id


def test_a_judgement_is_found_by_every_copy_of_its_text_and_by_its_fact_check(store, bridge):
    judge(store, bridge, note="same photo")
    [pair] = store.judgements.of_text(f"{TEXT.upper()} https://posts.example/7 🔥")

    assert (pair.text, pair.fact_check_id, pair.judgement) == (TEXT, bridge, Judgement.SAME)
    assert (pair.by_and_when, pair.note) == ("Ana on 2024-05-06", "same photo")
    assert pair.claim == "The old bridge is closed."
    assert store.judgements.of_fact_check(bridge[:6]) == (pair,)
    assert list(store.judgements.in_force()) == [pair]
    assert store.judgements.of_text(f"{TEXT}, not") == ()


def test_a_person_may_think_again_and_others_may_disagree(store, bridge):
    judge(store, bridge)
    changed = judge(store, bridge, Judgement.UNSURE)
    opposed = judge(store, bridge, Judgement.DIFFERENT, by="Bojan")

    assert said(changed.replaced) == [("same", "Ana")]
    assert said(opposed.opposed) == [("unsure", "Ana")]
    assert said(store.judgements.of_text(TEXT)) == [("unsure", "Ana"), ("different", "Bojan")]


def test_the_same_said_twice_is_recorded_once(store, bridge):
    first = judge(store, bridge, note="why")
    again = judge(store, bridge, text=TEXT.upper())

    assert (again.run_id, again.added, said(again.unchanged)) == (0, (), [("same", "Ana")])
    assert store.ledger.runs()[-1].id == first.run_id


def test_undo_brings_back_what_was_said_before_and_undoing_that_does_too(store, bridge):
    judge(store, bridge)
    run = judge(store, bridge, Judgement.DIFFERENT).run_id
    undone = undo(store, run)
    before = said(store.judgements.of_text(TEXT))
    undo(store, undone)

    assert before == [("same", "Ana")]
    assert said(store.judgements.of_text(TEXT)) == [("different", "Ana")]


def test_one_bad_judgement_of_many_leaves_the_store_as_it_was(store, bridge):
    good = Judging(TEXT, bridge, Judgement.SAME, "Ana")
    runs = store.ledger.runs()
    for bad, kind in (
        (Judging(TEXT, "zzzzzzzz", Judgement.SAME, "Ana"), FactCheckNotFound),
        (Judging(TEXT, bridge, Judgement.SAME, "A\u202ena"), UsageError),
        (Judging(TEXT, bridge, Judgement.SAME, "A\x1b[2Jna"), UsageError),
        (Judging(TEXT, bridge, Judgement.SAME, " "), UsageError),
        (Judging(TEXT, bridge, Judgement.SAME, "A" * 101), UsageError),
        (Judging("https://posts.example/7", bridge, Judgement.SAME, "Ana"), UsageError),
    ):
        with pytest.raises(kind) as refused:
            record_judgements(store, [good, bad], clock=lambda: NOW)
        assert "\n" not in str(refused.value)
        assert str(refused.value).isprintable()

    assert store.ledger.runs() == runs
    assert not store.judgements.has_any()


def test_judgements_are_never_changed_or_deleted(store, bridge):
    judge(store, bridge)
    for sql in ("UPDATE judgements SET judgement = 'different'", "DELETE FROM judgements"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.connection.execute(sql)


def test_a_store_open_for_reading_takes_no_judgement(store, bridge, store_path):
    with open_store(store_path) as reading, pytest.raises(StoreReadOnly):
        judge(reading, bridge)


def test_only_a_new_wording_becomes_an_alias(store, bridge):
    judge(store, bridge)
    judge(store, bridge, by="Bojan", text=TEXT.upper())
    judge(store, bridge, text="THE OLD BRIDGE is closed.")
    judge(store, bridge, Judgement.DIFFERENT, text="The old bridge is open")

    assert store.judgements.alias_words.shape()[0] == 1
    assert store.judgements.alias_vectors.pending_count() == 1


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        pytest.param("DELETE FROM alias_words", "missing_aliases", id="no words"),
        pytest.param(
            "INSERT INTO alias_words(rowid, claim, title) VALUES(9, 'x', '')",
            "missing_aliases",
            id="strange words",
        ),
        pytest.param(
            "INSERT INTO alias_vectors VALUES(1, 1, '', x'0000')", "bad_aliases", id="bad vector"
        ),
    ],
)
def test_damage_to_the_aliases_is_found_and_mended(store, bridge, damage, name):
    waiting = store.vectors.pending("tiny", 9)
    store.vectors.save("tiny", [(text.number, text.text_hash, [1.0, 2.0]) for text in waiting])
    judge(store, bridge)
    judge(store, bridge, Judgement.DIFFERENT, by="Bojan", text="Another one entirely")
    before = {finding.name for finding in store.check() if finding.problem}
    store.connection.execute(damage)
    found = {finding.name for finding in store.check() if finding.problem}
    store.repair()

    assert before == set()
    assert name in found
    assert not [finding for finding in store.check() if finding.problem]
    assert [text.claim for text in store.judgements.alias_vectors.pending("tiny", 9)] == [TEXT]


def test_a_judgement_that_was_changed_by_hand_is_found(store, bridge):
    judge(store, bridge)
    store.connection.execute("DROP TRIGGER judgements_refuse_update")
    store.connection.execute("UPDATE judgements SET text = 'Something else was judged'")

    assert "spoiled_judgements" in {finding.name for finding in store.check()}


def test_the_history_says_what_was_judged_and_undo_how_much(store, bridge):
    run = judge(store, bridge, note="why").run_id
    undone = store.ledger.undo(run, NOW.isoformat())
    again = store.ledger.undo(undone.run_id, NOW.isoformat())
    *_, change = store.ledger.changes()

    assert (undone.judgements, again.judgements) == (1, 1)
    assert (change.kind, change.id, change.run_id) == ("judged", bridge, run)
    assert change.changes["judgement"][1] == f"same by Ana on 2024-05-06: {TEXT}"


@pytest.mark.parametrize(
    ("others", "encoded"),
    [
        pytest.param(1, 1, id="another fact-check has a vector of this encoder"),
        pytest.param(0, 0, id="no fact-check has one"),
    ],
)
def test_judging_encodes_its_wording_and_no_fact_check(store, bridge, encoder, others, encoded):
    waiting = store.vectors.pending(encoder.id, others) if others else []
    vectors = encoder.encode_fact_checks([each.claim for each in waiting])
    store.vectors.save(
        encoder.id,
        [(each.number, each.text_hash, v) for each, v in zip(waiting, vectors, strict=True)],
    )
    before = store.vectors.pending_count()
    encoder.encoded = 0
    record_judgements(store, [Judging(TEXT, bridge, Judgement.SAME, "Ana")], encoder)

    assert encoder.encoded == encoded
    assert store.vectors.pending_count() == before
