"""Look for damage in the store and for what is missing on this machine."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck.cli.options import (
    DbOption,
    EncoderOption,
    NoColorOption,
    ReportFormatOption,
    WidthOption,
    existing_store,
    open_encoder,
)
from factcheck.cli.print_report import print_report
from factcheck.errors import EncoderError, ExitStatus
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.store_types import Finding

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder
    from factcheck.store.store import Store

EXAMPLES = ("factcheck doctor", "factcheck doctor --fix")


def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help="Rebuild what can be rebuilt, such as the word index.")
    ] = False,
    report_format: ReportFormatOption = ReportFormat.TEXT,
    db: DbOption = None,
    encoder: EncoderOption = None,
    no_color: NoColorOption = False,
    width: WidthOption = None,
) -> ExitStatus:
    """Check the store, the encoder and the versions of everything.

    Exit status: 0 if all is sound, 1 if something needs attention, 2 if the check cannot run.
    """
    from factcheck.cli.versions import versions  # lazy: --help must stay fast
    from factcheck.reports.health_report import health_document, health_object

    with existing_store(db, mode="write" if fix else "read") as store:
        if fix:
            store.repair()
        findings: list[Finding] = [*store.check(), *_encoder_findings(store, encoder)]
        path = store.path
    if report_format is ReportFormat.JSON:
        print_report(health_object(findings, versions(), path))
    else:
        print_report(health_document(findings, versions(), path), no_color=no_color, width=width)
    sound = not any(finding.problem for finding in findings)
    return ExitStatus.OK if sound else ExitStatus.NOTHING_FOUND


def _encoder_findings(store: "Store", folder: Path | None) -> tuple[Finding, ...]:

    try:
        encoder, notes = open_encoder(folder, words_only=False)
    except EncoderError as error:
        return (Finding("encoder_unusable", str(error)),)
    made_of = _file_findings(folder)
    if encoder is None:
        return (*(Finding("encoder_missing", note) for note in notes), *made_of)
    return (_opened_finding(store, encoder), *made_of)


def _opened_finding(store: "Store", encoder: "Encoder") -> Finding:
    from factcheck.neural.self_check import check_golden_vectors  # lazy: loads numpy

    if not bool(encoder.encode_claims(["a short test"]).any()):
        return Finding("encoder_silent", f"encoder {encoder.id} gives empty vectors")
    golden = check_golden_vectors(encoder)
    if not golden.is_sound:
        return Finding("encoder_wrong", f"{golden.text}; {golden.advice}")
    written_by = store.vectors.encoder_id()
    if written_by and written_by != encoder.id:
        text = f"the vectors come from {written_by}, and this encoder is {encoder.id}"
        return Finding("encoder_differs", text)
    return Finding("encoder", f"encoder {encoder.id} works", problem=False)


def _file_findings(folder: Path | None) -> tuple[Finding, ...]:
    """Read the files of the encoder and of its reader of pairs, and tell of those in need."""
    from factcheck.neural.encoder import FOLDER_SETTING  # lazy: loads numpy
    from factcheck.neural.self_check import check_files  # lazy: loads numpy

    chosen = {FOLDER_SETTING: str(folder)} if folder else {}
    return tuple(
        Finding(
            f"encoder_{check.name}",
            f"{check.text}; {check.advice}" if check.advice else check.text,
            problem=not check.is_sound,
        )
        for check in check_files({**os.environ, **chosen})
    )
