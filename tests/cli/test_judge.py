"""Judge claims and fact-checks, list judgements, and take them in from a spreadsheet."""

import csv
import io
import json
import shutil

import pytest

from factcheck.store.store import open_store

BRIDGE = "The old bridge was closed for 12 years."
ODD = "Nobody walks across the river any more"


@pytest.fixture
def judged(factcheck, store, tmp_path, monkeypatch):
    """A command on a store of one's own."""
    monkeypatch.setenv("FACTCHECK_BY", "")
    db = tmp_path / "judged.db"
    shutil.copyfile(store, db)

    def run(command, *arguments):
        words_only = ["--words-only"] if command == "judge" or "import" in arguments else []
        if command == "lookup":
            words_only = ["--words-only"]
        return factcheck(command, *arguments, "--db", db, *words_only)

    with open_store(db) as opened:
        run.ids = {each.claim: each.id for each in opened.fact_checks(range(9)).values()}
    run.id, run.db, run.folder = run.ids[BRIDGE], db, tmp_path
    return run


def runs(judged):
    return len(json.loads(judged("changes", "--runs", "--format", "json").out)["runs"])


def test_a_judged_wording_is_a_match_from_then_on(judged):
    before = judged("lookup", ODD)
    done = judged("judge", ODD, judged.id, "same", "--by", "Amina", "--note", "same photo")
    after = judged("lookup", ODD.upper())
    answer = json.loads(judged("lookup", ODD, "--format", "json").out)

    assert (before.status, done.status, after.status) == (1, 0, 0)
    assert "factcheck undo 2" in done.out
    assert "Confirmed by Amina" in after.out
    assert answer["matches"][0]["judgements"][0]["note"] == "same photo"


@pytest.mark.parametrize("written_as", ["text", "csv", "jsonl", "html", "md"])
def test_every_kind_of_answer_says_who_judged(judged, written_as):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    judged("judge", BRIDGE, judged.id, "different", "--by", "Amina")

    assert "Confirmed by Amina" in judged("lookup", ODD, "--format", written_as).out
    rejected = judged("lookup", BRIDGE, "--format", written_as)
    assert rejected.status == 1
    if written_as != "csv":
        assert "Judged different by Amina" in rejected.out


def test_the_name_may_come_from_the_environment(judged, monkeypatch):
    refused = judged("judge", ODD, judged.id, "same")
    monkeypatch.setenv("FACTCHECK_BY", "Amina")

    assert refused.status == 2
    assert "--by NAME, or FACTCHECK_BY" in refused.err
    assert judged("judge", ODD, judged.id, "same").status == 0


def test_disagreement_and_second_thoughts_are_said_at_once(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    changed = judged("judge", ODD, judged.id, "unsure", "--by", "Amina")
    opposed = judged("judge", ODD, judged.id, "different", "--by", "Bojan")

    assert "Before" in changed.out
    assert "people disagree, so the pair stays a suggestion" in opposed.out
    assert judged("judgements", "--again").out.count(judged.id) == 2


def test_a_full_stop_makes_no_other_claim_for_judgements(judged):
    judged("judge", f"{ODD}!", judged.id, "same", "--by", "Amina")
    judged("judge", BRIDGE, judged.id, "different", "--by", "Amina")
    confirmed, rejected = judged("lookup", f"{ODD}."), judged("lookup", BRIDGE.rstrip("."))
    changed = judged("judge", BRIDGE.rstrip("."), judged.id, "same", "--by", "Amina")
    listed = judged("judgements", "--claim", ODD).out

    assert "Confirmed by Amina" in confirmed.out
    assert rejected.status == 1
    assert "Judged different by Amina" in rejected.out
    assert "Before" in changed.out
    assert judged("lookup", BRIDGE).status == 0
    assert f"{ODD}!" in listed
    assert judged("doctor").status == 0


def test_the_list_says_what_has_changed_since_a_judgement(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    before = json.loads(judged("judgements", "--format", "json").out)
    judged("edit", judged.id, "verdict=mixed", "--why", "read anew")
    again = json.loads(judged("judgements", "--format", "json").out)
    changed = "its verdict was false then and is mixed now"

    assert [each["judgements"][0]["again"] for each in (before, again)] == ["", changed]
    assert f"again: {changed}" in judged("judgements", "--again").out


def test_a_list_in_which_nobody_judged_is_named_as_such(judged):
    empty = judged.folder / "empty.csv"
    empty.write_text("claim,id,judgement\n", encoding="utf-8")
    taken = judged("judgements", "import", empty, "--by", "Amina")

    assert (taken.status, taken.out) == (1, "Nothing new: no row has a judgement\n")


def test_a_dry_run_saves_nothing(judged):
    done = judged("judge", ODD, judged.id, "same", "--by", "Amina", "--dry-run")

    assert (done.status, runs(judged)) == (0, 1)
    assert judged("judgements").status == 1


def test_what_cannot_be_judged_gets_one_line_and_changes_nothing(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    for arguments in (
        (ODD, "zzzzzzzz", "same", "--by", "Amina"),
        (ODD, judged.id, "perhaps", "--by", "Amina"),
        (ODD, judged.id, "same", "--by", "A\x1b[31mmina"),
        ("https://posts.example/1", judged.id, "same", "--by", "Amina"),
    ):
        refused = judged("judge", *arguments)
        assert refused.status == 2
        assert refused.err.count("\n") == 1 or "Usage" in refused.err
        assert "\x1b" not in refused.err
    twice = judged("judge", ODD, judged.id, "same", "--by", "Amina")

    assert (twice.status, runs(judged)) == (1, 2)
    assert "said already" in twice.out


def test_the_answers_of_a_list_come_back_with_a_column_judgement(judged):
    answers = judged.folder / "answers.csv"
    posts = judged.folder / "posts.txt"
    posts.write_text(f"{BRIDGE}\nBoiled onions cure malaria in two days\n", encoding="utf-8")
    judged("lookup", "--file", posts, "-o", answers)
    rows = list(csv.DictReader(io.StringIO(answers.read_text(encoding="utf-8"))))
    for row, judgement in zip(rows, ("SAME ", "different"), strict=True):
        row["judgement"] = judgement
    with answers.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows([*rows, dict.fromkeys(rows[0], "") | {"claim": "not looked at"}])
    done = judged("judgements", "import", answers, "--by", "Amina", "--format", "json")

    assert [each["judgement"] for each in json.loads(done.out)["added"]] == ["same", "different"]
    assert judged("judgements", "import", answers, "--by", "Amina").status == 1
    assert judged("lookup", "Boiled onions cure malaria in two days").status == 1


@pytest.mark.parametrize("written_as", ["csv", "jsonl"])
def test_what_is_exported_can_be_imported(judged, written_as, factcheck, store):
    judged(
        "judge", "=1+1 walks across the river", judged.id, "same", "--by", "Amina", "--note", "x"
    )
    judged("judge", ODD, judged.id, "different", "--by", "@Bojan")
    file = judged.folder / f"judgements.{written_as}"
    assert judged("judgements", "-o", file).status == 0
    exported = judged("judgements", "--format", "json").out
    other = judged.folder / "other.db"
    shutil.copyfile(store, other)
    taken = factcheck("judgements", "import", file, "--db", other, "--words-only")

    def without_runs(text):
        return [each | {"run": 0} for each in json.loads(text)["judgements"]]

    assert taken.status == 0, taken.err
    again = factcheck("judgements", "--format", "json", "--db", other).out
    assert without_runs(again) == without_runs(exported)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("claim,judgement\na b c,same\n", "has no column 'id'", id="half the columns"),
        pytest.param("claim,id\na b c,{id}\n", "has no column 'judgement'", id="no judgement"),
        pytest.param("id,judgement\n{id},same\n", "no column 'claim'", id="no claim"),
        pytest.param("claim,id,judgement\na b c,{id},yes\n", "line 2: a judgement is", id="word"),
        pytest.param("claim,id,judgement\na b c,,same\n", "line 2: there is a", id="no id"),
        pytest.param("claim,id,judgement\na b c,zzzzz,same\n", "line 2: no fact", id="unknown id"),
        pytest.param(
            "claim,id,judgement\na b c,{id},same\nA b c,{id},different\n",
            "line 3: Amina says different here and same in line 2",
            id="a contradiction",
        ),
        pytest.param(
            "claim,id,judgement,judged_by\na b c,{id},same,A\u202eb\n", "line 2", id="name"
        ),
        pytest.param("claim,id,judgement\na b c,{id},same\n,{id},same\n", "line 3", id="no text"),
    ],
)
def test_a_list_with_a_mistake_gets_one_line_and_changes_nothing(judged, content, said):
    file = judged.folder / "list.csv"
    file.write_text(content.format(id=judged.id), encoding="utf-8")
    refused = judged("judgements", "import", file, "--by", "Amina")

    assert refused.status == 2
    assert said in refused.err
    assert refused.err.count("\n") == 1
    assert judged("judgements").status == 1


def test_judgements_can_be_filtered(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    judged("judge", "Something else entirely", judged.id, "different", "--by", "Bojan")

    def listed(*arguments):
        out = judged("judgements", "--format", "jsonl", *arguments).out
        return [json.loads(line)["judged_by"] for line in out.splitlines()]

    assert listed() == ["Amina", "Bojan"]
    assert listed("--by", "Bojan") == ["Bojan"]
    assert listed("--judgement", "same") == ["Amina"]
    assert listed("--claim", ODD.upper()) == ["Amina"]
    assert listed("--id", judged.id[:6], "--origin", "") == ["Amina", "Bojan"]
    assert listed("--origin", "Daily Check") == []


def test_the_training_file_has_the_form_that_dedupe_reads(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    judged("judge", "Something else entirely", judged.id, "different", "--by", "Amina")
    judged("judge", "A third thing here", judged.id, "unsure", "--by", "Amina")
    training = json.loads(judged("judgements", "--format", "dedupe").out)

    assert training == {
        "distinct": [
            {
                "__class__": "tuple",
                "__value__": [{"claim": "Something else entirely"}, {"claim": BRIDGE}],
            }
        ],
        "match": [{"__class__": "tuple", "__value__": [{"claim": ODD}, {"claim": BRIDGE}]}],
    }


def test_a_partner_is_trusted_as_far_as_the_maintainer_says(judged):
    file = judged.folder / "partner.csv"
    file.write_text(
        f"claim,id,judgement,judged_by\n{ODD},{judged.id},same,Zola\n", encoding="utf-8"
    )
    judged("judgements", "import", file, "--origin", "Daily Check")
    hint = judged("lookup", ODD)
    trusted = judged("judgements", "trust", "Daily Check", "full")
    found = judged("lookup", ODD)
    judged("undo", "3")

    assert hint.status == 1
    assert "A partner says same: Zola (Daily Check)" in hint.out
    assert "factcheck undo 3" in trusted.out
    assert "Confirmed by Zola (Daily Check)" in found.out
    assert judged("lookup", ODD).status == 1
    assert judged("judgements", "trust", "Nobody", "full").status == 2


def test_history_changes_and_undo_tell_of_judgements(judged):
    judged("judge", ODD, judged.id, "same", "--by", "Amina", "--note", "same photo")
    history = judged("history", judged.id)
    as_json = json.loads(judged("history", judged.id, "--format", "json").out)
    changes = judged("changes")
    undone = judged("undo", "2")

    assert "Judged same by Amina" in history.out
    assert as_json["judgements"][0]["note"] == "same photo"
    assert f"same by Amina on {as_json['judgements'][0]['judged_at'][:10]}: {ODD}" in changes.out
    assert "1  judgement taken back" in undone.out


@pytest.mark.nightly
def test_dedupe_itself_reads_the_training_file(judged):
    dedupe = pytest.importorskip("dedupe")
    judged("judge", ODD, judged.id, "same", "--by", "Amina")
    judged("judge", "Something else entirely", judged.id, "different", "--by", "Amina")
    training = dedupe.read_training(io.StringIO(judged("judgements", "--format", "dedupe").out))

    assert training["match"] == [({"claim": ODD}, {"claim": BRIDGE})]
    assert training["distinct"] == [({"claim": "Something else entirely"}, {"claim": BRIDGE})]
