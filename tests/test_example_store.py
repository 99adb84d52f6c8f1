"""The example store in the repository is what its script makes of its text file, and is real."""

import csv
import json
import sqlite3
from collections import Counter
from contextlib import closing
from urllib.parse import urlsplit

import numpy as np
import pytest
from build_example import EXAMPLE, SOURCE, build

from factcheck.model import Verdict

# Compared apart: a version and rounding may differ.
OTHER_TABLES = {"ingest_runs", "vectors"}
NEIGHBOURS = {"bs", "hr", "sr", "cnr", "id", "sw"}


@pytest.fixture(scope="module")
def example():
    with closing(sqlite3.connect(f"{EXAMPLE.as_uri()}?immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "claims.db"
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def fact_checks(example):
    return example.execute("SELECT * FROM current_fact_checks").fetchall()


def test_building_again_gives_the_same_content(example, rebuilt):
    tables = compared_tables(rebuilt)

    assert {"publishers", "fact_checks", "revisions", "sources", "words"} <= set(tables)
    for table in tables:
        question = f"SELECT * FROM {table} ORDER BY rowid"
        assert rows(example, question) == rows(rebuilt, question), table


def compared_tables(connection):
    listed = rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return sorted(
        name
        for (name,) in listed
        if name not in OTHER_TABLES and not name.startswith(("words_", "alias_words_"))
    )


@pytest.mark.parametrize("name", ["application_id", "user_version"])
def test_the_example_has_the_form_of_a_store_of_today(name, example, rebuilt):
    assert rows(example, f"PRAGMA {name}") == rows(rebuilt, f"PRAGMA {name}")


def test_building_again_gives_the_same_history_of_runs(example, rebuilt):
    # Not the version of factcheck: a release must not make another example necessary.
    question = "SELECT id, started_at, finished_at, input_name, status, counts FROM ingest_runs"

    assert rows(rebuilt, question) == rows(example, question)


def test_building_again_gives_vectors_that_differ_by_rounding_only(example, rebuilt):
    # Processors add up in another order, so the last digits are theirs.
    np.testing.assert_allclose(vectors(rebuilt), vectors(example), atol=0.005)


def rows(connection, question):
    return [tuple(row) for row in connection.execute(question)]


def vectors(connection):
    blobs = rows(connection, "SELECT vector FROM vectors ORDER BY fact_check")
    return np.stack([np.frombuffer(blob, dtype="<f2").astype(np.float32) for (blob,) in blobs])


def test_the_example_is_one_file_that_can_be_read_where_nothing_can_be_written(example):
    assert example.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert not EXAMPLE.with_name(f"{EXAMPLE.name}-wal").exists()


def test_the_example_is_large_and_varied_enough(fact_checks):
    languages = Counter(row["language"] for row in fact_checks)

    assert len(fact_checks) >= 150
    assert len(languages) >= 12
    assert languages.keys() >= NEIGHBOURS
    assert sum(languages[code] for code in NEIGHBOURS) * 3 >= len(fact_checks)


def test_every_fact_check_has_its_vector(example, fact_checks):
    assert len(vectors(example)) == len(fact_checks)


def test_bosnia_indonesia_kenya_and_covid_are_covered(fact_checks):
    countries = {row["publisher_country"] for row in fact_checks}
    tags = {tag for row in fact_checks for tag in json.loads(row["tags"])}

    assert {"BA", "ID", "KE"} <= countries
    assert "covid-19" in tags


def test_verdicts_of_every_kind_are_there(fact_checks):
    assert {row["verdict"] for row in fact_checks} == set(Verdict)


def test_every_publisher_has_a_page_on_the_web_for_its_ruling(fact_checks):
    for row in fact_checks:
        address = urlsplit(row["review_url"])
        assert address.scheme in {"http", "https"}
        assert "." in address.netloc
        assert "example" not in address.netloc
        assert row["publisher"]
        assert row["rating"]


def test_no_blank_of_the_text_file_was_filled(fact_checks):
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        given = {(row["url"], row["claim"]): row for row in csv.DictReader(lines)}

    assert len(given) == len(fact_checks)
    for row in fact_checks:
        source = given[row["review_url"], row["claim"]]
        for field in ("reviewed_on", "claimed_on", "claimant", "rating"):
            assert row[field] == source[field]
