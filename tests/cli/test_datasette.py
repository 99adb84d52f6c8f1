"""Datasette searches a store with the metadata that the command writes."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec

import pytest

needs_datasette = pytest.mark.skipif(not find_spec("datasette"), reason="needs datasette")


@pytest.fixture
def metadata(factcheck, store, tmp_path):
    path = tmp_path / "metadata.json"
    assert factcheck("datasette", "--db", store, "-o", path).status == 0
    return path


def database(metadata):
    return json.loads(metadata.read_text("utf-8"))["databases"]["claims"]


def test_the_view_is_searched_by_the_index_of_words(metadata):
    view = database(metadata)["tables"]["current_fact_checks"]

    assert (view["fts_table"], view["fts_pk"]) == ("words", "number")


def test_every_table_is_described_or_hidden(metadata, store):
    tables = database(metadata)["tables"]
    with closing(sqlite3.connect(store)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
        ).fetchall()

    assert set(tables) == {name for (name,) in names}
    assert all(table.get("hidden") or table["description"] for table in tables.values())


@pytest.mark.parametrize(
    ("name", "parameters", "rows"),
    [
        pytest.param("word", {"word": "malarial"}, 1, id="a word by its first six letters"),
        pytest.param("word", {"word": '" OR "'}, 0, id="an operator is no operator"),
        pytest.param("text", {"text": "malaria within"}, 1, id="a text"),
        pytest.param("verdicts_by_publisher", {}, 4, id="counts"),
        pytest.param("changes_since", {"since": "2000"}, 0, id="no corrections"),
    ],
)
def test_a_canned_query_runs(metadata, store, name, parameters, rows):
    query = database(metadata)["queries"][name]["sql"]
    with closing(sqlite3.connect(store)) as connection:
        assert len(connection.execute(query, parameters).fetchall()) == rows


@needs_datasette
@pytest.mark.parametrize(
    ("path", "rows"),
    [
        pytest.param("current_fact_checks.json?_search=bridge", 1, id="a search on the view"),
        pytest.param("current_fact_checks.json?", 4, id="all"),
        pytest.param("word.json?word=onions", 1, id="a canned query"),
    ],
)
def test_datasette_answers(metadata, store, path, rows):
    ended = subprocess.run(
        [sys.executable, "-m", "datasette", str(store), "-m", str(metadata),
         "--get", f"/claims/{path}&_shape=array"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert len(json.loads(ended.stdout)) == rows
