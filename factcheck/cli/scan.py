"""Scan a whole document for claims that were fact-checked."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.claim_dates import today_or
from factcheck.cli.filter_options import (
    ExactLangOption,
    HarmsOption,
    LanguagesOption,
    PublishersOption,
    VerdictsOption,
    filters_for,
    require_known_values,
)
from factcheck.cli.lookup_options import (
    Accepted,
    AcceptOption,
    AnswerFormatOption,
    ExplainOption,
    LimitOption,
    MinScoreOption,
    SinceOption,
    TodayOption,
    chosen_format,
    says_places,
)
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    EncodingOption,
    ForceOption,
    NoColorOption,
    OutputOption,
    QuietOption,
    UiOption,
    WidthOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
    refuse_to_spoil,
    translator_into,
)
from factcheck.cli.standard_streams import (
    input_is_terminal,
    is_web_address,
    local_path,
    opened_output,
    say,
    standard_input,
)
from factcheck.errors import ExitStatus, UsageError
from factcheck.model import Decision
from factcheck.reports.report_formats import AnswerFormat
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.formats.document_text import DocumentText
    from factcheck.lookup import Lookup, LookupOptions
    from factcheck.scan import Scan, ScannedSentence

EXAMPLES = (
    "factcheck scan speech.txt",
    "factcheck scan interview.srt --format jsonl > sentences.jsonl",
    "factcheck scan report.pdf --top 50 -o report.html",
    "factcheck scan https://news.example/an-article --accept suggested",
    "pandoc talk.odt -t plain | factcheck scan -",
)
_STANDARD_INPUT = "standard input"


def scan(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL",
            help="Text, Markdown, HTML, subtitles (SRT, VTT), DOCX or PDF; - reads a pipe. Or an "
            "article's address.",
        ),
    ],
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help="Look up only so many, the most checkable sentences."),
    ] = None,
    encoding: EncodingOption = "",
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    limit: LimitOption = 5,
    min_score: MinScoreOption = 0.0,
    today: TodayOption = "",
    accept: AcceptOption = Accepted.MATCH,
    explain: ExplainOption = False,
    answer_format: AnswerFormatOption = AnswerFormat.AUTO,
    ui: UiOption = "",
    output: OutputOption = None,
    force: ForceOption = False,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Find the claims in a whole document, and show it with verdicts in its margin.

    Each sentence is looked up alone, and with those beside it. Ctrl-C keeps what was found until
    then. Exit status as for `lookup`.
    """
    # lazy: loads rapidfuzz
    from factcheck.lookup import Lookup, LookupOptions
    from factcheck.reports.scan_writers import write_scan

    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    day = today_or(today).isoformat()
    options = LookupOptions(filters, limit, min_score, today=day, today_by_clock=not today)
    written_as, t = chosen_format(answer_format, output), translator_into(ui)
    with existing_store(db) as store:
        refuse_to_spoil(output, store.path, force=force, inputs=[Path(local_path(file))])
        require_known_values(store, filters, lang)
        document = _document(local_path(file), encoding)
        opened_encoder, notes = open_encoder(encoder, words_only=words_only, quiet=quiet)
        lookup = Lookup(store, opened_encoder, options, notes)
        scanned, is_complete = _scanned(lookup, document, options, top, quiet=quiet)
    if says_places(written_as, explain=explain):
        scanned = _with_places(scanned)
    if not quiet or output is not None:
        for_people = written_as in (AnswerFormat.AUTO, AnswerFormat.TEXT)
        as_workbook = written_as is AnswerFormat.XLSX
        with opened_output(output, for_machines=not for_people, as_workbook=as_workbook) as stream:
            write_scan(stream, scanned, written_as, t, no_color=no_color, width=width)
    if not is_complete:
        say(f"stopped; {counted(scanned.left_out, 'sentence was', 'sentences were')} not looked up")
        return ExitStatus.INTERRUPTED
    return ExitStatus.FOUND if _is_found(scanned, accept) else ExitStatus.NOTHING_FOUND


def _document(file: str, encoding: str) -> "DocumentText":
    # lazy: readers of many formats
    from factcheck.formats.documents import fetch_document, read_document

    if is_web_address(file):
        from factcheck.web.client import Fetcher  # lazy: loads httpx

        return fetch_document(Fetcher(), file)
    if file != "-":
        return read_document(Path(file), file, encoding)
    if input_is_terminal():
        raise UsageError("- reads a pipe, and nothing is piped in")
    return read_document(standard_input(), _STANDARD_INPUT, encoding)


def _scanned(
    lookup: "Lookup",
    document: "DocumentText",
    options: "LookupOptions",
    top: int | None,
    *,
    quiet: bool,
) -> tuple["Scan", bool]:
    """Look up the sentences of *document*, and say whether nobody stopped it."""
    # lazy: loads rich and rapidfuzz
    from factcheck.reports.progress import ProgressDisplay
    from factcheck.reports.terminal import open_console
    from factcheck.scan import Scan, document_sentences, most_checkable, scan_sentences

    sentences = document_sentences(document)
    claims = most_checkable(sentences)
    chosen = claims[:top]
    done: list[ScannedSentence] = []
    is_complete = True
    with ProgressDisplay(open_console(sys.stderr), quiet=quiet) as display:
        try:
            for scanned in scan_sentences(lookup, chosen, options):
                done.append(scanned)
                display.update(document.name, "looking up", len(done), len(chosen))
        except KeyboardInterrupt:
            is_complete = False
    done.sort(key=lambda each: each.sentence.number)
    left_out = len(claims) - len(done)
    return Scan(document, len(sentences), tuple(done), left_out), is_complete


def _with_places(scanned: "Scan") -> "Scan":
    # lazy: as above
    from factcheck.reports.claim_places import with_places

    looked_up = tuple(
        replace(each, answer=with_places(each.answer, each.sentence.place))
        for each in scanned.looked_up
    )
    return replace(scanned, looked_up=looked_up)


def _is_found(scanned: "Scan", accept: Accepted) -> bool:
    decisions = {each.answer.decision for each in scanned.findings}
    return Decision.MATCH in decisions or (accept is Accepted.SUGGESTED and bool(decisions))
