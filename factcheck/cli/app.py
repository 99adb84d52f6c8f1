"""The command line as a whole: what it is called, and the list of its commands."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from factcheck.cli.boundary import ended_well

if TYPE_CHECKING:
    from factcheck.errors import ExitStatus

    _Command = Callable[..., ExitStatus]
    _Listed = tuple[tuple[_Command, tuple[str, ...]], ...]
    COMMANDS: _Listed
    SUBCOMMANDS: dict[str, _Listed]

# In the order of the help text. A new command is one file of this name, and one line: the file
# has a function of the same name, EXAMPLES and, if the command does several things, SUBCOMMANDS.
NAMES = (
    "lookup",
    "ingest",
    "show",
    "history",
    "changes",
    "undo",
    "duplicates",
    "cite",
    "export",
    "sync",
    "ratings",
    "sources",
    "stats",
    "doctor",
    "evaluate",
)
_EXAMPLES = (
    "factcheck ingest fact-checks.csv",
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --help",
)


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name and return its exit status."""
    # Loading all commands takes several times as long as loading one.
    asked = arguments[0] if arguments else ""
    names = NAMES if asked not in (*NAMES, "--version") else tuple({asked} & {*NAMES})
    return ended_well(
        lambda: _app(names)(list(arguments), prog_name="factcheck", standalone_mode=False)
    )


def __getattr__(name: str) -> object:
    """Load every command for who wants them all: tests, and what writes the documentation."""
    if name == "COMMANDS":
        return tuple(_loaded(each)[:2] for each in NAMES)
    if name == "SUBCOMMANDS":
        return {each: below for each in NAMES if (below := _loaded(each)[2])}
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _loaded(name: str) -> "tuple[_Command, tuple[str, ...], _Listed]":
    module = import_module(f"factcheck.cli.{name}")
    return getattr(module, name), module.EXAMPLES, getattr(module, "SUBCOMMANDS", ())


class _InOrder(TyperGroup):
    """Lists the commands in the order of `NAMES`, whether or not they have some below."""

    def list_commands(self, ctx: object) -> list[str]:
        """Give the names in the order of the list."""
        del ctx  # the order is the same everywhere
        return [name for name in NAMES if name in self.commands]


def _app(names: Sequence[str]) -> typer.Typer:
    app = typer.Typer(
        cls=_InOrder,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_as_epilog(_EXAMPLES))(_factcheck)
    for name in names:
        command, examples, below = _loaded(name)
        if not below:
            app.command(epilog=_as_epilog(examples))(command)
            continue
        group = typer.Typer(rich_markup_mode="markdown")
        group.callback(invoke_without_command=True, epilog=_as_epilog(examples))(command)
        for subcommand, its_examples in below:
            group.command(epilog=_as_epilog(its_examples))(subcommand)
        app.add_typer(group, name=name)
    return app


def _as_epilog(examples: Sequence[str]) -> str:
    return "\n\n".join(("Examples:", *(f"    {example}" for example in examples)))


def _print_version(wanted: bool) -> None:
    if wanted:
        from factcheck.version import __version__  # lazy: only this option needs it

        typer.echo(f"factcheck {__version__}")
        raise typer.Exit


def _factcheck(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and stop.",
        ),
    ] = False,
) -> None:
    """Has this claim already been fact-checked?

    Looks a claim up, in any language, among published fact-checks that you keep in one file,
    and says who ruled what, why it is the same claim, and how to cite it. Works offline.
    """
