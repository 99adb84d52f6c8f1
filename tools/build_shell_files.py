"""Write what shells and ``man`` know of factcheck: share/, from the program itself.

Run ``python tools/build_shell_files.py`` after a change of a command, as ``just cog`` does; a test
compares. The wheel installs these files under the environment's own ``share``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from typer import Context
from typer.completion import get_completion_script
from typer.core import TyperCommand, TyperGroup

from factcheck.cli.app import SUMMARIES, factcheck_command, load_command
from factcheck.store.producer import __version__

ROOT = Path(__file__).resolve().parents[1]
COMPLETIONS = {
    "bash": "share/bash-completion/completions/factcheck",
    "fish": "share/fish/vendor_completions.d/factcheck.fish",
    "powershell": "share/powershell/factcheck.ps1",
    "zsh": "share/zsh/site-functions/_factcheck",
}
# zsh runs the file at the first completion: what it has just defined must answer that one too.
_REGISTER_IN_ZSH = "compdef _factcheck_completion factcheck"
_ANSWER_IN_ZSH = """if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _factcheck_completion "$@"
else
  compdef _factcheck_completion factcheck
fi"""
MAN_PAGE = "share/man/man1/factcheck.1"
_INDENTED = "    "


def shell_files() -> dict[str, str]:
    """Give the content of each file by its path in the repository."""
    scripts = {
        path: get_completion_script(
            prog_name="factcheck", complete_var="_FACTCHECK_COMPLETE", shell=shell
        )
        for shell, path in COMPLETIONS.items()
    }
    scripts[COMPLETIONS["zsh"]] = scripts[COMPLETIONS["zsh"]].replace(
        _REGISTER_IN_ZSH, _ANSWER_IN_ZSH
    )
    files = scripts | {MAN_PAGE: man_page()}
    return {path: text.rstrip("\n") + "\n" for path, text in files.items()}


def man_page() -> str:
    """Give the manual page of factcheck with all its commands."""
    whole = factcheck_command()
    context = whole.make_context("factcheck", [], resilient_parsing=True)
    lines = [
        f'.TH FACTCHECK 1 "" "factcheck {__version__}" "User Commands"',
        ".SH NAME",
        r"factcheck \- look up whether a claim has already been fact\-checked",
        ".SH SYNOPSIS",
        ".B factcheck",
        r".RI [ options ]\~ command\~ [ arguments ]",
        ".SH DESCRIPTION",
        *_paragraphs(whole.help or ""),
        *_options(whole, context),
        ".SH COMMANDS",
    ]
    for name in SUMMARIES:
        command = load_command(name)
        for words, each in [
            (name, command),
            *((f"{name} {sub}", it) for sub, it in getattr(command, "commands", {}).items()),
        ]:
            lines += [f".SS factcheck {words}", *_paragraphs(each.help or "")]
            # The options for help are those of the whole program.
            own = each.make_context(words, [], parent=context, resilient_parsing=True)
            lines += _options(each, own)
            lines += _paragraphs(each.epilog or "")
    lines += [".SH ENVIRONMENT"]
    for name, meaning in _table("Environment variables"):
        lines += [".TP", f".B {_escaped(name)}", _escaped(meaning)]
    lines += [".SH EXIT STATUS", "Of", ".BR lookup :"]
    for status, meaning in _table("Exit statuses"):
        lines += [".TP", f".B {_escaped(status)}", _escaped(meaning)]
    return "\n".join(lines)


def _options(command: TyperCommand | TyperGroup, context: Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            names, meaning = record
            yield from (".TP", f".B {_escaped(names)}", _escaped(meaning) or r"\&")


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.startswith(_INDENTED):
            yield from (".PP", ".EX", _escaped(paragraph.strip()), ".EE")
        elif paragraph.strip():
            yield from (".PP", _escaped(" ".join(paragraph.split())))


def _table(heading: str) -> Iterator[tuple[str, str]]:
    """Give the first two cells of each row of the table under *heading* in docs/cli.md."""
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    for row in rows[2:]:
        first, second = row.replace("`", "").strip("| ").split(" | ")[:2]
        yield first, second


def _escaped(text: str) -> str:
    """Write *text* so that troff takes no character of it for its own."""
    plain = (
        text.replace("\\", r"\e").replace("-", r"\-").replace("~", r"\(ti").replace("^", r"\(ha")
    )
    # Where man writes ASCII, it has no ellipsis.
    plain = (
        plain.replace("…", "...").replace("`", r"\(ga").replace("'", r"\(aq").replace('"', r"\(dq")
    )
    # A path is not hyphenated, and a line that begins with a point is no request.
    plain = re.sub(r"\S*/\S*", r"\\%\g<0>", plain)
    return re.sub(r"^\.", r"\\&.", plain, flags=re.M)


def main() -> None:
    """Write the files."""
    for path, text in shell_files().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
