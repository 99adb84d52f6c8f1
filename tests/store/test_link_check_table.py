import sqlite3
from contextlib import closing

import pytest

from factcheck.errors import FactCheckNotFound, StoreError, StoreReadOnly
from factcheck.store import migrations
from factcheck.store.link_check_table import StoredCheck
from factcheck.store.migrations import MIGRATIONS, migrate
from factcheck.store.store import open_store


def looked_at(saved, at="2024-06-01T00:00:00Z", **fields):
    fields.setdefault("state", "alive")
    return StoredCheck(saved.id, at, "https://daily.example/checks/1", **fields)


@pytest.fixture
def saved(store, fact_check, save_all):
    return save_all(store, fact_check(number=1), fact_check(number=2), fact_check(number=3))


def test_a_check_is_read_back_as_it_was_written(store, saved):
    check = looked_at(saved[0], state="moved", found_url="https://x.example/č", reasons=("a", "b"))
    store.link_checks.add([check])

    assert store.link_checks.of(saved[0].id) == (check,)
    assert store.link_checks.of(saved[1].id) == ()


@pytest.mark.parametrize(
    "statement", ["UPDATE source_checks SET state = ''", "DELETE FROM source_checks"]
)
def test_a_check_cannot_be_changed_afterwards(store, saved, statement):
    store.link_checks.add([looked_at(saved[0])])

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute(statement)


def test_a_check_changes_no_fact_check(store, saved):
    before = store.get(saved[0].id), store.history(saved[0].id)
    store.link_checks.add([looked_at(saved[0], state="changed", reasons=("the rating differs",))])

    assert (store.get(saved[0].id), store.history(saved[0].id)) == before


def test_those_never_looked_at_come_first_then_the_longest_ago(store, saved):
    first, second, third = (each.id for each in saved)
    store.link_checks.add(
        [looked_at(saved[0], "2024-06-03T00:00:00Z"), looked_at(saved[1], "2024-06-02T00:00:00Z")]
    )

    assert store.link_checks.unchecked_since("") == [third, second, first]
    assert store.link_checks.unchecked_since("2024-06-03T00:00:00Z") == [third, second]


def test_the_latest_check_counts(store, saved):
    store.link_checks.add(
        [looked_at(saved[0], "2020-01-01T00:00:00Z"), looked_at(saved[0], "2024-01-01T00:00:00Z")]
    )

    assert saved[0].id not in store.link_checks.unchecked_since("2023-01-01T00:00:00Z")


def test_a_fact_check_without_a_page_is_never_due(store, fact_check, save_all):
    save_all(store, fact_check(number=1, review_url=""))

    assert store.link_checks.unchecked_since("") == []


def test_one_unknown_id_keeps_all_out(store, saved):
    unknown = StoredCheck("0" * 12, "2024-06-01T00:00:00Z", "https://x.example/", "alive")
    with pytest.raises(FactCheckNotFound):
        store.link_checks.add([looked_at(saved[0]), unknown])

    assert store.link_checks.of(saved[0].id) == ()


def test_a_store_that_is_only_read_takes_no_check(store, saved, path):
    with open_store(path) as reader, pytest.raises(StoreReadOnly):
        reader.link_checks.add([looked_at(saved[0])])


def test_a_store_of_the_first_format_is_brought_up_to_date_with_everything_in_it(
    path, fact_check, save_all, monkeypatch
):
    with monkeypatch.context() as earlier:
        # A file of the first version, written by its own first step.
        earlier.setattr(migrations, "MIGRATIONS", MIGRATIONS[:1])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            migrate(connection, 0)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    with pytest.raises(StoreError, match="written by an older factcheck"):
        open_store(path)
    with open_store(path, mode="write") as store:
        saved = save_all(store, fact_check(number=1))
        store.link_checks.add([looked_at(saved[0])])
        version = store.connection.execute("PRAGMA user_version").fetchone()[0]

    assert "source_checks" not in tables
    assert version == len(MIGRATIONS)
