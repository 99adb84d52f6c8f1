"""The ``factcheck`` command: a group whose commands are imported when they are called."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from factcheck.cli.error_handling import exit_status_of
from factcheck.errors import UsageError

_SHORT = len("-f")

# In the order of the help text. A command is one module of this name with a function of the same
# name, EXAMPLES and, if it has commands of its own, SUBCOMMANDS. Its summary is the first
# paragraph of the function's docstring; a test compares them.
SUMMARIES = {
    "lookup": "Look up whether a claim has already been fact-checked.",
    "scan": "Find the claims in a whole document, and show it with verdicts in its margin.",
    "clusters": "Group a list of claims by meaning: what comes again, and which fact-check answers "
    "it.",
    "review": "Judge suggestions one after another in a terminal: same, different or unsure.",
    "calibrate": "Fit scores and the threshold of a match to what people judged in this store.",
    "search": "Search fact-checks for words: in claims, titles, publishers and tags.",
    "list": "List fact-checks, the newest first.",
    "ingest": "Take in fact-checks. The same file twice changes nothing; a correction becomes "
    "history.",
    "show": "Show everything about one fact-check: rating, sources, citation, and what changed "
    "when.",
    "history": "Show every revision of a fact-check: what changed, when, by which run and file.",
    "changes": "List what was added, changed, retired or undone, the newest last.",
    "undo": "Take a run back: restore what it changed, take out what it brought. Nothing is "
    "deleted.",
    "edit": "Correct fields of a fact-check by hand, with the reason, as a run that undo takes "
    "back.",
    "withdraw": "Mark a fact-check as withdrawn, with the reason; undo takes that back.",
    "judge": "Say that a claim and a fact-check are the same, are different, or that you are "
    "unsure.",
    "judgements": "List what people said of claims and fact-checks, and take it in from files.",
    "duplicates": "List fact-checks that may be one, on one page or at several addresses; join "
    "them if asked.",
    "cite": "Cite fact-checks: who ruled what and when, where to read it, and what became of it "
    "since.",
    "export": "Hand fact-checks on: as a ClaimReview feed, JSON Lines, a table or a smaller store.",
    "sync": "Follow a partner's feed: fetch it if it changed, look it over, take in what is new.",
    "snapshot": "Copy the store for others to read, also while somebody is writing to it.",
    "ratings": "List which ratings are read as what, and which in this store are not.",
    "sources": "Look at the pages behind fact-checks: alive, moved, changed or gone. Uses the "
    "network.",
    "stats": "Count what is in the store: languages, publishers, verdicts, years, ingests.",
    "trends": "Say what is checked, what returns, what is asked, and what nobody has checked yet.",
    "log": "Say what was logged of what was asked, and delete it from a day back.",
    "datasette": "Write the metadata with which Datasette searches, sorts and facets the store.",
    "serve": "Serve the store: a page for people, Google's API, OpenRefine and our own JSON.",
    "mcp": "Let assistants look claims up and cite fact-checks: a server of the Model Context "
    "Protocol.",
    "spark": "Look up whole files with Apache Spark, on this machine or on a cluster.",
    "doctor": "Check the store, the encoder and the versions of everything.",
    "evaluate": "Measure how far answers can be trusted, on claims whose right answers you know.",
}
_EXAMPLES = (
    "factcheck ingest fact-checks.csv",
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --help",
)


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name and return its exit status."""
    return exit_status_of(
        lambda: factcheck_command().main(
            list(arguments), prog_name="factcheck", standalone_mode=False
        )
    )


def factcheck_command() -> TyperGroup:
    """Build the group of all commands; none of their modules is imported."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_epilog(_EXAMPLES))(_factcheck)
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for name, summary in SUMMARIES.items():
        group.add_command(_DeferredCommand(name, help=summary))
    return group


def load_command(name: str) -> TyperCommand | TyperGroup:
    """Import ``factcheck.cli.<name>`` and build the command, or the group, that it defines."""
    module = import_module(f"factcheck.cli.{name}")
    function, epilog = getattr(module, name), _epilog(module.EXAMPLES)
    subcommands = getattr(module, "SUBCOMMANDS", ())
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    if not subcommands:
        app.command(name, epilog=epilog)(function)
    else:
        app.callback(invoke_without_command=True, epilog=epilog)(function)
    for subcommand, examples in subcommands:
        # A word of Python's own, such as import, has an underscore behind it.
        app.command(subcommand.__name__.rstrip("_"), epilog=_epilog(examples))(subcommand)
    command = get_command(app)
    assert isinstance(command, TyperCommand | TyperGroup)
    return command


class _DeferredCommand(TyperCommand):
    """A command of which only name and summary are known until it is called.

    Click's own lazy group imports every command to list them in ``--help``; this one none.
    """

    def make_context(  # click's own, of which the types differ between its versions
        self,
        info_name: str | None,
        args: list[str],
        *others: Any,  # noqa: ANN401 - see above
        **settings: Any,  # noqa: ANN401 - see above
    ) -> Any:  # noqa: ANN401 - see above
        """Import the command and parse its arguments."""
        command = load_command(str(self.name))
        _refuse_text_as_option(command, args)
        return command.make_context(info_name, args, *others, **settings)


def _refuse_text_as_option(command: TyperCommand | TyperGroup, arguments: Sequence[str]) -> None:
    """Refuse text such as "-fake news", which would be the option ``-f``.

    Raises:
        UsageError: The message says how to give text, and how an option's value.
    """
    options = [each for each in command.params if each.param_type_name == "option"]
    shorts = {"-h"} | {name for each in options for name in each.opts if len(name) == _SHORT}
    with_value = {
        name for each in options if not getattr(each, "is_flag", False) for name in each.opts
    }
    before = ""
    for argument in arguments:
        if argument == "--":
            return
        is_text = argument[:_SHORT] in shorts and len(argument.split()) > 1
        if is_text and before not in with_value:
            short = argument[:_SHORT]
            raise UsageError(
                f"{argument[:60]!r} begins as the option {short} does; put -- before text that "
                f"begins with a dash, or a space behind {short}"
            )
        before = argument


def _epilog(examples: Sequence[str]) -> str:
    return "\n\n".join(("Examples:", *(f"    {example}" for example in examples)))


def _print_version(wanted: bool) -> None:
    if wanted:
        from factcheck.store.producer import __version__  # lazy: importlib.metadata

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
