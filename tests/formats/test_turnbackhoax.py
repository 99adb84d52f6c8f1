"""Records of Mafindo's TurnBackHoax: which words are the claim, and which the ruling."""

import json

import pytest

from factcheck.formats.read_options import ReadOptions
from factcheck.formats.validation import validate

_RECORD = {
    "id": "891",
    "authors": "12",
    "status": "2",
    "classification": "False Context",
    "title": "[SALAH] Bendungan di Kota Baru jebol",
    "content": "Awas, bendungan jebol tadi malam!",
    "fact": "Video itu dari negara lain.",
    "references": "https://news.example/1\nhttps://news.example/2",
    "source_issue": "whatsapp",
    "source_link": "https://social.example/abc",
    "picture1": "https://pictures.example/1.jpg",
    "tanggal": "2024-03-05",
    "tags": "bendungan,banjir",
    "conclusion": "Keliru tempat.",
}


@pytest.fixture
def read_record(read):
    def reading(**changes):
        content = json.dumps([_RECORD | changes])
        records, problems = read(content, "records")
        assert problems == []
        return records[0]

    return reading


def test_the_story_is_the_claim_and_the_class_the_rating(read_record):
    fields = read_record().fields

    assert fields["claim"] == "Awas, bendungan jebol tadi malam!"
    assert fields["title"] == "[SALAH] Bendungan di Kota Baru jebol"
    assert fields["rating"] == "False Context"
    assert fields["summary"] == "Keliru tempat."
    assert fields["reviewed_on"] == "2024-03-05"
    assert fields["url"] == "https://gfd.turnbackhoax.id/focus/891"
    assert fields["publisher_domain"] == "turnbackhoax.id"
    assert fields["appearances"] == "https://social.example/abc"


def test_an_archived_post_is_an_archive(read_record):
    fields = read_record(source_link="https://archive.ph/abc").fields

    assert fields["archive_urls"] == "https://archive.ph/abc"
    assert "appearances" not in fields


@pytest.mark.parametrize("given", ["-", "", None])
def test_where_there_is_no_class_the_label_of_the_title_is_the_rating(read_record, given):
    record = read_record(classification=given)

    assert record.fields["rating"] == "SALAH"
    assert record.origins["rating"] == "title"


def test_without_class_and_label_there_is_no_rating(read_record):
    record = read_record(classification="-", title="Tentang bendungan")

    assert "rating" not in record.fields


def test_a_class_and_a_label_that_contradict_each_other_stay_unrated(read_record):
    record = read_record(classification="TRUE")
    fact_check, _ = validate(record, ReadOptions())

    assert fact_check.rating == "TRUE / SALAH"
    assert fact_check.verdict == "unrated"


@pytest.mark.parametrize(
    "story", [pytest.param("", id="no story"), pytest.param("kata " * 2_000, id="an article")]
)
def test_the_title_without_its_label_stands_in_for_the_story(read_record, story):
    assert read_record(content=story).fields["claim"] == "Bendungan di Kota Baru jebol"


def test_a_number_that_is_no_number_makes_no_address(read_record):
    assert "url" not in read_record(id="../../x").fields


def test_records_are_detected_in_a_list_in_an_object_and_line_by_line(read):
    other = _RECORD | {"id": 892}
    laid_out = [
        json.dumps([_RECORD, other]),
        json.dumps({"data": [_RECORD, other]}, indent=1),
        f"{json.dumps(_RECORD)}\n{json.dumps(other)}\n",
    ]
    found = [read(content, "-")[0] for content in laid_out]

    assert [[record.fields["url"][-3:] for record in records] for records in found] == [
        ["891", "892"]
    ] * 3
