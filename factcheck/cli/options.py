"""The options that several commands share, and what they stand for."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from factcheck.citations.translator import UI_LANGUAGES, Translator, translator, ui_language
from factcheck.cli.standard_streams import say
from factcheck.errors import EncoderUnavailable, StoreNotFound, UsageError
from factcheck.model import Message
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.backup import belongs_to_store
from factcheck.store.store import Store, open_store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder
    from factcheck.store.query_log import QueryLog

_Format = TypeVar("_Format")

DbOption = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        help="The store: one SQLite file. Else FACTCHECK_DB, else your own data folder.",
    ),
]
EncoderOption = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="FOLDER",
        help="Use the encoder in this folder (ONNX, sentence-transformers, model2vec).",
    ),
]
WordsOnlyOption = Annotated[
    bool, typer.Option("--words-only", help="Compare words only; load no encoder.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write there; the file appears when it is complete.",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")]
EncodingOption = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of the input, such as cp1250; else it is detected.",
        show_default=False,
    ),
]
SheetOption = Annotated[
    str,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help="The sheet of a workbook (XLSX); else the one that fits.",
        show_default=False,
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Write nothing but errors; use the exit status.")
]
NoColorOption = Annotated[
    bool, typer.Option("--no-color", help="No colour; NO_COLOR in the environment does the same.")
]
WidthOption = Annotated[
    int | None,
    typer.Option("--width", min=20, max=1000, metavar="COLUMNS", help="Columns of the terminal."),
]
UiOption = Annotated[
    str,
    typer.Option(
        "--ui",
        metavar="LANG",
        help="Language of text, Markdown and HTML: en, bs, hr, sr (sr-Latn), id or sw; else that "
        "of the locale, if it is one of these, and English.",
        show_default=False,
    ),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="FACTCHECK_BY",
        show_envvar=False,
        help="Who judges; else FACTCHECK_BY.",
    ),
]
LogOption = Annotated[
    bool | None,
    typer.Option(
        "--log/--no-log",
        envvar="FACTCHECK_LOG",
        show_envvar=False,
        help="Log beside the store what is asked: day, language, channel, decision, fact-check. "
        "Also FACTCHECK_LOG=1.",
        show_default=False,
    ),
]
LogTextOption = Annotated[
    bool,
    typer.Option(
        "--log-text",
        envvar="FACTCHECK_LOG_TEXT",
        show_envvar=False,
        help="Log the claims too, without telephone numbers, mail addresses and handles.",
    ),
]
ReportFormatOption = Annotated[
    ReportFormat, typer.Option("--format", help="How to write: for a person or for a script.")
]


def store_path(db: Path | None) -> Path:
    """Return where the store lies: *db*, else FACTCHECK_DB, else the user's data folder."""
    from_environment = os.environ.get("FACTCHECK_DB")
    if db is not None:
        return db
    if from_environment:
        return Path(from_environment)
    from platformdirs import user_data_path  # lazy: most stores are named

    return user_data_path("factcheck", appauthor=False) / "claims.db"


def existing_store(db: Path | None, *, mode: Literal["read", "write"] = "read") -> Store:
    """Open the store that *db*, the environment or the user's data folder names.

    Raises:
        StoreNotFound: there is none yet; the message says what to do first.
        StoreError: it cannot be used.
    """
    path = store_path(db)
    if mode == "write" and not path.exists():
        raise StoreNotFound(f"{path} does not exist; run 'factcheck ingest' first")
    try:
        return open_store(path, mode=mode)
    except StoreNotFound as error:
        if db is not None:
            raise
        # The first command on a fresh machine ends here.
        raise StoreNotFound(
            f"there is no store yet at {path}; make one with 'factcheck ingest FILE', "
            "or try '--db claims.db.example'"
        ) from error


def translator_into(ui: str) -> Translator:
    """Return the translator into *ui*, else into the language of the user's locale.

    Raises:
        UsageError: there is no catalogue for *ui*.
    """
    if not ui:
        return translator(_locale_language(os.environ) or "en")
    language = ui_language(ui)
    if not language:
        raise UsageError(f"--ui {ui}: answers are written in {', '.join(UI_LANGUAGES)}")
    return translator(language)


def _locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of messages as POSIX names it, empty if there is no catalogue for it."""
    settings = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # Such as sr_RS.UTF-8@latin.
    name, _, modifier = next(filter(None, settings), "").partition("@")
    code = name.partition(".")[0]
    if code in ("", "C", "POSIX"):
        return ""
    return ui_language(code, "Latn" if modifier == "latin" else "")


def refuse_to_spoil(
    output: Path | None, store: Path, *, force: bool, inputs: Iterable[Path] = ()
) -> None:
    """Stop before anything is written where something of worth lies.

    Raises:
        UsageError: *output* is the store, one of the *inputs*, in no folder, or there already
            and not to be replaced.
    """
    if output is None or str(output) == "-":
        return
    target = output.resolve()
    if belongs_to_store(output, store):
        raise UsageError(f"{output} is the store itself; name another file")
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"cannot write {output}: there is no such folder, or it is one itself")
    if any(target == each.resolve() for each in inputs):
        raise UsageError(f"{output} is what is read; name another file")
    if target.is_file() and not force:
        raise UsageError(f"{output} is there already; --force replaces it")


def format_by_ending(
    output: Path | None,
    known: Mapping[str, _Format],
    default: _Format,
    *,
    hint: str = ", or say --format",
) -> _Format:
    """Return the format that the ending of *output* stands for, *default* if it has none.

    A *hint* ends the message where the format can be given in another way.

    Raises:
        UsageError: the ending is not among the *known* ones.
    """
    ending = output.suffix.lower() if output is not None else ""
    if ending and ending not in known:
        raise UsageError(f"{output}: name a file in {', '.join(known)}{hint}")
    return known.get(ending, default)


def opened_log(store: Path, *, log: bool | None, log_text: bool) -> "QueryLog | None":
    """Return the log of what is asked of *store*; None where nothing is to be logged.

    Raises:
        UsageError: Texts are to be kept in no log.
    """
    if log is None and log_text:
        raise UsageError("--log-text goes with --log (FACTCHECK_LOG_TEXT with FACTCHECK_LOG)")
    if not log:
        return None
    from factcheck.store.query_log import QueryLog  # lazy: off by default

    return QueryLog(store, keeps_text=log_text, on_failure=say)


def open_encoder(
    folder: Path | None, *, words_only: bool, quiet: bool = False
) -> tuple["Encoder | None", tuple[str, ...]]:
    """Open the encoder, and say in words if there is none.

    Args:
        folder: The user's own encoder; ``None`` for the one that comes with factcheck.
        words_only: Whether the user wants none.
        quiet: Whether to keep its messages, such as that it is being converted for this
            machine, off standard error.

    Raises:
        EncoderError: the encoder in *folder* cannot be used.
        UsageError: *folder* is given together with *words_only*.
    """
    if words_only:
        if folder is not None:
            raise UsageError("--words-only uses no encoder; leave out --encoder")
        return None, (Message("compared by words only, as asked"),)
    from factcheck.neural.encoder import default_encoder, folder_encoder  # lazy: loads numpy

    if folder is not None:
        return folder_encoder(folder), ()
    try:
        return default_encoder(on_message=_ignore if quiet else say), ()
    except EncoderUnavailable as error:
        return None, (Message("compared by words only: {reason}", reason=str(error)),)


def _ignore(_message: str) -> None:
    """Drop *_message*."""
