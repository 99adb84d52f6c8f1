"""The command as a shell sees it: one line, the right exit status, none of Spark's chatter."""

import json
import os
import subprocess
import sys

import pytest
from cluster_claims import CLAIMS, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"Spark cannot run: {why_not()}")


@pytest.fixture
def command(store, tmp_path):
    def runs(source, target, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "factcheck", "spark", str(source), str(target), "--db",
             str(store), "--words-only", "--master", "local[2,4]", *arguments],
            capture_output=True, text=True, env=os.environ | {"TMPDIR": str(tmp_path)},
            check=False, timeout=120,
        )  # fmt: skip

    return runs


def test_a_file_is_answered_and_spark_keeps_quiet(command, posts, tmp_path):
    source = posts([CLAIMS[0], CLAIMS[4], None])
    ended = command(source, tmp_path / "out.jsonl", "--answer-columns", "decision,url")

    # Rows that cannot be used are errors, but the others are answered.
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "factcheck: 3 rows: 1 match, 0 suggested, 1 none, 1 that cannot be looked up: "
        "see the column factcheck_error\n"
    )
    part = next((tmp_path / "out.jsonl").glob("part-*")).read_text("utf-8").split("\n")[0]
    assert set(json.loads(part)) == {
        "id", "text", "factcheck_decision", "factcheck_url", "factcheck_error",
    }  # fmt: skip
    # Neither Spark's log nor a copy of the store is left behind.
    assert not [*tmp_path.glob("factcheck-*")]


def test_a_missing_file_is_one_line(command, tmp_path):
    ended = command(tmp_path / "absent.jsonl", tmp_path / "out.jsonl")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"factcheck: {tmp_path / 'absent.jsonl'}: there is no such file or folder\n"
    )
