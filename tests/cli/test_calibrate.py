"""`factcheck calibrate`, what a calibration does to answers, and how it is taken back."""

import json

import pytest

from factcheck.evaluation import recalibrate as module
from factcheck.evaluation.recalibrate import JudgedScore
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Calibration, Decision, Recalibration
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.store.runs import NewRun
from factcheck.store.store import open_store

NOW = "2026-05-06T07:08:09+00:00"
POST = "They say the old bridge was closed for many years now"


@pytest.fixture
def judged(monkeypatch, encoder):
    """Let the store hold a hundred judged pairs, most of the likelier ones right."""
    monkeypatch.setattr("factcheck.cli.calibrate.open_encoder", lambda *_, **__: (encoder, ()))
    pairs = [
        JudgedScore(0.3 if at < 40 else 0.85, at % 40 == 0 or at > 42, False, False, at % 2)
        for at in range(100)
    ]
    monkeypatch.setattr(module, "judged_scores", lambda *_: pairs)
    return pairs


@pytest.fixture
def own_store(store_path, take_in, record, encoder):
    take_in([record("The old bridge was closed for years.")], encoder)
    return store_path


@pytest.fixture
def answer_of(own_store, encoder):
    def answer_of(claim=POST, **options):
        with open_store(own_store) as store:
            return Lookup(store, encoder, LookupOptions(**options)).answer(claim)

    return answer_of


def save(path, calibration):
    with open_store(path, mode="write") as store:
        return store.calibrations.save(calibration, NewRun("test", NOW, kind="calibrate"))


def test_nothing_is_written_unless_somebody_agrees(factcheck, own_store, judged):
    ended = factcheck("calibrate", "--db", own_store)

    assert ended.status == 1
    assert "a match from" in ended.out
    assert "Precision" in ended.out
    assert ended.err == "factcheck: nothing was written; --yes writes it\n"
    with open_store(own_store) as store:
        assert store.calibrations.in_force() == Calibration()


def test_yes_writes_a_run_that_undo_takes_back(factcheck, own_store, judged):
    ended = factcheck("calibrate", "--db", own_store, "--yes", "--format", "json")
    written = json.loads(ended.out)

    assert (ended.status, ended.err) == (0, "")
    assert written["judged"] == 100
    assert written["cross_lingual"] is None
    assert written["after"]["recall"]["value"] > written["before"]["recall"]["value"]
    with open_store(own_store) as store:
        in_force = store.calibrations.in_force()
    assert in_force.run_id == written["run"]
    assert in_force.same_language.match_from == pytest.approx(
        written["same_language"]["match_from"], abs=1e-4
    )

    undone = factcheck("undo", written["run"], "--db", own_store)
    assert undone.status == 0
    assert "taken back: calibration by " in undone.out
    with open_store(own_store) as store:
        assert store.calibrations.in_force() == Calibration()


@pytest.fixture
def judged_by_chance(judged):
    """Let nothing be learned from the pairs: whether one is right has nothing to do with scores."""
    judged[:] = [
        JudgedScore(0.9 + 0.0009 * at, at // 2 % 2 == 0, False, False, at % 2) for at in range(100)
    ]


@pytest.mark.parametrize("arguments", [(), ("--format", "json")], ids=["text", "json"])
def test_what_gains_nothing_is_not_written(factcheck, own_store, judged_by_chance, arguments):
    ended = factcheck("calibrate", "--db", own_store, "--yes", *arguments)

    assert ended.status == 1
    assert ended.err == (
        "factcheck: a calibration gains nothing here: precision 0.50 before, 0.50 after and "
        "recall 1.00 before, 1.00 after, on pairs that it was not made from; nothing was "
        "written, --without-gain would\n"
    )
    with open_store(own_store) as store:
        assert store.calibrations.in_force() == Calibration()


def test_what_gains_nothing_is_written_where_that_is_asked_for(
    factcheck, own_store, judged_by_chance
):
    given = ("calibrate", "--db", own_store, "--yes", "--without-gain", "--format", "json")
    ended = factcheck(*given)
    written = json.loads(ended.out)

    assert (ended.status, written["gains"], ended.err) == (0, False, "")
    with open_store(own_store) as store:
        assert store.calibrations.in_force().run_id == written["run"]


def test_with_too_few_judgements_it_says_how_many_are_needed(
    factcheck, own_store, monkeypatch, encoder
):
    monkeypatch.setattr("factcheck.cli.calibrate.open_encoder", lambda *_, **__: (encoder, ()))
    ended = factcheck("calibrate", "--db", own_store, "--yes")

    assert (ended.status, ended.out) == (2, "")
    assert "needs 50 judged pairs" in ended.err
    assert ended.err.count("\n") == 1


def test_a_calibration_moves_scores_and_the_threshold(own_store, answer_of):
    before = answer_of()
    save(own_store, Calibration(Recalibration(4.0, 1.0, 0.5, 100)))
    after = answer_of()

    assert (before.decision, before.engine) == (Decision.SUGGESTED, "words+vectors")
    assert (after.decision, after.engine) == (Decision.MATCH, "words+vectors, calibrated")
    assert after.matches[0].score > before.matches[0].score


def test_a_conflict_still_forbids_a_match(own_store, answer_of):
    save(own_store, Calibration(Recalibration(4.0, 1.0, 0.5, 100)))
    answer = answer_of("The old bridge was not closed for years.")

    assert answer.decision is not Decision.MATCH


def test_what_was_suggested_stays_suggested(own_store, answer_of):
    save(own_store, Calibration(Recalibration(-4.0, 1.0, 0.99, 100)))
    answer = answer_of()

    assert answer.decision is Decision.SUGGESTED
    assert answer.matches[0].score < 0.25


def test_whoever_names_thresholds_or_wants_the_machine_alone_gets_that(own_store, answer_of):
    before = answer_of()
    save(own_store, Calibration(Recalibration(4.0, 1.0, 0.5, 100)))

    assert answer_of(policy=MatchPolicy(0.99, 0.99)).engine == "words+vectors"
    assert answer_of(judgements=False) == before


def test_the_latest_calibration_counts_and_undo_brings_the_one_before_back(own_store, factcheck):
    first, second = Recalibration(1.0, 1.0, 0.8, 100), Recalibration(2.0, 1.0, 0.8, 200)
    save(own_store, Calibration(first))
    run = save(own_store, Calibration(first, second))
    with open_store(own_store) as store:
        assert store.calibrations.in_force() == Calibration(first, second, run)
    factcheck("undo", run, "--db", own_store)

    with open_store(own_store) as store:
        assert store.calibrations.in_force().cross_lingual is None


def test_doctor_says_that_a_store_is_calibrated(own_store, factcheck):
    run = save(own_store, Calibration(Recalibration(1.0, 1.0, 0.8, 100)))
    findings = json.loads(factcheck("doctor", "--db", own_store, "--format", "json").out)[
        "findings"
    ]
    [calibrated] = [each for each in findings if each["name"] == "calibrated"]

    assert calibrated["text"] == f"scores are calibrated: test, 2026-05-06, run {run}"
    assert not calibrated["problem"]


@pytest.mark.parametrize(
    "value",
    ["", "[]", '{"same_language": {"intercept": 1}}', '{"other": null}',
     '{"same_language": {"intercept": 0, "slope": -1, "match_from": 0.9}, "cross_lingual": null}'],
)  # fmt: skip
def test_a_tampered_calibration_is_named(own_store, value, factcheck):
    run = save(own_store, Calibration(Recalibration(1.0, 1.0, 0.8, 100)))
    with open_store(own_store, mode="write") as store:
        store.connection.execute(
            "UPDATE meta SET value = ? WHERE name = ?", (value, f"calibration:{run}")
        )
    ended = factcheck("lookup", "--db", own_store, "--words-only", POST)

    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "mistake of factcheck" not in ended.err
