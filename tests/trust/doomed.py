"""Kill ingests and look at what is left: prints one JSON object.

    python doomed.py FOLDER TRIALS SEED

Every second ingest is killed at a random moment, every other one just before its n-th statement
of SQL, with n spread over all of them: opening, making the tables, batches, vectors, the end.
"""

import io
import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path

from made_up import StandIn, as_csv, records

from factcheck.formats.json_lines_writer import json_lines
from factcheck.ingest import IngestOptions, ingest
from factcheck.store.store import open_store

BATCH, BATCHES = 12, 4
OLD = as_csv(records(BATCH * 2, rating="True"))
NEW = as_csv(records(BATCH * BATCHES))
_connect = sqlite3.connect


def main():
    """Kill, look, tell."""
    folder, trials, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    statements, _, fresh = undisturbed(folder / "fresh.db")
    take_in(folder / "grown.db", OLD)
    # The first ingest also imports; the second one takes as long as those that are killed.
    _, seconds, grown = undisturbed(folder / "grown.db")
    told = {"killed": 0, "too_late": 0, "faults": []}
    for trial in range(trials):
        path = folder / f"{trial}.db"
        is_grown = trial % 3 == 0
        if is_grown:
            take_in(path, OLD)
        place = 1 + (trial // 2) * statements // max(1, trials // 2)
        kill = {"statement": place} if trial % 2 else {"after": chance.uniform(0, seconds)}
        acknowledged, killed = doomed(path, **kill)
        told["killed" if killed else "too_late"] += 1
        whole = grown if is_grown else fresh
        told["faults"] += [f"{kill}: {fault}" for fault in faults(path, acknowledged, whole)]
        for left in folder.glob(f"{trial}.db*"):
            left.unlink()
    sys.stdout.write(json.dumps(told | {"statements": statements}) + "\n")


def take_in(path, content, on_progress=lambda _: None):
    """Take a table in, with vectors."""
    options = IngestOptions(batch_size=BATCH)
    with open_store(path, mode="write") as store:
        return ingest(
            io.BytesIO(content), store, StandIn(), options, name="feed", on_progress=on_progress
        )


def undisturbed(path):
    """Ingest in peace: how many statements, how many seconds, and what is stored then."""
    counted = []
    sqlite3.connect = traced(counted.append)
    begun = time.monotonic()
    take_in(path, NEW)
    seconds = time.monotonic() - begun
    sqlite3.connect = _connect
    return len(counted), seconds, contents(path)


def traced(callback):
    """Give a connect whose connections tell every statement before it is run."""

    def connect(*arguments, **named):
        connection = _connect(*arguments, **named)
        connection.set_trace_callback(callback)
        return connection

    return connect


def doomed(path, *, after=None, statement=None):
    """Ingest in a child that is killed: (batches that it had acknowledged, was it in time)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        if statement:
            seen = []

            def kill_at(_):
                seen.append(1)
                if len(seen) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            sqlite3.connect = traced(kill_at)
        take_in(path, NEW, lambda progress: os.write(writing, progress.phase[:1].encode()))
        os._exit(0)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with open(reading, "rb") as acknowledgements:  # noqa: PTH123 - a pipe
        told = acknowledgements.read()
    _, status = os.waitpid(child, 0)
    return told.count(b"r"), os.WIFSIGNALED(status)


def faults(path, acknowledged, whole):
    """List what is wrong with a store after its writer was killed."""
    if not path.exists():
        if acknowledged:
            yield "the store is gone"
        return
    with open_store(path, mode="write") as store:
        yield from damage(store)
        if lost := missing(store, acknowledged):
            yield f"record {lost} was acknowledged and is lost"
    report = take_in(path, NEW)
    if report.rejected or report.records != BATCH * BATCHES:
        yield f"the same command does not go on: {report}"
    if contents(path) != whole:
        yield "the same command again does not end where an undisturbed one does"


def damage(store):
    """List what is not whole."""
    for finding in store.check():
        if finding.problem:
            yield f"{finding.name}: {finding}"
    stats = store.stats()
    if stats.fact_checks % BATCH:
        yield f"{stats.fact_checks} fact-checks are no whole batches"
    if stats.vectors + stats.pending_vectors != stats.fact_checks:
        yield "a fact-check has no vector and waits for none"


def missing(store, acknowledged):
    """Name the first record of an acknowledged batch that is not there."""
    for n in range(acknowledged * BATCH):
        url = f"https://daily.example/checks/{n}"
        found = store.fact_checks(store.by_url(url)).values()
        if [one.rating for one in found] != ["False"]:
            return url
    return ""


def contents(path):
    """Give all fact-checks as they are handed on, and the number of vectors."""
    with open_store(path) as store:
        found = store.fact_checks(range(1, 10_000)).values()
        return sorted(json_lines(found)), store.stats().vectors


if __name__ == "__main__":
    main()
