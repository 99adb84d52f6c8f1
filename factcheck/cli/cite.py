"""Cite fact-checks for print, for the web, for reference managers or as a message."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.citation_log import LoggedCitation, append_entries, log_entry, read_entries
from factcheck.cli.lookup_options import Accepted
from factcheck.cli.options import (
    DbOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
    refuse_to_spoil,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import opened_output, say, standard_input
from factcheck.errors import ExitStatus, FactCheckNotFound, InputError, UsageError
from factcheck.formats.json_lines_writer import json_page
from factcheck.model import Decision, RecordProblem
from factcheck.reports.citations_json import citations_object
from factcheck.reports.document import Document
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.clock import utc_now
from factcheck.store.store import Store
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.citations.citation_check import CitationCheck
    from factcheck.citations.citation_requests import CitationRequest

EXAMPLES = (
    "factcheck cite k3jw9x2mq7ra",
    "factcheck cite k3jw9x2mq7ra --style reply --in sw",
    "factcheck lookup --file posts.txt --format jsonl | factcheck cite --from-lookup - "
    "--style bibtex -o cited.bib",
    "factcheck cite --check",
)
# Styles that are JSON themselves, whatever --format says.
_JSON_STYLES = (CitationStyle.CSL_JSON, CitationStyle.CLAIMREVIEW)
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
    accept: Annotated[
        Accepted,
        typer.Option(help="What to cite of a lookup: matches only, or suggestions too."),
    ] = Accepted.MATCH,
    style: Annotated[
        CitationStyle,
        typer.Option(metavar="STYLE", help=f"One of {', '.join(CitationStyle)}."),
    ] = CitationStyle.PLAIN,
    text_language: Annotated[
        str,
        typer.Option(
            "--in",
            metavar="LANG",
            help="Language of our own words: en, id, sw, bs, hr, sr-Latn, sr-Cyrl, es, fr, pt, ar.",
        ),
    ] = "",
    # The former name of --in, accepted until the next release.
    lang: Annotated[str, typer.Option("--lang", hidden=True)] = "",
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
    all_stores: Annotated[
        bool,
        typer.Option("--all-stores", help="Check citations made from other stores too."),
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
    force: ForceOption = False,
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
        if ids or from_lookup is not None:
            raise UsageError("--check looks at earlier citations; leave out ids and --from-lookup")
        result, problems = _check(db, _log_path(log), all_stores=all_stores)
        report = _check_report(result, problems, report_format)
        print_report(report, no_color=no_color, width=width)
        return _status(problems, found=result.is_clean)
    if all_stores:
        raise UsageError("--all-stores goes with --check")
    options = _CiteOptions(
        ids or [], from_lookup, accept, style, csl, text_language or lang, _day(accessed)
    )
    as_json = report_format is ReportFormat.JSON and style not in _JSON_STYLES
    with existing_store(db) as store:
        refuse_to_spoil(output, store.path, force=force)
        citations, problems = _load(store, options)
        text = _json(citations, options) if as_json else _text(citations, options)
        if citations and not no_log:
            _append_to_log(store, citations, style, _log_path(log))
    for_machines = as_json or style is not CitationStyle.PLAIN
    with opened_output(output, for_machines=for_machines) as stream:
        stream.write(text)
    return _status(problems, found=bool(citations))


@dataclass(frozen=True, slots=True)
class _CiteOptions:
    """What to cite, and how."""

    ids: Sequence[str]
    from_lookup: Path | None
    accept: Accepted
    style: CitationStyle
    csl: Path | None
    lang: str
    accessed_on: str

    def __post_init__(self) -> None:
        if bool(self.ids) == (self.from_lookup is not None):
            raise UsageError("name some ids, or --from-lookup FILE")
        if self.csl is not None and self.style not in _CSL_STYLES:
            raise UsageError(f"--csl writes {' or '.join(_CSL_STYLES)}, not {self.style}")


def _load(store: Store, options: _CiteOptions) -> tuple[list[CitationData], list[RecordProblem]]:
    # lazy: loads Babel
    from factcheck.citations.citation_requests import load_citation_data, merge_requests
    from factcheck.citations.phrases import required_language

    chosen = required_language(options.lang) if options.lang else ""
    is_reply = options.style is CitationStyle.REPLY
    problems: list[RecordProblem] = []
    requests = _requests(store, options, problems)
    # A reply is in the language of the post; a list of references is in one language.
    return [
        load_citation_data(
            store,
            request,
            chosen or (request.language if is_reply else "") or "en",
            options.accessed_on,
        )
        for request in merge_requests(requests, by_language=is_reply and not chosen)
    ], problems


def _requests(
    store: Store, options: _CiteOptions, problems: list[RecordProblem]
) -> "Iterator[CitationRequest]":
    # lazy: loads Babel
    from factcheck.citations.citation_requests import CitationRequest, requests_from_answers

    if options.from_lookup is None:
        # All ids are resolved first, so that a mistyped one stops before anything is written.
        yield from [CitationRequest(store.resolve(typed)) for typed in options.ids]
        return
    left_out = 0
    with _opened(options.from_lookup) as stream:
        for request in requests_from_answers(stream):
            if isinstance(request, RecordProblem):
                problems.append(request)
                say(f"line {request.line}: {request.reason}")
                continue
            if options.accept is Accepted.MATCH and request.decision is not Decision.MATCH:
                left_out += 1
                continue
            try:
                yield replace(request, id=store.resolve(request.id))
            except FactCheckNotFound as error:
                problems.append(RecordProblem(0, str(error)))
                say(str(error))
    if left_out:
        are = counted(left_out, "suggestion is", "suggestions are")
        say(f"{are} left out; --accept suggested cites them too")


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


def _text(citations: Sequence[CitationData], options: _CiteOptions) -> str:
    if options.csl is not None:
        from factcheck.citations.csl_styles import format_with_csl  # lazy: loads Babel

        as_html = options.style is CitationStyle.HTML
        entries = format_with_csl(citations, options.csl, as_html=as_html)
        return "".join(f"{entry}\n" for entry in entries)
    from factcheck.citations.citation_styles import format_citations  # lazy: loads Babel

    return format_citations(citations, options.style, utc_now().date().isoformat())


def _json(citations: Sequence[CitationData], options: _CiteOptions) -> str:
    page = citations_object(citations, options.style, lambda each: _text([each], options))
    return json_page(page) + "\n"


def _append_to_log(
    store: Store, citations: Sequence[CitationData], style: CitationStyle, log: Path
) -> None:
    cited_at = utc_now().isoformat(timespec="seconds")
    append_entries(log, [log_entry(store, each, style, cited_at) for each in citations])


def _check(
    db: Path | None, log: Path, *, all_stores: bool
) -> "tuple[CitationCheck, list[RecordProblem]]":
    # lazy: loads Babel
    from factcheck.citations.citation_check import check_citations

    entries: list[LoggedCitation] = []
    problems: list[RecordProblem] = []
    for entry in read_entries(log):
        if isinstance(entry, RecordProblem):
            problems.append(entry)
        else:
            entries.append(entry)
    with existing_store(db) as store:
        return check_citations(store, entries, all_stores=all_stores), problems


def _check_report(
    check: "CitationCheck", problems: list[RecordProblem], report_format: ReportFormat
) -> Document | dict[str, object]:
    # lazy: loads Babel
    from factcheck.reports.citation_check_report import (
        citation_check_document,
        citation_check_object,
    )

    if report_format is ReportFormat.JSON:
        return citation_check_object(check, problems)
    return citation_check_document(check, problems)


def _status(problems: list[RecordProblem], *, found: bool) -> ExitStatus:
    if problems:
        return ExitStatus.ERROR
    return ExitStatus.OK if found else ExitStatus.NOTHING_FOUND


def _log_path(log: Path | None) -> Path:
    from_environment = os.environ.get("FACTCHECK_CITATIONS")
    if log is not None:
        return log
    if from_environment:
        return Path(from_environment)
    from platformdirs import user_data_path  # lazy: seldom needed

    return user_data_path("factcheck", appauthor=False) / "citations.jsonl"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UsageError(f"--accessed {text}: write a day such as 2021-03-04") from error
