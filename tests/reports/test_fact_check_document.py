import json

import pytest

from factcheck.formats.json_lines_writer import json_page
from factcheck.model import Revision
from factcheck.reports.document import plain_text
from factcheck.reports.fact_check_document import fact_check_document, fact_check_page_object

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
