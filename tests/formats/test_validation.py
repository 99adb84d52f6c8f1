"""A record becomes a fact-check, or says why it cannot be one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.formats.column_names import Columns
from factcheck.formats.json_flatten import flatten
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.validation import validate
from factcheck.model import MappedBy, RatingReading, RawRecord, RecordProblem, Verdict
from factcheck.ratings.rating_reader import RatingReader

_OPTIONS = ReadOptions(today=date(2024, 6, 30))
_CLAIM = "Dam Two broke after the rain of last night in the valley."


def _validate(options=_OPTIONS, **fields):
    fields = {"claim": _CLAIM, "url": "https://www.pub.example/1", **fields}
    given_fields = {name: value for name, value in fields.items() if value is not None}
    return validate(RawRecord(7, given_fields, {"as": "found"}), options)


def test_a_full_record_is_valid():
    fact_check, notes = _validate(
        title="About the dam", publisher="Pub", country="Kenya", rating=" Netačno. ",
        reviewed_on="2024-06-22", claimed_on="2024-06", claimant="A mayor", language="Bosnian",
        appearances="https://post.example/1 | https://post.example/2", tags="water, dams",
        archive_urls="https://web.archive.org/web/2024/https://post.example/1", record_id="77",
        summary="<p>It <b>held</b>.</p>", modified_on="2024-06-23T10:00:00Z",
    )  # fmt: skip

    assert not notes
    assert fact_check.claim == _CLAIM
    assert fact_check.publisher.name == "Pub"
    assert fact_check.publisher.domain == "pub.example"
    assert fact_check.publisher.country == "KE"
    assert fact_check.rating == "Netačno."
    assert fact_check.rating_language == "bs"
    assert fact_check.language == "bs"
    assert fact_check.script == "Latn"
    assert (fact_check.reviewed_on, fact_check.modified_on) == ("2024-06-22", "2024-06-23")
    assert fact_check.claimed_on == "2024-06"
    assert fact_check.appearances == ("https://post.example/1", "https://post.example/2")
    assert fact_check.tags == ("water", "dams")
    assert fact_check.summary == "It held."
    assert fact_check.raw == {"as": "found"}
    assert fact_check.id == ""


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"claim": None}, "no claim and no title", id="no claim"),
        pytest.param({"claim": " \u200b\x00 "}, "no claim and no title", id="an invisible claim"),
        pytest.param({"claim": "nan"}, "no claim and no title", id="a program's nothing"),
        pytest.param({"claim": "x" * 5_001}, "5,001 characters", id="an article"),
        pytest.param({"url": None}, "neither a publisher nor", id="nobody"),
        pytest.param({"url": "javascript:alert(1)"}, "'javascript:alert(1)'", id="a script"),
        pytest.param({"url": "pub.example/1"}, "'pub.example/1' does not begin", id="no scheme"),
        pytest.param({"url": "https://"}, "has no host", id="no host"),
    ],
)
def test_an_invalid_record_has_a_reason(fields, reason):
    problem = _validate(**fields)

    assert isinstance(problem, RecordProblem)
    assert problem.line == 7
    assert reason in problem.reason
    assert problem.raw == {"as": "found"}


def test_a_title_stands_in_for_a_claim_with_a_note():
    fact_check, notes = _validate(claim="", title="The dam held", publisher="Pub")

    assert fact_check.claim == "The dam held"
    assert notes == ("no claim: the title stands in for it",)


def test_the_host_stands_in_for_a_publisher_with_a_note():
    fact_check, notes = _validate()

    assert fact_check.publisher.name == fact_check.publisher.domain == "pub.example"
    assert notes == ("no publisher: the host of the URL stands in for it",)


def test_a_publisher_alone_is_enough():
    fact_check, _ = _validate(url=None, publisher="Factual.example")

    assert fact_check.review_url == ""
    assert fact_check.publisher.name == "Factual.example"
    assert fact_check.publisher.domain == "factual.example"


def test_a_review_url_keeps_its_fragment():
    fact_check, _ = _validate(url="https://pub.example/1#claim-2")

    assert fact_check.review_url == "https://pub.example/1#claim-2"


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        (
            {"reviewed_on": "03/04/2021"},
            "reviewed_on: date '03/04/2021' could be 3 April or March 4",
        ),
        ({"reviewed_on": "2031-01-01"}, "reviewed_on: date '2031-01-01' lies in the future"),
        ({"country": "Atlantis"}, "country 'Atlantis' is not known"),
        ({"language": "Klingonish"}, "language 'Klingonish' is not known"),
        ({"appearances": "on the radio"}, "appearances: 'on the radio' does not begin"),
        ({"title": "word " * 300}, "title longer than 1,000 characters: cut"),
        ({"tags": "x" * 200}, "tags: too long"),
    ],
)
def test_what_is_dropped_is_noted(fields, note):
    _, notes = _validate(publisher="Pub", **fields)

    assert len(notes) == 1
    assert notes[0].startswith(note)


class _EverythingIsFalse(RatingReader):
    def read(self, rating, publisher_domain="", language="", publisher_name=""):
        assert (publisher_domain, language, publisher_name) == ("pub.example", "en", "Pub")
        return RatingReading(Verdict.FALSE, MappedBy.LANGUAGE_TABLE)


@pytest.mark.parametrize(
    ("fields", "rating", "verdict", "mapped_by"),
    [
        pytest.param({"rating": "Wrong"}, "Wrong", "false", "language_table", id="a rating"),
        pytest.param({"verdict": "Mostly true"}, "", "mostly_true", "record", id="our verdict"),
        pytest.param(
            {"rating": "Wrong", "verdict": "mixed"}, "Wrong", "mixed", "record", id="both of them"
        ),
        pytest.param(
            {"verdict": "Lies!"}, "Lies!", "false", "language_table", id="not our verdict"
        ),
    ],
)
def test_a_verdict_is_ours_only_if_it_is_one_of_our_words(fields, rating, verdict, mapped_by):
    options = ReadOptions(ratings=_EverythingIsFalse())

    fact_check, _ = _validate(options, publisher="Pub", language="en", **fields)

    assert fact_check.rating == rating
    assert fact_check.verdict == verdict
    assert fact_check.reading.mapped_by == mapped_by


def test_a_rating_is_kept_as_the_publisher_writes_it():
    fact_check, _ = _validate(rating="[SALAH] — “Not so” \r\x07")

    assert fact_check.rating == "[SALAH] — “Not so”"


def test_the_language_of_a_rating_is_given_or_from_the_tables_or_the_pages():
    assert _validate(rating="no label we know", language="th")[0].rating_language == "th"
    assert _validate(rating="False", language="th")[0].rating_language == "en"
    assert _validate(rating="False", rating_language="bs")[0].rating_language == "bs"
    assert _validate(rating="")[0].rating_language == ""


def test_a_language_that_is_not_named_is_recognised_from_the_claim():
    fact_check, _ = _validate(
        claim="Wananchi wote wa nchi hii watapewa chakula cha bure na serikali kuanzia kesho."
    )

    assert fact_check.language == "sw"


_FIELDS = st.sampled_from(
    ["claim", "title", "summary", "rating", "verdict", "publisher", "publisher_domain", "country",
     "url", "reviewed_on", "modified_on", "claimant", "claimed_on", "appearances", "archive_urls",
     "language", "rating_language", "tags", "record_id"]
)  # fmt: skip
_TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "https://a.example/1",
        "<p>x</p>",
        "&amp;",
        "2021-01-01",
        "\ud800",
        "[]",
        '["a"]',
        "false",
        "en",
    ]
)


@given(st.dictionaries(_FIELDS, _TEXTS | st.lists(_TEXTS, min_size=1, max_size=3).map(tuple)))
def test_any_record_becomes_a_fact_check_or_a_problem(fields):
    outcome = validate(RawRecord(1, fields, {}), _OPTIONS)

    if isinstance(outcome, RecordProblem):
        assert outcome.reason
        assert "\n" not in outcome.reason
    else:
        assert outcome[0].claim
        assert outcome[0].publisher.name


@pytest.mark.parametrize(
    ("header", "cells", "rating"),
    [
        pytest.param("Status", "Hoax", "Hoax", id="a known rating"),
        pytest.param("Kategori", "Hoaks", "Hoaks", id="a known rating, Indonesian"),
        pytest.param("Hitimisho", "Si kweli", "Si kweli", id="a known rating, Swahili"),
        pytest.param("Kategori", "Kesehatan", "", id="a topic"),
        pytest.param("Status", "published", "", id="a state"),
        pytest.param("Status,Rating", "Hoax,", "", id="another column is for the rating"),
        pytest.param("Status,Verdict", "Hoax,true", "", id="another column is for the verdict"),
    ],
)
def test_a_column_that_may_mean_something_else_is_a_rating_only_if_known(header, cells, rating):
    columns = Columns({})
    values = dict(zip(header.split(","), cells.split(","), strict=True))
    values |= {"claim": "The dam broke", "url": "https://daily.example/1"}
    fact_check, notes = validate(columns.record(2, values, values), ReadOptions())

    assert fact_check.rating == rating
    assert any("stands in for it" in note and header in note for note in notes) is bool(rating)


def test_a_status_of_json_that_is_true_or_false_is_no_rating():
    raw = {"claim": "The dam broke", "url": "https://daily.example/1", "status": True}
    fact_check, _ = validate(Columns({}).record(1, flatten(raw), raw), ReadOptions())

    assert fact_check.rating == ""
