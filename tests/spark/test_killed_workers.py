"""Workers that die in the midst cost time and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cluster_claims import CLAIMS, why_not

SCRIPT = Path(__file__).with_name("kill_workers.py")

pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=f"Spark cannot run: {why_not()}"),
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks for processes in /proc"),
]


def lines(folder):
    whole = "".join(part.read_text("utf-8") for part in sorted(folder.glob("part-*")))
    return whole.removesuffix("\n").split("\n")


def test_a_killed_worker_and_a_killed_executor_lose_no_row_and_double_none(posts, store, tmp_path):
    # No two alike, so that nothing is answered from memory.
    texts = [f"{CLAIMS[place % len(CLAIMS)]} ({place})" for place in range(4_000)]
    environment = os.environ | {
        "FACTCHECK_CACHE": str(tmp_path / "cache"),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_DIRS": str(tmp_path / "local"),
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
    }
    ended = subprocess.run(
        [sys.executable, SCRIPT, posts(texts), store, tmp_path],
        env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)

    assert told["killed"] == [
        {"kind": "worker", "midst": True},
        {"kind": "executor", "midst": True},
    ]
    assert (told["same"], told["rows"]) == (True, 4_000)
    killed = lines(tmp_path / "killed.jsonl")
    assert killed == lines(tmp_path / "calm.jsonl")
    assert [json.loads(line)["text"] for line in killed] == texts
    assert {path.name for path in tmp_path.glob("*.jsonl*")} == {
        "calm.jsonl", "killed.jsonl", "posts.jsonl",
    }  # fmt: skip
