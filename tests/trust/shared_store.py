"""Let one writer and ten readers share one store; print one JSON object.

    python shared_store.py FOLDER SECONDS

The writer saves batches of new fact-checks and of new versions of old ones. Three readers open
the store for each query, three keep one lookup open all the time, two count, and two take
snapshots and query one of them. Each must see a consistent state.
"""

import io
import json
import re
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from concurrent_writers import started
from made_up import RATINGS, StandIn, as_csv, records

from factcheck.errors import FactCheckError
from factcheck.ingest import ingest
from factcheck.lookup import Lookup
from factcheck.store.snapshot import take_snapshot
from factcheck.store.store import open_store

BATCH = 40


def main():
    """Start all processes, wait for them, and add up what they counted."""
    folder, seconds = Path(sys.argv[1]), int(sys.argv[2])
    path = folder / "shared.db"
    save(path, 0, 0)
    ask(path, 0, time.monotonic() + 0.01)  # what is loaded here need not be loaded eleven times
    works = [write, *[ask] * 3, *[keep_asking] * 3, *[count] * 2, *[copy] * 2]
    ends_at = time.monotonic() + seconds
    pipes = [started(work, path, number, ends_at) for number, work in enumerate(works)]
    result = {}
    for reading in pipes:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - a pipe
            for name, value in json.loads(pipe.read()).items():
                result[name] = result[name] + value if name in result else value
    result["left_over"] = sorted(p.name for p in folder.iterdir() if "unfinished" in p.name)
    sys.stdout.write(json.dumps(result) + "\n")


def save(path, first, version):
    """Ingest one batch in its newest version, as one run of the command does."""
    rows = [
        row | {"rating": RATINGS[version % 4], "summary": f"version {version}"}
        for row in records(BATCH, first=first)
    ]
    with open_store(path, mode="write") as store:
        ingest(io.BytesIO(as_csv(rows)), store, StandIn(), name=f"feed {first}")


def write(path, _number, ends_at):
    """Add a batch, then bring the first one up to date, and so on."""
    turns = 0
    while time.monotonic() < ends_at:
        turns += 1
        save(path, turns * BATCH, 0)
        save(path, 0, turns)
    return {"written": 2 * turns}


def ask(path, number, ends_at):
    """Open the store and ask, as a command does."""
    return asked(path, number, ends_at, lambda: open_store(path))


def keep_asking(path, number, ends_at):
    """Ask through one look-up, as a service does."""
    with open_store(path) as store:
        return asked(path, number, ends_at, lambda: nullcontext(store))


def asked(path, number, ends_at, opened):
    """Ask for fact-checks that there must be, the newest among them."""
    rounds, torn, lookup = 0, [], None
    while time.monotonic() < ends_at:
        with opened() as store:
            if lookup is None or store is not lookup[0]:
                lookup = store, Lookup(store, StandIn())
            newest = store.stats().fact_checks - 1
            wanted = newest if rounds % 2 else (number + rounds) % BATCH
            [row] = records(1, first=wanted)
            answer = lookup[1].answer(row["claim"])
        rounds += 1
        found = {match.fact_check.review_url for match in answer.matches}
        torn += [] if row["url"] in found else [f"{row['claim']} of {newest + 1} was not found"]
        torn += [problem for match in answer.matches if (problem := mixed(match.fact_check))]
    return {"asked": rounds, "torn": torn}


def mixed(fact_check):
    """Say where a fact-check has the fields of two versions, or of two fact-checks."""
    version = int(fact_check.summary.split()[1])
    if fact_check.rating != RATINGS[version % 4]:
        return f"{fact_check.rating} in version {version}"
    of_claim = re.search(r"number (\d+)", fact_check.claim)[1]
    return "" if fact_check.review_url.endswith(f"/{of_claim}") else f"{of_claim} elsewhere"


def count(path, _number, ends_at):
    """Look whether a batch is ever there by half, or without its words."""
    rounds, torn = 0, []
    with open_store(path) as store:
        while time.monotonic() < ends_at:
            torn += half(store)
            rounds += 1
            time.sleep(0.005)  # so that the others come to their turn
    return {"counted": rounds, "torn": torn}


def half(store):
    """Say what is there by half, in one moment."""
    connection = store.connection
    connection.execute("BEGIN")
    checks, words, waiting, vectors, versions = connection.execute(
        "SELECT (SELECT count(*) FROM fact_checks), (SELECT documents FROM word_totals), "
        "(SELECT count(*) FROM encoding_queue), (SELECT count(*) FROM vectors), "
        "(SELECT count(DISTINCT summary) FROM fact_checks WHERE number <= ?)",
        (BATCH,),
    ).fetchone()
    connection.execute("COMMIT")
    whole = checks % BATCH == 0 and checks == words == waiting + vectors and versions == 1
    return [] if whole else [f"{checks} {words} {waiting} {vectors} {versions}"]


def copy(path, number, ends_at):
    """Take snapshots one over the other, and look every one over as doctor does."""
    target, taken, torn = path.with_name(f"copy-{number}.db"), 0, []
    while time.monotonic() < ends_at:
        with open_store(path) as store:
            there = store.stats().fact_checks
            take_snapshot(store, target)
        with open_store(target) as store:
            torn += ["too old"] if store.stats().fact_checks < there else []
            torn += half(store)
            torn += [finding.text for finding in store.check() if finding.problem]
            [row] = records(1, first=number % BATCH)
            if not Lookup(store, StandIn()).answer(row["claim"]).matches:
                raise FactCheckError("a snapshot does not answer")
        taken += 1
    return {"taken": taken, "torn": torn}


if __name__ == "__main__":
    main()
