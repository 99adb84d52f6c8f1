import csv
import io
import json
from dataclasses import fields, replace

import pytest
from hostile_fact_checks import (
    DAY,
    EXPORTED_STATES,
    FACT_CHECKS,
    FORMATS,
    full_fact_check,
    read,
    written,
)
from hypothesis import given, settings

from factcheck.formats.claim_review_feed import claim_review
from factcheck.formats.csv_writer import COLUMNS, guarded, unguarded
from factcheck.formats.export_fields import NAMES, fields_of
from factcheck.model import FactCheck, HarmNote, Publisher, RecordProblem, State

PLAIN = FactCheck("The old bridge was closed.", Publisher("Bridge Watch", "bridge.example"))


def restored(format, fact_checks):
    return [found[0] for found in read(format, written(format, fact_checks))]


@pytest.mark.parametrize("format", FORMATS)
def test_every_field_is_read_back(format):
    full = full_fact_check()

    assert restored(format, [full, PLAIN]) == [full, PLAIN]


def test_the_full_fact_check_has_every_field():
    full, blank = full_fact_check(), FactCheck("-", Publisher("-"))
    same = [f.name for f in fields(FactCheck) if getattr(full, f.name) == getattr(blank, f.name)]
    unsaid = [f.name for f in fields(HarmNote) if not getattr(full.harm, f.name)]

    assert same == ["id", "raw", "judgements"]
    assert unsaid == []


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(fact_check=FACT_CHECKS)
def test_hostile_texts_are_read_back_unchanged(format, fact_check):
    assert restored(format, [fact_check]) == [fact_check]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("state", EXPORTED_STATES)
def test_what_became_of_a_fact_check_travels_along(format, state):
    told = replace(PLAIN, state=state, state_reason="we erred", state_on="2021-05-06")

    assert restored(format, [told]) == [told]


@pytest.mark.parametrize("format", FORMATS)
def test_only_a_store_undoes_its_own_runs(format):
    (problem,) = read(format, written(format, [replace(PLAIN, state=State.UNDONE)]))

    assert isinstance(problem, RecordProblem)
    assert "undone" in problem.reason


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_fact_checks_give_the_same_bytes(format):
    both = [full_fact_check(), PLAIN]

    assert written(format, both) == written(format, iter(both))


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_a_valid_export_too(format):
    text = written(format, [])

    assert read(format, text) == [] if text else format == "jsonl"


@pytest.mark.parametrize("format", FORMATS)
def test_the_record_that_it_was_read_from_stays_at_home(format):
    secret = replace(PLAIN, raw={"note to the desk": "call the minister"})

    assert "minister" not in written(format, [secret])


def test_json_lines_always_have_every_field_in_the_same_order():
    lines = [json.loads(line) for line in written("jsonl", [full_fact_check(), PLAIN]).splitlines()]

    assert [tuple(line) for line in lines] == [NAMES, NAMES]
    assert NAMES[:9] == (
        "schema", "id", "claim", "rating", "verdict", "url", "publisher", "reviewed_on", "language",
    )  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_no_cell_of_a_table_is_a_formula(column):
    row = next(csv.DictReader(io.StringIO(written("csv", [full_fact_check()]))))

    assert row[column].lstrip(" \u200b\ufeff\t\r\n")[:1] not in set("=+-@＝")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("  @SUM(A1)", "'  @SUM(A1)", id="behind spaces"),
        pytest.param("＋1", "'＋1", id="wide sign"),
        pytest.param("\ufeff-1", "'\ufeff-1", id="behind a hidden character"),
        pytest.param("'=1", "''=1", id="has an apostrophe already"),
        pytest.param("'tis false", "'tis false", id="only an apostrophe"),
        pytest.param("a=b", "a=b", id="inside"),
        pytest.param("", "", id="empty"),
    ],
)
def test_an_apostrophe_guards_a_formula_and_is_removed_again(text, cell):
    assert guarded(text) == cell
    assert unguarded(cell) == text


def test_the_publisher_is_the_author_and_factcheck_the_sd_publisher():
    review = claim_review(full_fact_check(), DAY)

    assert review["author"] == {
        "@type": "Organization",
        "name": "Most | Bridge, Watch",
        "url": "https://most.example",
        "address": {"@type": "PostalAddress", "addressCountry": "BA"},
    }
    assert review["sdPublisher"]["name"] == "factcheck"
    assert review["sdDatePublished"] == DAY
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "'=Netačno | False"}


def test_what_a_publisher_did_not_say_is_not_in_a_claim_review():
    review = claim_review(PLAIN, DAY)

    assert "reviewRating" not in review
    assert "itemReviewed" not in review
    assert not {"url", "inLanguage", "datePublished", "keywords"} & review.keys()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_feed_is_one_json_document_whatever_its_size(count):
    feed = json.loads(written("claimreview", [PLAIN] * count))

    assert feed["@type"] == "DataFeed"
    assert feed["@context"][0] == "https://schema.org"
    assert [element["@type"] for element in feed["dataFeedElement"]] == ["DataFeedItem"] * count


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        pytest.param("claim", "", "a fact-check needs the claim", id="no claim"),
        pytest.param("claim", 7, "its field claim is no text", id="a number for a text"),
        pytest.param("claim", "x" * 5_001, "more than 5,000 characters", id="an article"),
        pytest.param("publisher", "", "its field publisher is empty", id="no publisher"),
        pytest.param("url", "javascript:alert(1)", "does not begin with http", id="script"),
        pytest.param("verdict", "certainly", "verdict cannot be 'certainly'", id="verdict"),
        pytest.param("media_flags", ["odd"], "media_flags cannot be 'odd'", id="flag"),
        pytest.param("reviewed_on", "yesterday", "must be YYYY", id="date"),
        pytest.param("publisher_domain", "a/b", "publisher_domain cannot be", id="domain"),
        pytest.param("language", "<b>", "language cannot be '<b>'", id="language"),
        pytest.param("tags", "x", "its field tags is no list", id="no list"),
        pytest.param("tags", [1], "its field tags is no text", id="list of numbers"),
        pytest.param("appearances", ["ftp://x.example"], "does not begin with", id="appearance"),
        pytest.param("harm", {"kind": "fun"}, "harm.kind cannot be 'fun'", id="harm kind"),
        pytest.param("harm", "hate", "is no object", id="harm is no object"),
        pytest.param("harm", {"kind": "other", "peace_messages": [1]}, "is no object", id="peace"),
    ],
)
def test_a_forged_export_is_rejected_with_the_reason(field, value, reason):
    line = json.dumps(fields_of(PLAIN) | {field: value})
    problem = read("jsonl", line + "\n")[0]

    assert isinstance(problem, RecordProblem)
    assert reason in problem.reason


def test_hidden_characters_of_who_pretends_to_be_us_do_not_come_in():
    line = json.dumps(fields_of(PLAIN) | {"title": "safe\u202e\x1b[31m", "tags": ["\u200b"]})
    fact_check, _ = read("jsonl", line + "\n")[0]

    assert fact_check.title == "safe[31m"
    assert fact_check.tags == ()


@pytest.mark.parametrize("schema", ["factcheck/2", "", None, 1])
def test_a_record_of_another_schema_is_somebody_elses(schema):
    assert read("jsonl", json.dumps(fields_of(PLAIN) | {"schema": schema}) + "\n") == [None]
