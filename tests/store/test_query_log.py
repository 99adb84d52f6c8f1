"""What is asked is logged beside the store, by many at once, and can be deleted for good."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from factcheck.errors import InputError
from factcheck.model import Answer, Decision
from factcheck.store.query_log import (
    QueryLog,
    log_path,
    purge_log,
    read_queries,
    summary_of_log,
)

CLAIM = "Nazovite 061 123 456: most je zatvoren"
WRITER = """
import sys
from pathlib import Path
from factcheck.model import Answer, Decision
from factcheck.store.query_log import QueryLog
log = QueryLog(Path(sys.argv[1]), keeps_text=True, on_failure=sys.exit)
for number in range(20):
    log.add([log.entry(Answer(f"{sys.argv[2]} {number}", "en", Decision.NONE), "2026", "page")])
"""


@pytest.fixture
def store(tmp_path):
    return tmp_path / "claims.db"


@pytest.fixture
def failures():
    return []


def log_of(store, failures, **settings):
    return QueryLog(store, on_failure=failures.append, **settings)


def ask(log, day="2026-11-30", channel="page", claim=CLAIM):
    log.add([log.entry(Answer(claim, "bs", Decision.NONE), day, channel)])


def test_the_text_is_kept_only_if_asked_for_and_then_without_contacts(store, failures):
    ask(log_of(store, failures))
    ask(log_of(store, failures, keeps_text=True), channel="WhatsApp +387 61 123 456")

    first, second = read_queries(store)
    assert (first.text, first.channel, first.day) == ("", "page", "2026-11-30")
    assert second.text == "Nazovite [number]: most je zatvoren"
    assert second.channel == "whatsapp [number]"
    assert b"061 123" not in log_path(store).read_bytes()
    assert not failures


def test_many_processes_log_at_the_same_time(store):
    command = [sys.executable, "-c", WRITER, store]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(4)]

    assert [writer.wait(60) for writer in writers] == [0] * 4
    logged = [each.text for each in read_queries(store)]
    assert sorted(logged) == sorted(f"{writer} {n}" for writer in range(4) for n in range(20))


def test_only_the_owner_can_read_what_was_asked(store, failures):
    ask(log_of(store, failures))

    assert log_path(store).stat().st_mode & 0o077 == 0


def test_what_is_purged_is_in_no_byte_of_the_file(store, failures):
    log = log_of(store, failures, keeps_text=True)
    for day, claim in (("2025-12-31", "an early secret"), ("2026", "vague"), ("", "no day at all")):
        ask(log, day=day, claim=claim)

    assert purge_log(store, "2026-01-01") == 2
    assert [each.text for each in read_queries(store)] == ["no day at all"]
    assert b"secret" not in log_path(store).read_bytes()
    assert summary_of_log(store).queries == 1


def test_what_cannot_be_logged_is_said_once(store, failures):
    log_path(store).mkdir()
    log = log_of(store, failures)
    ask(log)
    ask(log)

    assert len(failures) == 1
    assert str(log_path(store)) in failures[0]


@pytest.mark.parametrize("content", [b"not SQLite at all" * 99, None])
def test_another_file_of_that_name_is_left_alone(content, store, failures):
    if content:
        log_path(store).write_bytes(content)
    else:
        with closing(sqlite3.connect(log_path(store))) as other:
            other.execute("CREATE TABLE queries(secret)")
    before = log_path(store).read_bytes()
    ask(log_of(store, failures))

    assert len(failures) == 1
    assert log_path(store).read_bytes() == before
    with pytest.raises(InputError, match="log of what was asked"):
        read_queries(store)


def test_a_log_with_values_of_another_kind_is_refused(store, failures):
    ask(log_of(store, failures))
    with closing(sqlite3.connect(log_path(store))) as hostile:
        hostile.execute("UPDATE queries SET decision = 'perhaps'")
        hostile.commit()

    with pytest.raises(InputError, match="perhaps"):
        read_queries(store)
