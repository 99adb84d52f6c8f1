import sqlite3
from itertools import pairwise

import pytest

from factcheck.errors import NotAStore
from factcheck.store.backup import copy_pages
from factcheck.store.index_fingerprints import BLOCK, read_fingerprints, update_fingerprints
from factcheck.store.store import open_store

ENCODER = "tiny-1"
AT = "2024-05-06T07:08:09Z"


def encode(store, value=1.0):
    rows = [(t.number, t.text_hash, [value, 0.0]) for t in store.vectors.pending(ENCODER, 1000)]
    return store.vectors.save(ENCODER, rows)


@pytest.fixture
def filled(store, fact_check, save_all):
    save_all(store, *(fact_check(number=number) for number in range(1, 7)))
    return store


def test_every_change_of_vectors_changes_their_fingerprint(filled, fact_check, save_all):
    fingerprints = [filled.vectors.fingerprints(ENCODER)]
    encode(filled)
    fingerprints.append(filled.vectors.fingerprints(ENCODER))
    save_all(filled, fact_check(number=3, title="New"))
    fingerprints.append(filled.vectors.fingerprints(ENCODER))
    encode(filled)
    fingerprints.append(filled.vectors.fingerprints(ENCODER))

    assert fingerprints[0] == {}
    assert all(before != after for before, after in pairwise(fingerprints))


def test_what_changes_no_vector_changes_no_fingerprint(filled, fact_check, save_all):
    encode(filled)
    before = filled.vectors.fingerprints(ENCODER)

    save_all(filled, fact_check(number=2, rating="False"), fact_check(number=3))

    assert filled.vectors.fingerprints(ENCODER) == before


def test_what_is_taken_back_leaves_the_fingerprints_as_they_were(filled, fact_check):
    encode(filled)
    before = filled.vectors.fingerprints(ENCODER)
    with filled.repository.rehearsal():
        run = filled.repository.begin_run("again", "2024-05-06T07:08:09Z")
        filled.repository.save_batch(
            run, [fact_check(number=3, title="New")], "2024-05-06T07:08:09Z"
        )
        assert filled.vectors.fingerprints(ENCODER) != before

    assert filled.vectors.fingerprints(ENCODER) == before


def test_two_copies_that_went_different_ways_never_agree(tmp_path, path, filled):
    copy_pages(filled.connection, tmp_path / "copy.db")
    encode(filled, 1.0)
    with open_store(tmp_path / "copy.db", mode="write") as copy:
        encode(copy, -1.0)

        assert copy.vectors.fingerprints(ENCODER) != filled.vectors.fingerprints(ENCODER)


def test_only_the_block_that_changed_has_a_new_fingerprint(store):
    connection = store.connection
    update_fingerprints(connection, [(1, "a"), (BLOCK, "b")])
    before = read_fingerprints(connection)
    update_fingerprints(connection, [(BLOCK + 5, "c")])

    after = read_fingerprints(connection)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_store_of_an_older_format_gets_its_fingerprints(path, filled):
    encode(filled)
    filled.close()
    with sqlite3.connect(path) as connection:
        for table in "states meta alias_words_vocabulary alias_words alias_queue".split():
            connection.execute(f"DROP TABLE {table}")
        for table in "alias_vectors trusted_origins judgements".split():
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP INDEX idx_ingest_runs_undoes")
        connection.execute("DELETE FROM word_totals WHERE id = 2")
        connection.execute("PRAGMA user_version = 6")
    connection.close()

    with open_store(path, mode="write") as store:
        assert list(store.vectors.fingerprints(ENCODER)) == [0]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("DELETE FROM states", id="missing"),
        pytest.param("UPDATE states SET state = '../../etc'", id="no fingerprint"),
    ],
)
def test_vectors_without_a_fingerprint_are_damage_that_can_be_mended(filled, sql):
    encode(filled)
    filled.connection.execute(sql)
    with pytest.raises(NotAStore, match="fingerprint"):
        filled.vectors.fingerprints(ENCODER)

    filled.repair()

    assert list(filled.vectors.fingerprints(ENCODER)) == [0]
