"""Two connections of one process must not cost each other the locks that another one heeds."""

import subprocess
import sys

import pytest

from factcheck.store.open_files import (
    close_when_unused,
    connection_closed,
    connection_opens,
)
from factcheck.store.store import open_store

# Another process that writes, and is the last user of the store if it sees no other.
_WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE fact_checks SET title = title || '.'")
connection.commit()
connection.close()
"""


def write_elsewhere(path):
    subprocess.run([sys.executable, "-c", _WRITER, path], check=True)


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_reader_sees_every_change_of_another_process(store_path, take_in, record, others):
    take_in([record("The old bridge was closed for 12 years.")])
    with open_store(store_path) as reader:
        for _ in range(others):
            open_store(store_path).close()
        titles = []
        for _ in range(3):
            write_elsewhere(store_path)
            titles.append(reader.fact_checks([1])[1].title)

    assert titles == [".", "..", "..."]


def test_a_file_is_closed_at_once_where_nobody_uses_it_and_else_with_the_last_user(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x")
    alone, first, second = path.open("rb"), path.open("rb"), path.open("rb")
    close_when_unused(alone)
    users = [connection_opens(path), connection_opens(path)]
    close_when_unused(first)
    connection_closed(users[0])
    close_when_unused(second)
    closed_before = [each.closed for each in (alone, first, second)]
    connection_closed(users[1])

    assert closed_before == [True, False, False]
    assert first.closed
    assert second.closed
    assert connection_opens(tmp_path / "nothing") is None
