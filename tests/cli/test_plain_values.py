"""Values that need no reading are taken as they are, and mean what Typer would make of them."""

import inspect
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand

from factcheck.cli.app import COMMANDS, SUMMARIES
from factcheck.cli.plain_values import PlainCommand


class Colour(StrEnum):
    BLUE = "blue"
    GREEN = "green"


def told(cls, arguments):
    """Run a command with every kind of value through *cls*: what it was given, or the error."""
    seen = []

    def command(
        words: Annotated[list[str] | None, typer.Argument()] = None,
        text: str = "",
        place: Path | None = None,
        writable: Annotated[Path | None, typer.Option(writable=True)] = None,
        colour: Colour = Colour.BLUE,
        colours: Annotated[list[Colour] | None, typer.Option("--any")] = None,
        count: Annotated[int, typer.Option(min=1, max=9)] = 5,
        share: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.5,
        seconds: float = 900,
        flag: bool = False,
    ) -> None:
        seen.extend((words, text, place, writable, colour, colours, count, share, seconds, flag))

    app = typer.Typer(add_completion=False)
    app.command(cls=cls)(command)
    try:
        app(arguments, standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
        return type(error), getattr(error, "format_message", error.__str__)()
    return [(type(value), value) for value in seen]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="nothing typed"),
        pytest.param(["a claim", "another"], id="texts"),
        pytest.param(["", "--text", ""], id="empty texts"),
        pytest.param(["--text", "žuta 猫 \u200b \n"], id="letters of any alphabet"),
        pytest.param(["--text", "\udce9"], id="bytes that are no character"),
        pytest.param(["\udce9"], id="bytes that are no character in a list"),
        pytest.param(["--place", "no/such/file"], id="a path that is not there"),
        pytest.param(["--place", "."], id="a path that is there"),
        pytest.param(["--place", "\udce9"], id="a path of other bytes"),
        pytest.param(["--place", "a\0b"], id="a path that cannot be"),
        pytest.param(["--writable", "."], id="a path with a rule"),
        pytest.param(["--colour", "green", "--any", "blue", "--any", "green"], id="choices"),
        pytest.param(["--colour", "Green"], id="a choice in capitals"),
        pytest.param(["--colour", "red"], id="no choice"),
        pytest.param(["--any", "blue", "--any", "red"], id="no choice in a list"),
        pytest.param(["--count", "7", "--share", "1"], id="numbers"),
        pytest.param(["--count", "5"], id="the usual number"),
        pytest.param(["--count", "007"], id="a number with zeros"),
        pytest.param(["--count", "٣"], id="a number in other digits"),
        pytest.param(["--count", "-1"], id="a number below zero"),
        pytest.param(["--count", " 3 "], id="a number between spaces"),
        pytest.param(["--count", "0"], id="a number too small"),
        pytest.param(["--count", "10"], id="a number too large"),
        pytest.param(["--count", "many"], id="no number"),
        pytest.param(["--share", "nan"], id="not a number"),
        pytest.param(["--seconds", "1e3", "--flag"], id="a number with an exponent"),
    ],
)
def test_a_value_means_what_typer_would_make_of_it(arguments):
    assert told(PlainCommand, arguments) == told(TyperCommand, arguments)


def test_a_file_that_may_not_be_read_is_refused_as_typer_does(tmp_path, monkeypatch):
    place = tmp_path / "locked"
    place.touch()
    monkeypatch.setattr("os.access", lambda *_: False)

    assert told(PlainCommand, ["--place", str(place)]) == told(
        TyperCommand, ["--place", str(place)]
    )


def test_the_list_of_commands_says_what_each_command_says_of_itself():
    said = {function.__name__: inspect.getdoc(function) for function, _ in COMMANDS}

    assert {name: text.split("\n\n")[0] for name, text in said.items()} == SUMMARIES


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_the_list_of_commands_loads_none_of_them(argv, arguments):
    script = (
        "import sys; from factcheck.cli.app import run, NAMES; run(sys.argv[1:]);"
        "loaded = {f'factcheck.cli.{name}' for name in NAMES} & set(sys.modules);"
        "print(*loaded, file=sys.stderr)"
    )
    ended = subprocess.run(
        [argv[0], "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )

    assert "evaluate" in ended.stdout
    assert ended.stderr.strip() == ""


# What no single answer in plain text or JSON needs: panels, what Typer reads values with, names
# in other languages, TOML, what only writers of a store use, and the other formats.
NOT_FOR_ONE_ANSWER = {
    "rich",
    "pydantic",
    "babel",
    "langdetect",
    "tomllib",
    "platformdirs",
    "filelock",
    "httpx",
    "sqlite_utils",
    "importlib.metadata",
    "factcheck.store.ledger",
    "factcheck.store.repository",
    "factcheck.store.integrity",
    "factcheck.store.link_check_table",
    "factcheck.store.rating_override_table",
    "factcheck.reports.answers_html",
    "factcheck.reports.terminal_panels",
}


@pytest.mark.parametrize("more", [[], ["--format", "text"], ["--format", "json"], ["--limit", "5"]])
def test_a_look_up_into_a_pipe_loads_only_what_it_needs(argv, store, more):
    command = ["lookup", "The old bridge was closed.", "--db", str(store), "--words-only", *more]
    script = (
        "import sys; from factcheck.cli.app import run; run(sys.argv[1:]);"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run(
        [argv[0], "-c", script, *command], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(ended.stderr.split())

    assert "bridge" in ended.stdout
    assert "typer" in loaded
    assert loaded & NOT_FOR_ONE_ANSWER == set()
