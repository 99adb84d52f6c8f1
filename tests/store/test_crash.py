import subprocess
import sys

import pytest

from factcheck.store.store import open_store

BATCH = 15
WRITER = """
import sys
from factcheck.model import FactCheck, Publisher
from factcheck.store.store import open_store
with open_store(sys.argv[1], mode="write") as store:
    run = store.repository.begin_run("endless", "2024")
    number = 0
    while True:
        number += 1
        checks = [
            FactCheck(claim=f"claim {number} of {n}", publisher=Publisher("P"),
                      review_url=f"https://p.example/{number}/{n}")
            for n in range(15)
        ]
        saved = store.repository.save_batch(run, checks, "2024")
        texts = store.vectors.pending("tiny", 99)
        store.vectors.save("tiny", [(t.number, t.text_hash, [1.0, 2.0]) for t in texts])
        print(" ".join(each.id for each in saved), flush=True)
"""


@pytest.mark.parametrize("batches", [1, 2, 7, 20])
def test_a_killed_ingest_loses_nothing_that_it_had_acknowledged(path, batches):
    acknowledged = []
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        for _ in range(batches):
            acknowledged += writer.stdout.readline().split()
        writer.kill()
        # What was still in the pipe had been acknowledged too; a half line had not.
        lines = writer.stdout.read().splitlines(keepends=True)
    acknowledged += [word for line in lines if line.endswith("\n") for word in line.split()]

    assert len(acknowledged) >= batches * BATCH
    with open_store(path) as store:
        assert all(store.resolve(public) == public for public in acknowledged)
    with open_store(path, mode="write") as store:
        assert [finding.name for finding in store.check() if finding.problem] == []
        stats = store.stats()
        assert stats.fact_checks % BATCH == 0
        assert stats.vectors + stats.pending_vectors == stats.fact_checks
        assert stats.runs[0].status == "running"
        store.repository.begin_run("again", "2025")
        assert store.stats().runs[1].status == "interrupted"


UNDOER = """
import sys
from factcheck.model import FactCheck, Publisher
from factcheck.store.store import open_store
def checks(rating):
    return [
        FactCheck(claim=f"claim number {n}", publisher=Publisher("P"), rating=rating,
                  review_url=f"https://p.example/{n}")
        for n in range(40)
    ]
with open_store(sys.argv[1], mode="write") as store:
    while True:
        for rating in ("False", "True"):
            run = store.repository.begin_run("feed", "2024")
            store.repository.save_batch(run, checks(rating), "2024")
            store.repository.finish_run(run, {}, "2024")
            print("saved", flush=True)
        store.ledger.undo(run, "2024")
        print("undone", flush=True)
"""


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_a_killed_undo_is_done_whole_or_not_at_all(path, steps):
    with subprocess.Popen(
        [sys.executable, "-c", UNDOER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        for _ in range(steps):
            writer.stdout.readline()
        writer.kill()

    with open_store(path, mode="write") as store:
        assert [finding.name for finding in store.check() if finding.problem] == []
        ratings = {check.rating for check in store.fact_checks(range(1, 41)).values()}
        assert len(ratings) == 1
