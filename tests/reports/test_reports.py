import io
import json
from pathlib import Path

import pytest

from factcheck.errors import UsageError
from factcheck.formats.json_lines_writer import json_page
from factcheck.model import IngestReport, RecordProblem, Revision
from factcheck.reports.document import plain_text
from factcheck.reports.fact_check_document import fact_check_document, fact_check_page_object
from factcheck.reports.health_report import health_document, health_object
from factcheck.reports.ingest_report import ingest_document, ingest_object
from factcheck.reports.progress import ProgressDisplay
from factcheck.reports.rejects import rejects_writer
from factcheck.reports.stats_report import stats_document, stats_object
from factcheck.reports.terminal import open_console
from factcheck.store.integrity import Finding, StoreStats
from factcheck.store.runs import IngestRun

NOON = "2024-05-01T12:00:00+00:00"


@pytest.fixture
def corrected(fact_check):
    now = fact_check(rating="Djelimično netačno")
    changes = {"rating": ("Lažna vijest", "Djelimično netačno"), "tags": ([], ["gripa"])}
    history = (
        Revision(1, NOON, 1, "first.csv", {}, fact_check()),
        Revision(2, "2024-06-01T12:00:00+00:00", 2, "second.csv", changes, now),
    )
    return now, history


def test_a_page_tells_what_changed_when_and_from_which_file(corrected):
    text = plain_text(fact_check_document(*corrected))

    assert "Revision 2, 2024-06-01T12:00:00+00:00, from second.csv" in text
    assert "Rating  was Lažna vijest" in text
    assert "is Djelimično netačno" in text
    assert "was empty" in text
    assert "corrected since it was first stored" in text


def test_a_page_shows_everything_that_is_known(fact_check):
    text = plain_text(fact_check_document(fact_check(), ()))

    for needed in (
        "Ljekari kažu", "zdravlje, gripa", "provjera-118", "Latn", "https://zdravlje.example",
        "https://arhiv.example", "Portal Zdravlje danas",
    ):  # fmt: skip
        assert needed in text


def test_a_page_in_json_has_history_and_the_raw_record(corrected):
    written = json.loads(json_page(fact_check_page_object(*corrected)))

    assert written["history"][1]["changes"]["rating"]["before"] == "Lažna vijest"
    assert written["raw"] == {"tvrdnja": "Pijenje vrele vode liječi gripu."}


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
    assert "2 fact-checks; any 'factcheck ingest' goes on with them" in text
    assert "Publisher 13" not in text


def test_statistics_in_json_are_complete(counts):
    written = json.loads(json_page(stats_object(counts, Path("claims.db"))))

    assert len(written["publishers"]) == 14
    assert written["runs"][0]["counts"] == {"added": 20, "changed": 0}


def test_a_check_names_problems_first_and_what_mends_them():
    findings = (
        Finding("encoder", "encoder works", problem=False),
        Finding("word_index", "3 words are missing", repairable=True),
    )
    text = plain_text(health_document(findings, {"Python": "3.11"}, Path("claims.db")))

    assert text.startswith("NEEDS ATTENTION: 1 problem\n")
    assert text.index("3 words are missing") < text.index("encoder works")
    assert "'factcheck doctor --fix' mends it" in text
    assert health_object(findings, {}, Path("x"))["sound"] is False


def test_a_sound_store_is_called_sound():
    findings = (Finding("encoder", "encoder works", problem=False),)

    assert plain_text(health_document(findings, {}, Path("x"))).startswith("SOUND")
    assert health_object(findings, {}, Path("x"))["sound"] is True


def test_an_ingest_accounts_for_every_record_of_every_file():
    reports = {
        "a.csv": IngestReport(records=5, added=3, unchanged=1, rejected=1, encoded=3),
        "b.csv": IngestReport(records=1, changed=1, notes=("no date (1)",)),
    }
    text = plain_text(ingest_document(reports, dry_run=False))

    assert "a.csv: 5 records" in text
    assert "b.csv: 1 record" in text
    assert "no date (1)" in text
    assert "All 2 files: 6 records" in text
    assert ingest_object(reports, dry_run=False)["total"]["rejected"] == 1


def test_a_rehearsal_says_that_nothing_was_saved():
    text = plain_text(ingest_document({"a.csv": IngestReport()}, dry_run=True))

    assert "dry run: nothing was saved" in text


def test_rejected_records_are_kept_as_they_were():
    stream = io.StringIO()
    raw = {"claim": "=1+1", "n": 5}
    rejects_writer(Path("r.jsonl"), stream).write("a.csv", RecordProblem(7, "no publisher", raw))

    assert json.loads(stream.getvalue()) == {
        "file": "a.csv",
        "line": 7,
        "reason": "no publisher",
        "record": raw,
    }


def test_rejects_need_a_name_that_says_how_to_write_them():
    with pytest.raises(UsageError, match=r"\.csv or \.jsonl"):
        rejects_writer(Path("rejects.xlsx"), io.StringIO())


def test_nobody_watching_means_no_progress_bar():
    stream = io.StringIO()
    with ProgressDisplay(open_console(stream)) as display:
        display.update("a.csv", "reading", 1, 2)

    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self):
        return True


def test_a_progress_bar_names_file_and_amount(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with ProgressDisplay(open_console(stream, width=100)) as display:
        display.update("corpus/fact-checks-of-the-last-ten-years.csv", "encoding", 500, 1000)

    assert "Encoding ...ecks-of-the-last-ten-years.csv" in stream.getvalue()
    assert "500 of 1,000" in stream.getvalue()


def test_quiet_means_no_progress_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with ProgressDisplay(open_console(stream, width=100), quiet=True) as display:
        display.update("a.csv", "reading", 1, 2)

    assert stream.getvalue() == ""
