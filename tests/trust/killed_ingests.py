"""Kill ingests and check the store that is left; print one JSON object.

    python killed_ingests.py FOLDER TRIALS SEED

Every second ingest is killed at a random time, every other one just before its n-th statement
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
    """Kill one ingest per trial, and print how many were killed and which faults were found."""
    folder, trials, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    random_source = random.Random(seed)
    statements, _, fresh = uninterrupted(folder / "fresh.db")
    ingest_table(folder / "grown.db", OLD)
    # The first ingest also imports; the second one takes as long as those that are killed.
    _, seconds, grown = uninterrupted(folder / "grown.db")
    result = {"killed": 0, "too_late": 0, "faults": []}
    for trial in range(trials):
        path = folder / f"{trial}.db"
        is_grown = trial % 3 == 0
        if is_grown:
            ingest_table(path, OLD)
        place = 1 + (trial // 2) * statements // max(1, trials // 2)
        kill = {"statement": place} if trial % 2 else {"after": random_source.uniform(0, seconds)}
        acknowledged, killed = killed_ingest(path, **kill)
        result["killed" if killed else "too_late"] += 1
        whole = grown if is_grown else fresh
        result["faults"] += [f"{kill}: {fault}" for fault in faults(path, acknowledged, whole)]
        for left in folder.glob(f"{trial}.db*"):
            left.unlink()
    sys.stdout.write(json.dumps(result | {"statements": statements}) + "\n")


def ingest_table(path, content, on_progress=lambda _: None):
    """Ingest a table, with vectors."""
    options = IngestOptions(batch_size=BATCH)
    with open_store(path, mode="write") as store:
        return ingest(
            io.BytesIO(content), store, StandIn(), options, name="feed", on_progress=on_progress
        )


def uninterrupted(path):
    """Ingest without a kill: return the number of statements, the seconds, and the content."""
    counted = []
    sqlite3.connect = traced(counted.append)
    begun = time.monotonic()
    ingest_table(path, NEW)
    seconds = time.monotonic() - begun
    sqlite3.connect = _connect
    return len(counted), seconds, contents(path)


def traced(callback):
    """Return a `connect` whose connections call *callback* before every statement."""

    def connect(*arguments, **named):
        connection = _connect(*arguments, **named)
        connection.set_trace_callback(callback)
        return connection

    return connect


def killed_ingest(path, *, after=None, statement=None):
    """Ingest in a child process and kill it; return its acknowledged batches, and if it died."""
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
        ingest_table(path, NEW, lambda progress: os.write(writing, progress.phase[:1].encode()))
        os._exit(0)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with open(reading, "rb") as acknowledgements:  # noqa: PTH123 - a pipe
        result = acknowledgements.read()
    _, status = os.waitpid(child, 0)
    return result.count(b"r"), os.WIFSIGNALED(status)


def faults(path, acknowledged, whole):
    """Yield what is wrong with a store after its writer was killed."""
    if not path.exists():
        if acknowledged:
            yield "the store is gone"
        return
    with open_store(path, mode="write") as store:
        yield from damage(store)
        if lost := missing(store, acknowledged):
            yield f"record {lost} was acknowledged and is lost"
    report = ingest_table(path, NEW)
    if report.rejected or report.records != BATCH * BATCHES:
        yield f"the same command does not go on: {report}"
    if contents(path) != whole:
        yield "the same command again does not end with the content of an uninterrupted one"


def damage(store):
    """Yield what is inconsistent."""
    for finding in store.check():
        if finding.problem:
            yield f"{finding.name}: {finding}"
    stats = store.stats()
    if stats.fact_checks % BATCH:
        yield f"{stats.fact_checks} fact-checks are no whole batches"
    if stats.vectors + stats.pending_vectors != stats.fact_checks:
        yield "a fact-check has no vector and waits for none"


def missing(store, acknowledged):
    """Return the first record of an acknowledged batch that is not stored."""
    for n in range(acknowledged * BATCH):
        url = f"https://daily.example/checks/{n}"
        found = store.fact_checks(store.by_url(url)).values()
        if [one.rating for one in found] != ["False"]:
            return url
    return ""


def contents(path):
    """Return all fact-checks as they are exported, and the number of vectors."""
    with open_store(path) as store:
        found = store.fact_checks(range(1, 10_000)).values()
        return sorted(json_lines(found)), store.stats().vectors


if __name__ == "__main__":
    main()
