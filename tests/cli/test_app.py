"""The commands as a whole: their help, and what a process loads to run one of them."""

import inspect
import subprocess
from importlib import import_module

import pytest

from factcheck.cli.app import SUMMARIES

HEAVY = {"numpy", "onnxruntime", "babel", "sqlite_utils", "rapidfuzz", "lxml", "bs4", "httpx"}
# A single answer in plain text or JSON needs no panels, no names of languages and no code that
# only writes to a store.
NOT_FOR_ONE_ANSWER = {
    "rich",
    "babel",
    "langdetect",
    "tomllib",
    "platformdirs",
    "filelock",
    "httpx",
    "sqlite_utils",
    "factcheck.store.ledger",
    "factcheck.store.repository",
    "factcheck.store.integrity",
    "factcheck.store.link_check_table",
    "factcheck.store.rating_override_table",
    "factcheck.reports.answers_html",
    "factcheck.reports.terminal",
}


@pytest.mark.parametrize("command", SUMMARIES)
def test_every_command_explains_itself_with_examples(factcheck, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    ended = factcheck(command, "--help")

    assert (ended.status, ended.err) == (0, "")
    assert f"factcheck {command}" in ended.out.split("Examples:")[1]


@pytest.mark.parametrize("command", SUMMARIES)
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


def modules_loaded_by(python, *arguments):
    script = (
        "import sys; from factcheck.cli.app import run; run(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run(
        [python, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return set(ended.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_the_list_of_commands_imports_none_of_them(argv, arguments):
    loaded = modules_loaded_by(argv[0], *arguments)

    assert "factcheck.cli.app" in loaded
    assert loaded & {f"factcheck.cli.{name}" for name in SUMMARIES} == set()


def test_a_command_does_not_import_the_others(argv):
    loaded = modules_loaded_by(argv[0], "lookup", "--help")

    assert loaded & {f"factcheck.cli.{name}" for name in SUMMARIES} == {"factcheck.cli.lookup"}


@pytest.mark.parametrize("more", [[], ["--format", "text"], ["--format", "json"], ["--limit", "5"]])
def test_a_lookup_into_a_pipe_imports_only_what_it_needs(argv, store, more):
    command = ["lookup", "The old bridge was closed.", "--db", str(store), "--words-only", *more]
    loaded = modules_loaded_by(argv[0], *command)

    assert "factcheck.lookup" in loaded
    assert loaded & NOT_FOR_ONE_ANSWER == set()


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_list_of_commands_gives_the_first_paragraph_of_each_help_text(name):
    command = getattr(import_module(f"factcheck.cli.{name}"), name)

    assert SUMMARIES[name] == inspect.getdoc(command).split("\n\n")[0].replace("\n", " ")


def test_the_version_is_one_line(factcheck):
    ended = factcheck("--version")

    assert ended.status == 0
    assert ended.out.startswith("factcheck ")
    assert ended.out.count("\n") == 1


def test_an_unknown_command_is_one_line(factcheck):
    ended = factcheck("frobnicate")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "factcheck: No such command 'frobnicate'; see 'factcheck --help'\n"


def test_a_mistyped_command_is_suggested(factcheck):
    assert "Did you mean 'lookup'?" in factcheck("lokup").err


def test_an_option_is_checked_by_its_command(factcheck):
    ended = factcheck("lookup", "--limit", "0", "a claim")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.endswith("see 'factcheck lookup --help'\n")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        pytest.param("loo", ["lookup"], id="a command"),
        pytest.param("lookup --min", ["--min-score"], id="an option"),
        pytest.param("ratings re", ["remove"], id="a command of a command"),
    ],
)
def test_a_shell_can_complete(in_a_shell, typed, completed):
    settings = {
        "_FACTCHECK_COMPLETE": "complete_bash",
        "COMP_WORDS": f"factcheck {typed}",
        "COMP_CWORD": str(len(typed.split())),
    }

    assert in_a_shell(env=settings).out.split() == completed
