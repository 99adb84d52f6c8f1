"""What is asked is logged if somebody says so, and never at the cost of an answer."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from factcheck.model import Decision
from factcheck.store.query_log import log_path, read_queries

BRIDGE = "The old bridge was closed for 12 years."
UNKNOWN = "Telescopes can be borrowed in the library, call 061 123 456"


@pytest.fixture
def ask(factcheck, store, tmp_path):
    db = tmp_path / "claims.db"
    shutil.copyfile(store, db)

    def asks(*arguments, command="lookup"):
        words_only = ["--words-only"] if command == "lookup" else []
        return factcheck(command, *arguments, "--db", db, *words_only)

    asks.db = db
    return asks


def test_nothing_is_logged_unless_somebody_says_so(ask):
    ask(BRIDGE)

    assert not log_path(ask.db).exists()
    assert "nothing is logged here" in ask(command="log").out


def test_a_claim_is_logged_with_its_answer_and_without_its_text(ask):
    answered = ask(BRIDGE, "--log", "--channel", "WhatsApp", "--today", "2026-11-30")

    [logged] = read_queries(ask.db)
    assert answered.status == 0
    assert (logged.day, logged.language, logged.channel) == ("2026-11-30", "en", "whatsapp")
    assert (logged.decision, len(logged.fact_check_id)) == (Decision.MATCH, 12)
    assert logged.text == ""


def test_the_answer_is_the_same_with_a_log_and_without(ask):
    assert ask(BRIDGE, "--log", "--log-text").out == ask(BRIDGE).out


def test_the_environment_can_ask_for_the_log_and_an_option_refuse_it(ask, monkeypatch):
    monkeypatch.setenv("FACTCHECK_LOG", "1")
    monkeypatch.setenv("FACTCHECK_LOG_TEXT", "1")
    ask(UNKNOWN)
    ask(BRIDGE, "--no-log")

    assert [each.text for each in read_queries(ask.db)] == [
        "Telescopes can be borrowed in the library, call [number]"
    ]


def test_every_claim_of_a_list_is_logged_with_its_own_day_and_channel(ask, tmp_path):
    tips = tmp_path / "tips.csv"
    tips.write_text(f"claim,date,channel\n{BRIDGE},2026-05-01,Viber\nAnother one,,\n,,\n")
    ask("--file", tips, "--log", "--today", "2026-11-30", "--channel", "mail")

    days = [(each.day, each.channel, str(each.decision)) for each in read_queries(ask.db)]
    assert days == [("2026-05-01", "viber", "match"), ("2026-11-30", "mail", "none")]


def test_a_field_of_json_lines_names_the_channel(ask, tmp_path):
    posts = tmp_path / "posts.jsonl"
    posts.write_text(json.dumps({"post": {"text": BRIDGE, "channel": "Telegram"}}) + "\n")
    ask("--file", posts, "--field", "post.text", "--log")

    assert [each.channel for each in read_queries(ask.db)] == ["telegram"]


@pytest.mark.parametrize("asked", [[BRIDGE], ["--file", "LIST"]])
def test_a_log_that_fails_costs_one_line_and_no_answer(asked, ask, tmp_path):
    tips = tmp_path / "tips.txt"
    tips.write_text(f"{BRIDGE}\n{UNKNOWN}\n")
    arguments = [tips if each == "LIST" else each for each in asked]
    log_path(ask.db).mkdir()
    answered = ask(*arguments, "--log")

    assert answered.status == 0
    assert answered.out == ask(*arguments).out
    assert answered.err.count("could not be logged") == 1


def test_a_locked_log_is_waited_for_a_second_and_costs_one_line(ask, monkeypatch):
    ask(UNKNOWN, "--log")
    waits = []

    def connect_at_once(file, *, timeout, **options):
        if log_path(ask.db).name in file:
            waits.append(timeout)
            timeout = 0
        return connect(file, timeout=timeout, **options)

    connect = sqlite3.connect
    with closing(connect(log_path(ask.db))) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr("factcheck.store.query_log.sqlite3.connect", connect_at_once)
        answered = ask(BRIDGE, "--log")

    assert (answered.status, answered.err.count("\n")) == (0, 1)
    assert "could not be logged: database is locked" in answered.err
    assert waits == [1.0]


def test_log_text_alone_is_a_mistake(ask):
    assert "--log-text goes with --log" in ask(BRIDGE, "--log-text").err


def test_answers_are_never_written_over_the_log(ask):
    ask(BRIDGE, "--log")

    refused = ask(BRIDGE, "-o", log_path(ask.db), "--force", "--format", "text")
    assert (refused.status, "is the store itself" in refused.err) == (2, True)


def test_the_log_is_counted_and_purged(ask):
    ask(BRIDGE, UNKNOWN, "--log", "--log-text", "--today", "2026-05-01")
    counted = json.loads(ask("--format", "json", command="log").out)
    kept = ask("--purge", "--before", "2026-05-01", command="log")
    purged = ask("--purge", "--before", "2026-05-02", command="log")

    assert (counted["queries"], counted["texts"], counted["first_day"]) == (2, 2, "2026-05-01")
    assert "0 for good" in kept.out
    assert "2 for good" in purged.out
    assert read_queries(ask.db) == ()


@pytest.mark.parametrize(
    "arguments", [["--purge"], ["--before", "2026"], ["--purge", "--before", "May"]]
)
def test_a_purge_without_a_day_deletes_nothing(arguments, ask):
    ask(BRIDGE, "--log")

    assert ask(*arguments, command="log").status == 2
    assert len(read_queries(ask.db)) == 1
