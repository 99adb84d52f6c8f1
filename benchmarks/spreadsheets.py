"""How long do workbooks take beside CSV, in and out, and how much memory?

    python benchmarks/spreadsheets.py [--rows N]

N invented fact-checks (50,000 unless told otherwise) are exported from a store, read as records,
and read as a list of claims. Each step runs in a process of its own, which tells its peak memory.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from export import _made as made_store

from factcheck.formats.claim_list import ListFormat, ListPlan, listed_claims
from factcheck.formats.export import export_text
from factcheck.formats.export_fields import ExportFormat
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.validation import validate
from factcheck.formats.workbook_writer import WorkbookStream
from factcheck.model import RawRecord
from factcheck.store.store import open_store

_STEPS = ("export", "records", "claims")


def main() -> None:
    """Print seconds and peak memory of each step, for CSV and XLSX."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--step", choices=("make", *_STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step == "make":
        made_store(chosen.file, chosen.rows)
        return
    if chosen.step:
        _run_step(chosen.step, chosen.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        # A process of its own, because its peak memory would be that of all that it starts.
        make = ["--step", "make", "--file", str(Path(folder) / "claims.db")]
        subprocess.run([sys.executable, __file__, *make, "--rows", str(chosen.rows)], check=True)
        print(
            "| step | CSV, s | XLSX, s | ratio | CSV, MiB | XLSX, MiB |\n|---|---|---|---|---|---|"
        )
        for step in _STEPS:
            csv, csv_peak = _measured(step, Path(folder) / "checks.csv")
            xlsx, xlsx_peak = _measured(step, Path(folder) / "checks.xlsx")
            print(
                f"| {step} | {csv:.1f} | {xlsx:.1f} | {xlsx / csv:.1f} "
                f"| {csv_peak:,.0f} | {xlsx_peak:,.0f} |"
            )


def _measured(step: str, file: Path) -> tuple[float, float]:
    """Return processor seconds and peak MiB of a step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--file", str(file)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = map(float, ended.stdout.split())
    return seconds, peak


def _run_step(step: str, file: Path) -> None:
    began = time.process_time()
    {"export": _export, "records": _read_records, "claims": _read_claims}[step](file)
    took = time.process_time() - began
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _export(file: Path) -> None:
    with open_store(file.with_name("claims.db")) as store:
        if file.suffix == ".xlsx":
            with WorkbookStream() as workbook, file.open("wb") as into:
                export_text(store, workbook, ExportFormat.XLSX)
                workbook.save(into)
        else:
            with file.open("w", encoding="utf-8", newline="") as stream:
                export_text(store, stream, ExportFormat.CSV)


def _read_records(file: Path) -> None:
    reading = ReadOptions()
    with open_input(file) as source:
        for record in read_records(source, reading):
            if isinstance(record, RawRecord):
                validate(record, reading)


def _read_claims(file: Path) -> None:
    plan = ListPlan(ListFormat.CSV)
    with open_input(file, is_list=True, sheet=plan.sheet_choice) as source:
        for _ in listed_claims(source, plan):
            pass


if __name__ == "__main__":
    main()
