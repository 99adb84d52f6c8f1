"""The command line as a whole: what it is called, and the list of its commands."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from factcheck.cli import doctor, evaluate, ingest, lookup, show, sources, stats
from factcheck.cli.boundary import ended_well
from factcheck.errors import ExitStatus

# A new command is one file and one line.
COMMANDS: tuple[tuple[Callable[..., ExitStatus], tuple[str, ...]], ...] = (
    (lookup.lookup, lookup.EXAMPLES),
    (ingest.ingest, ingest.EXAMPLES),
    (show.show, show.EXAMPLES),
    (sources.sources, sources.EXAMPLES),
    (stats.stats, stats.EXAMPLES),
    (doctor.doctor, doctor.EXAMPLES),
    (evaluate.evaluate, evaluate.EXAMPLES),
)
_EXAMPLES = (
    "factcheck ingest fact-checks.csv",
    'factcheck lookup "Kunywa maji ya moto kunaua virusi"',
    "factcheck lookup --file claims.txt --format jsonl > answers.jsonl",
    "factcheck lookup --help",
)


def run(arguments: Sequence[str]) -> int:
    """Run the command that *arguments* name and return its exit status."""
    return ended_well(lambda: _app()(list(arguments), prog_name="factcheck", standalone_mode=False))


def _app() -> typer.Typer:
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_as_epilog(_EXAMPLES))(_factcheck)
    for command, examples in COMMANDS:
        app.command(epilog=_as_epilog(examples))(command)
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
