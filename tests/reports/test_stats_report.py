import json
from pathlib import Path

import pytest

from factcheck.formats.json_lines_writer import json_page
from factcheck.reports.document import plain_text
from factcheck.reports.stats_report import stats_document, stats_object
from factcheck.store.integrity import StoreStats
from factcheck.store.runs import IngestRun

NOON = "2024-05-01T12:00:00+00:00"


@pytest.fixture
def counts():
    counts = {"added": 20, "changed": 0}
    run = IngestRun(1, NOON, NOON, "a.csv", "", "finished", counts, "0.1.0")
    return StoreStats(
        fact_checks=20,
        revisions=23,
        publisher_count=14,
        vectors=18,
        pending_vectors=2,
        encoder="some-encoder",
        size_bytes=1_500_000,
        languages={"bs": 12, "cnr": 5, "und": 3},
        publishers={f"Publisher {number}": 15 - number for number in range(14)},
        verdicts={"false": 12, "unrated": 8},
        years={"2021": 19, "": 1},
        runs=(run,),
    )


def test_statistics_show_the_largest_and_count_the_rest(counts):
    text = plain_text(stats_document(counts, Path("claims.db")))

    assert text.startswith("20 fact-checks by 14 publishers in 3 languages")
    for needed in ("12  Bosnian", " 5  Montenegrin", "in 2 more", "no date", "20 added"):
        assert needed in text
    assert "2 fact-checks; any 'factcheck ingest' encodes what waits" in text
    assert "Publisher 13" not in text


def test_statistics_in_json_are_complete(counts):
    written = json.loads(json_page(stats_object(counts, Path("claims.db"))))

    assert len(written["publishers"]) == 14
    assert written["runs"][0]["counts"] == {"added": 20, "changed": 0}
