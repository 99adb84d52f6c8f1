"""A small store, and two ways to run a command: in this process, or as a shell would."""

import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from factcheck.cli.app import run

FACT_CHECKS = """\
claim,rating,publisher,url,reviewed_on,language
The old bridge was closed for 12 years.,False,Bridge Watch,https://bridge.example/closed,2021-03-04,en
Boiled onions cure malaria within two days.,False,Health Desk,https://health.example/onions,2020-06-01,en
Kunywa maji ya moto kunatibu mafua.,Si kweli,Ukweli Kwanza,https://ukweli.example/maji,2020-05-02,sw
Pijenje vrele vode liječi gripu.,Lažna vijest,Provjera,https://provjera.example/voda,2021-01-09,bs
"""
CLAIM = "The old bridge was closed for 12 years."

Ended = namedtuple("Ended", "status out err")


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    source = folder / "fact-checks.csv"
    source.write_text(FACT_CHECKS, encoding="utf-8")
    path = folder / "claims.db"
    assert run(["ingest", str(source), "--db", str(path), "--words-only", "--quiet"]) == 0
    return path


@pytest.fixture(autouse=True)
def own_settings(monkeypatch, tmp_path):
    """Let no setting and no store of whoever runs the tests play a part."""
    settings = (
        "FACTCHECK_DB",
        "FACTCHECK_CITATIONS",
        "FACTCHECK_LOG",
        "FACTCHECK_LOG_TEXT",
        "FACTCHECK_TRACEBACK",
    )
    for name in (*settings, "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing-here"))
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def factcheck(capsys):
    """Run a command in this process."""

    def runs(*arguments):
        status = run([str(argument) for argument in arguments])
        return Ended(int(status), *capsys.readouterr())

    return runs


@pytest.fixture
def lookup(factcheck, store):
    """Look claims up in the small store, by words."""

    def looks_up(*arguments):
        return factcheck("lookup", "--db", store, "--words-only", *arguments)

    return looks_up


@pytest.fixture
def argv():
    """The command as a shell starts it."""
    return [sys.executable, "-m", "factcheck"]


@pytest.fixture
def in_a_shell(argv):
    """Run a command as a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

    def runs(*arguments, **given):
        ended = subprocess.run(
            [*argv, *map(str, arguments)],
            capture_output=True,
            check=False,
            timeout=60,
            env=environment | given.pop("env", {}),
            **given,
        )
        return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return runs
