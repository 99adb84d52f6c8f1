"""How long do workbooks take beside CSV, in and out, and how much memory?

    python benchmarks/spreadsheets.py [--rows N] [--writers]

N invented fact-checks (50,000 unless told otherwise) are exported from a store, read as records,
and read as a list of claims. Each step runs in a process of its own, which tells its peak memory.
With --writers our writer stands beside openpyxl and XlsxWriter: the rows of the export, all cells
as texts.
"""

import argparse
import csv
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
_WRITERS = ("ours", "openpyxl", "xlsxwriter")


def main() -> None:
    """Print seconds and peak memory of each step, for CSV and XLSX."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--writers", action="store_true")
    parser.add_argument("--step", choices=("make", *_STEPS, *_WRITERS), help=argparse.SUPPRESS)
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
        if chosen.writers:
            _compare_writers(Path(folder))
            return
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


def _compare_writers(folder: Path) -> None:
    _measured("export", folder / "checks.csv")
    print("| writer | s | MiB |\n|---|---|---|")
    for writer in _WRITERS:
        seconds, peak = _measured(writer, folder / "checks.csv")
        print(f"| {writer} | {seconds:.1f} | {peak:,.0f} |")


def _measured(step: str, file: Path) -> tuple[float, float]:
    """Return processor seconds and peak MiB of a step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--file", str(file)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = map(float, ended.stdout.split())
    return seconds, peak


def _run_step(step: str, file: Path) -> None:
    began = time.process_time()
    steps = {
        "export": _export,
        "records": _read_records,
        "claims": _read_claims,
        "ours": _write_ours,
        "openpyxl": _write_openpyxl,
        "xlsxwriter": _write_xlsxwriter,
    }
    steps[step](file)
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


def _write_ours(rows: Path) -> None:
    with WorkbookStream() as workbook, rows.with_suffix(".xlsx").open("wb") as into:
        with rows.open(encoding="utf-8", newline="") as source:
            for line in source:
                workbook.write(line)
        workbook.save(into)


def _write_openpyxl(rows: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with rows.open(encoding="utf-8", newline="") as source:
        for row in csv.reader(source):
            sheet.append([cell or None for cell in row])
    book.save(rows.with_suffix(".xlsx"))


def _write_xlsxwriter(rows: Path) -> None:
    import xlsxwriter  # in no group: pip install xlsxwriter

    book = xlsxwriter.Workbook(rows.with_suffix(".xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    with rows.open(encoding="utf-8", newline="") as source:
        for number, row in enumerate(csv.reader(source)):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
    book.close()


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
