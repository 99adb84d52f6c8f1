"""End every error as one line on standard error and an exit status, in one place."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import cast

import typer

from factcheck.cli.standard_streams import prepare_streams, say, silence_output
from factcheck.errors import ExitStatus, FactCheckError, MissingExtra

# What Typer raises for a wrong option, wherever this version of it keeps its own click.
_USAGE_PROBLEM = cast("type[Exception]", typer.BadParameter.__mro__[2])
# What it puts before the reason why a value is none of those that an option takes.
_PREFIX_OF_PYDANTIC = "Value error, "
_TRACEBACK_WANTED = "FACTCHECK_TRACEBACK"


def exit_status_of(command: Callable[[], object]) -> int:
    """Run *command* and return its exit status, whatever happens in it.

    A reader that closes the pipe early (``| head``) has got what it wanted, so
    that is no error. An error of our own never leaves with status 1, which would
    tell a script that nothing was found.
    """
    try:
        return _status_of(command)
    except BrokenPipeError:
        silence_output()
        return ExitStatus.OK
    except KeyboardInterrupt:
        silence_output()
        return ExitStatus.INTERRUPTED
    except FactCheckError as error:
        silence_output()
        say(str(error))
        return error.status
    except OSError as error:
        silence_output()
        say(_os_reason(error))
        return ExitStatus.ERROR


def _status_of(command: Callable[[], object]) -> int:
    try:
        prepare_streams()
        status = command()
        # A full disk or a closed pipe may show only now.
        sys.stdout.flush()
    except _USAGE_PROBLEM as problem:
        # Without any argument Typer has printed the help already and has nothing to add.
        if str(problem):
            say(_usage_line(problem))
        return ExitStatus.ERROR
    except typer.Abort as abort:
        raise KeyboardInterrupt from abort
    except SystemExit as ended:
        return _ended_by_typer(ended)
    except (FactCheckError, OSError):
        raise
    except ModuleNotFoundError as missing:
        return _not_installed(missing)
    except Exception as mistake:  # noqa: BLE001 - a mistake of ours must not look like "no match"
        return _own_mistake(mistake)
    return status if isinstance(status, int) else ExitStatus.OK


def _ended_by_typer(ended: SystemExit) -> int:
    # Typer ends with status 1 when a pipe breaks; to a script that would mean "no match".
    if isinstance(ended.__context__, BrokenPipeError):
        raise ended.__context__ from None
    return ended.code if isinstance(ended.code, int) else ExitStatus.ERROR


def _usage_line(problem: Exception) -> str:
    message = getattr(problem, "format_message", problem.__str__)().replace(_PREFIX_OF_PYDANTIC, "")
    context = getattr(problem, "ctx", None)
    command = context.command_path if context is not None else "factcheck"
    unknown = getattr(problem, "option_name", "")
    hint = "put -- before text that begins with a dash; " if _may_be_text(unknown) else ""
    return f"{message.rstrip('.')}; {hint}see '{command} --help'"


def _may_be_text(option: str) -> bool:
    """Tell whether an unknown option may be text: it has a space, or only its sign was read."""
    return len(option) == 2 or len(option.split(maxsplit=1)) > 1


def _os_reason(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename is not None else reason


def _not_installed(missing: ModuleNotFoundError) -> int:
    from factcheck.neural.encoder import NETWORK_LIBRARIES  # lazy: most commands end well

    if missing.name not in NETWORK_LIBRARIES:
        return _own_mistake(missing)
    raise MissingExtra(
        f"this needs {missing.name}: install factcheck-claims in place of factcheck-claims-words"
    ) from missing


def _own_mistake(mistake: Exception) -> int:
    silence_output()
    say(
        f"a mistake of factcheck itself: {type(mistake).__name__}: {mistake}; "
        f"please report it, with what {_TRACEBACK_WANTED}=1 adds"
    )
    if os.environ.get(_TRACEBACK_WANTED):
        for line in "".join(traceback.format_exception(mistake)).splitlines():
            say(line)
    return ExitStatus.ERROR
