import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from factcheck.errors import SourceNotFound, SourceUnavailable
from factcheck.web.client import Fetched, ServiceResponse, Visited

BRIDGE = "https://bridge.example/closed"
ONIONS = "https://health.example/onions"
PAGES = (BRIDGE, ONIONS, "https://ukweli.example/maji", "https://provjera.example/voda")


def markup(claim, rating):
    review = {
        "@type": "ClaimReview",
        "claimReviewed": claim,
        "author": {"@type": "Organization", "name": "Bridge Watch"},
        "reviewRating": {"alternateName": rating},
    }
    return f'<html lang="en"><script type="application/ld+json">{json.dumps(review)}</script>'


@pytest.fixture
def pages(monkeypatch):
    """What the web says, instead of the web: a command has no argument for it."""
    known = dict.fromkeys(PAGES, "<p>An article.</p>")

    class FromMemory:
        def __init__(self, *_limits, **_ways):
            pass

        def close(self):
            pass

        def visit(self, url):
            return Visited(url, self.fetch(url).final_url)

        def query_service(self, url):
            raise SourceUnavailable(f"{url} is not asked")

        def fetch(self, url):
            page = known[url]
            if isinstance(page, BaseException):
                raise page
            return Fetched(url, url, "text/html", page)

    monkeypatch.setattr("factcheck.web.client.Fetcher", FromMemory)
    return known


@pytest.fixture
def own_store(store, tmp_path):
    """A store that a test may write to."""
    return Path(copy(store, tmp_path / "claims.db"))


@pytest.fixture
def sources(factcheck, own_store, pages):
    def runs(*arguments):
        return factcheck("sources", "--db", own_store, *arguments)

    return runs


def remembered(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT state, url FROM source_checks ORDER BY id").fetchall()


def test_all_alive_is_status_0(sources, own_store):
    ended = sources("--all")

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("4 fact-checks: all as they were\n")
    assert sorted(remembered(own_store)) == sorted(("alive", url) for url in PAGES)


def test_what_needs_attention_is_status_1_with_the_worst_first(sources, pages):
    pages[BRIDGE] = SourceUnavailable(f"{BRIDGE} stopped answering")
    pages[ONIONS] = SourceNotFound(f"{ONIONS} is gone: HTTP status 404")
    ended = sources("--all")

    assert ended.status == 1
    assert ended.out.startswith("4 fact-checks: 2 to look at\n")
    assert ended.out.index("HTTP status 404") < ended.out.index("stopped answering")


def test_a_change_is_said_in_words_and_changes_nothing(sources, pages, factcheck, own_store):
    pages[BRIDGE] = markup("The old bridge was closed for 12 years.", "Misleading")
    ended = sources("--all", "--format", "json")
    found = json.loads(ended.out)
    [changed] = [each for each in found["sources"] if each["state"] == "changed"]
    shown = factcheck("show", changed["id"], "--db", own_store, "--format", "json")

    assert ended.status == 1
    assert changed["reasons"] == ["the rating was “False” and is “Misleading”"]
    assert found["counts"] == {"changed": 1, "alive": 3}
    assert '"rating": "False"' in shown.out
    assert "Misleading" not in shown.out


def test_one_fact_check_is_named_by_the_beginning_of_its_id(sources, own_store):
    with closing(sqlite3.connect(own_store)) as connection:
        [(public,)] = connection.execute(
            "SELECT id FROM fact_checks WHERE review_url = ?", (BRIDGE,)
        ).fetchall()
    ended = sources(public[:8].upper(), public)

    assert ended.status == 0
    assert remembered(own_store) == [("alive", BRIDGE)]


def test_what_was_looked_at_lately_is_not_looked_at_again(sources, own_store):
    sources("--all")
    ended = sources("--stale", "30d")

    assert (ended.status, ended.out) == (0, "0 fact-checks: all as they were\n")
    assert len(remembered(own_store)) == 4


def test_a_dry_run_remembers_nothing(sources, own_store):
    ended = sources("--all", "--dry-run")

    assert "nothing was written" in ended.out
    assert remembered(own_store) == []


def test_a_stop_keeps_what_was_found(sources, pages, own_store, monkeypatch):
    def interrupted(*_arguments):
        yield from found[:2]
        raise KeyboardInterrupt

    from factcheck.maintenance.link_check import check_links

    found = []
    monkeypatch.setattr(
        "factcheck.maintenance.link_check.check_links",
        lambda *arguments: found.extend(check_links(*arguments)) or interrupted(),
    )
    ended = sources("--all")

    assert ended.status == 130
    assert "what was found so far is kept" in ended.err
    assert len(remembered(own_store)) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name some ids, or choose --all, or --stale 30d"),
        (["--all", "--stale", "3d"], "name some ids, or choose"),
        (["abcd", "--all"], "name some ids, or choose"),
        (["--apply"], "name some ids with --apply, or add --all-changed"),
        (["--apply", "abcd", "--all-changed"], "name some ids with --apply, or add"),
        (["--apply", "--all"], "--apply and --all-changed fetch nothing"),
        (["--apply", "zzzz"], "no fact-check has the id 'zzzz'"),
        (["--stale", "soon"], "--stale soon: write a number of days, such as 30d"),
        (["zzzz"], "no fact-check has the id 'zzzz'"),
    ],
)
def test_what_makes_no_sense_is_one_line(arguments, words, sources):
    ended = sources(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert words in ended.err


def test_a_missing_store_is_one_line(factcheck, tmp_path):
    ended = factcheck("sources", "--all", "--db", tmp_path / "none.db")

    assert ended.status == 2
    assert "run 'factcheck ingest' first" in ended.err


def changed_id(path):
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT id FROM fact_checks WHERE review_url = ?"
        return connection.execute(sql, (BRIDGE,)).fetchone()[0]


def test_the_report_says_what_would_change_and_what_to_do(sources, pages, own_store):
    pages[BRIDGE] = markup("The old bridge was closed for 12 years.", "True")
    ended = sources("--all")
    listed = sources("--all-changed")

    assert "rating: “False” → “True”" in ended.out
    assert "factcheck sources --apply" in ended.out
    assert listed.status == 1
    assert listed.out.startswith("1 fact-check would change\n")
    assert "rating: “False” → “True”" in listed.out


def test_what_is_accepted_is_changed_and_undo_takes_it_back(sources, pages, factcheck, own_store):
    pages[BRIDGE] = markup("The old bridge was closed for 12 years.", "True")
    sources("--all")
    public = changed_id(own_store)
    accepted = sources("--apply", public)
    shown = factcheck("show", public, "--db", own_store, "--format", "json").out
    again = sources("--accept", public)
    undone = factcheck("undo", "2", "--db", own_store)
    back = factcheck("show", public, "--db", own_store, "--format", "json").out

    assert accepted.status == 0
    assert accepted.out.startswith("1 fact-check changed, as run 2\n")
    assert "verdict: “false” → “true”" in accepted.out
    assert '"rating": "True"' in shown
    assert (again.status, again.out.splitlines()[0]) == (1, "nothing was changed")
    assert "--accept is called --apply now" in again.err
    assert "restored" in undone.out
    assert '"rating": "False"' in back


def test_all_that_was_found_is_accepted_at_once(sources, pages, own_store):
    pages[BRIDGE] = markup("The old bridge was closed for 12 years.", "True")
    pages[ONIONS] = SourceNotFound(f"{ONIONS} is gone: HTTP status 404")
    sources("--all")
    rehearsed = json.loads(sources("--apply", "--all-changed", "-n", "--format", "json").out)
    accepted = json.loads(sources("--apply", "--all-changed", "--format", "json").out)
    again = sources("--apply", "--all-changed")

    assert (rehearsed["dry_run"], len(rehearsed["changed"])) == (True, 2)
    assert {name for each in accepted["changed"] for name in each["changes"]} == {
        "rating", "verdict", "state", "state_reason", "state_on",
    }  # fmt: skip
    assert (again.status, again.out.splitlines()[0]) == (0, "nothing was changed")


def test_the_pages_that_a_page_cites_are_visited_unless_nobody_wants_that(sources, pages):
    cited = "https://cited.example/report.pdf"
    pages[BRIDGE] = f'<article><a href="{cited}">x</a></article>'
    pages[cited] = SourceNotFound(f"{cited} is gone: HTTP status 404")
    ended = sources("--all")
    found = json.loads(sources("--all", "--format", "json").out)
    [told] = [each["cited"] for each in found["sources"] if each["url"] == BRIDGE]
    without = sources("--all", "--cited", "0")

    assert ended.status == 0
    assert f"gone: {cited}" in ended.out
    assert [(each["url"], each["state"]) for each in told] == [(cited, "gone")]
    assert cited not in without.out


def test_copies_are_looked_for_unless_nobody_wants_that(sources, pages, monkeypatch):
    copy = f"https://web.archive.org/web/20240102030405/{BRIDGE}"
    asked = []

    def ask(_self, url):
        asked.append(url)
        if url.startswith("https://archive.org/wayback/available?url=https%3A%2F%2Fbridge"):
            closest = {"available": True, "url": copy, "status": "200"}
            return ServiceResponse(
                200, {}, json.dumps({"archived_snapshots": {"closest": closest}})
            )
        raise SourceUnavailable("the archive is asleep")

    monkeypatch.setattr("factcheck.web.client.Fetcher.query_service", ask)
    ended = sources("--all")
    count = len(asked)
    sources("--all", "--no-captures")

    assert ended.status == 0
    assert f"archived copies: none → {copy}" in " ".join(ended.out.split())
    assert len(asked) == count > 0
    assert not any("/save/" in url for url in asked)


def test_an_archive_is_asked_for_a_new_copy_only_with_the_option(sources, pages, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "factcheck.web.client.Fetcher.query_service",
        lambda _self, url: asked.append(url) or ServiceResponse(429, {}),
    )
    ended = sources("--all", "--archive")

    assert sorted(asked) == sorted(f"https://web.archive.org/save/{url}" for url in PAGES)
    assert "no copy was made: the archive answered with HTTP status 429" in ended.out


def test_the_pages_are_kept_in_one_file_where_that_is_wanted(sources, pages, tmp_path):
    ended = sources("--all", "--warc", tmp_path / "snapshots")
    [kept] = (tmp_path / "snapshots").iterdir()

    assert ended.status == 0
    assert kept.name in ended.err
    assert kept.read_bytes()[:2] == b"\x1f\x8b"


def test_nothing_from_a_page_moves_a_terminal(sources, pages, own_store):
    pages[BRIDGE] = markup("The old bridge was closed for 12 years.", "\x1b[2J\u202eeslaF\x07[/b]")
    ended = sources("--all")

    assert ended.status == 1
    assert "[/b]" in ended.out
    assert not set(ended.out) & set("\x1b\x07\u202e")


def test_quiet_leaves_the_status_alone(sources, pages):
    pages[BRIDGE] = SourceNotFound("gone")

    assert sources("--all", "--quiet") == (1, "", "")


def test_an_article_is_taken_in_by_its_address(factcheck, pages, own_store):
    pages["https://bridge.example/new"] = markup("The new bridge is made of paper.", "False")
    arguments = ("ingest", "https://bridge.example/new", "--db", own_store, "--words-only")
    first, again = factcheck(*arguments), factcheck(*arguments, "--format", "json")

    assert first.status == 0
    assert "https://bridge.example/new: 1 record" in first.out
    assert json.loads(again.out)["total"]["unchanged"] == 1


def test_an_article_without_a_claim_review_is_one_line(factcheck, pages, own_store):
    ended = factcheck("ingest", BRIDGE, "--db", own_store, "--words-only")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"factcheck: {BRIDGE} has no ClaimReview")


def test_the_real_fetcher_never_asks_this_machine(factcheck, own_store):
    ended = factcheck("ingest", "http://127.0.0.1:8080/x", "--db", own_store, "--words-only")

    assert ended.status == 2
    assert ended.err.startswith("factcheck: http://127.0.0.1:8080/")
    assert "it is set aside for special use (loopback)" in ended.err


def test_no_setting_of_the_environment_opens_this_machine(own_store):
    names = ("ALLOW_PRIVATE", "ALLOW_LOOPBACK", "TESTING", "ALLOWED", "INSECURE", "DEBUG")
    environment = os.environ | {f"FACTCHECK_{name}": "1" for name in names}
    environment |= {"PYTEST_CURRENT_TEST": "x", "HTTP_PROXY": "http://127.0.0.1:9"}
    ended = subprocess.run(
        [sys.executable, "-m", "factcheck", "ingest", "http://localhost/", "--db", own_store],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
        text=True,
    )

    assert ended.returncode == 2
    assert "is not fetched from" in ended.stderr
