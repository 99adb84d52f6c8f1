import json
import shutil

import pytest

from factcheck.retrieval.embed_pending import embed_pending
from factcheck.store.store import open_store

from .conftest import CLAIM, FACT_CHECKS


@pytest.fixture
def known_id(lookup):
    return json.loads(lookup(CLAIM, "--format", "json").out)["matches"][0]["id"]


def test_show_tells_everything_about_one_fact_check(factcheck, store, known_id):
    for typed in (known_id, known_id.upper(), known_id[:6]):
        ended = factcheck("show", typed, "--db", store)

        assert ended.status == 0
        assert "Bridge Watch" in ended.out
        assert "Revision 1" in ended.out


def test_show_tells_what_a_correction_changed(factcheck, tmp_path):
    db, source = tmp_path / "own.db", tmp_path / "a.csv"
    for rating in ("False", "Mostly false"):
        source.write_text(FACT_CHECKS.replace(",False,", f",{rating},"), encoding="utf-8")
        assert factcheck("ingest", source, "--db", db, "--words-only").status == 0
    found = factcheck("lookup", CLAIM, "--db", db, "--words-only", "--format", "json").out
    shown = factcheck("show", json.loads(found)["matches"][0]["id"], "--db", db).out

    assert "was False" in shown
    assert "is Mostly false" in shown
    assert "corrected since it was first stored" in shown


def test_an_unknown_id_is_one_line(factcheck, store):
    ended = factcheck("show", "zzzzzzzzzzzz", "--db", store)

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_show_speaks_json(factcheck, store, known_id):
    written = json.loads(factcheck("show", known_id, "--db", store, "--format", "json").out)

    assert written["raw"]["publisher"] == "Bridge Watch"
    assert written["history"][0]["number"] == 1


def test_stats_count_what_is_there(factcheck, store):
    assert factcheck("stats", "--db", store).out.startswith("4 fact-checks by 4 publishers")

    written = json.loads(factcheck("stats", "--db", store, "--format", "json").out)
    assert written["languages"] == {"en": 2, "bs": 1, "sw": 1}


def test_doctor_names_what_is_wrong_and_says_so_in_its_status(factcheck, store, tmp_path):
    # An empty folder is no encoder: the check goes on and reports it.
    ended = factcheck("doctor", "--db", store, "--encoder", tmp_path, "--format", "json")

    written = json.loads(ended.out)
    assert ended.status == 1
    assert written["sound"] is False
    assert "encoder_unusable" in [finding["name"] for finding in written["findings"]]
    assert written["versions"]["SQLite"]


def test_doctor_encodes_what_waits_for_a_vector(factcheck, store, tmp_path):
    path = tmp_path / "own.db"
    shutil.copyfile(store, path)
    before = factcheck("doctor", "--db", path, "--format", "json")
    fixed = factcheck("doctor", "--fix", "--db", path, "--format", "json")
    after = factcheck("doctor", "--db", path, "--format", "json")

    waiting, encoded, none = (
        {finding["name"]: finding["text"] for finding in json.loads(ended.out)["findings"]}
        for ended in (before, fixed, after)
    )
    assert waiting["pending_vectors"].startswith("4 fact-checks wait for a vector")
    assert encoded["encoded"] == "4 fact-checks were encoded"
    assert none.keys().isdisjoint(("pending_vectors", "encoded"))


def test_one_of_anything_is_said_in_the_singular(factcheck, take_in, record, store_path):
    take_in([record(CLAIM, rating="Bridge-ish")])
    stats = factcheck("stats", "--db", store_path)
    waiting = factcheck("doctor", "--db", store_path)
    fixed = factcheck("doctor", "--fix", "--db", store_path)

    assert "1 fact-check by 1 publisher in 1 language" in stats.out
    assert "1 fact-check waits for a vector" in waiting.out
    assert "1 fact-check has a rating that no table reads: 1 rating in all" in waiting.out
    assert "1 fact-check was encoded" in fixed.out


def test_doctor_encodes_anew_what_another_encoder_wrote(factcheck, store, tmp_path, encoder):
    path = tmp_path / "own.db"
    shutil.copyfile(store, path)
    with open_store(path, mode="write") as opened:
        embed_pending(opened, encoder)
    before = factcheck("doctor", "--db", path)
    fixed = factcheck("doctor", "--fix", "--db", path)

    assert "the vectors come from letters/1" in before.out
    assert "4 fact-checks were encoded" in fixed.out
    assert factcheck("doctor", "--db", path).status == 0


def test_doctor_needs_a_store(factcheck, tmp_path):
    for options in ([], ["--fix"]):
        ended = factcheck("doctor", "--db", tmp_path / "missing.db", *options)

        assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert not (tmp_path / "missing.db").exists()


def test_a_file_that_is_no_store_is_one_line(factcheck, tmp_path):
    other = tmp_path / "other.db"
    other.write_text("a shopping list", encoding="utf-8")
    for command in (["lookup", CLAIM], ["stats"], ["doctor"], ["show", "abc"]):
        ended = factcheck(*command, "--db", other)

        assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
