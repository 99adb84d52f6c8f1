"""Answer a file on a cluster of two worker processes, and kill some in the midst.

    python kill_workers.py POSTS STORE FOLDER

Writes FOLDER/calm.jsonl, and FOLDER/killed.jsonl while one Python worker and one executor with
all that it holds are ended by the system's hardest signal. Prints what was killed.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from factcheck.spark import ClusterOptions
from factcheck.spark.jobs import Job, answer_files
from factcheck.spark.session import spark_session

PROC = Path("/proc")


def descendants():
    """Give the ids of all processes below this one, with their parents and command lines."""
    found: dict[int, tuple[int, str]] = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            found[int(entry.name)] = (parent, (entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    ours = {os.getpid()}
    while more := {each for each, (parent, _) in found.items() if parent in ours} - ours:
        ours |= more
    return {each: found[each] for each in ours if each in found}


def at_work(process):
    """Tell whether a worker has the store open: it is answering claims."""
    try:
        links = [str(link.readlink()) for link in (PROC / str(process) / "fd").iterdir()]
    except OSError:
        return False
    return any("factcheck-" in link and link.endswith(".db") for link in links)


def wait_for(choose):
    """Wait until some process is what is looked for."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        running = descendants()
        chosen = [each for each in running if choose(each, running)]
        if chosen:
            return chosen[0]
        time.sleep(0.02)
    raise SystemExit("nothing to kill was found")


def attempts(target):
    """Give the tasks that have begun to write answers, or have written them."""
    return set(target.parent.glob(f"{target.name}.*.unfinished/_temporary/0/_temporary/attempt_*"))


def kill_some(target, killed):
    """Kill a worker that answers, then the executor above another one, while the job runs."""

    def is_worker(each, running):
        return "pyspark.daemon" in running[each][1] and at_work(each)

    # Workers that answered before keep the store open; a task that writes is in the midst.
    while not attempts(target):
        time.sleep(0.02)
    worker = wait_for(is_worker)
    begun = attempts(target)
    os.kill(worker, signal.SIGKILL)
    killed.append({"kind": "worker", "midst": not target.exists()})
    while attempts(target) <= begun:
        time.sleep(0.02)

    def is_executor(each, running):
        below = [one for one, (parent, _) in running.items() if parent == each]
        daemons = {one for one in below if "pyspark.daemon" in running[one][1]}
        busy = [one for one, (parent, _) in running.items() if parent in daemons and at_work(one)]
        return "CoarseGrainedExecutorBackend" in running[each][1] and bool(busy)

    executor = wait_for(is_executor)
    os.kill(executor, signal.SIGKILL)
    killed.append({"kind": "executor", "midst": not target.exists()})


def main():
    """Answer twice, disturbed the second time."""
    posts, store, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    killed = []

    def job(name):
        options = ClusterOptions(words_only=True, columns=("decision", "answer"))
        return Job(posts, str(folder / name), store, cluster=options)

    with spark_session("local-cluster[2,1,1024]") as spark:
        calm = answer_files(spark, job("calm.jsonl"))
        target = folder / "killed.jsonl"
        killer = threading.Thread(target=kill_some, args=(target, killed), daemon=True)
        killer.start()
        disturbed = answer_files(spark, job("killed.jsonl"))
        killer.join(10)
    told = {"killed": killed, "same": calm == disturbed, "rows": disturbed.rows}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
