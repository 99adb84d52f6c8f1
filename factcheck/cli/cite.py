"""Cite fact-checks for print, for the web, for reference managers or as a message."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from factcheck.citations.citation_data import CitationStyle
from factcheck.cli.options import (
    DbOption,
    NoColorOption,
    OutputOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output, say, standard_input
from factcheck.errors import ExitStatus, FactCheckNotFound, InputError, UsageError
from factcheck.model import RecordProblem
from factcheck.reports.report_formats import ReportFormat

if TYPE_CHECKING:
    from factcheck.citations.citation_data import CheckedCitation, CitationData
    from factcheck.citations.citation_requests import Wanted
    from factcheck.reports.document import Document
    from factcheck.store.store import Store

EXAMPLES = (
    "factcheck cite k3jw9x2mq7ra",
    "factcheck cite k3jw9x2mq7ra --style reply --lang sw",
    "factcheck lookup --file posts.txt --format jsonl | factcheck cite --from-lookup - "
    "--style bibtex -o cited.bib",
    "factcheck cite --check",
)
_CSL_STYLES = (CitationStyle.PLAIN, CitationStyle.HTML)


def cite(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Ids that lookup prints, or their beginnings."),
    ] = None,
    from_lookup: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Cite the matches in this JSON or JSONL of lookup; - is a pipe."
        ),
    ] = None,
    style: Annotated[
        CitationStyle,
        typer.Option(metavar="STYLE", help=f"One of {', '.join(CitationStyle)}."),
    ] = CitationStyle.PLAIN,
    lang: Annotated[
        str,
        typer.Option(
            metavar="LANG",
            help="Language of our own words: en, id, sw, bs, hr, sr-Latn, sr-Cyrl, es, fr, pt, ar.",
        ),
    ] = "",
    csl: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write as this CSL style says; plain or html."),
    ] = None,
    accessed: Annotated[
        str,
        typer.Option(metavar="DATE", help="When you read the pages; else the last look at them."),
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Cite nothing; say which earlier citations changed.")
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Note there what was cited. Else FACTCHECK_CITATIONS, else your own data folder.",
        ),
    ] = None,
    no_log: Annotated[bool, typer.Option("--no-log", help="Note nothing.")] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    output: OutputOption = None,
    db: DbOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Cite fact-checks: who ruled what and when, where to read it, and what became of it since.

    What is cited is noted in a log, and --check says which of it was corrected, withdrawn or
    lost. Exit status: 0 if all is well, 1 if there is nothing to cite or a citation needs to be
    looked at, 2 after an error.
    """
    if check:
        _refuse_with_check(ids, from_lookup)
        checked, problems = _checked(db, _log_path(log))
        report = _report(checked, problems, report_format)
        print_report(report, no_color=no_color, width=width)
        return _status(problems, found=all(each.standing == "same" for each in checked))
    asked = _Asked(ids or [], from_lookup, style, csl, lang, _day(accessed))
    with existing_store(db) as store:
        cited, problems = _cited(store, asked)
        text = _text(cited, asked)
        if cited and not no_log:
            _note(store, cited, style, _log_path(log))
    with opened_output(output, for_machines=style is not CitationStyle.PLAIN) as stream:
        stream.write(text)
    return _status(problems, found=bool(cited))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be cited, and how."""

    ids: Sequence[str]
    from_lookup: Path | None
    style: CitationStyle
    csl: Path | None
    lang: str
    accessed_on: str

    def __post_init__(self) -> None:
        if bool(self.ids) == (self.from_lookup is not None):
            raise UsageError("name some ids, or --from-lookup FILE")
        if self.csl is not None and self.style not in _CSL_STYLES:
            raise UsageError(f"--csl writes {' or '.join(_CSL_STYLES)}, not {self.style}")


def _cited(store: "Store", asked: _Asked) -> "tuple[list[CitationData], list[tuple[int, str]]]":
    from factcheck.citations.citation_requests import (  # lazy: --help must stay fast
        gathered,
        together,
    )
    from factcheck.citations.phrases import required_language

    chosen = required_language(asked.lang) if asked.lang else ""
    is_reply = asked.style is CitationStyle.REPLY
    problems: list[tuple[int, str]] = []
    wanted = together(_wanted(store, asked, problems), by_language=is_reply and not chosen)
    # A reply is for whoever posted; a list of references is in one language.
    return [
        gathered(
            store,
            each,
            chosen or (each.language if is_reply else "") or "en",
            asked.accessed_on,
        )
        for each in wanted
    ], problems


def _wanted(store: "Store", asked: _Asked, problems: list[tuple[int, str]]) -> "Iterator[Wanted]":
    from factcheck.citations.citation_requests import Wanted, wanted_from_answers  # lazy: as above

    if asked.from_lookup is None:
        # A mistyped id is told before anything is written.
        yield from [Wanted(store.resolve(typed)) for typed in asked.ids]
        return
    with _opened(asked.from_lookup) as stream:
        for found in wanted_from_answers(stream):
            if isinstance(found, RecordProblem):
                problems.append((found.line, found.reason))
                say(f"line {found.line}: {found.reason}")
                continue
            try:
                yield Wanted(store.resolve(found.id), found.decision, found.language)
            except FactCheckNotFound as error:
                problems.append((0, str(error)))
                say(str(error))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield standard_input()
        return
    try:
        with path.open("rb") as file:
            yield file
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _text(cited: "Sequence[CitationData]", asked: _Asked) -> str:
    from factcheck.store.clock import utc_now  # lazy: as above

    if asked.csl is not None:
        from factcheck.citations.csl_styles import styled  # lazy: an extra

        as_html = asked.style is CitationStyle.HTML
        return "".join(f"{entry}\n" for entry in styled(cited, asked.csl, as_html=as_html))
    from factcheck.citations.citation_styles import written  # lazy: loads Babel

    return written(cited, asked.style, utc_now().date().isoformat())


def _note(store: "Store", cited: "Sequence[CitationData]", style: CitationStyle, log: Path) -> None:
    from factcheck.citations.citation_log import append, issued  # lazy: as above
    from factcheck.store.clock import utc_now

    cited_at = utc_now().isoformat(timespec="seconds")
    append(log, [issued(store, each, style.value, cited_at) for each in cited])


def _checked(db: Path | None, log: Path) -> "tuple[list[CheckedCitation], list[tuple[int, str]]]":
    from factcheck.citations.citation_check import checked  # lazy: as above
    from factcheck.citations.citation_log import Issued, read

    entries: list[Issued] = []
    problems: list[tuple[int, str]] = []
    for entry in read(log):
        if isinstance(entry, Issued):
            entries.append(entry)
        else:
            problems.append((entry.line, entry.reason))
    with existing_store(db) as store:
        return list(checked(store, entries)), problems


def _report(
    checked: "Sequence[CheckedCitation]", problems: list[tuple[int, str]], written_as: ReportFormat
) -> "Document | dict[str, object]":
    from factcheck.reports.citation_check_report import (  # lazy: rich
        citation_check_document,
        citation_check_object,
    )

    if written_as is ReportFormat.JSON:
        return citation_check_object(checked, problems)
    return citation_check_document(checked, problems)


def _status(problems: list[tuple[int, str]], *, found: bool) -> ExitStatus:
    if problems:
        return ExitStatus.ERROR
    return ExitStatus.OK if found else ExitStatus.NOTHING_FOUND


def _log_path(log: Path | None) -> Path:
    from_environment = os.environ.get("FACTCHECK_CITATIONS")
    if log is not None:
        return log
    if from_environment:
        return Path(from_environment)
    from platformdirs import user_data_path  # lazy: --help must stay fast

    return user_data_path("factcheck", appauthor=False) / "citations.jsonl"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UsageError(f"--accessed {text}: write a day such as 2021-03-04") from error


def _refuse_with_check(ids: list[str] | None, from_lookup: Path | None) -> None:
    if ids or from_lookup is not None:
        raise UsageError("--check looks at all earlier citations; leave out ids and --from-lookup")
