"""The command line as a whole: what it is called, and the list of its commands."""

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.error_handling import ended_well
from factcheck.cli.plain_values import PlainCommand, PlainGroup

if TYPE_CHECKING:
    from factcheck.errors import ExitStatus

    _Command = Callable[..., ExitStatus]
    _Listed = tuple[tuple[_Command, tuple[str, ...]], ...]
    COMMANDS: _Listed
    SUBCOMMANDS: dict[str, _Listed]

# In the order of the help text. A new command is one file of this name, and one line with the
# first paragraph of its help: the file has a function of the same name, EXAMPLES and, if the
# command does several things, SUBCOMMANDS.
SUMMARIES = {
    "lookup": "Look up whether a claim has already been fact-checked.",
    "ingest": "Take in fact-checks The same file twice changes nothing; a correction becomes "
    "history.",
    "show": "Show everything about one fact-check: rating, sources, citation, and what changed "
    "when.",
    "history": "Show every revision of a fact-check: what changed, when, by which run and file.",
    "changes": "List what was added, changed, retired or undone, the newest last.",
    "undo": "Take a run back: restore what it changed, take out what it brought. Nothing is "
    "deleted.",
    "duplicates": "List fact-checks that may be one, at several addresses; nothing is ever merged "
    "by this.",
    "cite": "Cite fact-checks: who ruled what and when, where to read it, and what became of it "
    "since.",
    "export": "Hand fact-checks on: as a ClaimReview feed, JSON Lines, a table or a smaller store.",
    "sync": "Follow a partner's feed: fetch it if it changed, look it over, take in what is new.",
    "snapshot": "Copy the store for others to read, also while somebody is writing to it.",
    "ratings": "List which ratings are read as what, and which in this store are not.",
    "sources": "Look at the pages behind fact-checks: alive, moved, changed or gone. Uses the "
    "network.",
    "stats": "Count what is in the store: languages, publishers, verdicts, years, ingests.",
    "doctor": "Check the store, the encoder and the versions of everything.",
    "evaluate": "Measure how far answers can be trusted, on claims whose right answers you know.",
}
NAMES = tuple(SUMMARIES)
_EXAMPLES = (
    "factcheck ingest fact-checks.csv",
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --help",
)
_HELP_OPTIONS = ("-h", "--help")
_COMPLETING = "_FACTCHECK_COMPLETE"


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name and return its exit status."""
    return ended_well(
        lambda: _app_for(arguments)(list(arguments), prog_name="factcheck", standalone_mode=False)
    )


def _app_for(arguments: Sequence[str]) -> typer.Typer:
    return _overview() if _asks_for_overview(arguments) else _app(_named(arguments))


def _asks_for_overview(arguments: Sequence[str]) -> bool:
    """Whether the list of commands is wanted and none of them; for completing a shell wants all."""
    return not {*arguments[:1]} - {*_HELP_OPTIONS} and _COMPLETING not in os.environ


def _named(arguments: Sequence[str]) -> Sequence[str]:
    # Loading all commands takes several times as long as loading one.
    asked = arguments[0] if arguments else ""
    return NAMES if asked not in (*NAMES, "--version") else tuple({asked} & {*NAMES})


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


class _InOrder(PlainGroup):
    """Lists the commands in the order of `NAMES`, whether or not they have some below."""

    def list_commands(self, ctx: object) -> list[str]:
        """Give the names in the order of the list."""
        del ctx  # the order is the same everywhere
        return [name for name in NAMES if name in self.commands]


def _app(names: Sequence[str]) -> typer.Typer:
    app = _empty_app()
    for name in names:
        command, examples, below = _loaded(name)
        if not below:
            app.command(cls=PlainCommand, epilog=_as_epilog(examples))(command)
            continue
        group = typer.Typer(cls=PlainGroup, rich_markup_mode="markdown")
        group.callback(invoke_without_command=True, epilog=_as_epilog(examples))(command)
        for subcommand, its_examples in below:
            group.command(cls=PlainCommand, epilog=_as_epilog(its_examples))(subcommand)
        app.add_typer(group, name=name)
    return app


def _overview() -> typer.Typer:
    app = _empty_app()
    for name in NAMES:
        app.command(name, help=SUMMARIES[name])(_no_command)
    return app


def _no_command() -> None:
    """Stand for a command in a list of commands."""


def _empty_app() -> typer.Typer:
    app = typer.Typer(
        cls=_InOrder,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": [*_HELP_OPTIONS]},
    )
    app.callback(epilog=_as_epilog(_EXAMPLES))(_factcheck)
    return app


def _as_epilog(examples: Sequence[str]) -> str:
    return "\n\n".join(("Examples:", *(f"    {example}" for example in examples)))


def _print_version(wanted: bool) -> None:
    if wanted:
        from factcheck.store.producer import __version__  # lazy: only this option needs it

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
