from pathlib import Path

from factcheck.reports.document import plain_text
from factcheck.reports.health_report import health_document, health_object
from factcheck.store.integrity import Finding


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
