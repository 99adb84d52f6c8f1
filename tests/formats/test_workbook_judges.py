"""What other programs read in our workbooks, and what we read in theirs."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from factcheck.formats.export import export_text
from factcheck.formats.export_fields import ExportFormat
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.workbook_writer import WorkbookStream
from factcheck.store.store import open_store

EXAMPLE = Path(__file__).resolve().parents[2] / "claims.db.example"

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The example store as a workbook and as CSV."""
    folder = tmp_path_factory.mktemp("exported")
    db = shutil.copy(EXAMPLE, folder)
    with open_store(Path(db)) as store:
        with WorkbookStream() as workbook, (folder / "a.xlsx").open("wb") as into:
            export_text(store, workbook, ExportFormat.XLSX)
            workbook.save(into)
        with (folder / "a.csv").open("w", encoding="utf-8", newline="") as stream:
            export_text(store, stream, ExportFormat.CSV)
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def records_of(path):
    with open_input(path) as source:
        return [dict(record.fields) for record in read_records(source, ReadOptions())]


def converted(source, target):
    if shutil.which("ssconvert") is None:
        pytest.skip("gnumeric is not installed")
    subprocess.run(["ssconvert", source, target], check=True, capture_output=True, timeout=120)
    return target


def test_gnumeric_reads_what_csv_says(exported):
    theirs = rows_of(converted(exported / "a.xlsx", exported / "gnumeric.csv"))

    # Its CSV has days as 2021/03/04.
    assert [[cell.replace("/", "-") for cell in row] for row in theirs] == [
        [cell.replace("/", "-") for cell in row] for row in rows_of(exported / "a.csv")
    ]


def test_what_gnumeric_saves_is_read_as_what_it_read(exported):
    theirs = converted(exported / "a.xlsx", exported / "gnumeric.xlsx")

    assert records_of(theirs) == records_of(exported / "a.csv")


def test_pandas_reads_what_csv_says(exported):
    pandas = pytest.importorskip("pandas")
    read = pandas.read_excel(exported / "a.xlsx", engine="calamine", dtype=str, na_filter=False)
    days = {name for name in read.columns if name.endswith("_on")}
    ours = rows_of(exported / "a.csv")
    theirs = [
        [value[:10] if name in days else value for name, value in row.items()]
        for row in read.to_dict("records")
    ]

    assert [list(read.columns), *theirs] == ours


def test_what_pandas_saves_is_read_as_what_it_read(exported):
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(exported / "a.csv", dtype=str, na_filter=False)
    table.to_excel(exported / "pandas.xlsx", index=False)

    assert records_of(exported / "pandas.xlsx") == records_of(exported / "a.csv")
