"""Run factcheck as a person would and give what it printed, for the pages of the documentation.

cog calls this from comments in the pages; ``just cog`` brings them up to date.
"""

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from factcheck.cli.app import SUMMARIES, load_command
from factcheck.serve.answer_schema import answer_schemas

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 80
# What a person may have set, and would change the answers.
PERSONAL = {"FACTCHECK_DB", "FACTCHECK_ENCODER", "LC_ALL", "NO_COLOR"}

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def output_of(
    arguments: Sequence[str], *, typed: str = "", settings: dict[str, str] | None = None
) -> tuple[str, int]:
    """Run ``factcheck`` in the checkout; give what it printed without colours, and its status."""
    output, status = printed_by(arguments, typed=typed, settings=settings)
    return _plain(output), status


def printed_by(
    arguments: Sequence[str],
    *,
    typed: str = "",
    settings: dict[str, str] | None = None,
    folder: Path = ROOT,
) -> tuple[str, int]:
    """Run ``factcheck`` with *arguments* at a width of 80; give standard output and exit status.

    Args:
        arguments: As a person would type them.
        typed: What stands on standard input.
        settings: Added to the environment.
        folder: Where the person is.
    """
    environment = {name: value for name, value in os.environ.items() if name not in PERSONAL}
    environment |= {"COLUMNS": str(COLUMNS), "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    environment["LC_MESSAGES"] = "C"
    # Help without boxes and colour reads the same whatever version of rich draws it.
    environment |= {"TYPER_USE_RICH": "0", "PYTHONUTF8": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", *arguments],
        input=typed,
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env=environment | (settings or {}),
    )
    if ended.returncode > 1:
        raise RuntimeError(f"{shlex.join(arguments)} ended with {ended.stderr}")
    return ended.stdout, ended.returncode


def _plain(output: str) -> str:
    return "\n".join(line.rstrip() for line in _STYLE.sub("", output).splitlines())


def terminal(*arguments: str) -> str:
    """Give a fenced transcript of one command, drawn as in a terminal."""
    output, status = output_of(arguments, settings={"FORCE_COLOR": "1"})
    command = " ".join(word if word == shlex.quote(word) else f'"{word}"' for word in arguments)
    return f"```console\n$ factcheck {command}\n{output}\n$ echo $?\n{status}\n```"


def session(*lines: str) -> str:
    """Give a fenced transcript of commands, one after another, that begin without a store."""
    with new_desk() as desk:
        shown = [f"$ {line}\n{_plain(desk(line))}\n" for line in lines]
    return f"```console\n{''.join(shown)}```"


def table(columns: str, *lines: str) -> str:
    """Give *columns* of the CSV that the last of *lines* prints, as a table of Markdown."""
    with new_desk() as desk:
        *_, printed = [desk(line) for line in lines]
    names = columns.split()
    rows = [[row[name] for name in names] for row in csv.DictReader(printed.splitlines())]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, ["---"] * len(names), *rows])


@contextmanager
def new_desk(**settings: str) -> Iterator[Callable[[str], str]]:
    """Make a folder that has the examples of a checkout, and give what runs a line there."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(ROOT / "examples", folder / "examples")
        shutil.copyfile(ROOT / "claims.db.example", folder / "claims.db.example")
        where = {"FACTCHECK_DB": "claims.db"} | settings

        def run(line: str) -> str:
            words = shlex.split(line)[1:]
            return printed_by(words, settings=where, folder=folder)[0]

        yield run


def first_object(typed: str, *arguments: str) -> str:
    """Give the first line that a command answers to lines on standard input, unfolded."""
    output, _ = output_of(arguments, typed=typed)
    answer = json.loads(output.splitlines()[0])
    return f"```json\n{json.dumps(answer, ensure_ascii=False, indent=2)}\n```"


def schemas() -> str:
    """Give the objects of JSON answers as tables: each field, what kind it is, what it holds."""
    sections = []
    for name, schema in answer_schemas().items():
        rows = [
            f"| `{field}` | {_kind(value)} | {value['description']} |"
            for field, value in schema["properties"].items()
        ]
        head = "| field | is | holds |\n|---|---|---|"
        sections.append("\n".join([f"## {name}\n", head, *rows]))
    return "\n\n".join(sections)


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "array":
        return f"list: {_kind(schema['items'])}"
    if "const" in schema:
        return str(schema["const"])
    return str(schema["type"])


def reference() -> str:
    """Give the help text of factcheck and of each of its commands as one page."""
    sections = [f"```text\n{output_of(['--help'])[0]}\n```"]
    for name in SUMMARIES:
        subcommands = getattr(load_command(name), "commands", {})
        for words in ([name], *([name, subcommand] for subcommand in subcommands)):
            level = "#" * (len(words) + 1)
            shown = output_of([*words, "--help"])[0]
            sections.append(f"{level} factcheck {' '.join(words)}\n\n```text\n{shown}\n```")
    return "\n\n".join(sections)
