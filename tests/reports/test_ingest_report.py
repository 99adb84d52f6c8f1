from factcheck.model import IngestReport
from factcheck.reports.document import plain_text
from factcheck.reports.ingest_report import ingest_document, ingest_object


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


def test_a_dry_run_says_that_nothing_was_saved():
    text = plain_text(ingest_document({"a.csv": IngestReport()}, dry_run=True))

    assert "dry run: nothing was saved" in text
