"""Let several writers and readers use one store at once; print one JSON object.

    python concurrent_writers.py FOLDER WRITERS READERS SECONDS

Every writer opens the store, saves a batch, and closes it, again and again, as so many runs of
`factcheck ingest` would. Every reader counts in one snapshot, searches and reads.
"""

import io
import json
import os
import sys
import time
from pathlib import Path

from made_up import StandIn, as_csv, records

from factcheck.errors import FactCheckError
from factcheck.ingest import IngestOptions, ingest
from factcheck.lookup import Lookup
from factcheck.store.store import open_store

BATCH = 12


def main():
    """Start all processes, wait for them, and add up what they counted."""
    folder, writers, readers, seconds = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    path = folder / "shared.db"
    save(path, 0)
    ends_at = time.monotonic() + seconds
    works = [(written, n) for n in range(1, writers + 1)] + [(read, n) for n in range(readers)]
    pipes = [started(work, path, number, ends_at) for work, number in works]
    result = {"errors": [], "written": 0, "read": 0, "torn": 0, "slowest_write": 0.0}
    result["slowest_read"] = 0.0
    for reading in pipes:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - a pipe
            one = json.loads(pipe.read())
        for name, value in one.items():
            longest = name.startswith("slowest")
            result[name] = max(result[name], value) if longest else result[name] + value
    with open_store(path, mode="write") as store:
        result["errors"] += [f.name for f in store.check() if f.problem]
        result["lost"] = (result["written"] + 1) * BATCH - store.stats().fact_checks
    sys.stdout.write(json.dumps(result) + "\n")


def started(work, path, number, ends_at):
    """Run *work* in a child and give the pipe on which it tells what it saw."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        try:
            result = work(path, number, ends_at)
        except BaseException as error:  # noqa: BLE001 - the parent has to be result
            result = {"errors": [f"{work.__name__}: {type(error).__name__}: {error}"]}
        os.write(writing, json.dumps(result).encode())
        os._exit(0)
    os.close(writing)
    return reading


def save(path, first):
    """Take one batch in, as one run of the command does."""
    options = IngestOptions(batch_size=BATCH)
    with open_store(path, mode="write") as store:
        table = as_csv(records(BATCH, first=first))
        ingest(io.BytesIO(table), store, StandIn(), options, name=f"feed {first}")


def written(path, number, ends_at):
    """Write until the time is over."""
    batches, slowest = 0, 0.0
    while time.monotonic() < ends_at:
        begun = time.monotonic()
        save(path, number * 1_000_000 + batches * BATCH)
        batches += 1
        slowest = max(slowest, time.monotonic() - begun)
    return {"written": batches, "slowest_write": slowest}


def read(path, number, ends_at):
    """Read until the time is over."""
    rounds, torn, slowest = 0, 0, 0.0
    while time.monotonic() < ends_at:
        begun = time.monotonic()
        with open_store(path) as store:
            torn += is_torn(store)
            answer = Lookup(store, None).answer(f"The market number 1 was closed. {number}")
            if not answer.matches and not answer.near_misses:
                raise FactCheckError("nothing was found")
        rounds += 1
        slowest = max(slowest, time.monotonic() - begun)
    return {"read": rounds, "torn": torn, "slowest_read": slowest}


def is_torn(store):
    """Say whether one snapshot shows half a batch, or a fact-check without its words."""
    connection = store.connection
    connection.execute("BEGIN")
    checks, revisions, words = (
        connection.execute(f"SELECT {what} FROM {table}").fetchone()[0]
        for what, table in (
            ("count(*)", "fact_checks"),
            ("count(*)", "revisions"),
            ("documents", "word_totals"),
        )
    )
    connection.execute("COMMIT")
    return bool(checks % BATCH or checks != revisions or checks != words)


if __name__ == "__main__":
    main()
