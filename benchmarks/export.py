"""How fast are fact-checks exported, in each format, beside only reading them?

    python benchmarks/export.py [--db FILE] [--records N]

Without a store one is made of N invented fact-checks in a folder of its own.
"""

import argparse
import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from factcheck.formats.export import ExportOptions, export_store, export_text
from factcheck.formats.export_fields import ExportFormat
from factcheck.formats.workbook_writer import WorkbookStream
from factcheck.model import FactCheck, Publisher, RatingReading, Verdict
from factcheck.store.filter_query import numbers_by_id
from factcheck.store.store import Store, open_store

_DAY = "2021-03-04T00:00:00+00:00"
_READ_TOGETHER = 500


class _Nowhere(io.StringIO):
    """Counts what is written, and keeps nothing."""

    written = 0

    def write(self, text: str) -> int:
        self.written += len(text)
        return len(text)


def main() -> None:
    """Print records a second and bytes a record for each format."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--db", type=Path, help="a store; without one, one is made")
    parser.add_argument("--records", type=int, default=2_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.db or _made(Path(folder) / "claims.db", chosen.records)
        with open_store(place) as store:
            _measure(store, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory: {peak / 1024:,.0f} MB")


def _measure(store: Store, folder: Path) -> None:
    count, seconds = _timed(lambda: _read_only(store))
    print(f"| {'format':11} | records/s | times reading | bytes a record |\n|---|---|---|---|")
    print(f"| {'only read':11} | {count / seconds:,.0f} | 1.00 | |")
    for format in ExportFormat:
        size = [0]
        count, took = _timed(lambda format=format, size=size: _hand_on(store, folder, format, size))
        each = size[0] / max(1, count)
        print(f"| {format:11} | {count / took:,.0f} | {took / seconds:.2f} | {each:,.0f} |")


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    count = work()
    return count, time.perf_counter() - began


def _read_only(store: Store) -> int:
    numbers = numbers_by_id(store.connection)
    starts = range(0, len(numbers), _READ_TOGETHER)
    return sum(len(store.fact_checks(numbers[s : s + _READ_TOGETHER])) for s in starts)


def _hand_on(store: Store, folder: Path, format: ExportFormat, size: list[int]) -> int:
    options = ExportOptions()
    if format is ExportFormat.DB:
        place = folder / "handed-on.db"
        count = export_store(store, place, options)
        size[0] = place.stat().st_size
        return count
    if format is ExportFormat.XLSX:
        place = folder / "handed-on.xlsx"
        with WorkbookStream() as workbook, place.open("wb") as into:
            count = export_text(store, workbook, format, options)
            workbook.save(into)
        size[0] = place.stat().st_size
        return count
    stream = _Nowhere()
    count = export_text(store, stream, format, options)
    size[0] = stream.written
    return count


def _made(place: Path, records: int) -> Path:
    with open_store(place, mode="write") as store:
        run = store.repository.begin_run("invented", _DAY)
        store.repository.save_batch(run, _invented(records), _DAY)
        store.repository.finish_run(run, {}, _DAY)
    return place


def _invented(records: int) -> Iterator[FactCheck]:
    for number in range(records):
        yield FactCheck(
            claim=f"In village {number} the well was closed for {number % 90} days.",
            publisher=Publisher(f"Desk {number % 40}", f"desk{number % 40}.example", "KE"),
            review_url=f"https://desk{number % 40}.example/checks/{number}",
            title=f"No, the well of village {number} stayed open",
            summary="The water company's records show no closure in that year. " * 3,
            rating="False",
            rating_language="en",
            reading=RatingReading(Verdict.FALSE),
            reviewed_on="2021-03-04",
            appearances=(f"https://social.example/posts/{number}",),
            language="en",
            script="Latn",
            tags=("water", "villages"),
        )


if __name__ == "__main__":
    main()
