import csv
import io
import json
from pathlib import Path
from shutil import copy

import pytest

ROWS = """\
claim,rating,publisher,url,reviewed_on,language
The ferry sank at noon.,Humbug,Harbour Watch,https://harbour.example/ferry,2021-03-04,en
The pier is made of cork.,HUMBUG!,Harbour Watch,https://harbour.example/pier,2021-03-05,en
Gulls can count.,=cmd|'/c calc'!A1,Harbour Watch,https://harbour.example/gulls,2021-03-06,en
"""


@pytest.fixture
def own_store(store, tmp_path, factcheck):
    """A store that a test may write to, with ratings that nobody maps."""
    path = Path(copy(store, tmp_path / "claims.db"))
    rows = tmp_path / "rows.csv"
    rows.write_text(ROWS, encoding="utf-8")
    assert factcheck("ingest", rows, "--db", path, "--words-only", "--quiet").status == 0
    return path


@pytest.fixture
def ratings(factcheck, own_store):
    def runs(*arguments):
        return factcheck("ratings", *arguments, "--db", own_store)

    return runs


def test_the_list_begins_with_what_is_not_mapped(ratings):
    ended = ratings()

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Not mapped: 3 ratings of 3 fact-checks\n")
    assert "1  Humbug (harbour.example, en)\n" in ended.out
    assert "https://istinomjer.ba/metodologija" in ended.out


def test_only_the_unmapped_ratings_can_be_listed(ratings):
    listed = json.loads(ratings("--unmapped", "--format", "json").out)

    assert ratings("--unmapped").out.startswith("Not mapped: 3 ratings of 3 fact-checks\n")
    assert "istinomjer" not in ratings("--unmapped").out
    assert len(listed["not_mapped"]) == 3
    assert listed["publishers"] == listed["languages"] == []


def test_the_list_as_json_has_every_table_with_its_source(ratings):
    listed = json.loads(ratings("--format", "json").out)

    assert {each["rating"] for each in listed["not_mapped"]} >= {"Humbug", "HUMBUG!"}
    assert len(listed["publishers"]) >= 60
    assert all(each["source"] and each["ratings"] for each in listed["publishers"])
    assert sum(len(each["languages"]) for each in listed["languages"]) >= 25


def test_the_list_as_csv_has_one_row_for_every_rating_and_no_formula(ratings):
    rows = list(csv.DictReader(io.StringIO(ratings("--format", "csv").out)))
    unknown = [row for row in rows if row["mapped_by"] == "nobody"]

    assert rows[: len(unknown)] == unknown
    assert "'=cmd|'/c calc'!A1" in {row["rating"] for row in unknown}
    assert {row["mapped_by"] for row in rows} == {"nobody", "publisher_table", "language_table"}


def test_without_any_store_the_tables_are_listed(factcheck):
    ended = factcheck("ratings")

    assert ended.status == 0
    assert ended.out.startswith("Mapped: ")


def test_a_store_that_was_named_must_exist(factcheck, tmp_path):
    assert factcheck("ratings", "--db", tmp_path / "none.db").status == 2


def test_adding_applies_at_once_and_says_how_to_take_it_back(ratings):
    ended = ratings("add", "humbug", "false", "--publisher", "https://www.harbour.example/")

    assert (ended.status, ended.err) == (0, "")
    assert "humbug      false (harbour.example)" in ended.out
    assert "Read again  2 fact-checks" in ended.out
    assert "factcheck undo " in ended.out
    assert ratings().out.startswith("Not mapped: 1 rating of 1 fact-check\n")
    assert "Mapped by you\n  humbug  false (harbour.example)\n" in ratings().out


def test_adding_as_json_names_the_run_and_the_fact_checks(ratings):
    arguments = ("Humbug", "misleading", "--lang", "English", "--media", "miscaptioned")
    done = json.loads(ratings("add", *arguments, "--format", "json").out)

    assert done["recorded"]
    assert done["run_id"] > 1
    assert len(done["changed"]) == 2
    assert done["mapping"] == {
        "rating": "Humbug",
        "publisher_domain": "",
        "language": "en",
        "verdict": "misleading",
        "axis": "truth",
        "media_flags": ["miscaptioned"],
    }


def test_removing_brings_the_old_reading_back(ratings):
    before = ratings("--format", "json").out
    ratings("add", "humbug", "false", "--publisher", "harbour.example", "--quiet")
    ended = ratings("remove", "HUMBUG", "--publisher", "harbour.example")

    assert ended.out.startswith("Mapping removed\n")
    assert ratings("--format", "json").out == before


@pytest.mark.parametrize("dry_run", ["--dry-run", "-n"])
def test_a_rehearsal_changes_nothing(ratings, dry_run):
    before = ratings("--format", "json").out
    ended = ratings("add", "humbug", "false", "--publisher", "harbour.example", dry_run)

    assert "nothing was written to the store" in ended.out
    assert ratings("--format", "json").out == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(("humbug", "bogus", "--lang", "en"), "'bogus' is not one of", id="scale"),
        pytest.param(
            ("kept", "true", "--axis", "promise", "--lang", "en"),
            "a rating of promise says nothing about truth: its verdict is unrated, not true",
            id="axis",
        ),
        pytest.param(
            ("false", "true", "--lang", "en"),
            "'false' means false by the language table, not true; add --replace if you are sure",
            id="opposite",
        ),
        pytest.param(
            ("humbug", "false"), "either --publisher DOMAIN or --lang LANG", id="no scope"
        ),
        pytest.param(
            ("humbug", "false", "--publisher", "a.example", "--lang", "en"),
            "either --publisher DOMAIN or --lang LANG",
            id="two scopes",
        ),
        pytest.param(
            ("humbug", "false", "--publisher", "Harbour Watch"),
            "write a domain such as istinomjer.ba",
            id="no domain",
        ),
        pytest.param(
            ("humbug", "false", "--lang", "Klingonish"),
            "no language is called that",
            id="no language",
        ),
        pytest.param(
            ("humbug", "false", "--lang", "en", "--media", "burnt"),
            "'burnt' is not one of",
            id="media",
        ),
    ],
)
def test_what_contradicts_the_scale_is_one_clear_line(ratings, arguments, reason):
    ended = ratings("add", *arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert reason in ended.err


def test_what_was_never_added_cannot_be_removed(ratings):
    ended = ratings("remove", "humbug", "--language", "en")

    assert ended.status == 2
    assert "no mapping of 'humbug' was added for en" in ended.err


@pytest.mark.parametrize("command", ["add", "remove"])
def test_each_command_explains_itself(factcheck, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    ended = factcheck("ratings", command, "--help")

    assert ended.status == 0
    assert f"factcheck ratings {command}" in ended.out.split("Examples:")[1]
