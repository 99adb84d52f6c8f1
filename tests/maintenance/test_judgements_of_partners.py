"""Judgements travel with exports, carry their origin, and count as far as they are trusted."""

import json
from datetime import UTC, datetime

import pytest

from factcheck.cli.app import run
from factcheck.formats.export import ExportOptions, export_store, export_text
from factcheck.formats.export_fields import ExportFormat
from factcheck.lookup import Lookup
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Decision, Judgement
from factcheck.store.store import open_store

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
BRIDGE = "The old bridge was closed for 12 years."
ODD = "Nobody walks across the river any more"


@pytest.fixture
def partner(tmp_path, take_in, record):
    """A partner's store with a judgement, one by its own partner, and one that it took back."""
    path = tmp_path / "partner.db"
    take_in([record(BRIDGE), record("The pier is made of cork.")], store=path, encode=False)
    with open_store(path, mode="write") as store:
        [id] = [f.id for f in store.fact_checks([1, 2]).values() if f.claim == BRIDGE]

        def judge(text, by, **more):
            judging = Judging(text, id, Judgement.SAME, by, **more)
            return record_judgements(store, [judging], clock=lambda: NOW).run_id

        judge(ODD, "Zola", note="same photo")
        judge("Third-hand words about it", "Yann", origin="Somebody")
        store.ledger.undo(judge("Taken back words about it", "Zola"), NOW.isoformat())
    return path


def exported(path, target, **options):
    with open_store(path) as store:
        if target.suffix == ".db":
            export_store(store, target, ExportOptions(clock=lambda: NOW, **options))
        else:
            with target.open("w", encoding="utf-8") as stream:
                export_text(store, stream, ExportFormat.JSONL, ExportOptions(**options))
    return target


def ingested(file, db, *arguments):
    assert run(["ingest", str(file), "--db", str(db), "--words-only", "-q", *arguments]) == 0


def judged(db):
    with open_store(db) as store:
        return [(p.text, p.judged_by, p.origin, p.note) for p in store.judgements.in_force()]


def decision(db):
    with open_store(db) as store:
        return Lookup(store, None).answer(ODD).decision


@pytest.mark.parametrize("name", ["feed.jsonl", "feed.db"])
def test_a_partners_judgements_arrive_as_hints_and_count_when_trusted(partner, tmp_path, name):
    feed, ours = exported(partner, tmp_path / name), tmp_path / "ours.db"
    ingested(feed, ours, "--feed", "Daily Check")
    ingested(feed, ours, "--feed", "Daily Check")
    hint = decision(ours)
    ingested(feed, ours, "--feed", "Daily Check", "--trust", "full")

    assert judged(ours) == [(ODD, "Zola", "Daily Check", "same photo")]
    assert hint is Decision.NONE
    assert decision(ours) is Decision.MATCH


def test_a_partners_whole_store_gives_only_its_own_judgements_in_force(partner, tmp_path):
    ours = tmp_path / "ours.db"
    ingested(partner, ours)

    assert judged(ours) == [(ODD, "Zola", str(partner), "same photo")]


def test_undoing_the_ingest_undoes_its_judgements(partner, tmp_path):
    feed, ours = exported(partner, tmp_path / "feed.jsonl"), tmp_path / "ours.db"
    ingested(feed, ours)
    with open_store(ours, mode="write") as store:
        store.ledger.undo(1, NOW.isoformat())

    assert judged(ours) == []


def test_our_own_judgement_that_comes_back_is_not_recorded_again(partner, tmp_path):
    feed = exported(partner, tmp_path / "feed.jsonl")
    before = judged(partner)
    ingested(feed, partner)

    assert judged(partner) == before


def test_names_can_be_left_out_of_an_export(partner, tmp_path):
    with_names = exported(partner, tmp_path / "with.jsonl").read_text(encoding="utf-8")
    without = exported(partner, tmp_path / "without.jsonl", judgements=False)

    assert "Zola" in with_names
    assert "Yann" not in with_names
    assert "Zola" not in without.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param({"judged_by": "Z\u202eola"}, id="an invisible character"),
        pytest.param({"judgement": "yes"}, id="another word"),
        pytest.param({"claim": ["a"]}, id="no text"),
        pytest.param({"judged_at": "yesterday"}, id="no date"),
    ],
)
def test_a_judgement_that_cannot_be_used_is_named_and_the_fact_check_stays(
    partner, tmp_path, spoiled, capsys
):
    feed, ours = exported(partner, tmp_path / "feed.jsonl"), tmp_path / "ours.db"
    lines = [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if "judgements" in line:
            line["judgements"] = [each | spoiled for each in line["judgements"]]
    feed.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    status = run(["ingest", str(feed), "--db", str(ours), "--words-only"])

    assert status == 0
    assert "a judgement could not be used" in capsys.readouterr().out
    assert judged(ours) == []


def test_a_strangers_record_cannot_carry_judgements(tmp_path):
    file, ours = tmp_path / "stranger.jsonl", tmp_path / "ours.db"
    judgement = {"claim": ODD, "judgement": "same", "judged_by": "Zola", "judged_at": "2024-05-06"}
    row = {"claim": BRIDGE, "publisher": "A", "url": "https://a.example/1", "rating": "False"}
    file.write_text(json.dumps(row | {"judgements": [judgement]}) + "\n", encoding="utf-8")
    ingested(file, ours)

    assert judged(ours) == []


def test_judgements_follow_a_fact_check_that_is_joined_with_another(take_in, record, store_path):
    page = {"url": "https://daily.example/1"}
    twin = record(BRIDGE.removesuffix("."), **page, record_id="2")
    take_in([record(BRIDGE, record_id="1") | page], encode=False)
    take_in([twin | {"url": "https://daily.example/2"}], encode=False)
    with open_store(store_path, mode="write") as store:
        joined, kept = (store.fact_checks([n])[n].id for n in (1, 2))
        for text, judgement in ((ODD, Judgement.SAME), ("The bridge is open", Judgement.DIFFERENT)):
            record_judgements(store, [Judging(text, joined, judgement, "Ana")], clock=lambda: NOW)
        run_id = store.ledger.join([[kept, joined]], NOW.isoformat()).run_id
        after = [(p.judgement, p.text) for p in store.judgements.of_fact_check(kept)]
        answer = Lookup(store, None).answer(ODD)
        store.ledger.undo(run_id, NOW.isoformat())

        assert after == [(Judgement.SAME, ODD), (Judgement.DIFFERENT, "The bridge is open")]
        assert answer.matches[0].fact_check.id == kept
        assert answer.decision is Decision.MATCH
        assert store.judgements.of_fact_check(kept) == ()
