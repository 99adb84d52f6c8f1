"""How much is tried, and what is told about it.

A plain run tries as much as fits beside the other tests. TRUST_TIMES=100 tries a hundred times
as much: `just trust-nightly`. Every test says with *figure* how much it tried; benchmarks/trust.py
collects that and prints it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def times():
    return max(1, int(os.environ.get("TRUST_TIMES", "1")))


@pytest.fixture
def figure(record_property):
    """Note what was counted: what is told only by tests that passed."""

    def note(what, count):
        record_property(what, count)

    return note


@pytest.fixture(scope="session")
def root():
    return HERE.parents[1]


@pytest.fixture(scope="session")
def own_process(root):
    """Run one of the programs beside this file and return what it found, a JSON object."""

    def runs(program, *arguments, timeout=36_000, **environment):
        ended = subprocess.run(
            [sys.executable, str(HERE / program), *map(str, arguments)],
            capture_output=True,
            check=False,
            timeout=timeout,
            env=_environment(root) | environment,
        )
        assert ended.returncode == 0, ended.stderr.decode()[-3_000:]
        return json.loads(ended.stdout.splitlines()[-1])

    return runs


@pytest.fixture(scope="session")
def command(root):
    """Run the command as a shell does."""

    def runs(*arguments, **given):
        environment = _environment(root) | given.pop("env", {})
        return subprocess.run(
            [sys.executable, "-m", "factcheck", *map(str, arguments)],
            capture_output=True,
            check=False,
            timeout=120,
            env=environment,
            **given,
        )

    return runs


def _environment(root):
    ours = ("FACTCHECK_DB", "FACTCHECK_ENCODER", "FACTCHECK_CITATIONS", "FACTCHECK_TRACEBACK")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"}
