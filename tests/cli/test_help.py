import subprocess

import pytest

from factcheck.cli.app import COMMANDS

HEAVY = {"numpy", "onnxruntime", "babel", "sqlite_utils", "rapidfuzz", "lxml", "bs4", "httpx"}


@pytest.mark.parametrize("command", [function.__name__ for function, _ in COMMANDS])
def test_every_command_explains_itself_with_examples(factcheck, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    ended = factcheck(command, "--help")

    assert (ended.status, ended.err) == (0, "")
    assert f"factcheck {command}" in ended.out.split("Examples:")[1]


@pytest.mark.parametrize("command", [function.__name__ for function, _ in COMMANDS])
def test_every_option_has_its_help(factcheck, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    shown = factcheck(command, "--help").out
    boxed = [line.strip("│ ") for line in shown.splitlines() if line.startswith("│")]

    assert [line for line in boxed if line.startswith("-") and len(line.split("  ")) < 2] == []


def test_no_argument_at_all_shows_the_help(factcheck):
    ended = factcheck()

    assert ended.status == 2
    assert "lookup" in ended.out
    assert ended.err == ""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["lookup", "--help"]])
def test_help_loads_nothing_heavy(argv, arguments):
    python, *module = argv
    ended = subprocess.run(
        [python, "-X", "importtime", *module, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in ended.stderr.splitlines()}

    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_a_command_does_not_wait_for_the_others_to_load(argv):
    script = (
        "import sys; from factcheck.cli.app import run; run(['lookup', '--help']);"
        "print(*(name for name in sys.modules if name.startswith('factcheck.cli.')))"
    )
    ended = subprocess.run(
        [argv[0], "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = ended.stdout.splitlines()[-1].split()

    assert "factcheck.cli.lookup" in loaded
    assert not {"factcheck.cli.export", "factcheck.cli.sync"} & set(loaded)


def test_the_version_is_one_line(factcheck):
    ended = factcheck("--version")

    assert ended.status == 0
    assert ended.out.startswith("factcheck ")
    assert ended.out.count("\n") == 1


def test_an_unknown_command_is_one_line(factcheck):
    ended = factcheck("frobnicate")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "factcheck: No such command 'frobnicate'; see 'factcheck --help'\n"


def test_a_shell_can_complete_commands(in_a_shell):
    settings = {
        "_FACTCHECK_COMPLETE": "complete_bash",
        "COMP_WORDS": "factcheck loo",
        "COMP_CWORD": "1",
    }

    assert in_a_shell(env=settings).out.split() == ["lookup"]
