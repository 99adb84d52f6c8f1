import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from factcheck.store.migrations import MIGRATIONS
from factcheck.store.store import open_store

# Written by factcheck 0.1.0: two lists, the second of which corrects a ruling of the first, and a
# look at a page that could not be reached. All of it is made up.
FORMER = Path(__file__).with_name("store-of-0.1.0.db.gz")
CLAIM = "The river bridge at Motovun was closed for nine weeks."
BRIDGE, WOOD = "zj2dqkb66wn2", "depp35dfrmxe"
NEWS = f"""\
claim,rating,publisher,url,date,language
{CLAIM},True,Daily Check,https://daily.example/bridge,2025-01-01,en
"""


@pytest.fixture
def former(tmp_path):
    path = tmp_path / "claims.db"
    path.write_bytes(gzip.decompress(FORMER.read_bytes()))
    return path


@pytest.fixture
def upgraded(former, factcheck, tmp_path):
    news = tmp_path / "news.csv"
    news.write_text(NEWS, "utf-8")
    assert factcheck("ingest", news, "--db", former, "--words-only").status == 0
    return former


def test_a_store_of_the_first_release_names_the_command_that_upgrades_it(former, factcheck):
    before = former.read_bytes()
    ended = factcheck("lookup", CLAIM, "--db", former, "--words-only")

    assert (ended.status, ended.out) == (2, "")
    assert "run 'factcheck doctor --fix' to bring it up to date" in ended.err
    assert former.read_bytes() == before


def test_the_first_writer_brings_all_of_it_up_to_date(upgraded, factcheck):
    with closing(sqlite3.connect(upgraded)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        looks = file.execute("SELECT url, state FROM source_checks").fetchall()
    with open_store(upgraded) as store:
        assert not [finding for finding in store.check() if finding.problem]
        history = store.history(BRIDGE)
    answer = json.loads(
        factcheck("lookup", CLAIM, "--db", upgraded, "--words-only", "--format", "json").out
    )
    shown = factcheck("history", BRIDGE, "--db", upgraded).out

    assert looks == [("https://daily.example/bridge", "unreachable")]
    # The id that stands in articles, and every state that it had.
    assert answer["matches"][0]["id"] == BRIDGE
    assert len(history) == 3
    assert "was False" in shown
    assert "is Mostly false" in shown
    assert "is True" in shown
    assert 'Rating       "Hmm"' in factcheck("show", WOOD, "--db", upgraded).out


def test_a_run_of_the_first_release_is_taken_back(upgraded, factcheck):
    assert factcheck("undo", "3", "--db", upgraded).status == 0
    assert factcheck("undo", "2", "--db", upgraded).status == 0
    exported = factcheck("export", "--db", upgraded, "--format", "jsonl").out
    ratings = {each["id"]: each["rating"] for each in map(json.loads, exported.splitlines())}

    assert ratings[BRIDGE] == "False"
    assert WOOD not in ratings
    assert len(ratings) == 3
