import json
import subprocess

import pytest

from factcheck.formats.export_fields import ExportFormat

from .conftest import CLAIM

DAY = "1614859200"  # 4 March 2021


@pytest.fixture
def export(factcheck, store):
    def exports(*arguments):
        return factcheck("export", "--db", store, *arguments)

    return exports


def test_json_lines_go_to_standard_output(export):
    ended = export()
    lines = [json.loads(line) for line in ended.out.splitlines()]

    assert (ended.status, ended.err) == (0, "")
    assert {line["publisher"] for line in lines} >= {"Bridge Watch", "Health Desk"}
    assert [line["id"] for line in lines] == sorted(line["id"] for line in lines)


def test_the_filters_are_those_of_a_look_up(export):
    ended = export("--lang", "sw", "--since", "2020", "--publisher", "ukweli.example")

    assert [json.loads(line)["language"] for line in ended.out.splitlines()] == ["sw"]
    assert export("--verdict", "true").out == ""
    assert export("--since", "2021-03").out.count("\n") == 1
    assert export("--reviewed-since", "2021-03") == export("--since", "2021-03")
    assert export("--ingested-since", "2021-03").out.count("\n") == 4
    assert export("--ingested-since", "2999").out == ""
    assert export("--harm", "incitement").out == ""


def test_filters_that_nothing_passes_are_reported_on_standard_error(export):
    nothing = "factcheck: no fact-check passes the filters\n"

    assert export("--verdict", "true") == (0, "", nothing)
    assert export("--since", "2999") == (0, "", nothing)
    assert export("--verdict", "true", "--quiet") == (0, "", "")
    assert "did you mean Ukweli Kwanza" in export("--publisher", "ukweli").err


@pytest.mark.parametrize(
    ("name", "format", "begins"),
    [
        pytest.param("feed.json", None, b'{"@context"', id="feed"),
        pytest.param("lines.jsonl", None, b'{"schema"', id="lines"),
        pytest.param("table.csv", None, b"id,claim,rating", id="table"),
        pytest.param("smaller.db", None, b"SQLite format 3", id="store"),
        pytest.param("odd.txt", "claimreview", b'{"@context"', id="format named"),
    ],
)
def test_the_name_of_the_file_says_how_it_is_written(export, tmp_path, name, format, begins):
    place = tmp_path / name
    ended = export("-o", place, *(["--format", format] if format else []))

    assert ended.status == 0
    assert ended.out == ""
    assert ended.err == f"factcheck: 4 fact-checks written to {place}\n"
    assert place.read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("nothing")] == [
        name
    ]


@pytest.mark.parametrize("format", ExportFormat)
def test_the_same_export_has_the_same_bytes(export, monkeypatch, tmp_path, format):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    for name in ("one", "two"):
        export("-o", tmp_path / name, "--format", format.value, "-q")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_store_goes_through_a_pipe_too(argv, in_a_shell, store, tmp_path):
    with (tmp_path / "piped.db").open("wb") as pipe:
        subprocess.run([*argv, "export", "--db", store, "--format", "db"], stdout=pipe, check=True)
    shown = in_a_shell("stats", "--db", tmp_path / "piped.db")

    assert "4" in shown.out


@pytest.mark.parametrize("format", ["jsonl", "db"])
def test_a_file_that_is_there_is_replaced_only_by_force(export, tmp_path, format):
    place = tmp_path / "kept"
    place.write_text("years of work")
    refused = export("-o", place, "--format", format)
    kept = place.read_text()
    forced = export("-o", place, "--format", format, "--force")

    assert refused.status == 2
    assert refused.err == f"factcheck: {place} is there already; --force replaces it\n"
    assert kept == "years of work"
    assert forced.status == 0
    assert len(place.read_bytes()) > 100


@pytest.mark.parametrize("side", ["", "-wal", ".lock"])
def test_the_store_itself_is_never_written_over(export, store, side, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(store)
    before = store.read_bytes()
    for place in (f"{store}{side}", *([] if side else [link])):
        ended = export("-o", place, "--force")

        assert ended.status == 2
        assert ended.err.endswith("is the store itself; name another file\n")
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--ingested-since", "now"], "write 2021, 2021-03 or", id="ingested"),
        pytest.param(["--since", "last week"], "write 2021, 2021-03 or 2021-03-04", id="since"),
        pytest.param(["--lang", "Elvish of old"], "no language is called that", id="language"),
        pytest.param(["--format", "pdf"], "--format", id="format"),
        pytest.param(["-o", "/nowhere/at/all.csv"], "there is no such folder", id="folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(export, arguments, words):
    ended = export(*arguments)

    assert ended.status == 2
    assert ended.out == ""
    assert words in ended.err
    assert ended.err.count("\n") == 1


def test_an_impossible_day_is_refused(export, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    ended = export("--format", "claimreview")

    assert ended.status == 2
    assert ended.err == "factcheck: SOURCE_DATE_EPOCH=yesterday is no number of seconds\n"


def test_without_a_store_nothing_is_handed_on(factcheck, tmp_path):
    ended = factcheck("export", "--db", tmp_path / "none.db", "-o", tmp_path / "x.csv")

    assert ended.status == 2
    assert "does not exist" in ended.err
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["export"], id="export"),
        pytest.param(["lookup", "--words-only", CLAIM], id="lookup"),
        pytest.param(["changes"], id="changes"),
        pytest.param(["datasette"], id="datasette"),
        pytest.param(["cite", "--no-log", ""], id="cite"),
    ],
)
def test_no_command_replaces_a_file_unless_told_to(factcheck, store, tmp_path, command):
    if command[0] == "cite":
        found = factcheck("lookup", CLAIM, "--db", store, "--words-only", "--format", "json").out
        command = [*command[:-1], json.loads(found)["matches"][0]["id"]]
    output = tmp_path / "output.csv"
    output.write_text("mine", encoding="utf-8")
    refused = factcheck(*command, "--db", store, "-o", output)

    assert refused.status == 2
    assert refused.err == f"factcheck: {output} is there already; --force replaces it\n"
    assert output.read_text(encoding="utf-8") == "mine"
    assert factcheck(*command, "--db", store, "-o", output, "--force").status == 0
    assert output.read_text(encoding="utf-8") != "mine"


def test_an_ending_that_stands_for_no_format_is_refused(factcheck, store, tmp_path):
    ended = factcheck("export", "--db", store, "-o", tmp_path / "all.ods")

    assert ended.status == 2
    assert "all.ods: name a file in .csv, .db, " in ended.err
