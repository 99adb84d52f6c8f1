"""Judge suggestions one after another in a terminal."""

import os
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

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
from factcheck.cli.list_plan import plan_list
from factcheck.cli.lookup_options import (
    ColumnOption,
    FieldOption,
    FileOption,
    InputFormatOption,
    LimitOption,
    MinScoreOption,
    SinceOption,
    TodayOption,
    WholeOption,
)
from factcheck.cli.options import (
    ByOption,
    DbOption,
    EncoderOption,
    EncodingOption,
    ReportFormatOption,
    SheetOption,
    WordsOnlyOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import say
from factcheck.errors import ExitStatus, MissingExtra, StoreError, UsageError
from factcheck.formats.claim_list import ListPlan
from factcheck.formats.judgement_list import person_name
from factcheck.model import Judgement
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.report_formats import ReportFormat
from factcheck.review.review_queue import ReviewOrder
from factcheck.store.store import open_store
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.lookup import Lookup
    from factcheck.review.review_session import ReviewSession
    from factcheck.store.store import Store

EXAMPLES = (
    "factcheck review --file posts.csv --column text",
    "factcheck review",
    "factcheck review answers.jsonl --order count --by desk",
)
_TERMINAL = "/dev/tty"
# Whoever ends a review wants to go; the next one encodes what is left.
_WAIT_SECONDS = 3.0


def review(
    answers: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ANSWERS]",
            help="Answers of 'lookup --format jsonl'; nothing goes on with the latest review.",
            show_default=False,
        ),
    ] = None,
    file: FileOption = None,
    column: ColumnOption = "",
    field: FieldOption = "",
    input_format: InputFormatOption = None,
    encoding: EncodingOption = "",
    sheet: SheetOption = "",
    order: Annotated[
        ReviewOrder,
        typer.Option(
            help="uncertain: what a look settles most likely; count: claims that came most often; "
            "list: as they came.",
        ),
    ] = ReviewOrder.UNCERTAIN,
    by: ByOption = "",
    lang: LanguagesOption = None,
    exact_lang: ExactLangOption = False,
    publisher: PublishersOption = None,
    since: SinceOption = "",
    verdict: VerdictsOption = None,
    harm: HarmsOption = None,
    limit: LimitOption = 5,
    min_score: MinScoreOption = 0.0,
    whole: WholeOption = False,
    today: TodayOption = "",
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    words_only: WordsOnlyOption = False,
) -> ExitStatus:
    """Judge suggestions one after another in a terminal: same, different or unsure.

    Needs the extra review. It draws on the terminal itself; standard output stays free for
    the counts. Every answer is saved at once, and a review goes on where it ended.

    Exit status: 0 if something was judged, 1 if not, 2 after an error.
    """
    # lazy: loads rapidfuzz
    from factcheck.lookup import Lookup, LookupOptions
    from factcheck.review.answers_file import keep_answers, read_asked_claims
    from factcheck.review.review_session import ReviewSession
    from factcheck.review.stored_review import StoredReview

    name = person_name(by)
    filters = filters_for(lang, publisher, since, verdict, harm, exact_lang=exact_lang)
    plan = plan_list(file, input_format, column, field, encoding, sheet=sheet)
    if answers is not None and file is not None:
        raise UsageError("give a file of answers or --file, not both")
    _require_textual()
    with _terminal() as terminal, existing_store(db) as store:
        if file is not None:
            require_known_values(store, filters)
            day = today_or(today)
            options = LookupOptions(
                filters, limit, min_score, whole, today=day.isoformat(), today_by_clock=not today
            )
            opened_encoder, notes = open_encoder(encoder, words_only=words_only)
            for note in () if words_only else notes:
                say(note)
            _look_up(Lookup(store, opened_encoder, options), store.path, file, plan, day)
        elif answers is not None:
            keep_answers(answers, store.path)
        claims = read_asked_claims(_kept(store.path))
        stored = StoredReview(store, name)
        session = ReviewSession(
            stored.known(claims),
            order,
            save=stored.save,
            take_back=stored.take_back,
            judged=stored.judged,
        )
        if stored.unknown:
            are = counted(
                stored.unknown, "suggestion is of a fact-check", "suggestions are of fact-checks"
            )
            say(f"{are} that {store.path} has not")
        try:
            if session.waiting:
                # lazy: loads Textual
                from factcheck.review.review_screen import ReviewApp, run_in_terminal

                shown = file or answers or store.path
                run_in_terminal(ReviewApp(session, stored.view, shown.name), terminal)
        finally:
            if not words_only:
                _encode_aliases(store, encoder)
    _report(session, report_format)
    return ExitStatus.OK if session.counts else ExitStatus.NOTHING_FOUND


def _kept(store: Path) -> Path:
    """Return where the list lies that is being reviewed."""
    from factcheck.review.answers_file import kept_answers  # lazy: as above

    kept = kept_answers(store)
    if not kept.exists():
        raise UsageError("there is nothing to go on with; name a list: factcheck review --file")
    return kept


def _look_up(lookup: "Lookup", store: Path, file: Path, plan: ListPlan, day: date) -> None:
    """Look the claims of *file* up, and keep the answers that need a person."""
    from factcheck.cli.batch_lookup import BatchLookup, opened_list, progress_of  # lazy: csv
    from factcheck.review.answers_file import kept_answers_for_writing

    source = None if str(file) == "-" else file
    with (
        kept_answers_for_writing(store) as writer,
        opened_list(source, plan) as groups,
        progress_of(source, wanted=True) as one_more,
    ):
        batch = BatchLookup(lookup, writer, day)
        for _ in batch.write(groups):
            one_more()
    if batch.problems:
        say(batch.problems_line())


def _encode_aliases(store: "Store", encoder: Path | None) -> None:
    """Encode the wordings that were confirmed, also in a review that was cut off."""
    from factcheck.retrieval.embed_pending import embed_aliases  # lazy: loads numpy

    if not store.judgements.has_any() or not store.judgements.alias_vectors.pending_count():
        return
    opened, _ = open_encoder(encoder, words_only=False)
    if opened is None:
        return
    try:
        with open_store(store.path, mode="write", wait_seconds=_WAIT_SECONDS) as writable:
            embed_aliases(writable, opened)
    except StoreError as error:
        say(f"the answers are saved, but confirmed wordings have no vectors yet: {error}")


def _require_textual() -> None:
    if find_spec("textual") is None:
        raise MissingExtra("a review needs more: pip install 'factcheck-claims[review]'")


def _terminal() -> AbstractContextManager[TextIO | None]:
    """Open the terminal, which the standard streams need not be.

    Raises:
        UsageError: There is none.
    """
    if os.name == "nt":
        return nullcontext()
    try:
        descriptor = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY)
    except OSError as error:
        raise UsageError(
            "a review needs a terminal; 'factcheck judge' judges without one"
        ) from error
    return os.fdopen(descriptor, "w", encoding="utf-8")


def _report(session: "ReviewSession", report_format: ReportFormat) -> None:
    counts = {judgement.value: session.counts[judgement] for judgement in Judgement}
    if report_format is ReportFormat.JSON:
        print_report(
            {
                "schema_version": SCHEMA_VERSION,
                "judged": counts,
                "judged_before": session.judged_before,
                "waiting": session.waiting,
            }
        )
        return
    judged = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    rest = f"{counted(session.waiting, 'waits', 'wait')}; go on with 'factcheck review'"
    say(f"judged: {judged or 'nothing'}; {rest if session.waiting else 'none waits'}")
