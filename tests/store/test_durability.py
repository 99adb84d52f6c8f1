"""What a store must be set to, so that nothing acknowledged is lost and nobody else has a say."""

import pytest
import sqlite_utils
from sqlite_utils.plugins import pm

from factcheck.model import FactCheck, Publisher
from factcheck.store.store import open_store

ROW = {"claim": "The bridge was closed", "publisher": "P", "url": "https://p.example/1"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "claims.db"


def setting(store, name):
    return store.connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_writer_waits_for_the_disk_at_every_commit(path):
    for _ in ("made", "opened again"):
        with open_store(path, mode="write") as store:
            assert setting(store, "synchronous") == 2
            assert setting(store, "journal_mode") == "wal"


def test_a_batch_takes_the_write_lock_before_it_reads(path):
    told = []
    fact_check = FactCheck(claim="Bridge", publisher=Publisher("P"), review_url=ROW["url"])
    with open_store(path, mode="write") as store:
        store.connection.set_trace_callback(told.append)
        run = store.repository.begin_run("feed", "2024-05-06")
        store.repository.save_batch(run, [fact_check], "2024-05-06")
        store.repository.finish_run(run, {}, "2024-05-06")
    begun = [statement for statement in told if statement.upper().startswith("BEGIN")]

    assert begun
    assert set(begun) == {"BEGIN IMMEDIATE"}


class Plugin:
    """What a package could install beside us: it hooks every database that sqlite-utils opens."""

    def __init__(self):
        self.hooked = []

    @sqlite_utils.hookimpl
    def prepare_connection(self, conn):
        self.hooked.append(conn)


@pytest.fixture
def plugin():
    known = Plugin()
    pm.register(known)
    yield known
    pm.unregister(known)


def test_plug_ins_of_sqlite_utils_get_no_connection_of_ours(path, tmp_path, plugin):
    with open_store(path, mode="write") as store:
        store.stats()
    with open_store(path) as store:
        store.stats()

    assert plugin.hooked == []
    sqlite_utils.Database(tmp_path / "other.db").close()
    assert len(plugin.hooked) == 1  # it would have been called
