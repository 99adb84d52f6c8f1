import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from filelock import FileLock

from factcheck.errors import (
    NotAStore,
    StoreBusy,
    StoreError,
    StoreNotFound,
    StoreReadOnly,
    StoreTooNew,
)
from factcheck.store import connection, file_check, migrations
from factcheck.store.backup import compact_copy, copy_pages
from factcheck.store.migrations import APPLICATION_ID, MIGRATIONS, OLDEST_READABLE
from factcheck.store.store import open_store

NEEDS_NAMESPACE = pytest.mark.skipif(
    sys.platform != "linux"
    or shutil.which("unshare") is None
    or subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode,
    reason="only Linux, and not every machine, lets a test mount a folder read-only",
)


def side_files(path):
    return sorted(p.name for p in path.parent.iterdir() if p.name != path.name)


def read_on_a_read_only_disk(path):
    """Open the store in a process that sees its folder mounted read-only."""
    folder = str(path.parent)
    program = (
        "import sys; from factcheck.store.store import open_store\n"
        "from factcheck.errors import StoreError\n"
        "try:\n"
        "    with open_store(sys.argv[1], mode=sys.argv[2]) as s: print(s.stats().fact_checks)\n"
        "except StoreError as error: print(type(error).__name__, error)\n"
    )
    script = (
        'mount --bind -o ro "$0" "$0" && mount -o remount,bind,ro "$0" && '
        'exec "$1" -c "$2" "$3" read && exit'
    )
    command = ["unshare", "-rm", "sh", "-c", script, folder, sys.executable, program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert not done.stderr
    return done.stdout.strip()


def test_a_missing_store_is_named_with_what_to_do(tmp_path):
    with pytest.raises(StoreNotFound, match="does not exist; run 'factcheck ingest' first"):
        open_store(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_writing_makes_the_file_and_its_folders(tmp_path):
    path = tmp_path / "new folder" / "100% #1?.db"
    with open_store(path, mode="write") as store:
        settings = {
            name: store.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "journal_mode", "foreign_keys")
        }

    assert settings == {
        "application_id": APPLICATION_ID,
        "user_version": len(MIGRATIONS),
        "journal_mode": "wal",
        "foreign_keys": 1,
    }
    assert side_files(path) == [path.name + ".lock", path.name + ".next.lock"]
    with open_store(path) as store:
        assert store.stats().fact_checks == 0


def test_an_empty_file_becomes_a_store_only_when_written_to(path):
    path.touch()
    with pytest.raises(NotAStore):
        open_store(path)
    open_store(path, mode="write").close()
    open_store(path).close()


def test_a_folder_is_no_store(tmp_path):
    for mode in ("read", "write"):
        with pytest.raises(NotAStore, match="is not a file"):
            open_store(tmp_path, mode=mode)


def test_a_place_that_cannot_be_made_is_read_only(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreReadOnly, match="cannot be written to"):
        open_store(tmp_path / "file" / "claims.db", mode="write")


def test_reading_changes_no_byte_and_no_clock(store, fact_check, save_all, tmp_path):
    save_all(store, fact_check())
    copy = tmp_path / "mailed" / "claims.db"
    copy.parent.mkdir()
    compact_copy(store.connection, copy)
    before = copy.read_bytes(), copy.stat().st_mtime_ns
    with open_store(copy) as reader:
        reader.check()
        reader.stats()
        assert side_files(copy) == []
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.connection.execute("DELETE FROM sources")

    assert (copy.read_bytes(), copy.stat().st_mtime_ns) == before
    assert side_files(copy) == []


@NEEDS_NAMESPACE
@pytest.mark.parametrize("copies", [compact_copy, copy_pages])
def test_a_copy_reads_from_a_read_only_disk(store, fact_check, save_all, tmp_path, copies):
    save_all(store, fact_check())
    copy = tmp_path / "mailed" / "claims.db"
    copy.parent.mkdir()
    copies(store.connection, copy)

    assert read_on_a_read_only_disk(copy) == "1"


@NEEDS_NAMESPACE
def test_a_closed_store_in_wal_mode_reads_from_a_read_only_disk(path, fact_check, save_all):
    with open_store(path, mode="write") as store:
        save_all(store, fact_check())

    assert read_on_a_read_only_disk(path) == "1"


@NEEDS_NAMESPACE
def test_an_unfinished_log_on_a_read_only_disk_is_one_clear_line(
    store, path, fact_check, save_all, tmp_path
):
    save_all(store, fact_check())
    copy = tmp_path / "copied" / "claims.db"
    copy.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")

    answer = read_on_a_read_only_disk(copy)
    assert answer.startswith("StoreError")
    assert "claims.db-wal; copy both files" in answer


def test_a_newer_store_is_refused_and_left_alone(store, path):
    store.connection.execute("PRAGMA user_version = 99")
    store.close()
    before = path.read_bytes()
    for mode in ("read", "write"):
        with pytest.raises(StoreTooNew, match="upgrade factcheck"):
            open_store(path, mode=mode)

    assert path.read_bytes() == before


def test_a_second_writer_waits_and_then_says_who_is_busy(store, path):
    with pytest.raises(StoreBusy, match="try again when that has finished"):
        open_store(path, mode="write", wait_seconds=0.05)
    store.close()
    open_store(path, mode="write", wait_seconds=0.05).close()


def test_nobody_writes_before_who_has_been_waiting(path):
    # With one lock alone, a writer that came back at once kept the others out for ten seconds.
    open_store(path, mode="write").close()
    with FileLock(f"{path}.next.lock"), pytest.raises(StoreBusy):
        open_store(path, mode="write", wait_seconds=0.05)
    open_store(path, mode="write", wait_seconds=0.05).close()


def test_writers_take_turns_and_readers_never_wait(path, fact_check, save_all):
    open_store(path, mode="write").close()
    problems = []

    def write(offset):
        for number in range(3):
            with open_store(path, mode="write", wait_seconds=60) as store:
                first = offset + number * 20
                save_all(store, *(fact_check(number=first + n) for n in range(20)))

    def read():
        for _ in range(15):
            with open_store(path) as store:
                # A batch is there as a whole or not at all, and so are its words.
                count = store.stats().fact_checks
                if count % 20 or store.words.shape()[0] % 20:
                    problems.append(count)

    threads = [threading.Thread(target=write, args=(offset,)) for offset in (0, 1000)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    with open_store(path, mode="write") as store:
        assert store.stats().fact_checks == 120
        assert not [finding for finding in store.check() if finding.problem]


@pytest.fixture
def kept(store, path):
    """Another program that lets nobody read the store, until it is closed."""
    store.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield other


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_store_that_another_program_keeps_to_itself_is_busy(kept, path, mode):
    with pytest.raises(StoreBusy, match="try again"):
        open_store(path, mode=mode, wait_seconds=0.01)
    kept.close()

    with open_store(path, mode=mode, wait_seconds=0.01) as store:
        assert store.connection.execute("PRAGMA busy_timeout").fetchone() == (10,)


def test_a_link_to_a_store_shares_its_lock(store, path, tmp_path):
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with pytest.raises(StoreBusy):
        open_store(link, mode="write", wait_seconds=0.05)
    store.close()
    open_store(link).close()
    assert side_files(link) == []


def test_a_link_to_itself_is_one_clear_line(tmp_path):
    link = tmp_path / "loop.db"
    link.symlink_to(link)
    for mode in ("read", "write"):
        with pytest.raises(StoreError):
            open_store(link, mode=mode)


def test_closing_does_not_wait_for_somebody_who_reads_for_long(path, fact_check, save_all):
    with open_store(path, mode="write") as store:
        save_all(store, fact_check())
    with open_store(path) as reader:
        reader.connection.execute("BEGIN")
        assert reader.stats().fact_checks == 1
        with open_store(path, mode="write") as store:
            save_all(store, fact_check(number=2))
        assert reader.stats().fact_checks == 1
    with open_store(path) as reader:
        assert reader.stats().fact_checks == 2


def test_a_failed_migration_leaves_nothing_behind(path, monkeypatch):
    def failing(db):
        db.execute("CREATE TABLE half_done (id INTEGER)")
        raise sqlite3.OperationalError("disk went away")

    for module in (connection, migrations, file_check):
        monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, failing))
    with pytest.raises(StoreError):
        open_store(path, mode="write")
    monkeypatch.undo()

    with open_store(path, mode="write") as store:
        tables = store.connection.execute("SELECT name FROM sqlite_schema").fetchall()
    assert ("half_done",) not in tables


def write_empty_store_of_format(version, path, monkeypatch):
    with monkeypatch.context() as earlier, closing(sqlite3.connect(path)) as db, db:
        earlier.setattr(migrations, "MIGRATIONS", MIGRATIONS[:version])
        migrations.migrate(db, 0)


@pytest.mark.parametrize("version", range(1, OLDEST_READABLE))
def test_an_old_store_is_brought_up_to_date_by_the_next_writer(path, monkeypatch, version):
    write_empty_store_of_format(version, path, monkeypatch)
    with pytest.raises(StoreError, match="older factcheck; run 'factcheck doctor --fix'"):
        open_store(path)
    open_store(path, mode="write").close()
    with open_store(path) as store:
        assert store.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


@pytest.mark.parametrize("version", range(OLDEST_READABLE, len(MIGRATIONS)))
def test_a_store_of_a_readable_format_is_read_as_it_is(path, monkeypatch, version):
    write_empty_store_of_format(version, path, monkeypatch)
    before = path.read_bytes()
    with open_store(path) as store:
        assert store.stats().fact_checks == 0
        assert not [finding for finding in store.check() if finding.problem]

    assert path.read_bytes() == before


def test_a_full_disk_keeps_what_was_saved(store, fact_check, save_all):
    save_all(store, fact_check(number=1))
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(StoreError, match="make room"):
        save_all(store, *(fact_check(number=n, summary="x" * 9000) for n in range(2, 99)))

    assert store.stats().fact_checks == 1
    assert not [finding for finding in store.check() if finding.problem]


def test_reading_needs_neither_numpy_nor_sqlite_utils(path):
    open_store(path, mode="write").close()
    program = (
        "import sys; from factcheck.store.store import open_store\n"
        "open_store(sys.argv[1]).close()\n"
        "print({'numpy', 'sqlite_utils', 'filelock'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ},
    )
    assert done.stdout.strip() == "set()"
