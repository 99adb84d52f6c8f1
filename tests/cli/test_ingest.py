import csv
import json
from pathlib import Path

import pytest

from .conftest import FACT_CHECKS

BAD = FACT_CHECKS + ",False,Nobody,https://x.example/1,2021-01-01,en\n" * 7


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "fact-checks.csv"
    path.write_text(FACT_CHECKS, encoding="utf-8")
    return path


@pytest.fixture
def ingest(factcheck, tmp_path):
    def ingests(*arguments):
        return factcheck("ingest", "--db", tmp_path / "new.db", "--words-only", *arguments)

    return ingests


def test_the_same_file_twice_changes_nothing(ingest, source):
    first = json.loads(ingest(source, "--format", "json").out)
    second = ingest(source)

    assert first["total"]["added"] == 4
    assert second.status == 0
    assert "4  unchanged" in second.out


def test_rejected_records_show_in_status_message_and_file(ingest, tmp_path):
    source, rejects = tmp_path / "bad.csv", tmp_path / "rejects.csv"
    source.write_text(BAD, encoding="utf-8")
    ended = ingest(source, "--rejects", rejects)

    assert ended.status == 1
    assert ended.err.count("\n") == 6
    assert ended.err.startswith(f"factcheck: {source}:6: ")
    assert ended.err.endswith(f"and 2 more; all are in {rejects}\n")
    rows = list(csv.DictReader(rejects.read_text(encoding="utf-8").splitlines()))
    assert [row["line"] for row in rows] == [str(line) for line in range(6, 13)]


def test_without_a_file_for_them_the_rest_is_counted(ingest, tmp_path):
    source = tmp_path / "bad.csv"
    source.write_text(BAD, encoding="utf-8")

    assert ingest(source).err.endswith("and 2 more; --rejects FILE keeps them all\n")


def test_a_rehearsal_leaves_no_store_behind(ingest, source, tmp_path):
    ended = ingest(source, "--dry-run")

    assert ended.status == 0
    assert "dry run: nothing was saved" in ended.out
    assert "4  added" in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["fact-checks.csv"]


def test_a_rehearsal_leaves_a_store_as_it_was(factcheck, ingest, source, tmp_path):
    ingest(source)
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(FACT_CHECKS.replace(",False,", ",Mixed,"), encoding="utf-8")
    rehearsed = ingest(corrected, "--feed", str(source), "--dry-run", "--format", "json")
    stats = json.loads(factcheck("stats", "--db", tmp_path / "new.db", "--format", "json").out)

    assert json.loads(rehearsed.out)["total"]["changed"] == 2
    assert stats["revisions"] == 4


def test_nothing_is_taken_in_if_a_file_is_missing(ingest, source, tmp_path):
    ended = ingest(source, "missing.csv")

    assert (ended.status, ended.out) == (2, "")
    assert "missing.csv does not exist" in ended.err
    assert not (tmp_path / "new.db").exists()


def test_what_was_taken_in_before_an_error_is_reported(ingest, source, tmp_path):
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    ended = ingest(source, picture)

    assert ended.status == 2
    assert "4  added" in ended.out
    assert ended.err.count("\n") == 1


def test_columns_can_be_named(ingest, tmp_path):
    source = tmp_path / "own.csv"
    renamed = FACT_CHECKS.replace("claim,", "Sentence of interest,", 1)
    source.write_text(renamed, encoding="utf-8")

    assert ingest(source).status == 2
    assert ingest(source, "--map", "Sentence of interest=claim").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "nonsense"], "write COLUMN=FIELD"),
        (["--rejects", "r.xlsx"], "name a file in .csv, .jsonl"),
        (["--batch-size", "0"], "--batch-size"),
        (["--encoder", "."], "--words-only uses no encoder"),
    ],
)
def test_what_makes_no_sense_is_one_line(ingest, source, arguments, message):
    ended = ingest(source, *arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert message in ended.err


def test_quiet_leaves_only_problems(ingest, source):
    assert ingest(source, "--quiet") == (0, "", "")


def test_no_half_written_list_of_rejects_is_left(ingest, source, tmp_path):
    ingest(source, "--rejects", tmp_path / "no-such-folder" / "r.csv")

    assert not list(Path(tmp_path).glob(".*unfinished"))


def test_a_list_of_rejects_is_replaced_only_with_force(ingest, source, tmp_path):
    rejects = tmp_path / "r.csv"
    rejects.write_text("mended by hand", encoding="utf-8")
    refused = ingest(source, "--rejects", rejects)
    store = ingest(source, "--rejects", tmp_path / "new.db", "--force")

    assert (refused.status, store.status) == (2, 2)
    assert "is there already; --force replaces it" in refused.err
    assert rejects.read_text(encoding="utf-8") == "mended by hand"
    assert "is the store itself" in store.err
    assert ingest(source, "--rejects", rejects, "--force").status == 0
    assert rejects.read_text(encoding="utf-8") == "file,line,reason,record\n"


def test_a_map_is_kept_for_inputs_of_its_name_until_it_is_forgotten(ingest, tmp_path):
    source, other = tmp_path / "weekly.csv", tmp_path / "other.csv"
    for path in (source, other):
        text = FACT_CHECKS.replace("rating", "What we found", 1)
        path.write_text(text.replace("https://", f"https://{path.stem}."), encoding="utf-8")
    first = ingest(source, "--map", "What we found=rating", "--save-map", "weekly")
    explained, explained_without = ingest(source, "--explain"), ingest(other, "--explain")
    again, without = ingest(source), ingest(other)
    named = ingest(other, "--feed", "weekly")
    forgotten = ingest(source, "--save-map", "weekly"), ingest(source)

    assert "read with the map" not in first.out
    assert "4  unchanged" in again.out
    assert "read with the map that was kept as 'weekly': What we found=rating" in again.out
    assert "from What we found" in explained.out
    assert "read with the map that was kept as 'weekly': What we found=rating" in explained.err
    assert "from What we found" not in explained_without.out
    assert "no record has a rating" in without.out
    assert "was kept as 'weekly'" in named.out
    assert all("read with the map" not in ended.out for ended in forgotten)


def test_a_map_kept_under_another_name_is_used_for_its_input_too(ingest, tmp_path):
    source, other = tmp_path / "weekly.csv", tmp_path / "other.csv"
    for path in (source, other):
        path.write_text(FACT_CHECKS.replace("rating", "What we found", 1), encoding="utf-8")
    first = ingest(source, "--map", "What we found=rating", "--save-map", "desk")
    again, explained = ingest(source), ingest(other, "--explain")
    named = ingest(other, "--feed", "desk")
    forgotten = ingest(source, "--save-map", "desk"), ingest(source)

    assert "read with the map" not in first.out
    assert f"read with the map that was kept as '{source}': What we found=rating" in again.out
    assert "read with the map" not in explained.err
    assert "was kept as 'desk'" in named.out
    assert all("read with the map" not in ended.out for ended in forgotten)


def test_a_kept_map_that_no_longer_fits_is_named(ingest, source):
    ingest(source, "--map", "rating=rating", "--save-map", source.name)
    source.write_text(FACT_CHECKS.replace("rating", "ruling", 1), encoding="utf-8")
    ended = ingest(source)

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert f"the map was kept as '{source.name}'" in ended.err


def test_a_dry_run_keeps_no_map(ingest, source):
    ingest(source)
    ingest(source, "--map", "rating=rating", "--save-map", source.name, "--dry-run")

    assert "read with the map" not in ingest(source).out
