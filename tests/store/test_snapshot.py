import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from factcheck.errors import NotAStore, StoreError, UsageError
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Filters
from factcheck.store.snapshot import Outcome, take_snapshot
from factcheck.store.store import open_store
from factcheck.text.terms import terms

CLAIMS = (
    "The old bridge was closed for twelve years.",
    "The new harbour was sold to a foreign bank.",
    "Boiled onions cure malaria within two days.",
)

as_nobody_special = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything"
)
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")


@pytest.fixture
def filled(take_in, record, encoder, store_path):
    take_in([record(claim) for claim in CLAIMS], encoder)
    return store_path


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder / "claims.db"


def snapshot(path, target, **options):
    with open_store(path) as store:
        return take_snapshot(store, target, **options)


def files_beside(path):
    return sorted(each.name for each in path.parent.iterdir())


def contents(path):
    with open_store(path) as store:
        return list(store.connection.iterdump())


def test_a_snapshot_holds_everything_in_one_file(filled, target):
    taken = snapshot(filled, target)

    assert taken.outcome is Outcome.WRITTEN
    assert (taken.stats.fact_checks, taken.stats.vectors) == (3, 3)
    assert contents(target) == contents(filled)
    assert files_beside(target) == ["claims.db"]
    with open_store(target) as store, open_store(filled) as source:
        assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert store.check() == source.check()


def test_reading_a_snapshot_writes_nothing_beside_it(filled, target, encoder):
    snapshot(filled, target)
    before = target.read_bytes(), target.stat().st_mtime_ns
    with open_store(target) as store:
        answer = Lookup(store, encoder).answer(CLAIMS[0])
        beside = files_beside(target)

    assert answer.matches
    assert beside == ["claims.db"]
    assert (target.read_bytes(), target.stat().st_mtime_ns) == before


def test_a_snapshot_opens_in_a_folder_that_nobody_may_write_to(filled, target, encoder):
    snapshot(filled, target)
    target.chmod(0o444)
    target.parent.chmod(0o555)
    try:
        with open_store(target) as store:
            assert Lookup(store, encoder).answer(CLAIMS[1]).matches
    finally:
        target.parent.chmod(0o755)


def test_what_lies_in_the_log_is_in_the_snapshot_and_what_is_not_finished_is_not(
    filled, target, take_in, record
):
    other = sqlite3.connect(filled, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM fact_checks").fetchone()  # keeps the log from being folded
    take_in([record("The market was moved to the river.")])
    other.execute("COMMIT")
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE fact_checks SET rating = 'half written'")
    assert filled.with_name("claims.db-wal").stat().st_size > 0
    taken = snapshot(filled, target)
    other.execute("ROLLBACK")
    other.close()

    assert taken.stats.fact_checks == 4
    assert not any("half written" in line for line in contents(target))


def test_a_snapshot_of_the_same_content_has_the_same_bytes_and_is_left_alone(filled, target):
    first = snapshot(filled, target)
    os.utime(target, ns=(10**18, 10**18))
    again = snapshot(filled, target)
    elsewhere = snapshot(filled, target.with_name("elsewhere.db"))

    assert again.outcome is Outcome.UNCHANGED
    assert target.stat().st_mtime_ns == 10**18
    assert first.sha256 == again.sha256 == elsewhere.sha256
    assert files_beside(target) == ["claims.db", "elsewhere.db"]


def test_little_moves_in_the_file_where_little_changed(filled, target, take_in, record):
    take_in([record(f"The tower number {number} was painted.") for number in range(400)])
    snapshot(filled, target)
    before = target.read_bytes()
    take_in([record("The market was moved to the river.")])
    snapshot(filled, target)
    after = target.read_bytes()
    pages = range(0, len(before), 4096)

    assert sum(before[at : at + 4096] != after[at : at + 4096] for at in pages) < len(pages) / 3


def test_an_earlier_snapshot_is_replaced_while_somebody_reads_it(filled, target, take_in, record):
    snapshot(filled, target)
    with open_store(target) as reader:
        take_in([record("The market was moved to the river.")])
        taken = snapshot(filled, target)

        assert taken.outcome is Outcome.REPLACED
        assert reader.stats().fact_checks == 3
    with open_store(target) as reader:
        assert reader.stats().fact_checks == 4


def test_a_store_with_something_of_its_own_is_replaced_only_by_force(
    filled, target, take_in, record
):
    shutil.copyfile(filled, target)
    take_in([record("Only the copy knows this claim.")], store=target)
    with pytest.raises(UsageError, match=r"no earlier snapshot of .* --force replaces it"):
        snapshot(filled, target)
    with open_store(target) as store:
        assert store.stats().fact_checks == 4

    assert snapshot(filled, target, force=True).outcome is Outcome.REPLACED
    with open_store(target) as store:
        assert store.stats().fact_checks == 3


def test_any_other_file_is_replaced_only_by_force(filled, target):
    target.write_text("years of work")
    with pytest.raises(UsageError, match="--force replaces it"):
        snapshot(filled, target)
    assert target.read_text() == "years of work"
    assert files_beside(target) == ["claims.db"]

    assert snapshot(filled, target, force=True).outcome is Outcome.REPLACED


@pytest.mark.parametrize("side", ["", "-wal", "-shm", ".lock"])
def test_the_store_itself_is_never_written_over(filled, side):
    before = filled.read_bytes()
    with pytest.raises(UsageError, match="is the store itself"):
        snapshot(filled, filled.with_name(filled.name + side), force=True)

    assert filled.read_bytes() == before


def test_a_store_that_somebody_writes_to_is_not_replaced_beneath_its_log(filled, target):
    shutil.copyfile(filled, target)
    target.with_name("claims.db-wal").write_bytes(b"log")
    with pytest.raises(UsageError, match="that somebody writes to"):
        snapshot(filled, target, force=True)


@pytest.mark.parametrize("place", ["", "none/claims.db"], ids=["a folder", "no folder"])
def test_a_snapshot_needs_a_place(filled, target, place):
    with pytest.raises(UsageError, match="cannot write"):
        snapshot(filled, target.parent / place)


def test_a_damaged_store_is_not_spread(filled, target):
    with sqlite3.connect(filled) as connection:
        connection.execute("DELETE FROM words WHERE rowid = 2")
    connection.close()
    with pytest.raises(NotAStore, match=r"was not copied: .* run 'factcheck doctor'"):
        snapshot(filled, target)

    assert files_beside(target) == []


@posix
def test_no_more_people_may_read_the_copy_than_the_store(filled, target):
    filled.chmod(0o640)
    snapshot(filled, target)

    assert target.stat().st_mode & 0o777 == 0o640 & ~_umask()


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


@as_nobody_special
def test_a_folder_that_cannot_be_written_to_is_said_in_one_line(filled, target):
    target.parent.chmod(0o555)
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            snapshot(filled, target)
    finally:
        target.parent.chmod(0o755)


@posix
def test_a_full_disk_leaves_nothing_behind(filled, target):
    command = [sys.executable, "-m", "factcheck", "snapshot", str(target), "--db", str(filled)]
    ended = subprocess.run(
        ["bash", "-c", 'ulimit -f 20; exec "$@"', "-", *command],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )

    assert ended.returncode == 2
    assert "disk is full" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert files_beside(target) == []


def test_an_interruption_leaves_nothing_behind_and_what_was_there_stays(filled, target):
    snapshot(filled, target)
    before = target.read_bytes()

    class InterruptedStore:
        path = filled

        def __init__(self, store):
            self._store = store

        @property
        def connection(self):
            return InterruptedConnection(self._store.connection)

    class InterruptedConnection:
        def __init__(self, connection):
            self.execute = connection.execute

        def backup(self, copy, **_):
            copy.execute("CREATE TABLE half(written)")
            raise KeyboardInterrupt

    with open_store(filled) as store, pytest.raises(KeyboardInterrupt):
        take_snapshot(InterruptedStore(store), target)

    assert target.read_bytes() == before
    assert files_beside(target) == ["claims.db"]


def test_an_open_look_up_finds_at_once_what_is_added_by_words_and_by_meaning(
    filled, take_in, record, encoder
):
    added, spelled_otherwise = (
        "The market was moved to the river.",
        "Themarket wasmoved totheriver.",
    )
    only_new = LookupOptions(filters=Filters(publishers=("Market Watch",)))
    with open_store(filled) as store:
        running, of_new = Lookup(store, encoder), Lookup(store, encoder, only_new)
        before = running.answer(added), of_new.answer(spelled_otherwise)
        take_in([record(added, publisher="Market Watch")], encoder)
        exact, by_words = running.answer(added), running.answer("They moved a market to a river.")
        by_meaning = of_new.answer(spelled_otherwise)

    assert not any(answer.matches for answer in before)
    assert [match.fact_check.claim for match in exact.matches] == [added]
    assert first_found(by_words).fact_check.claim == added
    assert first_found(by_meaning).fact_check.claim == added
    assert not set(terms(added)) & set(terms(spelled_otherwise))


def first_found(answer):
    return (*answer.matches, *answer.near_misses)[0]
