"""Recalibrate scores and the threshold of a match by what people judged in this store."""

from typing import Annotated

import typer

from factcheck.cli.batch_lookup import progress_of
from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    NoColorOption,
    QuietOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.print_report import print_report
from factcheck.cli.standard_streams import input_is_terminal, say
from factcheck.errors import EncoderUnavailable, ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.clock import utc_now
from factcheck.store.producer import __version__
from factcheck.store.runs import NewRun

EXAMPLES = (
    "factcheck calibrate",
    "factcheck calibrate --precision 0.98 --yes",
)


def calibrate(
    precision: Annotated[
        float,
        typer.Option(
            min=0.5, max=1.0, metavar="SHARE", help="Share of matches that have to be right."
        ),
    ] = 0.95,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    without_gain: Annotated[
        bool, typer.Option("--without-gain", help="Write it even if it gains nothing.")
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    quiet: QuietOption = False,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Fit scores and the threshold of a match to what people judged in this store.

    Shows what it does to precision and recall, each half of the judged pairs decided by what the
    other half gave, and asks before it writes. What gains nothing there is not written.
    `factcheck undo` takes it back.

    Exit status: 0 if it was written, 1 if not, 2 after an error or with too few judgements.
    """
    # lazy: loads rapidfuzz
    from factcheck.evaluation.calibration_report import (
        calibration_document,
        calibration_object,
        no_gain_line,
    )
    from factcheck.evaluation.recalibrate import judged_scores, recalibrate

    opened, notes = open_encoder(encoder, words_only=False, quiet=quiet)
    if opened is None:
        raise EncoderUnavailable(f"scores of words alone are not calibrated; {'; '.join(notes)}")
    with existing_store(db) as store, progress_of(None, wanted=not quiet) as one_more:
        found = recalibrate(judged_scores(store, opened, one_more), precision)
    is_json = report_format is ReportFormat.JSON
    if not quiet and not is_json:
        print_report(calibration_document(found), no_color=no_color, width=width)
    run_id = 0
    is_refused = not found.gains and not without_gain
    if not is_refused and (yes or _agreed()):
        name = f"calibration by {found.judged:,} judged pairs"
        run = NewRun(name, utc_now().isoformat(), factcheck_version=__version__, kind="calibrate")
        with existing_store(db, mode="write") as store:
            run_id = store.calibrations.save(found.calibration, run)
    if is_json and not quiet:
        print_report(calibration_object(found, run_id))
    elif run_id and not quiet:
        say(f"calibrated, as run {run_id}, which 'factcheck undo {run_id}' takes back")
    if is_refused:
        say(f"{no_gain_line(found)}; nothing was written, --without-gain would")
    elif not run_id and not is_json and not quiet:
        say("nothing was written; --yes writes it")
    return ExitStatus.OK if run_id else ExitStatus.NOTHING_FOUND


def _agreed() -> bool:
    """Ask whoever sits at the terminal; in a script nobody does."""
    return input_is_terminal() and typer.confirm("Use this in all look-ups?", err=True)
