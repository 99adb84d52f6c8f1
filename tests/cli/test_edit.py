import json
import sqlite3
from contextlib import closing

import pytest

from factcheck.store.store import open_store

ROWS = """\
claim,rating,publisher,url,reviewed_on,language,title
The old bridge was closed for 12 years.,{rating},Bridge Watch,https://bridge.example/closed,2021-03-04,en,{title}
"""


@pytest.fixture
def edited(factcheck, tmp_path):
    """A store with one fact-check, taken in from a file that can say something newer."""
    db = tmp_path / "edited.db"

    def run(*arguments):
        return factcheck(*arguments, "--db", db)

    def take_in(rating="False", title="Closed?", name="rows.csv"):
        file = tmp_path / name
        file.write_text(ROWS.format(rating=rating, title=title), encoding="utf-8")
        taken = run("ingest", file, "--words-only")
        assert taken.status == 0, taken.err

    def shown():
        return json.loads(run("show", run.id, "--format", "json").out)

    take_in()
    run.take_in, run.shown, run.db = take_in, shown, db
    run.id = json.loads(run("changes", "--format", "json").out)["changes"][0]["id"]
    return run


def test_an_edit_is_a_revision_with_its_reason(edited):
    done = edited("edit", edited.id, "reviewed_on=2021-03-05", "--why", "the page gives this day")

    assert done.status == 0, done.err
    assert "was 2021-03-04" in done.out
    assert "factcheck undo 2" in done.out
    assert edited.shown()["reviewed_on"] == "2021-03-05"
    assert "edit: the page gives this day" in edited("history", edited.id).out


def test_undo_takes_an_edit_back_and_brings_it_again(edited):
    edited("edit", edited.id, "title=Reopened", "--why", "new title")

    assert edited("undo", 2).status == 0
    assert edited.shown()["title"] == "Closed?"
    assert edited("undo", 3).status == 0
    assert edited.shown()["title"] == "Reopened"


def test_an_edit_stays_until_its_input_says_something_newer(edited):
    edited("edit", edited.id, "rating=Mixture", "verdict=mixed", "--why", "read aloud so")
    edited.take_in(title="Was it closed?")
    stays = edited.shown()
    edited.take_in(rating="Misleading", title="Was it closed?")
    newer = edited.shown()

    assert (stays["title"], stays["rating"], stays["verdict"]) == (
        "Was it closed?",
        "Mixture",
        "mixed",
    )
    assert (newer["rating"], newer["verdict"]) == ("Misleading", "misleading")


def test_our_own_new_reading_of_an_old_rating_is_nothing_newer(edited):
    edited.take_in(rating="Blurred", title="Closed?")
    edited("edit", edited.id, "verdict=mixed", "--why", "explained in the text")
    rows = edited.db.with_name("rows.csv")
    rows.write_text(
        ROWS.format(rating="Blurred", title="Closed?").replace("en,", "sw,"), encoding="utf-8"
    )
    edited("ingest", rows, "--words-only")

    assert edited.shown()["language"] == "sw"
    assert edited.shown()["verdict"] == "mixed"


def test_an_edited_rating_is_read_anew(edited):
    edited("edit", edited.id, "rating=True", "--why", "the label was copied wrongly")

    assert edited.shown()["verdict"] == "true"


def test_an_edited_claim_is_found_by_its_new_words(edited):
    edited("edit", edited.id, "claim=The new tunnel was flooded twice.", "--why", "wrong row")
    found = edited("lookup", "The new tunnel was flooded twice", "--words-only")

    assert found.status == 0, found.out
    assert edited("doctor").status == 0


def test_a_withdrawn_fact_check_says_so_with_day_and_reason(edited):
    done = edited("withdraw", edited.id, "--why", "the source was forged")
    shown = edited.shown()

    assert done.status == 0, done.err
    assert shown["state"] == "withdrawn"
    assert shown["state_reason"].endswith("the source was forged")
    assert len(shown["state_on"]) == len("2024-05-06")
    assert edited("undo", 2).status == 0
    assert edited.shown()["state"] == "current"


def test_what_a_maintainer_withdrew_is_nowhere_said_of_its_publisher(edited):
    edited("withdraw", edited.id, "--why", "the source was forged")
    answered = edited("lookup", "The old bridge was closed for 12 years.", "--words-only")
    shown = edited("show", edited.id)
    reply = edited("cite", edited.id, "--style", "reply", "--in", "en")
    cited = edited("cite", edited.id, "--in", "sw")

    for told in (answered, shown):
        text = " ".join(told.out.split())
        assert "withdrawn by a maintainer (not by its publisher) since 20" in text
        assert ": the source was forged" in text
    assert "A maintainer, not its publisher, has withdrawn this" in " ".join(answered.out.split())
    assert "This fact-check by Bridge Watch was withdrawn from our collection." in reply.out
    assert "no longer stands by" not in reply.out
    assert "si na mchapishaji wake" in cited.out
    assert "not by its publisher" not in cited.out


def test_what_the_publisher_withdrew_is_said_of_the_publisher(edited):
    edited("edit", edited.id, "state=withdrawn", "--why", "told on the radio")

    assert "withdrawn by its publisher" in edited("show", edited.id).out


@pytest.mark.parametrize(
    ("field", "message"),
    [
        pytest.param("colour=red", "no field 'colour' to edit; fields are claim,", id="field"),
        pytest.param("id=abcd", "no field 'id' to edit", id="its id"),
        pytest.param("verdict=wrong", "verdict cannot be 'wrong'; it is one of", id="verdict"),
        pytest.param("state=undone", "state cannot be 'undone'; it is one of current", id="state"),
        pytest.param("language=hilltalk", "language 'hilltalk' is not known", id="language"),
        pytest.param("reviewed_on=May", "reviewed_on must be YYYY", id="date"),
        pytest.param("url=ftp://x.example", "url does not begin with http", id="address"),
        pytest.param("claim=", "needs the claim", id="no claim"),
        pytest.param("media_flags=fun", "media_flags cannot be 'fun'; it is", id="flag"),
        pytest.param("harm_kind=fun", "harm.kind cannot be 'fun'; it is", id="harm"),
        pytest.param("axis=promise", "says nothing about truth", id="axis with a verdict"),
        pytest.param("reviewed_on", "is not FIELD=VALUE", id="no value"),
    ],
)
def test_an_unknown_field_or_value_is_one_line_and_changes_nothing(edited, field, message):
    refused = edited("edit", edited.id, field, "--why", "because")

    assert refused.status == 2
    assert message in refused.err
    assert refused.err.count("\n") == 1
    assert len(edited.shown()["history"]) == 1


def test_an_edit_without_a_reason_is_refused(edited):
    assert edited("edit", edited.id, "title=x", "--why", " ").status == 2
    assert edited("withdraw", edited.id).status == 2


def test_an_edit_that_changes_nothing_makes_no_run(edited):
    done = edited("edit", edited.id, "title=Closed?", "--why", "again")

    assert done.status == 1
    assert "nothing to change" in done.out
    with open_store(edited.db) as store:
        assert len(store.ledger.runs()) == 1


def test_a_dry_run_saves_nothing(edited):
    told = json.loads(
        edited("edit", edited.id, "title=x", "--why", "y", "-n", "--format", "json").out
    )

    assert told["dry_run"]
    assert told["changes"] == {"title": {"before": "Closed?", "after": "x"}}
    assert edited.shown()["title"] == "Closed?"


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "'quoted'", "a\x1b[31m=b"])
def test_a_value_is_kept_as_typed_and_never_reaches_the_terminal_raw(edited, text):
    done = edited("edit", edited.id, f"title={text}", "--why", f"why {text}")

    assert edited.shown()["title"] == text.replace("\x1b", "")
    assert "\x1b" not in done.out + edited("history", edited.id, "--no-color").out


def test_doctor_names_what_another_program_changed_and_restores_it(edited):
    with closing(sqlite3.connect(edited.db)) as connection, connection:
        connection.execute("UPDATE fact_checks SET verdict = 'true'")
    named = edited("doctor")
    mended = edited("doctor", "--fix")

    assert (named.status, mended.status) == (1, 0)
    assert "verdict is 'true', not 'false'" in " ".join(named.out.split())
    assert "1 fact-check is again as the last revision has it" in " ".join(mended.out.split())
    assert edited.shown()["verdict"] == "false"
