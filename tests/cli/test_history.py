import csv
import io
import json

import pytest

HEADER = "claim,rating,publisher,url,language,modified_on,state,harm_kind,harm_group\n"
URL = "https://bridge.example/closed"
BRIDGE = "The old bridge was closed for 12 years."


@pytest.fixture
def ledger(factcheck, tmp_path):
    """A store with a correction, and a second input that dissents and is not believed."""
    db = tmp_path / "ledger.db"

    def take_in(name, rating, *options, state="", harm=","):
        file = tmp_path / name
        row = f"{BRIDGE},{rating},Bridge Watch,{URL},en,,{state},{harm}\n"
        file.write_text(HEADER + row, encoding="utf-8")
        taken = factcheck("ingest", file, "--db", db, "--words-only", *options)
        assert taken.status == 0, taken.err
        return taken

    take_in("a.csv", "False", "--priority", "1")
    take_in("a.csv", "Misleading", "--priority", "1")
    take_in("b.csv", "True")

    def run(*arguments):
        return factcheck(*arguments, "--db", db)

    run.take_in = take_in
    return run


def changes(ledger):
    return json.loads(ledger("changes", "--format", "json").out)["changes"]


def only_id(ledger):
    return changes(ledger)[0]["id"]


def test_history_tells_what_changed_when_by_which_run_and_file(ledger):
    told = ledger("history", only_id(ledger)).out

    assert "2 revisions" in told
    assert "was False" in told
    assert "run 2, from" in told
    assert "b.csv says, run 3" in told
    assert "rating: True" in told


def test_history_for_scripts_has_the_fields_of_each_input(ledger):
    told = json.loads(ledger("history", only_id(ledger), "--format", "json").out)

    assert [revision["run"] for revision in told["revisions"]] == [1, 2]
    assert "rating" in told["inputs"][0]["gave"]
    assert told["inputs"][1]["differs"]["rating"] == "True"


def test_show_tells_where_each_field_is_from(ledger):
    shown = ledger("show", only_id(ledger), "--provenance")
    plain = ledger("show", only_id(ledger))

    assert "a.csv, run 2" in shown.out
    assert "Provenance" not in plain.out


@pytest.mark.parametrize("written_as", ["text", "json", "jsonl", "csv"])
def test_changes_come_newest_last_in_every_format(ledger, written_as):
    listed = ledger("changes", "--format", written_as)

    assert listed.status == 0
    assert listed.out.index("added") < listed.out.index("changed")


@pytest.mark.parametrize(
    ("name", "begins"), [("c.csv", "recorded_at,"), ("c.json", "{"), ("c.jsonl", "{"), ("c", "20")]
)
def test_changes_go_into_a_file_as_its_ending_says(ledger, tmp_path, name, begins):
    file = tmp_path / name

    assert ledger("changes", "-o", file).status == 0
    assert file.read_text(encoding="utf-8").startswith(begins)
    assert "--force" in ledger("changes", "-o", file).err


def test_changes_are_not_written_under_an_ending_of_something_else(ledger, tmp_path):
    assert "name a file in .txt, .json" in ledger("changes", "-o", tmp_path / "c.ods").err
    assert "leave out -o" in ledger("changes", "--runs", "-o", tmp_path / "c.json").err
    assert not list(tmp_path.glob("c.*"))


def test_changes_for_scripts_are_one_object_also_where_there_are_none(ledger):
    some = json.loads(ledger("changes", "--format", "json").out)
    none = json.loads(ledger("changes", "--since", "2999", "--format", "json").out)

    assert some["schema_version"] == 1
    assert len(some["changes"]) == 2
    assert none == {"schema_version": 1, "changes": []}


def test_changes_in_a_table_are_a_row_a_field_and_no_formula(ledger):
    ledger.take_in("a.csv", "=1+1")
    rows = list(csv.DictReader(io.StringIO(ledger("changes", "--format", "csv").out)))

    ratings = [row["after"] for row in rows if row["field"] == "rating"]
    assert ratings == ["Misleading", "'=1+1"]


def test_changes_since_a_day_leave_out_what_was_before(ledger):
    assert ledger("changes", "--since", "2999").out == ""
    assert ledger("changes", "--since", "yesterday").status == 2


def test_runs_are_listed_with_what_they_did(ledger):
    runs = json.loads(ledger("changes", "--runs", "--format", "json").out)["runs"]

    assert [(run["run"], run["counts"]["changed"]) for run in runs] == [(1, 0), (2, 1), (3, 0)]


def test_a_run_is_undone_and_the_undoing_can_be_seen(ledger):
    rehearsed = ledger("undo", "2", "--dry-run")
    undone = ledger("undo", "2")
    again = ledger("undo", "2")

    assert "nothing was saved" in rehearsed.out
    assert (undone.status, again.status) == (0, 2)
    assert "restored" in undone.out
    assert "taken back by run 4" in again.err
    assert changes(ledger)[-1]["kind"] == "undone"


def test_what_was_undone_answers_no_more(ledger):
    for run in (3, 2, 1):
        assert ledger("undo", run).status == 0
    answer = json.loads(ledger("lookup", BRIDGE, "--words-only", "--format", "json").out)

    assert (answer["decision"], answer["matches"], answer["near_misses"]) == ("none", [], [])


def test_a_withdrawal_is_said_wherever_the_fact_check_is_shown(ledger):
    ledger.take_in("a.csv", "Misleading", state="withdrawn")
    shown = ledger("show", only_id(ledger)).out
    answer = json.loads(ledger("lookup", BRIDGE, "--words-only", "--format", "json").out)

    assert "withdrawn by its publisher" in shown
    assert answer["matches"][0]["state"] == "withdrawn"
    assert "withdrawn by its publisher" in answer["matches"][0]["citation"]


def test_a_harm_note_is_shown_and_can_be_asked_for(ledger):
    ledger.take_in("a.csv", "Misleading", harm="threat,ferry workers")
    any_harm = ledger("lookup", BRIDGE, "--words-only", "--harm", "any")
    other_harm = ledger("lookup", BRIDGE, "--words-only", "--harm", "hate_speech")
    wrong = ledger("lookup", BRIDGE, "--words-only", "--harm", "rudeness")

    assert "threat aimed at ferry workers" in any_harm.out
    assert other_harm.status == 1
    assert (wrong.status, "hate_speech" in wrong.err) == (2, True)


def test_duplicates_are_listed_and_none_is_no_success(ledger, factcheck, tmp_path):
    assert ledger("duplicates").status == 1
    file = tmp_path / "c.csv"
    file.write_text(HEADER + f"{BRIDGE},False,Bridge Watch,{URL}/amp,en,,,,\n", encoding="utf-8")
    ledger("ingest", file, "--words-only")
    found = ledger("duplicates", "--format", "json")

    assert found.status == 0
    assert json.loads(found.out)["groups"][0]["reason"] == "same_publisher"


@pytest.fixture
def doubles(factcheck, tmp_path):
    """A store from before mended claims were merged: an undo brings such doubles back."""
    db = tmp_path / "doubles.db"

    def run(*arguments):
        return factcheck(*arguments, "--db", db)

    def take_in(claim, rating, url):
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        file.write_text(HEADER + f"{claim},{rating},Bridge Watch,{url},en,,,,\n", encoding="utf-8")
        assert run("ingest", file, "--words-only").status == 0

    def doubled(url, rating="False"):
        # Taken in from another page, and moved to this one by a maintainer.
        take_in("The old brigde was closed in May", "False", url)
        take_in("The old bridge was closed in May", rating, f"{url}/2")
        new = json.loads(run("search", "bridge", "--sort", "date", "--format", "json").out)
        moved = next(each["id"] for each in new["fact_checks"] if each["url"] == f"{url}/2")
        assert run("edit", moved, f"url={url}", "--why", "moved").status == 0
        return moved

    run.doubled = doubled
    return run


def groups_of(doubles):
    return json.loads(doubles("duplicates", "--format", "json").out)["groups"]


def test_nearly_equal_claims_of_a_page_are_joined_and_undo_parts_them(doubles):
    newer = doubles.doubled("https://bridge.example/a")
    [group] = groups_of(doubles)
    rehearsed = doubles("duplicates", "--join", "--dry-run")
    again = groups_of(doubles)
    joined = doubles("duplicates", "--join")
    older = next(each["id"] for each in group["fact_checks"] if each["id"] != newer)
    shown = json.loads(doubles("show", older, "--format", "json").out)

    assert (group["reason"], group["fact_checks"][0]["id"]) == ("same_page", newer)
    assert "dry run: nothing was saved" in rehearsed.out
    assert again == [group]
    assert joined.status == 0
    assert f"stays for {older}" in joined.out
    assert (shown["state"], shown["state_reason"]) == (
        "retired",
        f"the same fact-check as {newer}",
    )
    assert groups_of(doubles) == []
    assert doubles("undo", 4).status == 0
    assert groups_of(doubles) == [group]


def test_rulings_that_disagree_are_joined_only_by_their_ids(doubles):
    newer = doubles.doubled("https://bridge.example/a", rating="True")
    older = groups_of(doubles)[0]["fact_checks"][1]["id"]
    by_itself = doubles("duplicates", "--join")
    twice = doubles("duplicates", "--join", older, older)
    joined = doubles("duplicates", "--join", older, newer, "--format", "json")

    assert (by_itself.status, twice.status) == (1, 2)
    assert "Nothing to join" in by_itself.out
    assert json.loads(joined.out)["joined"] == [{"kept": older, "retired": [newer]}]
    assert doubles("duplicates").status == 1
    assert doubles("duplicates", "--join", older, newer).status == 2


def test_a_later_file_of_one_feed_replaces_the_earlier(ledger, tmp_path):
    ledger.take_in("june.csv", "Half true", "--feed", str(tmp_path / "a.csv"))
    told = json.loads(ledger("history", only_id(ledger), "--format", "json").out)

    assert told["revisions"][-1]["changes"]["rating"]["after"] == "Half true"
