import sqlite3
from itertools import pairwise

import pytest

from factcheck.errors import NotAStore
from factcheck.store.backup import copy_of_this_moment
from factcheck.store.index_fingerprints import BLOCK, states_of, turn
from factcheck.store.store import open_store

ENCODER = "tiny-1"


def encode(store, value=1.0):
    rows = [(t.number, t.text_hash, [value, 0.0]) for t in store.vectors.pending(ENCODER, 1000)]
    return store.vectors.save(ENCODER, rows)


@pytest.fixture
def filled(store, fact_check, save_all):
    save_all(store, *(fact_check(number=number) for number in range(1, 7)))
    return store


def test_every_change_of_vectors_changes_their_state(filled, fact_check, save_all):
    states = [filled.vectors.states(ENCODER)]
    encode(filled)
    states.append(filled.vectors.states(ENCODER))
    save_all(filled, fact_check(number=3, title="New"))
    states.append(filled.vectors.states(ENCODER))
    encode(filled)
    states.append(filled.vectors.states(ENCODER))

    assert states[0] == {}
    assert all(before != after for before, after in pairwise(states))


def test_what_changes_no_vector_changes_no_state(filled, fact_check, save_all):
    encode(filled)
    before = filled.vectors.states(ENCODER)

    save_all(filled, fact_check(number=2, rating="False"), fact_check(number=3))

    assert filled.vectors.states(ENCODER) == before


def test_what_is_taken_back_leaves_the_state_as_it_was(filled, fact_check):
    encode(filled)
    before = filled.vectors.states(ENCODER)
    with filled.repository.rehearsal():
        run = filled.repository.begin_run("again", "2024-05-06T07:08:09Z")
        filled.repository.save_batch(
            run, [fact_check(number=3, title="New")], "2024-05-06T07:08:09Z"
        )
        assert filled.vectors.states(ENCODER) != before

    assert filled.vectors.states(ENCODER) == before


def test_two_copies_that_went_different_ways_never_agree(tmp_path, path, filled, rules):
    copy_of_this_moment(filled.connection, tmp_path / "copy.db")
    encode(filled, 1.0)
    with open_store(tmp_path / "copy.db", mode="write", text_rules=rules) as copy:
        encode(copy, -1.0)

        assert copy.vectors.states(ENCODER) != filled.vectors.states(ENCODER)


def test_only_the_block_that_changed_has_a_new_state(store):
    connection = store.connection
    turn(connection, "vectors", [(1, "a"), (BLOCK, "b")])
    before = states_of(connection, "vectors")
    turn(connection, "vectors", [(BLOCK + 5, "c")])

    after = states_of(connection, "vectors")
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_store_of_an_older_format_gets_its_states(path, filled, rules):
    encode(filled)
    filled.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE states")
        connection.execute("DROP TABLE meta")
        connection.execute("PRAGMA user_version = 6")
    connection.close()

    with open_store(path, mode="write", text_rules=rules) as store:
        assert list(store.vectors.states(ENCODER)) == [0]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("DELETE FROM states", id="missing"),
        pytest.param("UPDATE states SET state = '../../etc'", id="no fingerprint"),
    ],
)
def test_vectors_without_a_state_are_damage_that_can_be_mended(filled, sql):
    encode(filled)
    filled.connection.execute(sql)
    with pytest.raises(NotAStore, match="state"):
        filled.vectors.states(ENCODER)

    filled.repair()

    assert list(filled.vectors.states(ENCODER)) == [0]
