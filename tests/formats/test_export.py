import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hostile_fact_checks import FACT_CHECKS, full_fact_check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.errors import StoreError, UsageError
from factcheck.formats.export import ExportOptions, export_store, export_text
from factcheck.formats.export_fields import ExportFormat
from factcheck.formats.workbook_writer import WorkbookStream
from factcheck.ingest import IngestOptions, ingest
from factcheck.model import (
    FactCheck,
    Filters,
    MappedBy,
    Publisher,
    RatingReading,
    State,
    Verdict,
)
from factcheck.store.store import open_store

EXAMPLE = Path(__file__).resolve().parents[2] / "claims.db.example"
TEXTS = (ExportFormat.CLAIMREVIEW, ExportFormat.JSONL, ExportFormat.CSV)
ENDINGS = {"claimreview": ".json", "jsonl": ".jsonl", "csv": ".csv", "xlsx": ".xlsx", "db": ".db"}


def clock():
    return datetime(2021, 3, 4, 12, tzinfo=UTC)


TODAY = ExportOptions(clock=clock)


def saved(path, fact_checks, *, at="2021-03-04T12:00:00+00:00"):
    with open_store(path, mode="write") as store:
        run = store.repository.begin_run(path.name, at)
        store.repository.save_batch(run, fact_checks, at)
        store.repository.finish_run(run, {}, at)
    return path


def exported(path, format, options=TODAY):
    """Give the bytes of an export of the store at *path*."""
    with open_store(path) as store:
        if format is ExportFormat.DB:
            place = path.with_name(f"{path.name}.export")
            export_store(store, place, options)
            return place.read_bytes()
        if format is ExportFormat.XLSX:
            into = io.BytesIO()
            with WorkbookStream() as workbook:
                export_text(store, workbook, format, options)
                workbook.save(into)
            return into.getvalue()
        stream = io.StringIO()
        export_text(store, stream, format, options)
        return stream.getvalue().encode()


def elsewhere(folder, content, format):
    """Ingest an export into a store of its own."""
    file = folder / f"handed-on{ENDINGS[format.value]}"
    file.write_bytes(content)
    place = folder / f"elsewhere-{format.value}.db"
    problems = []
    with open_store(place, mode="write") as store:
        options = IngestOptions(encode=False, clock=clock)
        report = ingest(file, store, options=options, on_problem=problems.append)
    assert problems == []
    return place, report


def check(number, **fields):
    given = {
        "claim": f"The bridge was closed {number} times.",
        "publisher": Publisher("Bridge Watch", "bridge.example"),
        "review_url": f"https://bridge.example/{number}",
    }
    return FactCheck(**(given | fields))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A copy of the example store, brought up to date, without vectors: nobody believes others'."""
    place = tmp_path_factory.mktemp("example") / "claims.db"
    shutil.copy(EXAMPLE, place)
    with open_store(place, mode="write") as store:
        store.vectors.drop()
    return place


@pytest.mark.parametrize("format", ExportFormat)
def test_the_example_store_comes_back_byte_for_byte(example, format, tmp_path):
    content = exported(example, format)
    there, report = elsewhere(tmp_path, content, format)
    with open_store(example) as store:
        count = store.stats().fact_checks

    assert report.added == count > 100
    assert exported(there, format) == content


@pytest.mark.parametrize("format", ExportFormat)
def test_every_format_reproduces_the_store(example, format, tmp_path):
    there, _ = elsewhere(tmp_path, exported(example, format), format)

    assert exported(there, ExportFormat.JSONL) == exported(example, ExportFormat.JSONL)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fact_checks=st.lists(FACT_CHECKS, max_size=15))
def test_hostile_records_come_back_byte_for_byte(tmp_path_factory, fact_checks):
    folder = tmp_path_factory.mktemp("hostile")
    here = saved(folder / "here.db", [full_fact_check(), *fact_checks])
    for format in ExportFormat:
        content = exported(here, format)
        there, _ = elsewhere(folder, content, format)

        assert exported(there, format) == content


@pytest.mark.parametrize("format", ExportFormat)
def test_the_order_in_which_records_came_does_not_show(format, tmp_path):
    checks = [check(number) for number in range(30)]
    forwards = saved(tmp_path / "forwards.db", checks)
    backwards = saved(tmp_path / "backwards.db", checks[::-1])

    assert exported(forwards, format) == exported(backwards, format)


def test_a_filter_and_a_day_choose_what_is_exported(tmp_path):
    place = saved(tmp_path / "a.db", [check(1, language="sw"), check(2, language="bs")])
    saved(place, [check(3, language="sw")], at="2021-05-06T00:00:00+00:00")
    saved(place, [check(1, language="sw", rating="False")], at="2021-06-07T00:00:00+00:00")

    def urls(**options):
        lines = exported(place, ExportFormat.JSONL, replace(TODAY, **options)).splitlines()
        return {json.loads(line)["url"][-1] for line in lines}

    assert urls() == {"1", "2", "3"}
    assert urls(filters=Filters(languages=("sw",))) == {"1", "3"}
    assert urls(recorded_since="2021-05-06") == {"1", "3"}
    assert urls(recorded_since="2021-06") == {"1"}
    assert urls(recorded_since="2022") == set()
    assert urls(filters=Filters(verdicts=(Verdict.TRUE,))) == set()


def test_withdrawn_fact_checks_are_exported_as_withdrawn(tmp_path):
    place = saved(tmp_path / "a.db", [check(1, state=State.WITHDRAWN, state_reason="wrong")])
    row = next(csv.DictReader(io.StringIO(exported(place, ExportFormat.CSV).decode())))

    assert (row["state"], row["state_reason"]) == ("withdrawn", "wrong")


def test_vectors_go_along_where_there_are_some(tmp_path):
    place = saved(tmp_path / "a.db", [check(1), check(2), check(3)])
    with open_store(place, mode="write") as store:
        waiting = store.vectors.pending("tiny", 2)
        store.vectors.save("tiny", [(w.number, w.text_hash, np.ones(4)) for w in waiting])
    (tmp_path / "smaller.db").write_bytes(exported(place, ExportFormat.DB))
    with open_store(tmp_path / "smaller.db") as smaller:
        numbers, matrix = smaller.vectors.load("tiny")

        assert matrix.tolist() == [[1.0] * 4] * 2
        assert len(set(numbers.tolist())) == 2
        assert smaller.vectors.pending_count() == 1
        assert [finding for finding in smaller.check() if finding.problem] == []


def test_an_exported_store_is_one_file_without_raw_records(tmp_path):
    place = saved(tmp_path / "a.db", [check(1, raw={"note": "call the minister"})])
    content = exported(place, ExportFormat.DB)

    assert b"minister" not in content
    assert [path.name for path in tmp_path.glob("*export*")] == ["a.db.export"]
    assert not list(tmp_path.glob("*unfinished*"))


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    place = saved(tmp_path / "a.db", [check(1)])
    with open_store(place) as store, pytest.raises(StoreError, match=r"cannot be written"):
        export_store(store, tmp_path / "missing" / "b.db")


def test_a_store_is_no_text(tmp_path):
    place = saved(tmp_path / "a.db", [check(1)])
    with open_store(place) as store, pytest.raises(UsageError, match="no text"):
        export_text(store, io.StringIO(), ExportFormat.DB)


def test_an_export_is_one_snapshot_whatever_is_written_meanwhile(tmp_path):
    place = saved(tmp_path / "a.db", [check(number) for number in range(1_200)])

    class Watching(io.StringIO):
        written = 0

        def write(self, text):
            self.written += 1
            if self.written == 2:
                saved(place, [check(n, rating="changed") for n in range(1_300)])
            return super().write(text)

    stream = Watching()
    with open_store(place) as store:
        count = export_text(store, stream, ExportFormat.JSONL, TODAY)

    assert count == 1_200
    assert "changed" not in stream.getvalue()


@pytest.mark.parametrize("format", ExportFormat)
def test_whoever_forges_an_export_cannot_turn_a_ruling_round(format, tmp_path):
    reading = RatingReading(Verdict.TRUE, MappedBy.PUBLISHER_TABLE)
    forged = check(1, rating="False", rating_language="en", language="en", reading=reading)
    content = exported(saved(tmp_path / "forged.db", [forged]), format)

    there, report = elsewhere(tmp_path, content, format)

    assert "does not mean true" in report.notes[0]
    with open_store(there) as store:
        (fact_check,) = store.fact_checks([1]).values()
    assert fact_check.verdict is Verdict.FALSE
