"""Whatever kills, fills or crowds an ingest: what it had acknowledged is there, whole."""

import io
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from made_up import RATINGS, as_csv, records

from factcheck.errors import FactCheckError, StoreError
from factcheck.ingest import IngestOptions, ingest
from factcheck.store.store import open_store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


def contents(path):
    with open_store(path) as store:
        found = store.fact_checks(range(1, 100_000)).values()
        return {(one.claim, one.rating, one.review_url) for one in found}


def problems(path):
    with open_store(path, mode="write") as store:
        return [finding.name for finding in store.check() if finding.problem]


@pytest.mark.nightly
def test_an_ingest_that_is_killed_loses_nothing_that_it_had_acknowledged(
    own_process, tmp_path, times, figure
):
    told = own_process("killed_ingests.py", tmp_path, 48 * times, 1)

    assert told["faults"] == []
    assert told["killed"] >= 24 * times
    figure("kills of an ingest", told["killed"])


@pytest.mark.nightly
def test_the_command_that_is_killed_goes_on_when_it_is_given_again(tmp_path, root, times, figure):
    table = tmp_path / "records.csv"
    table.write_bytes(as_csv(records(2_000)))
    chance = random.Random(2)
    killed = 0
    for trial in range(5 * times):
        path = tmp_path / f"{trial}.db"
        arguments = ["ingest", table, "--db", path, "--words-only", "--batch-size", "40"]
        with subprocess.Popen(
            [sys.executable, "-m", "factcheck", *map(str, arguments)],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            while not path.exists() and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.6))
            killed += process.poll() is None
            process.kill()
            assert b"Traceback" not in process.stderr.read()
        if path.stat().st_size:
            assert len(contents(path)) % 40 == 0
        with open_store(path, mode="write") as store:
            assert [f.name for f in store.check() if f.problem] == []
            report = ingest(table, store, None, IngestOptions(batch_size=500))
        assert (report.records, report.rejected) == (2_000, 0)
        assert len(contents(path)) == 2_000
        path.unlink()
    assert killed > 0
    figure("kills of the real command", killed)


def test_writers_and_readers_do_not_get_into_each_others_way(own_process, tmp_path, times, figure):
    told = own_process("concurrent_writers.py", tmp_path, 4, 8, min(4 * times, 120))

    assert told["errors"] == []
    assert (told["torn"], told["lost"]) == (0, 0)
    figure("batches by 4 writers", told["written"])
    figure("readings by 8 readers", told["read"])


def hurried(path):
    """Open a store that does not wait for the disk: a full one is not one without power."""
    store = open_store(path, mode="write")
    store.connection.execute("PRAGMA synchronous = OFF")
    return store


@pytest.mark.nightly
def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(tmp_path, figure):
    points = 0
    for room in range(0, 80, 4):
        path = tmp_path / f"{room}.db"
        with hurried(path) as store:
            ingest_rows(store, records(20))
            pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
            store.connection.execute(f"PRAGMA max_page_count = {pages + room}")
            acknowledged = []
            with pytest.raises(StoreError, match="disk is full") as refused:
                ingest_rows(store, records(300, first=100), acknowledged.append)

        assert "\n" not in str(refused.value)
        assert problems(path) == []
        assert len(contents(path)) == 20 + 30 * len(acknowledged)
        with hurried(path) as store:
            assert ingest_rows(store, records(300, first=100)).rejected == 0
        assert len(contents(path)) == 320
        points += 1
    figure("places where the disk is full", points)


def ingest_rows(store, rows, on_progress=lambda _: None):
    options = IngestOptions(batch_size=30)
    return ingest(
        io.BytesIO(as_csv(rows)), store, None, options, name="feed", on_progress=on_progress
    )


@pytest.mark.parametrize("blocks", [40, 200, 600])
def test_the_command_on_a_full_disk_ends_in_one_line(tmp_path, root, blocks, figure):
    table = tmp_path / "records.csv"
    table.write_bytes(as_csv(records(3_000)))
    path = tmp_path / "claims.db"
    limited = f"ulimit -f {blocks}; exec {sys.executable} -m factcheck ingest {table} --db {path}"
    ended = subprocess.run(
        ["bash", "-c", f"{limited} --words-only --quiet --batch-size 50"],
        cwd=root,
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith(b"factcheck: ")
    assert ended.stderr.count(b"\n") == 1
    assert problems(path) == []
    assert len(contents(path)) % 50 == 0
    figure("places where the disk is full", 1)


def spoiled(chance, rows):
    """Spoil a table of good records in one of the ways in which tables come spoiled."""
    table = as_csv(rows)
    places = [chance.randrange(len(table)) for _ in range(3)]
    return chance.choice(
        [
            lambda: table[: places[0]],
            lambda: table.replace(b"\n", b"\r", places[0] % 7 + 1),
            lambda: table[: places[0]] + b'"' + table[places[0] :],
            lambda: table[: places[0]] + b"\xff\xfe" + table[places[0] :],
            lambda: table[: places[0]] + b"\x00" + table[places[0] :],
            lambda: table[: places[0]] + b"," * 9 + table[places[0] :],
            lambda: table.replace(b",", b";"),
            lambda: table.replace(b"https://", b"javascript:", places[0] % 9 + 1),
            lambda: b"\xef\xbb\xbf" + table + table,
            lambda: table + b"x" * 150_000 + b"\n",
            lambda: table.replace(b"The ", b"", places[0] % 5 + 1).replace(b"2021-", b"9999-"),
            lambda: table.decode().encode("utf-16"),
            lambda: bytes(chance.randrange(256) if n in places else b for n, b in enumerate(table)),
        ]
    )()


def test_every_record_of_a_bad_file_is_accounted_for(tmp_path, times, figure):
    chance = random.Random(8)
    files = refused = rejected = 0
    reasons = set()
    with open_store(tmp_path / "claims.db", mode="write") as store:
        store.connection.execute("PRAGMA synchronous = OFF")
        for turn in range(200 * times):
            path = tmp_path / "records.csv"
            rating = chance.choice(RATINGS)
            path.write_bytes(spoiled(chance, records(20, rating=rating, first=turn % 50)))
            told = []
            files += 1
            try:
                report = ingest(path, store, None, on_problem=told.append)
            except FactCheckError as error:
                reasons.add(str(error))
                refused += 1
                continue
            accepted = report.added + report.changed + report.unchanged
            assert accepted + report.rejected == report.records
            assert len(told) == report.rejected
            assert all((one.line or one.item) and one.reason for one in told)
            rejected += report.rejected
        assert [finding.name for finding in store.check() if finding.problem] == []
    assert not [reason for reason in reasons if "\n" in reason]
    assert refused < files / 2
    assert rejected > files / 4
    figure("bad files", files)
    figure("rejected records with their line and reason", rejected)


def test_an_ingest_that_is_interrupted_stops_at_once_and_the_store_is_whole(tmp_path, root, figure):
    table = tmp_path / "records.csv"
    table.write_bytes(as_csv(records(20_000)))
    path = tmp_path / "claims.db"
    with subprocess.Popen(
        [sys.executable, "-m", "factcheck", "ingest", table, "--db", path, "--words-only"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        while not (path.exists() and path.stat().st_size) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]

    assert process.returncode == 130
    assert b"Traceback" not in said
    assert problems(path) == []
    assert len(contents(path)) % 500 == 0
    figure("interruptions", 1)
