import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from factcheck.formats.sqlite_subset import write_store
from factcheck.store import migrations
from factcheck.store.backup import compact_copy
from factcheck.store.snapshot import take_snapshot
from factcheck.store.store import open_store


def id_of(path):
    with open_store(path) as store:
        return store.store_id


def test_each_new_store_has_an_id_of_its_own_and_keeps_it(store, path, tmp_path):
    with open_store(tmp_path / "other.db", mode="write") as other:
        assert store.store_id != other.store_id
    assert re.fullmatch("[0-9a-f]{32}", store.store_id)
    assert id_of(path) == store.store_id


def test_every_copy_of_a_store_has_its_id(path, tmp_path):
    open_store(path, mode="write").close()
    with open_store(path) as store:
        take_snapshot(store, tmp_path / "snapshot.db")
        compact_copy(store.connection, tmp_path / "compact.db")
    shutil.copy(path, tmp_path / "copied.db")

    ids = {id_of(tmp_path / name) for name in ("snapshot.db", "compact.db", "copied.db")}
    assert ids == {id_of(path)}


def test_an_exported_store_has_another_id_which_depends_on_its_content_alone(
    store, fact_check, save_all, tmp_path
):
    for number in (1, 2):
        save_all(store, fact_check(number=number))
    exports = {"one.db": [1], "again.db": [1], "both.db": [1, 2]}
    for name, numbers in exports.items():
        write_store(store, [store.fact_checks(numbers)], tmp_path / name, "2024-05-06")

    assert id_of(tmp_path / "one.db") == id_of(tmp_path / "again.db")
    assert len({store.store_id, *(id_of(tmp_path / name) for name in exports)}) == 3


def test_a_store_from_before_ids_gets_one_from_the_next_writer(path, monkeypatch):
    with monkeypatch.context() as earlier, closing(sqlite3.connect(path)) as db, db:
        earlier.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:7])
        migrations.migrate(db, 0)
    assert not id_of(path)
    with open_store(path, mode="write") as store:
        assert store.store_id


@pytest.mark.parametrize("forged", ["", "ABC", "0" * 33, "\x1b[31m" + "0" * 27])
def test_an_id_that_no_factcheck_wrote_is_none(store, forged):
    store.connection.execute("UPDATE meta SET value = ? WHERE name = 'store_id'", (forged,))

    assert not store.store_id
